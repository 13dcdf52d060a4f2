import { expect, test } from "vitest";
import { importedFrom, messagesIn } from "./testing.ts";

const failure = (fields: object = {}) => ({
  is_correct: "False",
  question: "How many?",
  question_ID: "q1",
  level: "2",
  ground_truth: "8",
  history: [
    { content: "You are given a task: how many?", role: "assistant", name: "Excel_Expert" },
    { content: "exitcode: 1 (execution failed)\nCode output: boom", name: "Computer_terminal", role: "user" },
    { content: "It is 4.", name: "Checker", role: "user" },
  ],
  mistake_agent: "Checker",
  mistake_step: "2",
  mistake_reason: "It did not check.",
  system_prompt: { Excel_Expert: "Read sheets.", Checker: "Check." },
  ...fields,
});

test("the task is the user's, agents answer under their names, the terminal is a tool", async () => {
  const { all, format, reasons } = await importedFrom(failure());
  expect([format, reasons]).toEqual(["who-and-when", []]);
  expect(messagesIn(all[0]!)).toMatchObject([
    { role: "user", text: "You are given a task: how many?" },
    { role: "tool", toolName: "Computer_terminal", isError: true },
    { role: "assistant", text: "Checker: It is 4." },
  ]);
  expect(Object.values(all[0]!.systemTexts)).toEqual([
    "# Excel_Expert\n\nRead sheets.\n\n# Checker\n\nCheck.",
  ]);
});

test("who made the mistake, at which message and why, and that it failed", async () => {
  const { all } = await importedFrom(failure());
  expect(all[0]!.conversation).toMatchObject({
    id: expect.stringMatching(/^who-and-when-[0-9a-f]{16}$/),
    taskId: "q1",
    outcome: { label: "fail", score: 0, explanation: "It did not check." },
    attributes: { mistakeAgent: "Checker", mistakeStep: 2, groundTruth: "8", question: "How many?" },
  });
});

test("hand-made histories name the agent in the role", async () => {
  const history = [
    { content: "How many?", role: "human" },
    { content: "I plan.", role: "Orchestrator (thought)" },
  ];
  const { all } = await importedFrom(failure({ history, system_prompt: undefined }));
  expect(messagesIn(all[0]!).map(({ text }) => text)).toEqual([
    "How many?",
    "Orchestrator (thought): I plan.",
  ]);
});

test("a file without a history says so", async () => {
  const { all, reasons } = await importedFrom(failure({ history: [] }));
  expect([all, reasons]).toEqual([[], ["Its history is empty."]]);
});

import { describe, expect, test } from "vitest";
import { importedFrom, messagesIn, said } from "./testing.ts";

const result = (fields: object = {}) => ({
  id: "r1",
  promptIdx: 0,
  testIdx: 0,
  prompt: { raw: "Say hi to Mia", label: "prompts/hi.txt: Say hi to {{name}}" },
  provider: { id: "openai:gpt-4o-mini", label: "", config: { apiKey: "sk-very-secret" } },
  vars: { name: "Mia" },
  testCase: {
    description: "greets",
    assert: [{ type: "icontains", value: "mia" }],
    options: { apiKey: "sk-2" },
  },
  response: { output: "Hi Mia", tokenUsage: { total: 15, prompt: 10, completion: 5 } },
  success: true,
  score: 1,
  latencyMs: 120,
  cost: 0.25,
  gradingResult: {
    pass: true,
    score: 1,
    reason: "All assertions passed",
    componentResults: [
      { pass: true, score: 1, reason: "Assertion passed", assertion: { type: "icontains", value: "mia" } },
      { pass: false, score: 0, reason: "too long", assertion: { type: "icontains", value: "x" } },
      { pass: true, score: 0.5, reason: "fine", assertion: { type: "llm-rubric", metric: "tone" } },
    ],
  },
  namedScores: { tone: 0.5, other: 0.25 },
  ...fields,
});
const evaluation = (...results: object[]) => ({
  evalId: "eval-1",
  results: { version: 3, timestamp: "2026-01-02T03:04:05Z", prompts: [], results, stats: {} },
  config: {},
});

describe("a result of promptfoo", () => {
  test("is a conversation with its test case, model, cost, tokens and verdict", async () => {
    const { all, format, reasons } = await importedFrom(evaluation(result()));
    expect([format, reasons]).toEqual(["promptfoo", []]);
    expect(said(all[0]!)).toEqual(["user: Say hi to Mia", "assistant: Hi Mia"]);
    expect(all[0]!.conversation).toMatchObject({
      id: "r1",
      taskId: "greets",
      trial: 0,
      model: "openai:gpt-4o-mini",
      outcome: { label: "pass", score: 1, explanation: "All assertions passed" },
      costUsd: 0.25,
      usage: { inputTokens: 10, outputTokens: 5 },
      durationMs: 120,
      startMs: Date.parse("2026-01-02T03:04:05Z"),
      promptHint: { name: "prompts/hi.txt" },
      attributes: { evalId: "eval-1", vars: { name: "Mia" } },
    });
  });

  test("brings its assertions along, numbered where a name is there twice, and scores that none of them gave", async () => {
    const { all } = await importedFrom(evaluation(result()));
    expect(all[0]!.evaluations).toEqual([
      { name: "icontains", label: "pass", score: 1, explanation: "Assertion passed" },
      { name: "icontains 2", label: "fail", score: 0, explanation: "too long" },
      { name: "tone", label: "pass", score: 0.5, explanation: "fine" },
      { name: "other", score: 0.25 },
    ]);
  });

  test("keeps nothing of a provider's settings: they hold keys", async () => {
    const { all } = await importedFrom(evaluation(result()));
    expect(JSON.stringify(all)).not.toMatch(/sk-/);
  });

  test("that nothing was asserted of has no verdict", async () => {
    const gradingResult = { pass: true, score: 1, reason: "No assertions", assertion: null };
    const { all } = await importedFrom(evaluation(result({ gradingResult, testCase: { assert: [] } })));
    expect(all[0]!.conversation.outcome).toBeUndefined();
  });

  test("whose provider failed is an error without a verdict; one whose assertion failed is a failure", async () => {
    const { all } = await importedFrom(
      evaluation(
        result({ id: "a", response: undefined, error: "429 too many", failureReason: 2, success: false }),
        result({ id: "b", error: "expected x", failureReason: 1, success: false, score: 0 }),
      ),
    );
    expect(all.map(({ conversation, traces }) => [conversation.outcome?.label, traces[0]!.status])).toEqual([
      [undefined, "error"],
      ["fail", "unset"],
    ]);
    expect(said(all[0]!)).toEqual(["user: Say hi to Mia"]);
    expect(all[0]!.conversation.attributes.error).toBe("429 too many");
  });

  test("repeated is a trial of its test case; another prompt's is a trial of its own", async () => {
    const { all } = await importedFrom(
      evaluation(
        result({ id: "a", testIdx: 0 }),
        result({ id: "b", testIdx: 1 }),
        result({ id: "c", testIdx: 1, prompt: { raw: "Greet Mia", label: "Greet {{name}}" } }),
        result({ id: "d", testIdx: 2, testCase: {}, vars: { name: "Bo" } }),
      ),
    );
    expect(all.map(({ conversation: { taskId, trial } }) => [taskId, trial])).toEqual([
      ["greets", 0],
      ["greets", 1],
      ["greets", 0],
      [expect.stringMatching(/^vars-[0-9a-f]{12}$/), 0],
    ]);
  });

  test.each([
    [
      "JSON",
      JSON.stringify([
        { role: "system", content: "Be kind." },
        { role: "user", content: "hi" },
      ]),
    ],
    ["YAML", "- role: system\n  content: Be kind.\n- role: user\n  content: hi\n"],
  ])("with a chat as %s has its messages, the system text apart", async (_, raw) => {
    const { all } = await importedFrom(evaluation(result({ prompt: { raw, label: "chat" } })));
    expect(said(all[0]!)).toEqual(["user: hi", "assistant: Hi Mia"]);
    expect(Object.values(all[0]!.systemTexts)).toEqual(["Be kind."]);
  });

  test("whose prompt only looks like a chat has it as its text", async () => {
    for (const raw of ["[not json", '[{"a":1}]', "- role: [", '{"messages": 1}']) {
      const { all } = await importedFrom(evaluation(result({ prompt: { raw } })));
      expect(said(all[0]!)[0]).toBe(`user: ${raw}`);
    }
  });

  test("may answer with tool calls, with a message, or with any value", async () => {
    const call = { id: "c1", type: "function", function: { name: "find", arguments: '{"n":1}' } };
    const outputs = [[call], { role: "assistant", content: "ok", tool_calls: [call] }, { a: 1 }];
    const { all } = await importedFrom(
      evaluation(...outputs.map((output, i) => result({ id: `r${i}`, response: { output } }))),
    );
    const toolCalls = [{ id: "c1", name: "find", args: { n: 1 } }];
    expect(all.map((one) => messagesIn(one).at(-1))).toMatchObject([
      { text: "", toolCalls },
      { text: "ok", toolCalls },
      { text: '{\n  "a": 1\n}' },
    ]);
  });

  test("of a simulated dialogue has all its turns below the prompt", async () => {
    const messages = [
      { role: "user", content: "hi" },
      { role: "assistant", content: "hello" },
      { role: "user", content: "bye" },
      { role: "assistant", content: "see you" },
    ];
    const response = { output: "---", metadata: { messages } };
    const { all } = await importedFrom(evaluation(result({ response })));
    expect(said(all[0]!)).toEqual(["user: hi", "assistant: hello", "user: bye", "assistant: see you"]);
    expect(Object.values(all[0]!.systemTexts)).toEqual(["Say hi to Mia"]);
  });
});

describe("the file around it", () => {
  const shapes = {
    "version 1": { version: 1, results: [result()], stats: {}, table: { head: {}, body: [] } },
    "version 3, shared": {
      data: { version: 3, results: { version: 2, results: [result()], table: {} }, config: {} },
    },
    "version 4, shared": {
      id: "eval-1",
      createdAt: 1767323045000,
      config: {},
      results: [result()],
      prompts: [],
    },
    "one result a line": `${JSON.stringify(result())}\n`,
    pretty: JSON.stringify(evaluation(result()), undefined, 2),
  };
  test.each(Object.entries(shapes))("%s", async (_, content) => {
    const { all, format, reasons } = await importedFrom(content);
    expect([format, all.length, reasons]).toEqual(["promptfoo", 1, []]);
    expect(all[0]!.evaluations).toHaveLength(4);
  });

  test("a table alone is read cell by cell", async () => {
    const table = {
      head: { prompts: [{ raw: "A {{x}}", label: "A {{x}}", provider: "m" }, "B {{x}}"], vars: ["x"] },
      body: [
        {
          vars: ["1"],
          outputs: [
            { pass: false, score: 0, text: "one", prompt: "A 1", gradingResult: { reason: "bad" } },
            "two",
          ],
        },
      ],
    };
    const { all } = await importedFrom({
      version: 2,
      results: { stats: {}, prompts: [], table },
      config: {},
    });
    expect(all.map(said)).toEqual([
      ["user: A 1", "assistant: one"],
      ["user: B {{x}}", "assistant: two"],
    ]);
    expect(all[0]!.conversation).toMatchObject({
      model: "m",
      outcome: { label: "fail", explanation: "bad" },
    });
    expect(all[0]!.conversation.attributes.vars).toEqual({ x: "1" });
  });

  test("a broken result costs that result", async () => {
    const { all, reasons } = await importedFrom(
      evaluation(result(), { id: "x", prompt: {}, success: false }, result({ id: "r2" })),
    );
    expect([all.length, reasons]).toEqual([2, ["The result holds neither a prompt nor an output."]]);
  });

  test("other files with results are none of it", async () => {
    const { format } = await importedFrom({ results: [1, 2], name: "x" });
    expect(format).toBeUndefined();
  });
});

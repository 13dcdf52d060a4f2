import { describe, expect, it } from "vitest";
import { commands, pageCommands, type WebviewIntent } from "../../server/protocol/index.ts";
import { parseIntent } from "./parse-intent.ts";

describe("what a page may ask for", () => {
  const good: WebviewIntent[] = [
    { type: "ready" },
    { type: "openPrompt", file: "prompts/a.prompt.md", line: 0 },
    { type: "openConversation", id: "run-0001" },
    { type: "openBehavior", id: "b-1" },
    { type: "showFailing", instructions: ["i-1"], title: "line 3" },
    ...pageCommands.map((command): WebviewIntent => ({ type: "run", command })),
  ];
  it.each(good)("%o", (intent) => {
    expect(parseIntent(structuredClone(intent))).toEqual(intent);
  });
});

describe("what is turned away", () => {
  const bad: unknown[] = [
    undefined,
    null,
    "ready",
    [],
    { type: "openPrompt", file: "a.md" },
    { type: "openPrompt", file: "a.md", line: -1 },
    { type: "openPrompt", file: "a.md", line: 1.5 },
    { type: "openPrompt", file: "a.md", line: "1" },
    { type: "openPrompt", file: "", line: 1 },
    { type: "openConversation", id: { toString: "x" } },
    { type: "openBehavior", id: "" },
    { type: "showFailing", title: "everything" },
    { type: "showFailing", instructions: [], title: "everything" },
    { type: "showFailing", instructions: ["i-1", 2], title: "x" },
    { type: "showFailing", instructions: "i-1", title: "x" },
    { type: "showFailing", instructions: ["i-1"] },
    { type: "run" },
    { type: "run", command: "workbench.action.terminal.new" },
    { type: "run", command: commands.restartServer },
    { type: "__proto__" },
  ];
  it.each(bad)("%o", (message) => {
    expect(parseIntent(message)).toBeUndefined();
  });
  it("whatever comes along with an intent", () => {
    expect(parseIntent({ type: "openConversation", id: "a", command: "x", args: [1] })).toEqual({
      type: "openConversation",
      id: "a",
    });
  });
});

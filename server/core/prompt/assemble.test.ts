import { describe, expect, it } from "vitest";
import { readPrompt } from "./read-prompt.ts";

/** Kind and text of what is read of a chat, given as its turns. */
function chat(...turns: readonly (readonly [string, string])[]): string[] {
  const messages = turns.map(([role, text]) => `- role: ${role}\n  content: ${JSON.stringify(text)}\n`);
  const { instructions } = readPrompt("a.prompt.yml", `messages:\n${messages.join("")}`);
  return instructions.map(({ kind, text }) => `${kind}: ${text}`);
}

describe("turns of a chat", () => {
  it("are examples where the assistant speaks, and where it is answered to", () => {
    expect(
      chat(
        ["system", "Be kind."],
        ["user", "Hi. Help me!"],
        ["assistant", "Sure. Ask."],
        ["user", "Answer {{q}} now."],
      ),
    ).toEqual([
      "always: Be kind.",
      "example: Hi. Help me!",
      "example: Sure. Ask.",
      "always: Answer {{q}} now.",
    ]);
  });

  it("are read on where variables fill them, and where the answer is only begun", () => {
    expect(chat(["user", "Find a name. Be quick."], ["assistant", "The name is"])).toEqual([
      "always: Find a name.",
      "always: Be quick.",
      "example: The name is",
    ]);
    expect(
      chat(["user", "Find {{a}}. Wait."], ["assistant", "Look at {{b}}. Stop."], ["user", "Go on."]),
    ).toEqual([
      "always: Find {{a}}.",
      "always: Wait.",
      "always: Look at {{b}}.",
      "always: Stop.",
      "context: Go on.",
    ]);
  });
});

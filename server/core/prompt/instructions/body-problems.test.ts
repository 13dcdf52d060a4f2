import { describe, expect, it } from "vitest";
import { readPrompt } from "../read-prompt.ts";

const problems = (text: string, path = "a.prompt.md") => readPrompt(path, text).problems;
function fixed(text: string, path?: string): string {
  const [edit] = problems(text, path)[0]!.fixes![0]!.edits;
  return text.slice(0, edit!.range.start) + edit!.newText + text.slice(edit!.range.end);
}

describe("a code block that is never closed", () => {
  it.each([
    ["Ask.\n\n```json\n{}\n", "Ask.\n\n```json\n{}\n```\n"],
    ["- One:\n  ~~~~\n  x", "- One:\n  ~~~~\n  x\n  ~~~~"],
    ["Ask. 🚚\r\n\r\n```\r\nx\r\n", "Ask. 🚚\r\n\r\n```\r\nx\r\n```\r\n"],
  ])("%j is closed as %j", (text, expected) => {
    const [{ code, range }] = problems(text) as [ReturnType<typeof problems>[0]];
    expect([code, text.slice(range.start, range.end)]).toEqual(["fence-unclosed", /[`~]{3,}/.exec(text)![0]]);
    expect(fixed(text)).toBe(expected);
    expect(problems(expected)).toEqual([]);
  });

  it.each([
    "```\nx\n```\n",
    "Use `x` and ``` y ```.\n",
    "~~~\n```\n~~~\n",
    "> ```\n> x\n> ```\n",
    // A list may stand further in than the code in it, and markdown may show code.
    "- One:\n  - Two:\n      ```toml\n  a = 1\n  ```\n- Three.\n",
    "```markdown\n# Report\n```json\n{}\n```\nEnd.\n```\nAsk.\n",
    "```md\n    ```code\n    x\n    ```\n```\n",
  ])("%j is closed", (text) => {
    expect(problems(text)).toEqual([]);
  });

  it("leaves what follows it its own", () => {
    const text = "- One:\n    ```toml\n  a = 1\n    ```\n- Ask.\n\n```md\n```x\n```\n```\n\nStop.\n";
    const seen = readPrompt("a.prompt.md", text).instructions.map(({ text }) => text);
    expect(seen).toEqual(["``` a = 1 ```".replace("```", "```toml"), "Ask.", "```md ```x ``` ```", "Stop."]);
  });
});

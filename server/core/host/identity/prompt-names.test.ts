import { describe, expect, it } from "vitest";
import { PromptNames } from "./prompt-names.ts";

const names = new PromptNames([
  { file: "prompts/support-agent.prompt.md", name: "support" },
  { file: "prompts/coach/injury.prompt.md", name: "injury" },
  { file: "prompts/coach/system.md", name: "prompts/coach/system" },
  { file: "prompts/billing/system.md", name: "prompts/billing/system" },
]);

describe("a trace's name for a prompt", () => {
  it.each([
    ["support", true],
    ["prompts/support-agent.prompt.md", true],
    ["support-agent.prompt.md", true],
    ["./support-agent.prompt.md", true],
    ["C:\\agents\\prompts\\support-agent.prompt.md", true],
    ["support-agent", false],
    ["support/agent", false],
    ["support_agent", false],
    ["SupportAgent", false],
    ["prompts/support-agent", false],
    ["support-agent.prompt", false],
  ])("%s is the file's (exactly: %s)", (name, isExact) =>
    expect(names.filesFor(name)).toEqual({ files: ["prompts/support-agent.prompt.md"], isExact }),
  );

  it.each(["agent", "support-agents", "support agent v2", "upport-agent", "", "prompts", "coach", "7"])(
    "%s is nobody's",
    (name) => expect(names.filesFor(name)).toBeUndefined(),
  );

  it("is that of the last folders, whole", () => {
    expect(names.filesFor("coach/injury")?.files).toEqual(["prompts/coach/injury.prompt.md"]);
    expect(names.filesFor("oach/injury")).toBeUndefined();
  });

  it("may fit two files", () =>
    expect(names.filesFor("system")).toEqual({
      files: ["prompts/billing/system.md", "prompts/coach/system.md"],
      isExact: false,
    }));

  it("may hold a version", () => {
    expect(names.filesFor("support/agent@7")).toEqual({
      files: ["prompts/support-agent.prompt.md"],
      isExact: false,
      version: "7",
    });
    expect(names.filesFor("injury:production")).toMatchObject({ isExact: true, version: "production" });
  });
});

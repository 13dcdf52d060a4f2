import { expect, it } from "vitest";
import { parse } from "yaml";
import { agentEdit, agentEntry } from "./agent-edit.ts";

const after = (text: string | undefined): string | undefined => {
  const edit = agentEdit(text, agentEntry("shop", true));
  return edit && (text ?? "").slice(0, edit.range.start) + edit.newText + (text ?? "").slice(edit.range.end);
};
const entry = { name: "shop", prompt: "shop", run: "model" };

it.each([
  ["no file", undefined, { version: 1, agents: [entry] }],
  ["a file without agents", "version: 1 # ours\nstore: x", { version: 1, store: "x", agents: [entry] }],
  ["an empty list", "agents:\nstore: x\n", { agents: [entry], store: "x" }],
  ["agents in flow style", "agents: [{ name: a }]\n", { agents: [{ name: "a" }, entry] }],
])("an agent is added to %s", (_, text, value) => {
  expect(parse(after(text)!)).toEqual(value);
  if (text?.includes("# ours")) expect(after(text)).toContain("# ours");
});

it("a file that cannot be read is left alone, and a first agent without a chat model names one", () => {
  expect(after("a: [")).toBeUndefined();
  expect(after("- a\n")).toBeUndefined();
  expect(agentEntry("shop", false).model?.baseUrl).toBe("http://127.0.0.1:11434/v1");
});

import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { addCoverEdit } from "./add-cover.ts";

const linked = (text: string, name = "polite", cover = 'say "please"'): string | undefined => {
  const edit = addCoverEdit(text, name, cover);
  return edit && text.slice(0, edit.range.start) + edit.newText + text.slice(edit.range.end);
};

describe("an evaluator that covers one more line", () => {
  it("gets it as a line of its own; comments and layout stay", () =>
    expect(
      linked(`version: 1 # ours
evaluators:
  - name: polite
    assert:
      - { type: contains, value: please } # once

  # The other.
  - { name: other, assert: [{ type: outcome }] }
`),
    ).toBe(`version: 1 # ours
evaluators:
  - name: polite
    assert:
      - { type: contains, value: please } # once
    covers: ["say \\"please\\""]

  # The other.
  - { name: other, assert: [{ type: outcome }] }
`));

  it.each([
    ["in flow style", "evaluators:\n  - { name: polite, assert: [{ type: outcome }] }\n"],
    [
      "that covers a line",
      "evaluators:\n  - name: polite\n    covers: [first]\n    assert: [{ type: outcome }]\n",
    ],
    ["at the end, without a line break", "evaluators:\n  - name: polite\n    assert: [{ type: outcome }]"],
    ["with carriage returns", "evaluators:\r\n  - name: polite\r\n    assert: [{ type: outcome }]\r\n"],
    [
      "with a block of text last",
      "evaluators:\n  - name: polite\n    assert:\n      - type: llm-rubric\n        value: |\n          Be kind.\nversion: 1\n",
    ],
  ])("%s", (_, text) => {
    const before = parse(text).evaluators[0];
    const after = parse(linked(text)!);
    expect(after.evaluators[0]).toEqual({ ...before, covers: [...(before.covers ?? []), 'say "please"'] });
    expect({ ...after, evaluators: 0 }).toEqual({ ...parse(text), evaluators: 0 });
  });

  it("is not found where none has that name, nor in what is no YAML", () => {
    expect(linked("evaluators: [{ name: other }]\n")).toBeUndefined();
    expect(linked("evaluators: [")).toBeUndefined();
    expect(linked("version: 1\n")).toBeUndefined();
  });
});

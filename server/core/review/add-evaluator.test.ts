import { expect, test } from "vitest";
import { addEvaluatorEdit } from "./add-evaluator.ts";

const entry = {
  name: "at-most-120-words",
  description: "An answer has at most 120 words.",
  scope: "turn",
  prompts: ["coach"],
  assert: [{ type: "word-count", value: { max: 120 } }],
  covers: ["at most: 120 words"],
};
const after = (text: string | undefined): string | undefined => {
  const edit = addEvaluatorEdit(text, entry);
  return edit && (text ?? "").slice(0, edit.range.start) + edit.newText + (text ?? "").slice(edit.range.end);
};

const lines = `  - name: at-most-120-words
    description: An answer has at most 120 words.
    scope: turn
    prompts: [ coach ]
    assert:
      - { type: word-count, value: { max: 120 } }
    covers: [ "at most: 120 words" ]
`;

test("a new file keeps the recorded outcome", () => {
  expect(after(undefined)).toBe(`version: 1
evaluators:
  - name: outcome
    assert:
      - { type: outcome }
${lines}`);
});

test("after the last entry, with comments, anchors and what follows as they were", () => {
  const text = `# ours
evaluators:
  # first
  - name: a # why
    assert: [{ type: contains, value: &x [1] }]

thresholds: { error: 0.5 } # low
`;
  expect(after(text)).toBe(text.replace("value: &x [1] }]\n", `value: &x [1] }]\n${lines}`));
});

test("a blank line between entries is kept up", () => {
  const text = `evaluators:
  - name: a
    assert: [{ type: outcome }]

  - name: b
    assert: [{ type: outcome }]
`;
  expect(after(text)).toBe(`${text}\n${lines}`);
});

test.each([
  ["no list yet", "version: 1\nevaluators:\n", "outcome"],
  ["no key yet", "version: 1", "outcome"],
  ["a list in flow style", "evaluators: [{ name: a, assert: [{ type: outcome }] }] # one\n", "# one"],
  ["windows line ends", "evaluators:\r\n  - name: a\r\n    assert:\r\n      - type: outcome\r\n", "\r\n"],
])("%s", (_, text, holds) => {
  expect(after(text)).toContain("name: at-most-120-words");
  expect(after(text)).toContain(holds);
});

test.each([["evaluators: 3\n"], ["a: [\n"], ["a: 1\n---\nb: 2\n"], ["- a\n"]])("%j is left alone", (text) => {
  expect(after(text)).toBeUndefined();
});

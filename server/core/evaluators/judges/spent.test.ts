import { expect, test } from "vitest";
import type { Verdict } from "../check-type.ts";
import { spentOf } from "./spent.ts";

const verdict = (more: Partial<Verdict>): Verdict => ({ label: "pass", reason: "", ...more });
const free = verdict({});
const cheap = verdict({ costUsd: 0.25 });
const dear = verdict({ costUsd: 2 });
const putOff = verdict({ label: "unknown", isPutOff: true });
const steady = verdict({ trials: 3, agreeing: 3 });
const shaky = verdict({ trials: 5, agreeing: 3 });
const shakier = verdict({ trials: 2, agreeing: 1 });

test.each<[string, readonly Verdict[], Verdict["label"], ReturnType<typeof spentOf>]>([
  ["nothing was asked", [], "pass", {}],
  ["checks alone cost nothing, which is not said as a cost of 0", [free, free], "fail", {}],
  ["costs are summed, those of checks are none", [cheap, free, dear], "pass", { costUsd: 2.25 }],
  ["a judge that is free costs 0", [verdict({ costUsd: 0 })], "pass", { costUsd: 0 }],
  ["unknown for what was put off: asked again", [free, putOff], "unknown", { isPutOff: true }],
  ["decided by the others: not asked again", [free, putOff], "fail", {}],
  ["unknown for another reason: not asked again", [verdict({ label: "unknown" })], "unknown", {}],
  ["what was paid before one was put off", [dear, putOff], "unknown", { costUsd: 2, isPutOff: true }],
  ["one trial each says nothing of steadiness", [cheap], "pass", { costUsd: 0.25 }],
  ["the least steady one counts, wherever it stands", [steady, shaky], "pass", { trials: 5, agreeing: 3 }],
  ["by its share and not by its number", [shaky, shakier, steady], "pass", { trials: 2, agreeing: 1 }],
  [
    "of equally steady ones the first",
    [verdict({ trials: 4, agreeing: 2 }), shakier],
    "pass",
    { trials: 4, agreeing: 2 },
  ],
  [
    "a judge asked once does not hide it",
    [cheap, shakier],
    "fail",
    { costUsd: 0.25, trials: 2, agreeing: 1 },
  ],
])("%s", (_, verdicts, label, expected) => {
  expect(spentOf(verdicts, label)).toEqual(expected);
});

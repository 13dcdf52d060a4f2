import type { PromptfooCase } from "./case.ts";

const has = (value: string, more: object = {}) => ({ type: "contains", value, ...more });
const like = (threshold: number, more: object = {}) => ({
  type: "gleu",
  value: "alpha beta gamma",
  threshold,
  ...more,
});
const set = (assert: readonly object[], more: object = {}) => ({ type: "assert-set", assert, ...more });

/** Tests of several assertions: their weights, sets, and what the whole test asks for. */
const tests: readonly (readonly [type: string, assert: readonly object[], threshold?: number])[] = [
  ["assert-set", [set([has("alpha"), has("beta")])]],
  ["assert-set", [set([has("alpha"), has("beta")], { threshold: 0.5 })]],
  ["assert-set", [set([has("alpha", { weight: 3 }), has("beta")], { threshold: 0.75 })]],
  ["assert-set", [set([has("alpha", { weight: 3 }), has("beta")], { threshold: 0.76 })]],
  ["assert-set", [set([has("alpha"), has("zeta", { weight: 0 })])]],
  ["assert-set", [set([has("zeta", { weight: 0 })], { threshold: 0.5 })]],
  ["assert-set", [set([has("alpha")], { threshold: 0 }), has("beta")]],
  ["assert-set", [set([has("alpha"), has("beta")], { weight: 2 }), has("gamma")], 0.6],
  ["assert-set", [set([has("alpha"), has("beta")], { weight: 0 }), has("gamma")]],
  ["assert-set", [set([has("{{word}}"), like(0.9)], { metric: "tone", threshold: 0.4 })]],
  [
    "assert-set",
    [set([{ type: "not-contains", value: "alpha" }]), set([has("beta")], { threshold: 1 })],
    0.5,
  ],
  ["assert-set", [set([like(0.2), like(0.9)], { threshold: 0.5, weight: 3 }), has("alpha")], 0.7],
  ["weights", [has("alpha"), has("beta")]],
  ["weights", [has("alpha", { weight: 2 }), has("beta")], 0.66],
  ["weights", [has("alpha", { weight: 2 }), has("beta")], 0.67],
  ["weights", [has("alpha", { weight: 0 }), has("beta")]],
  ["weights", [has("alpha", { weight: 0 })], 0.1],
  ["weights", [has("alpha", { weight: 0.1 }), has("beta", { weight: 0.2 })], 0.3],
  ["weights", [like(0), has("alpha")], 0.9],
  ["weights", [{ type: "not-gleu", value: "alpha beta gamma", threshold: 0.9 }, has("alpha")], 0.5],
  ["weights", [like(0.5, { metric: "a" }), like(0.1, { metric: "a", weight: 3 })], 0],
  ["weights", [has("alpha"), { type: "is-json" }], 1],
];

const outputs = ["alpha beta gamma", "alpha", "beta", "alpha gamma", "", "zeta", "αλφα alpha"];

export const setCases: readonly PromptfooCase[] = tests.flatMap(([type, assert, threshold]) =>
  outputs.map((output) => ({
    type,
    assert: assert as PromptfooCase["assert"],
    output,
    vars: { word: "beta" },
    ...(threshold !== undefined && { threshold }),
  })),
);

import { expect, test } from "vitest";
import { goodCases } from "../../../../test/support/mutation-cases.ts";
import { judgeUses, verifiableCases } from "../../../../test/support/verifiable-cases.ts";
import { baseTypeOf, isInverse } from "../check-type.ts";
import { checkTypes, namesOf } from "../check-types.ts";
import { evaluatorOf } from "../testing.ts";
import { claimMakers } from "./check-claims.ts";
import { claimsNothing } from "./claims-nothing.ts";
import { claimsOf } from "./claims-of.ts";
import { defaultTrust } from "./report.ts";
import { planOf } from "./test-evaluator.ts";

const uses: readonly { readonly type: string; readonly evaluator: Record<string, unknown> }[] = [
  ...goodCases,
  ...verifiableCases,
  ...judgeUses.map((use) => ({ type: String(use.type), evaluator: { assert: [use] } })),
];

test.each(checkTypes.map((row) => [row.name, row] as const))(
  "%s has its claims, or a reason why it has none",
  (name) => {
    expect([name in claimMakers, name in claimsNothing].filter(Boolean)).toHaveLength(1);
    if (name in claimsNothing) expect(claimsNothing[name]!.split(" ").length).toBeGreaterThan(4);
    else expect(uses.map(({ type }) => type)).toContain(name);
  },
);

test.each(uses.filter(({ type }) => baseTypeOf(type) in claimMakers).map((use) => [use.type, use] as const))(
  "of %s in use enough kinds of breaks are known that it can be trusted",
  (_, { evaluator }) => {
    const { breaks } = planOf(claimsOf(evaluatorOf(evaluator), []));
    expect(breaks.length).toBeGreaterThanOrEqual(defaultTrust.operators);
  },
);

test("a `not-` form claims what it forbids, or nothing", () => {
  const inverse = checkTypes.flatMap(namesOf).filter(isInverse);
  const tried = new Set(uses.map(({ type }) => type));
  const claiming = inverse.filter((type) => {
    const plain = uses.find((use) => use.type === type || `not-${use.type}` === type);
    const [assertion] = (plain?.evaluator.assert ?? []) as Record<string, unknown>[];
    if (!assertion) return false;
    return claimsOf(evaluatorOf({ assert: [{ ...assertion, type }] }), []).aspects.size > 0;
  });
  expect(claiming.filter((type) => !tried.has(type))).toEqual([]);
});

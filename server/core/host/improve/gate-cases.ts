import { binomialBelowP, groupBy } from "../../base/index.ts";
import type {
  ChangedCase,
  DatasetCase,
  GateResult,
  ImproveTarget,
  PassCounts,
  SuggestedEffect,
} from "../../improve/index.ts";

/** A case at the gate: what most of its trials said, by evaluator, with each text. Absent where there was no verdict, or as many for as against. */
export interface GatedCase {
  readonly case: DatasetCase;
  readonly verdicts: ReadonlyMap<string, { readonly base?: boolean; readonly candidate?: boolean }>;
}

export function gatedCases(cases: readonly DatasetCase[], results: readonly GateResult[]): GatedCase[] {
  const byCase = groupBy(results, (one) => one.case);
  return cases.flatMap((one) => {
    const own = byCase.get(one.id);
    if (!own) return [];
    const names = new Set(own.flatMap(({ verdicts = {} }) => Object.keys(verdicts)));
    const verdicts = [...names].map((name) => {
      const [base, candidate] = (["base", "candidate"] as const).map((side) => mostly(own, side, name));
      return [
        name,
        { ...(base !== undefined && { base }), ...(candidate !== undefined && { candidate }) },
      ] as const;
    });
    return [{ case: one, verdicts: new Map(verdicts) }];
  });
}

function mostly(
  results: readonly GateResult[],
  side: GateResult["side"],
  evaluator: string,
): boolean | undefined {
  const said = results.flatMap((one) => (one.side === side ? (one.verdicts?.[evaluator] ?? []) : []));
  const passes = said.filter((one) => one === "pass").length;
  const fails = said.filter((one) => one === "fail").length;
  return passes === fails ? undefined : passes > fails;
}

/** What became of each evaluator's rate, and of that of the behaviors: those of the target first, then where most cases are. */
export function gateEffects(
  gated: readonly GatedCase[],
  target: ImproveTarget,
  nameOf: (behavior: string) => string,
): SuggestedEffect[] {
  const evaluators = [...new Set(gated.flatMap(({ verdicts }) => [...verdicts.keys()]))];
  const behaviors = [...new Set(gated.flatMap((one) => one.case.behavior ?? []))];
  const effects: SuggestedEffect[] = [
    ...evaluators.map((id) => ({
      ...{ kind: "evaluator" as const, id, name: id },
      ...counts(gated.flatMap(({ verdicts }) => verdicts.get(id) ?? [])),
    })),
    ...behaviors.map((id) => ({
      ...{ kind: "behavior" as const, id, name: nameOf(id) },
      ...counts(gated.filter((one) => one.case.behavior === id).flatMap(wholeOf)),
    })),
  ];
  const isOwn = ({ kind, id }: SuggestedEffect): boolean => kind === target.kind && id === target.id;
  return effects
    .filter(({ before }) => before.n > 0)
    .sort((a, b) => Number(isOwn(b)) - Number(isOwn(a)) || b.before.n - a.before.n || (a.id < b.id ? -1 : 1));
}

type Verdicts = { readonly base?: boolean; readonly candidate?: boolean };

/** A case as a whole: it passes where no evaluator fails it. */
function wholeOf({ verdicts }: Pick<GatedCase, "verdicts">): Verdicts {
  const whole = (side: "base" | "candidate"): boolean | undefined => {
    const said = [...verdicts.values()].flatMap((one) => one[side] ?? []);
    return said.length === 0 ? undefined : said.every((one) => one);
  };
  const [base, candidate] = [whole("base"), whole("candidate")];
  return { ...(base !== undefined && { base }), ...(candidate !== undefined && { candidate }) };
}

/** Over what has a verdict with both texts. */
function counts(verdicts: readonly Verdicts[]): { readonly before: PassCounts; readonly after: PassCounts } {
  const both = verdicts.filter(({ base, candidate }) => base !== undefined && candidate !== undefined);
  const passing = (side: "base" | "candidate"): PassCounts => ({
    pass: both.filter((one) => one[side]).length,
    n: both.length,
  });
  return { before: passing("base"), after: passing("candidate") };
}

/** Cases that an evaluator failed with one text and passes with the other. */
export function changedCases(gated: readonly GatedCase[], way: "fixed" | "broken"): ChangedCase[] {
  return gated.flatMap(({ case: { id, conversation, behavior }, verdicts }) => {
    const evaluators = [...verdicts].flatMap(([name, { base, candidate }]) =>
      base === (way === "broken") && candidate === (way === "fixed") ? name : [],
    );
    if (evaluators.length === 0) return [];
    return [
      {
        ...{ case: id, evaluators },
        ...(conversation !== undefined && { conversationId: conversation }),
        ...(behavior !== undefined && { behavior }),
      },
    ];
  });
}

/**
 * Whether held-out cases show that the target became better: more of them are mended than broken, by a sign test at this error (Dixon and Mood
 * 1946, JASA 41, 557-566). Worked: of five cases that changed all have to be mended, of eight seven.
 */
export function showsGain(gated: readonly GatedCase[], target: ImproveTarget, errorRate: number): boolean {
  const changes = gated.flatMap(({ case: { behavior }, verdicts }) => {
    if (target.kind === "behavior" && behavior !== target.id) return [];
    const { base, candidate } =
      target.kind === "behavior" ? wholeOf({ verdicts }) : (verdicts.get(target.id) ?? {});
    return base === undefined || candidate === undefined || base === candidate ? [] : candidate;
  });
  const mended = changes.filter((isMended) => isMended).length;
  return (
    changes.length > 0 && binomialBelowP({ k: changes.length - mended, n: changes.length }, 0.5) <= errorRate
  );
}

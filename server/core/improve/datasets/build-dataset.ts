import { groupBy, stableId } from "../../base/index.ts";
import { assignSplits, usualShares } from "./assign-splits.ts";
import type { FileCase } from "./case-file.ts";
import {
  type CaseRole,
  caseId,
  type Dataset,
  type DatasetCase,
  type DatasetTarget,
  datasetOf,
  type Split,
  splits,
} from "./dataset.ts";
import { type Candidate, drawCases, weightsOf } from "./draw-cases.ts";
import { NearDuplicates, nearDuplicateGroups } from "./near-duplicates.ts";
import { recombine } from "./recombine.ts";
import { type Representativeness, representativeness } from "./representativeness.ts";

/** At most so many cases of each kind: each case is run again for each candidate, often several times. */
export interface DatasetSizes {
  /** Recorded ones of the target; half of them failing, where there are as many. */
  readonly target: number;
  readonly recombined: number;
  /** Of each other behavior, passing today, and of all of them together. */
  readonly perBehavior: number;
  readonly regression: number;
  readonly general: number;
}

export const usualSizes: DatasetSizes = {
  target: 60,
  recombined: 20,
  perBehavior: 2,
  regression: 60,
  general: 20,
};

export interface DatasetWorld {
  readonly name: string;
  readonly target: DatasetTarget;
  readonly prompt?: string;
  readonly seed: number;
  readonly sizes?: Partial<DatasetSizes>;
  /** The conversations of the target; its outcome is what is to become better. */
  readonly own: readonly Candidate[];
  /** How many there are in all, where `own` is a part of them: weights are of all. */
  readonly ownTotal?: number;
  /** All others; their outcome is `pass` where every evaluator passes. */
  readonly others: readonly Candidate[];
  /** Conversations that earlier suggestions mended. */
  readonly mended?: readonly string[];
  /** Cases that are there already: those stay, in their splits. */
  readonly earlier?: readonly FileCase[];
  /** Ids of cases that a person took out. */
  readonly removed?: ReadonlySet<string>;
}

export interface BuiltDataset {
  readonly dataset: Dataset;
  /** What each case opens with, by its id. */
  readonly texts: ReadonlyMap<string, string>;
  /** Of the recorded cases of the target; absent where there are none. */
  readonly representativeness?: Representativeness;
  /** What a person should know of it, each a sentence. */
  readonly problems: readonly string[];
}

type Unsplit = Omit<DatasetCase, "split" | "group"> & {
  readonly text: string;
  readonly candidate?: Candidate;
  readonly keptSplit?: Split;
};
type Grouped = Unsplit & { readonly group: string };
type Told = DatasetCase & { readonly text: string; readonly candidate?: Candidate };

/** Pure: the same conversations and the same seed give the same dataset, byte for byte. */
export function buildDataset(world: DatasetWorld): BuiltDataset {
  const recorded = [...recordedCases(world), ...standingCases(world)];
  const { cases, bridges } = withSplits(recorded, world);
  const made = madeCases(cases, world);
  // Once more with what was made, which ties groups of one split together: built again from these cases, they are the same.
  const whole = [...cases, ...made].map(({ split, group: _group, ...one }) => ({ ...one, keptSplit: split }));
  const { cases: all } = withSplits(whole, world);
  const dataset = datasetOf({
    ...{ name: world.name, target: world.target, seed: world.seed },
    ...(world.prompt !== undefined && { prompt: world.prompt }),
    cases: all.map(({ text: _text, candidate: _candidate, ...one }) => one),
  });
  const near = representativeness(
    cases.flatMap(({ role, weight, candidate }) =>
      role === "target" && candidate ? [{ vector: candidate.vector, weight }] : [],
    ),
    world.own,
    world.seed,
  );
  return {
    dataset,
    texts: new Map(all.map(({ id, text }) => [id, text])),
    ...(near && { representativeness: near }),
    problems: problemsOf(dataset, world, bridges),
  };
}

/** Drawn anew: of the target, of every other behavior, of what was mended, and of all other traffic. */
function recordedCases(world: DatasetWorld): Unsplit[] {
  const { own, others, seed, mended = [] } = world;
  const sizes = { ...usualSizes, ...world.sizes };
  const kept = keptConversations(world);
  const draw = (from: readonly Candidate[], role: CaseRole, count: number): Unsplit[] => {
    const allowed = from.filter((one) => !isRemoved(one, world));
    const drawn = drawCases(allowed, { count, seed, kept: kept[role] });
    const weights = weightsOf(drawn, allowed);
    return drawn.map((one, i) => recordedCase(one, role, weights[i]!));
  };
  // What was mended is no longer to be mended: it has to stay so, whatever its recording says.
  const isMended = new Set(mended);
  const open = own.filter(({ conversation }) => !isMended.has(conversation));
  const failing = open.filter(({ outcome }) => outcome === "fail");
  const rest = open.filter(({ outcome }) => outcome !== "fail");
  const half = Math.ceil(sizes.target / 2);
  const factor = Math.max(1, (world.ownTotal ?? 0) / Math.max(1, own.length));
  const ofTarget = (from: readonly Candidate[], count: number): Unsplit[] =>
    draw(from, "target", count).map((one) => ({ ...one, weight: Number((one.weight * factor).toFixed(2)) }));
  const failed = ofTarget(failing, Math.max(half, sizes.target - rest.length));
  const passed = ofTarget(rest, sizes.target - failed.length);
  const passing = others.filter(({ outcome }) => outcome === "pass");
  const byBehavior = [...groupBy(passing, ({ behavior }) => behavior)].filter(([id]) => id !== undefined);
  const regressions = [
    ...[...own, ...others]
      .filter((one) => isMended.has(one.conversation) && !isRemoved(one, world))
      // The gate saw it pass with what mended it.
      .map((one) => recordedCase({ ...one, outcome: "pass" }, "regression", 1)),
    ...byBehavior
      .sort(([, a], [, b]) => b.length - a.length)
      .flatMap(([, same]) => draw(same, "regression", sizes.perBehavior))
      .slice(0, Math.max(sizes.regression, kept.regression.size)),
  ];
  const taken = new Set([...failed, ...passed, ...regressions].map(({ conversation }) => conversation));
  const general = draw(
    others.filter(({ conversation }) => !taken.has(conversation)),
    "general",
    sizes.general,
  );
  return onceEach([...failed, ...passed, ...regressions, ...general]);
}

function recordedCase(candidate: Candidate, role: CaseRole, weight: number): Unsplit {
  const { conversation, behavior, outcome, text } = candidate;
  return {
    id: caseId({ conversation }),
    ...{ conversation, role, origin: "recorded", weight, text, candidate },
    ...(behavior !== undefined && { behavior }),
    ...(outcome !== undefined && { outcome }),
  };
}

const isRemoved = ({ conversation }: Candidate, { removed }: DatasetWorld): boolean =>
  removed?.has(caseId({ conversation })) ?? false;

const isRecorded = ({ origin, conversation, input }: FileCase): boolean =>
  origin === "recorded" && conversation !== undefined && input === undefined;

function keptConversations({ earlier = [] }: DatasetWorld): Record<CaseRole, Set<string>> {
  const of = (role: CaseRole): Set<string> =>
    new Set(
      earlier.filter((one) => one.role === role && isRecorded(one)).map(({ conversation }) => conversation!),
    );
  return { target: of("target"), regression: of("regression"), general: of("general") };
}

/** What is there already and is not drawn: inputs that were made or given, and recorded ones whose role a person chose. */
function standingCases({ earlier = [], own, others, removed, mended = [] }: DatasetWorld): Unsplit[] {
  const isMended = new Set(mended);
  const known = new Map([...others, ...own].map((one) => [one.conversation, one]));
  return earlier.flatMap(({ split, group: _group, ...one }) => {
    if (removed?.has(one.id)) return [];
    const candidate = one.conversation === undefined ? undefined : known.get(one.conversation);
    const isGone = one.conversation !== undefined && !candidate && one.origin !== "given";
    if (isGone || (one.origin === "recorded" && one.input === undefined && !candidate)) return [];
    const text = one.input ?? candidate?.text ?? "";
    return [
      {
        ...{ ...one, text, weight: one.weight ?? 1 },
        ...(isRecorded(one) &&
          isMended.has(one.conversation ?? "") && { role: "regression" as const, outcome: "pass" as const }),
        ...(split && { keptSplit: split }),
        ...(candidate && one.input === undefined && { candidate }),
      },
    ];
  });
}

/** What stands in the dataset already goes before what was drawn; of both the latest outcome and weight count. */
function onceEach(cases: readonly Unsplit[]): Unsplit[] {
  const byId = new Map<string, Unsplit>();
  for (const one of cases) if (!byId.has(one.id)) byId.set(one.id, one);
  return [...byId.values()];
}

/** Those that tie kept cases of two splits together are left out: what is held out must not be told by a case that is not. */
function withSplits(
  drawn: readonly Unsplit[],
  { seed }: DatasetWorld,
): { readonly cases: readonly Told[]; readonly bridges: number } {
  const merged = mergedById(drawn);
  const first = grouped(merged);
  const splitsOf = new Map<string, Set<Split>>();
  for (const { group, keptSplit } of first)
    if (keptSplit) splitsOf.set(group, (splitsOf.get(group) ?? new Set()).add(keptSplit));
  const isBridge = ({ group, keptSplit }: Grouped): boolean =>
    keptSplit === undefined && (splitsOf.get(group)?.size ?? 0) > 1;
  const all = first
    .filter((one) => !isBridge(one))
    .map((one) =>
      (splitsOf.get(one.group)?.size ?? 0) > 1 ? { ...one, group: `${one.group} ${one.keptSplit}` } : one,
    );
  const kept = new Map(
    all.flatMap(({ group, keptSplit }) => (keptSplit ? [[group, keptSplit] as const] : [])),
  );
  const groups = [...groupBy(all, ({ group }) => group)].map(([id, own]) => ({
    id,
    strata: own.map(({ role, behavior = "", outcome = "" }) => [role, behavior, outcome].join(" ")),
  }));
  const assigned = assignSplits(groups, { seed, kept });
  return {
    cases: all.map(({ keptSplit: _kept, ...one }) => ({ ...one, split: assigned.get(one.group)! })),
    bridges: first.filter(isBridge).length,
  };
}

function mergedById(drawn: readonly Unsplit[]): Unsplit[] {
  const byId = new Map<string, Unsplit>();
  for (const one of drawn) {
    const there = byId.get(one.id);
    // The earlier case says what a person may have chosen; the drawn one what is known now.
    byId.set(
      one.id,
      there
        ? { ...there, role: one.role, origin: one.origin, ...(one.keptSplit && { keptSplit: one.keptSplit }) }
        : one,
    );
  }
  return [...byId.values()];
}

/** Near-duplicates and trials of one task; an input that was made of a conversation stands with it. */
function grouped(cases: readonly Unsplit[]): Grouped[] {
  const near = nearDuplicateGroups(cases.map(({ text, candidate }) => ({ text, vector: candidate?.vector })));
  const parent = new Map<string, string>();
  const rootOf = (key: string): string => {
    const above = parent.get(key);
    return above === undefined || above === key ? key : rootOf(above);
  };
  const join = (a: string, b: string): void => {
    const [one, other] = [rootOf(a), rootOf(b)];
    const [root, below] = one < other ? [one, other] : [other, one];
    if (root !== below) parent.set(below, root);
  };
  for (const [i, { conversation, candidate }] of cases.entries()) {
    if (conversation !== undefined) join(`near ${near[i]}`, `conversation ${conversation}`);
    if (candidate?.task !== undefined) join(`near ${near[i]}`, `task ${candidate.task}`);
  }
  const first = new Map<string, string>();
  const roots = cases.map((_, i) => rootOf(`near ${near[i]}`));
  for (const [i, { id }] of cases.entries()) if ((first.get(roots[i]!) ?? "~") > id) first.set(roots[i]!, id);
  return cases.map((one, i) => ({ ...one, group: first.get(roots[i]!)! }));
}

/** Of each split's texts of the target as many as its share; what comes near to a text of another split is left out. */
function madeCases(cases: readonly Told[], { seed, removed, sizes }: DatasetWorld): Told[] {
  const wanted = { ...usualSizes, ...sizes }.recombined;
  const there = cases.filter(({ origin }) => origin === "recombined").length;
  const known = new Set(cases.map(({ id }) => id));
  const elsewhere = new Map(splits.map((split) => [split, textsOutside(cases, split)]));
  return splits.flatMap((split) => {
    const own = cases.filter((one) => one.split === split && one.role === "target" && one.candidate);
    const groupOf = new Map(own.map(({ conversation, group }) => [conversation, group]));
    const count = Math.round(Math.max(0, wanted - there) * usualShares[split]);
    const sources = own.flatMap(({ candidate }) => (candidate?.isLater ? [] : candidate!));
    // Another stream in each split; which split a text is of must not show in what is made of it.
    return recombine(sources, { count, seed: Number.parseInt(stableId([seed, split], 8), 16) }).flatMap(
      ({ from, text, how }) => {
        const { conversation, behavior } = from;
        const id = caseId({ conversation, input: text });
        if (known.has(id) || removed?.has(id) || elsewhere.get(split)!.near({ text }).length > 0) return [];
        known.add(id);
        const made = { id, conversation, input: text, role: "target", origin: "recombined" } as const;
        const group = groupOf.get(conversation)!;
        return [{ ...made, split, weight: 1, group, how, text, ...(behavior !== undefined && { behavior }) }];
      },
    );
  });
}

function textsOutside(cases: readonly Told[], split: Split): NearDuplicates {
  const others = new NearDuplicates();
  for (const one of cases) if (one.split !== split) others.add({ text: one.text });
  return others;
}

function problemsOf({ cases }: Dataset, { own }: DatasetWorld, bridges: number): string[] {
  const target = cases.filter(({ role, origin }) => role === "target" && origin === "recorded");
  const failing = target.filter(({ outcome }) => outcome === "fail");
  const heldOut = target.filter(({ split }) => split === "held-out");
  const problems: string[] = [];
  if (own.length === 0) problems.push("There is no conversation of the target.");
  else if (failing.length === 0) problems.push("No case of the target fails: there is nothing to mend.");
  else if (!heldOut.some(({ outcome }) => outcome === "fail"))
    problems.push("No held-out case of the target fails, so that a gate could not see it mended.");
  else if (!failing.some(({ split }) => split === "train"))
    problems.push("No case to learn from fails: all that fail are held out, or compared on.");
  const largest = [...groupBy(target, ({ group }) => group).values()].sort((a, b) => b.length - a.length)[0];
  if (largest && target.length >= 6 && largest.length > target.length / 2)
    problems.push(
      `${largest.length} of ${target.length} cases of the target say nearly the same, and stand in one split.`,
    );
  if (bridges > 0)
    problems.push(
      `${bridges} new ${bridges === 1 ? "conversation was" : "conversations were"} left out: near to cases of two splits.`,
    );
  return problems;
}

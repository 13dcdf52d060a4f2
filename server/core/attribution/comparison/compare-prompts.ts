import {
  aboveNormalP,
  benjaminiHochberg,
  type Cluster,
  type PairedRateDifference,
  pairedRateDifference,
  type TwoSided,
} from "../../base/index.ts";
import type { PromptDocument } from "../../prompt/index.ts";
import { ClusterCounts } from "../cluster-counts.ts";
import { type PromptChange, promptChanges } from "./prompt-changes.ts";

/** A verdict under one of the prompts: of which task, and which groups of tasks that is in. */
export interface ComparedVerdict {
  readonly cluster: string;
  readonly passed: boolean;
  readonly strata: readonly string[];
  /** Whether the conversation put a line with these conditions to work. */
  readonly exercises: (triggers: readonly string[]) => boolean;
}

export interface ComparedPrompt {
  readonly name: string;
  readonly document: PromptDocument;
  readonly verdicts: readonly ComparedVerdict[];
}

export interface Passes {
  readonly passes: number;
  readonly n: number;
}

/** Pass rate under the one less that under the other, with counts. `pairs`: tasks with a verdict under both. */
export interface ComparedRates extends PairedRateDifference {
  readonly own: Passes;
  readonly other: Passes;
  readonly pairs: number;
  /** Tasks that pass more often under the one, and under the other; absent where tasks are not paired. */
  readonly gained?: number;
  readonly lost?: number;
}

/** A group of tasks. `differs`: it gains or loses clearly more than the rest, held to 5 % false discoveries over the groups. */
export interface ComparedStratum extends ComparedRates {
  readonly name: string;
  readonly differs: boolean;
}

/** Where a conditional line that differs is put to work, and where it is not. */
export interface ExercisedChange {
  readonly change: PromptChange;
  readonly within: ComparedRates;
  readonly elsewhere: ComparedRates;
  /** The difference is clearly larger, or of another sign, where it is put to work. */
  readonly differs: boolean;
}

/** Two prompts that differ in these changes and in nothing else that differs between the two that are compared. */
export interface ToldApart {
  readonly own: string;
  readonly other: string;
  readonly rates: ComparedRates;
}

/** Changes that the prompts at hand do not tell from each other: what differs is put down to them as one. */
export interface ChangeGroup {
  readonly changes: readonly PromptChange[];
  /** Absent where no two of the prompts differ in this group alone. */
  readonly toldApart?: ToldApart;
}

export interface PromptComparison {
  readonly own: string;
  readonly other: string;
  readonly evaluator: string;
  readonly rates: ComparedRates;
  readonly groups: readonly ChangeGroup[];
  readonly exercised: readonly ExercisedChange[];
  /** Those that gain or lose most first. */
  readonly strata: readonly ComparedStratum[];
}

/** Fewer tasks in a group, or pairs in all, show nothing. */
export const leastTasks = 10;
const mostStrata = 20;

/**
 * What the difference in pass rate between two prompts may be put down to: what differs between their texts. Tasks that ran under both are
 * compared as pairs. Changes that no two of the prompts tell apart (`others`: more prompts with verdicts on the same tasks) stay
 * together: data says what they do as one, and no more. Undefined where either has no verdict.
 */
export function comparePrompts(
  evaluator: string,
  own: ComparedPrompt,
  other: ComparedPrompt,
  others: readonly ComparedPrompt[] = [],
): PromptComparison | undefined {
  const rates = comparedRates(own.verdicts, other.verdicts);
  if (!rates) return undefined;
  const changes = promptChanges(own.document, other.document);
  return {
    ...{ own: own.name, other: other.name, evaluator, rates },
    groups: changeGroups(changes, own, other, others),
    exercised: exercisedChanges(changes, own, other),
    strata: comparedStrata(own, other),
  };
}

/** By tasks that both have, where there are enough of them; else of all, as independent groups. */
export function comparedRates(
  own: readonly ComparedVerdict[],
  other: readonly ComparedVerdict[],
): ComparedRates | undefined {
  const [first, second] = [countsOf(own), countsOf(other)];
  const shared = [...first.names].filter((name) => second.get(name) !== undefined).sort();
  const isPaired =
    shared.length >= leastTasks &&
    2 * shared.length >= Math.min([...first.names].length, [...second.names].length);
  const names = isPaired ? shared : [...new Set([...first.names, ...second.names])].sort();
  const clusters = names.map(
    (name): TwoSided => ({ own: first.get(name) ?? none, other: second.get(name) ?? none }),
  );
  const difference = pairedRateDifference(clusters);
  if (!difference) return undefined;
  const side = (of: (one: TwoSided) => Cluster): Passes => ({
    passes: clusters.reduce((sum, one) => sum + of(one).passes, 0),
    n: clusters.reduce((sum, one) => sum + of(one).n, 0),
  });
  return {
    ...difference,
    own: side((one) => one.own),
    other: side((one) => one.other),
    pairs: shared.length,
    ...(isPaired && {
      gained: clusters.filter((one) => share(one.own) > share(one.other)).length,
      lost: clusters.filter((one) => share(one.own) < share(one.other)).length,
    }),
  };
}

const none: Cluster = { n: 0, passes: 0 };
const share = ({ passes, n }: Cluster): number => passes / n;

function countsOf(verdicts: readonly ComparedVerdict[]): ClusterCounts {
  const counts = new ClusterCounts();
  for (const { cluster, passed } of verdicts) counts.add(cluster, passed);
  return counts;
}

function comparedStrata(own: ComparedPrompt, other: ComparedPrompt): ComparedStratum[] {
  const names = [...new Set(own.verdicts.flatMap(({ strata }) => strata))].sort();
  const found = names.flatMap((name) => {
    const split = splitBy(own, other, ({ strata }) => strata.includes(name));
    return split && split.within.pairs >= leastTasks ? [{ name, ...split }] : [];
  });
  const clear = benjaminiHochberg(found.map(({ p }) => p));
  return found
    .map(({ name, within }, index) => ({ name, ...within, differs: clear[index]! }))
    .sort((a, b) => Number(b.differs) - Number(a.differs) || Math.abs(b.difference) - Math.abs(a.difference))
    .slice(0, mostStrata);
}

function exercisedChanges(
  changes: readonly PromptChange[],
  own: ComparedPrompt,
  other: ComparedPrompt,
): ExercisedChange[] {
  const found = changes.flatMap((change) => {
    if (change.triggers.length === 0) return [];
    const split = splitBy(own, other, ({ exercises }) => exercises(change.triggers));
    return split ? [{ change, ...split }] : [];
  });
  const clear = benjaminiHochberg(found.map(({ p }) => p));
  return found.map(({ change, within, elsewhere }, index) => ({
    ...{ change, within, elsewhere, differs: clear[index]! },
  }));
}

/**
 * A group of tasks against the rest: is the difference the same in both? A task is in the group where any verdict on it is. By the
 * standard errors that the two intervals stand for.
 */
function splitBy(
  own: ComparedPrompt,
  other: ComparedPrompt,
  isIn: (verdict: ComparedVerdict) => boolean,
): { within: ComparedRates; elsewhere: ComparedRates; p: number } | undefined {
  const inside = new Set([...own.verdicts, ...other.verdicts].filter(isIn).map(({ cluster }) => cluster));
  const part = (has: boolean): ComparedRates | undefined => {
    const of = ({ verdicts }: ComparedPrompt) =>
      verdicts.filter(({ cluster }) => inside.has(cluster) === has);
    return comparedRates(of(own), of(other));
  };
  const [within, elsewhere] = [part(true), part(false)];
  if (!within || !elsewhere) return undefined;
  const error = Math.hypot(errorOf(within), errorOf(elsewhere));
  const z = Math.abs(within.difference - elsewhere.difference) / error;
  return { within, elsewhere, p: Math.min(1, 2 * aboveNormalP(z)) };
}

const errorOf = ({ low, high }: ComparedRates): number => (high - low) / (2 * 1.959964);

/** Changes by the prompts that have what they change; a group is told apart by two prompts that differ in nothing but it. */
function changeGroups(
  changes: readonly PromptChange[],
  own: ComparedPrompt,
  other: ComparedPrompt,
  others: readonly ComparedPrompt[],
): ChangeGroup[] {
  const prompts = [other, own, ...others];
  const has = prompts.map(({ document }) => featuresOf(document, prompts[0]!.document));
  const patternOf = ({ features }: PromptChange): string =>
    features.map((feature) => has.map((own) => (own.has(feature) ? "1" : "0")).join("")).join(" ");
  const byPattern = new Map<string, PromptChange[]>();
  for (const change of changes) {
    const pattern = patternOf(change);
    byPattern.set(pattern, [...(byPattern.get(pattern) ?? []), change]);
  }
  const alone = [...byPattern.values()].map((group): ChangeGroup => told(group, prompts));
  const known = byPattern.size > 1 ? alone.filter(({ toldApart }) => toldApart) : [];
  const rest = changes.filter((change) => !known.some((group) => group.changes.includes(change)));
  if (rest.length === 0) return known;
  return [known.length > 0 ? told(rest, prompts) : { changes: rest }, ...known];
}

function told(changes: readonly PromptChange[], prompts: readonly ComparedPrompt[]): ChangeGroup {
  const toldApart = apart(changes, prompts);
  return { changes, ...(toldApart && { toldApart }) };
}

/** Everything that a change could be made of, by the names that `promptChanges` gives it. */
function featuresOf(document: PromptDocument, against: PromptDocument): ReadonlySet<string> {
  const own = new Set(document.instructions.map(({ key }) => `line ${key}`));
  const empty = { ...against, instructions: [], texts: [], variables: [], messages: [] };
  for (const { features } of promptChanges(document, empty)) for (const feature of features) own.add(feature);
  for (const { name } of document.variables) own.add(`variable ${name}`);
  own.add(`text ${document.version}`);
  return own;
}

function apart(group: readonly PromptChange[], prompts: readonly ComparedPrompt[]): ToldApart | undefined {
  const wanted = new Set(group.flatMap(({ features }) => features));
  for (const own of prompts)
    for (const other of prompts) {
      if (own === other) continue;
      const between = promptChanges(own.document, other.document).flatMap(({ features }) => features);
      const isThisAlone = between.length > 0 && between.every((one) => wanted.has(one));
      // From the side that has not what the later text has, so that the sign is that of the change.
      if (!isThisAlone || !isForward(group, own)) continue;
      if (new Set(between).size !== wanted.size) continue;
      const rates = comparedRates(own.verdicts, other.verdicts);
      if (rates) return { own: own.name, other: other.name, rates };
    }
  return undefined;
}

/** Whether a prompt stands on the later side of a change. */
function isForward([first]: readonly PromptChange[], { document }: ComparedPrompt): boolean {
  const has = featuresOf(document, document);
  const [feature] = first!.features;
  return first!.kind === "removed" || first!.side === "other" ? !has.has(feature!) : has.has(feature!);
}

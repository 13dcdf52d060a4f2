import { LineIndex, type LongWork, UserError } from "../../base/index.ts";
import { type BehaviorPart, MARKS, type Mark, markOf, partsOfBehavior } from "../../behaviors/index.ts";
import {
  type BehaviorEntry,
  type Decisions,
  decisionsFileName,
  type EntryChange,
  editEntry,
  isDate,
  longestText,
  matchEntries,
  needsMarks,
  removeFrom,
  weightRange,
} from "../../review/index.ts";
import type { Store } from "../../store/index.ts";
import { type AskedRequest, requestsOfBehavior } from "../asked-requests.ts";
import { changeDecisions, loadDecisions } from "./decisions-file.ts";
import { memberMarks } from "./membership.ts";

/** What a person wants of a behavior, named by its id. */
export type Decision =
  | { readonly kind: "pin" | "unpin" | "unmute" | "unmerge" | "split" | "unsplit"; readonly behavior: string }
  | { readonly kind: "mute"; readonly behavior: string; readonly reason: string; readonly until?: string }
  | { readonly kind: "weight"; readonly behavior: string; readonly weight: number }
  /** What is not given stays; an empty name gives back the name and description that were found. */
  | {
      readonly kind: "rename";
      readonly behavior: string;
      readonly name?: string;
      readonly description?: string;
    }
  | { readonly kind: "merge"; readonly behavior: string; readonly others: readonly string[] };

/** `parts`: sizes of the parts of a split, largest first. */
export interface DecisionResult {
  readonly file: string;
  /** Behaviors were searched for anew, since requests belong elsewhere now. */
  readonly isSearched: boolean;
  readonly parts?: readonly number[];
}

export interface DecideContext extends LongWork {
  readonly store: Store;
  readonly root: string;
  readonly seed: number;
  /** What a search compares these requests by, by their ids; undefined where it is their words. */
  readonly vectors: (
    requests: readonly AskedRequest[],
  ) => Promise<ReadonlyMap<string, Float32Array> | undefined>;
  /** Finds behaviors with the file as it is then; `parted`: a behavior falls into these. */
  readonly search: (parted?: {
    readonly id: string;
    readonly parts: readonly BehaviorPart[];
  }) => Promise<void>;
}

/** Writes a decision into the committed file and, where it moves requests, searches anew. Throws `behavior-unknown`, `decision-invalid`. */
export async function makeDecision(decision: Decision, context: DecideContext): Promise<DecisionResult> {
  const known = await knownBehaviors(context.store, context.root);
  const mark = known.markOf(decision.behavior);
  const file = decisionsFileName;
  const edit = (change: EntryChange): Promise<void> =>
    changeDecisions(context.root, (text) => editEntry(text, mark, change));
  switch (decision.kind) {
    case "pin":
    case "unpin":
      await edit({ pinned: decision.kind === "pin" ? true : undefined });
      return { file, isSearched: false };
    case "mute":
      await edit({ muted: mutedOf(decision) });
      return { file, isSearched: false };
    case "unmute":
      await edit({ muted: undefined });
      return { file, isSearched: false };
    case "weight":
      await edit({ weight: weightOf(decision.weight) });
      return { file, isSearched: false };
    case "rename":
      await edit(namesOf(decision));
      return { file, isSearched: false };
    case "merge":
      await changeMembership(context.root, (text, entries) =>
        merged(text, entries, mark, decision.others.map(known.markOf)),
      );
      break;
    case "unmerge":
      if (!known.entries.some(({ id, merge }) => id === mark.id && merge.length > 0))
        throw invalid("This behavior was not merged from others.");
      await changeMembership(context.root, (text) => editEntry(text, mark, { merge: undefined }));
      break;
    case "split":
      return { file, isSearched: true, parts: await splitUp(decision.behavior, mark, known, context) };
    case "unsplit":
      await changeMembership(context.root, (text, entries) => whole(text, entries, mark.id));
      break;
  }
  await context.search();
  return { file, isSearched: true };
}

/** Where nobody is sure what the file wants of merges and splits, searches keep to those in force: another one would have no effect. */
function changeMembership(
  root: string,
  change: (text: string, entries: Decisions["entries"]) => string,
): Promise<void> {
  return changeDecisions(root, (text, { entries, issues }) => {
    const unsure = issues.find(({ isUnsure }) => isUnsure);
    if (!unsure) return change(text, entries);
    const line = new LineIndex(text).positionAt(unsure.range.start).line + 1;
    throw new UserError(
      "decisions-unreadable",
      `${decisionsFileName}:${line}: ${unsure.message}`,
      "Put that line right, then decide again. Until then merges and splits stay as they are.",
    );
  });
}

interface Known {
  readonly entries: Decisions["entries"];
  readonly ids: readonly string[];
  /** Throws `behavior-unknown`. */
  readonly markOf: (id: string) => Mark;
}

/** Behaviors as they are found, under the ids by which the file knows them. */
async function knownBehaviors(store: Store, root: string): Promise<Known> {
  const { entries } = (await loadDecisions(root)).decisions;
  const rows = await store.tables.behaviors.read({ columns: ["id", "exemplars"] });
  const ids = rows.map(({ id }) => id);
  const marks = needsMarks(entries, ids) ? await memberMarks(store) : new Map<string, string>();
  const { entryOf } = matchEntries(entries, ids, marks);
  return {
    entries,
    ids,
    markOf: (id) => {
      const row = rows.find((one) => one.id === id);
      const entry = entryOf.get(id) ?? entries.find((one) => one.id === id);
      if (!row && !entry) throw unknown(id);
      const texts = row?.exemplars ? (JSON.parse(row.exemplars) as { readonly text: string }[]) : [];
      return {
        id: entry?.id ?? id,
        requests: [...new Set(texts.slice(0, MARKS).map(({ text }) => markOf(text)))].sort(),
      };
    },
  };
}

const unknown = (id: string): UserError =>
  new UserError(
    "behavior-unknown",
    `There is no behavior ${id}.`,
    "It may have been found anew meanwhile. See: homeostat behaviors",
  );

const invalid = (message: string, hint?: string): UserError =>
  new UserError("decision-invalid", message, hint);

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

function mutedOf({ reason, until }: Extract<Decision, { kind: "mute" }>): EntryChange["muted"] {
  if (oneLine(reason) === "") throw invalid("Say why: a reason is needed, which the team reads.");
  if (until !== undefined && !isDate(until)) throw invalid(`${until} is no date.`, "For example: 2027-01-31");
  return { reason: oneLine(reason), ...(until !== undefined && { until }) };
}

/** A weight of 1 is none. */
function weightOf(weight: number): number | undefined {
  const { least, most } = weightRange;
  if (!(weight >= least && weight <= most)) throw invalid(`A weight is a number from ${least} to ${most}.`);
  return weight === 1 ? undefined : weight;
}

function namesOf({ name, description }: Extract<Decision, { kind: "rename" }>): EntryChange {
  const given = name === undefined ? undefined : oneLine(name);
  const said = description === undefined && given === "" ? "" : description;
  for (const text of [given, said])
    if ((text?.length ?? 0) > longestText) throw invalid(`That is too long: ${longestText} letters at most.`);
  return {
    ...(given !== undefined && { name: given || undefined }),
    ...(said !== undefined && { description: oneLine(said) || undefined }),
  };
}

/** A part that goes back into the behavior it was split from is no merge: the split forgets it. */
function merged(
  text: string,
  entries: readonly BehaviorEntry[],
  into: Mark,
  others: readonly Mark[],
): string {
  if (others.length === 0) throw invalid("Name the behaviors that are to be merged into it.");
  if (others.some(({ id }) => id === into.id)) throw invalid("A behavior cannot be merged into itself.");
  const holder = entries.find(
    ({ id, split }) =>
      split.some((part) => part.id === into.id) && (id === into.id || others.some((one) => one.id === id)),
  );
  const back = (holder?.split ?? []).filter(
    ({ id }) => id !== holder!.id && (id === into.id || others.some((one) => one.id === id)),
  );
  let changed = text;
  if (holder && back.length > 0) {
    const left = holder.split.filter((part) => !back.includes(part));
    changed = editEntry(changed, holder, { split: left.length > 1 ? left : undefined });
    for (const { id } of back) changed = removeFrom(changed, id);
  }
  const rest = others.filter(({ id }) => id !== holder?.id && !back.some((part) => part.id === id));
  if (rest.length === 0) return changed;
  const target = back.some(({ id }) => id === into.id) ? holder! : into;
  const before = entries.find(({ id }) => id === target.id)?.merge ?? [];
  return editEntry(changed, target, {
    merge: [...before, ...rest.filter(({ id }) => !before.some((one) => one.id === id))],
  });
}

function whole(text: string, entries: readonly BehaviorEntry[], id: string): string {
  const entry =
    entries.find((one) => one.id === id && one.split.length > 0) ??
    entries.find(({ split }) => split.some((part) => part.id === id));
  if (!entry) throw invalid("This behavior was not split.");
  // What was decided about parts that are no more would be about nothing.
  const parts = entry.split.map((part) => part.id).filter((part) => part !== entry.id);
  return parts.reduce(removeFrom, editEntry(text, entry, { split: undefined }));
}

async function splitUp(
  behaviorId: string,
  mark: Mark,
  known: Known,
  context: DecideContext,
): Promise<number[]> {
  const entry = known.entries.find(({ id }) => id === mark.id);
  if (entry && entry.merge.length > 0)
    throw invalid(
      "This behavior was merged from others, so it cannot be split as well.",
      "Unmerge it: that gives them back.",
    );
  const { store, seed, signal } = context;
  const requests = await requestsOfBehavior(store, behaviorId);
  const asked = await context.vectors(requests);
  const parts = await partsOfBehavior(requests, {
    id: mark.id,
    others: known.ids.map((id) => ({ id, memberIds: [] })),
    seed,
    ...(asked && { asked }),
    ...(signal && { signal }),
  });
  if (!parts)
    throw invalid(
      "Its requests hold together: there are no two parts of three requests or more in it.",
      "Nothing was changed.",
    );
  const marks = parts.map(({ id, requests: own }): Mark => ({ id, requests: own }));
  const earlier = entry?.split.filter(({ id }) => id !== mark.id) ?? [];
  await changeMembership(context.root, (text) => editEntry(text, mark, { split: [...marks, ...earlier] }));
  await context.search({ id: behaviorId, parts });
  return parts.map(({ memberIds }) => memberIds.length);
}

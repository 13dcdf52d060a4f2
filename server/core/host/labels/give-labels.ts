import { userInfo } from "node:os";
import { UserError } from "../../base/index.ts";
import type { Evaluator } from "../../evaluators/index.ts";
import { gitUserName } from "../../prompt/index.ts";
import {
  type CriterionEntry,
  type GivenLabel,
  type LabelEdit,
  type Labels,
  type LabelWord,
  labelsFileName,
  longestWhy,
  placeOf,
} from "../../review/index.ts";
import { equals, recordedKey, type Store } from "../../store/index.ts";
import { keptDefinition } from "./kept-definition.ts";
import { changeLabels } from "./labels-file.ts";

/** A label as a person gives or takes it back: `label` absent = it goes. `sample` may be the end of its id alone: t2, c5. */
export interface LabelRequest {
  readonly conversation: string;
  readonly sample?: string;
  readonly evaluator?: string;
  readonly label?: LabelWord;
  readonly why?: string;
  /** Default: what git calls the person, else the user of this machine. */
  readonly who?: string;
  /** ISO date with time; default now. */
  readonly at?: string;
}

export interface LabelResult {
  readonly file: string;
  /** Whose labels they are, where the requests do not say. */
  readonly who: string;
  readonly given: number;
  readonly removed: number;
  /** What could not be done, by the place of the request in the list. */
  readonly problems: readonly { readonly index: number; readonly message: string }[];
}

export interface LabelContext {
  readonly root: string;
  readonly store: Store;
  readonly evaluators: readonly Evaluator[];
  /** Only then git is asked for a name. */
  readonly trusted: boolean;
}

/** Writes labels into the committed file, all that are sound in one step. Throws what `changeLabels` throws. */
export async function giveLabels(
  requests: readonly LabelRequest[],
  context: LabelContext,
): Promise<LabelResult> {
  const who = await labellerName(context);
  const isKnown = await knownPlaces(requests, context);
  const problems: { index: number; message: string }[] = [];
  const sound: LabelRequest[] = [];
  for (const [index, request] of requests.entries()) {
    const message = isKnown(request);
    if (message === undefined) sound.push(request);
    else problems.push({ index, message });
  }
  const keys = new Map(context.evaluators.map(({ name, key }) => [name, key]));
  const at = isoOf(Date.now());
  const labels = sound.map((request) => labelOf(request, { who, at, keys }));
  let [given, removed] = [0, 0];
  if (labels.length > 0)
    await changeLabels(
      context.root,
      (there) => {
        const edits = editsOf(labels, there);
        given = edits.filter(({ kind }) => kind === "give").length;
        removed = edits.length - given;
        return edits;
      },
      criteriaOf(context.evaluators),
    );
  return { file: labelsFileName, who, given, removed, problems };
}

/** Whose labels they are where nobody says. */
export async function labellerName({
  root,
  trusted,
}: Pick<LabelContext, "root" | "trusted">): Promise<string> {
  const name = (trusted ? await gitUserName(root) : undefined) ?? osUserName();
  return oneLine(name) || "somebody";
}

function osUserName(): string {
  try {
    return userInfo().username;
  } catch {
    return "";
  }
}

type Wanted = Omit<GivenLabel, "label"> & { readonly label?: LabelWord };

function labelOf(
  { conversation, sample, evaluator, label, why, who, at }: LabelRequest,
  own: { readonly who: string; readonly at: string; readonly keys: ReadonlyMap<string, string> },
): Wanted {
  const criterion = evaluator === undefined ? undefined : own.keys.get(evaluator);
  const full = sampleIdOf(conversation, sample);
  return {
    conversation,
    who: oneLine(who ?? "") || own.who,
    at: at === undefined || Number.isNaN(Date.parse(at)) ? own.at : isoOf(Date.parse(at)),
    ...(label && { label }),
    ...(full !== undefined && { sample: full }),
    ...(evaluator !== undefined && { evaluator }),
    ...(why !== undefined && oneLine(why) !== "" && { why: oneLine(why) }),
    ...(criterion !== undefined && { criterion }),
  };
}

const isoOf = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");

/** The whole conversation as a sample is the conversation. */
function sampleIdOf(conversation: string, sample: string | undefined): string | undefined {
  if (sample === undefined || sample === "" || sample === "all") return undefined;
  const full = /^[tc]\d+$/.test(sample) ? `${conversation}#${sample}` : sample;
  return full === conversation || full === `${conversation}#all` ? undefined : full;
}

/** The same verdict again without a reason leaves the reason that was there; what changes nothing is none. */
function editsOf(labels: readonly Wanted[], { entries }: Labels): LabelEdit[] {
  const there = new Map<string, Wanted | undefined>(entries.map((entry) => [placeOf(entry), entry]));
  return labels.flatMap((wanted): LabelEdit[] => {
    const place = placeOf(wanted);
    const before = there.get(place);
    const { label, ...rest } = wanted;
    if (label === undefined) {
      there.set(place, undefined);
      return before ? [{ kind: "remove", place: wanted }] : [];
    }
    const why = wanted.why ?? (before?.label === label ? before.why : undefined);
    const given: GivenLabel = { ...rest, label, ...(why !== undefined && { why }) };
    const isSame =
      before?.label === label && before.why === why && (before.criterion ?? "") === (given.criterion ?? "");
    there.set(place, given);
    return isSame ? [] : [{ kind: "give", label: given }];
  });
}

const criteriaOf = (evaluators: readonly Evaluator[]): CriterionEntry[] =>
  evaluators.flatMap((evaluator) => {
    const definition = keptDefinition(evaluator);
    return definition === undefined ? [] : [{ evaluator: evaluator.name, key: evaluator.key, definition }];
  });

/** Says what is wrong with a request; undefined = nothing. What only goes away may be about anything. */
async function knownPlaces(
  requests: readonly LabelRequest[],
  { store, evaluators }: LabelContext,
): Promise<(request: LabelRequest) => string | undefined> {
  const { tables } = store;
  const giving = requests.filter(({ label }) => label !== undefined);
  const missing = new Set(await store.missing(giving.map(({ conversation }) => conversation)));
  const samples = giving.flatMap(({ conversation, sample }) => sampleIdOf(conversation, sample) ?? []);
  const rows = await tables.samples.readAny("id", [...new Set(samples)], ["id", "conversationId"]);
  const owners = new Map(rows.map(({ id, conversationId }) => [id, conversationId]));
  const names = new Set(evaluators.map(({ name }) => name));
  if (giving.some(({ evaluator }) => evaluator !== undefined && !names.has(evaluator)))
    for (const name of await tables.evaluations.texts("evaluator", equals("evaluatorKey", recordedKey)))
      names.add(name);
  return ({ conversation, sample, evaluator, label, why = "", at }) => {
    if (label === undefined) return undefined;
    const id = sampleIdOf(conversation, sample);
    if (missing.has(conversation)) return `There is no conversation ${conversation}.`;
    if (id !== undefined && owners.get(id) !== conversation)
      return `The conversation ${conversation} has no sample ${sample}: turns are t0, t1, …, calls c0, c1, ….`;
    if (evaluator !== undefined && !names.has(evaluator))
      return `There is no evaluator ${evaluator}. Known: ${[...names].sort().join(", ") || "none"}.`;
    if (at !== undefined && Number.isNaN(Date.parse(at))) return `${at} is no date.`;
    return oneLine(why).length > longestWhy
      ? `The reason is too long: ${longestWhy} letters at most.`
      : undefined;
  };
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

/** For one label that a person gives by itself, a problem is an error. */
export function refuseProblems(result: LabelResult): LabelResult {
  const [problem] = result.problems;
  if (problem)
    throw new UserError("label-invalid", problem.message, "Nothing was changed. See: homeostat traces");
  return result;
}

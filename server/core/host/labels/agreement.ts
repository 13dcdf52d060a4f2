import {
  type EvaluatorAgreement,
  evaluatorAgreement,
  type RatedSample,
  type Reference,
} from "../../attribution/index.ts";
import { checkpoint, groupBy, LineIndex, type LongWork, UserError } from "../../base/index.ts";
import type { Evaluator } from "../../evaluators/index.ts";
import type {
  AgreementQuery,
  AgreementReport,
  LabelEntry,
  OlderLabel,
  RaterAgreement,
  ShownDisagreement,
} from "../../review/index.ts";
import { anyOf, equals, type Label, type Row, recordedKey, type Store } from "../../store/index.ts";
import { loadLabels } from "./labels-file.ts";
import { lastChanges } from "./last-changes.ts";

export interface AgreementContext {
  readonly root: string;
  readonly store: Store;
  readonly evaluators: readonly Evaluator[];
  /** Whether an evaluator, by its name, is still meant for a conversation. */
  readonly isMeant: (evaluator: string, conversationId: string) => boolean;
}

interface Rater {
  readonly name: string;
  readonly kind: RaterAgreement["kind"];
  /** Of its definition; absent where it is none of ours. */
  readonly key?: string;
  /** It repeats the recorded outcome. */
  readonly isOutcome: boolean;
}

/**
 * Holds each evaluator against what people say, or against the recorded outcome, over the samples that both rated. The recorded outcome is a
 * rater as well where labels are there. Throws `evaluator-unknown`.
 */
export async function agreementReport(
  context: AgreementContext,
  query: AgreementQuery,
  { signal }: LongWork = {},
): Promise<AgreementReport> {
  const { store, root } = context;
  const { mostShown = 100 } = query;
  const { text, labels } = await loadLabels(root);
  const lines = new LineIndex(text);
  const against = query.against ?? (labels.entries.length > 0 ? "labels" : "outcome");
  const raters = (await ratersOf(context)).filter(
    ({ name }) => query.evaluator === undefined || name === query.evaluator,
  );
  if (raters.length === 0) throw unknownEvaluator(query.evaluator ?? "", await ratersOf(context));
  const { conversations, ratings } = await ratingsOf(context, raters, against, labels.entries);
  const compared = new Set(ratings.map(({ rater }) => rater.name));
  const changes = await lastChanges(store, context.evaluators, labels, (name) => compared.has(name));
  const openings = new Map(conversations.map(({ id, opening = "" }) => [id, opening]));
  const reports: RaterAgreement[] = [];
  for (const { rater, isOnWhole, found, references } of ratings) {
    await checkpoint(signal);
    const { disagreements, ...agreement } = found;
    const change = rater.kind === "evaluator" ? changes.get(rater.name) : undefined;
    reports.push({
      evaluator: rater.name,
      kind: rater.kind,
      isOnWhole,
      ...agreement,
      disagreements: await shown(store, disagreements.slice(0, mostShown), rater, openings),
      disagreeing: disagreements.length,
      olderLabels: olderLabels(references, openings, mostShown),
      ...(change && { change }),
    });
  }
  return {
    against,
    positive: "fail",
    evaluators: reports,
    without: raters.flatMap((rater) => {
      const why = againstItself(rater, against);
      return why === undefined ? [] : [{ evaluator: rater.name, why }];
    }),
    labels: {
      total: labels.entries.length,
      people: [...new Set(labels.entries.map(({ who }) => who))].sort(),
      lost: await lostPlaces(store, labels.entries),
      problems: labels.issues.map(({ range, message }) => ({
        line: lines.positionAt(range.start).line,
        message,
      })),
    },
  };
}

interface Rating {
  readonly rater: Rater;
  readonly isOnWhole: boolean;
  readonly references: readonly Reference[];
  readonly found: EvaluatorAgreement;
}

function olderLabels(
  references: readonly Reference[],
  openings: ReadonlyMap<string, string>,
  mostShown: number,
): RaterAgreement["olderLabels"] {
  const older = references.filter(({ isOlder }) => isOlder);
  const first = older.slice(0, mostShown).map(
    ({ isOlder: _, ...one }): OlderLabel => ({
      ...one,
      opening: openings.get(one.conversationId) ?? "",
    }),
  );
  return { total: older.length, first };
}

async function ratingsOf(
  { store, isMeant }: Pick<AgreementContext, "store" | "isMeant">,
  raters: readonly Rater[],
  against: AgreementReport["against"],
  entries: readonly LabelEntry[],
): Promise<{ readonly conversations: readonly Rated[]; readonly ratings: readonly Rating[] }> {
  const conversations = await ratedConversations(store, against, entries);
  const clusters = new Map(conversations.map(({ id, taskId }) => [id, taskId ? `task ${taskId}` : id]));
  const evaluations = await evaluationsOf(
    store,
    raters,
    against === "labels" ? [...clusters.keys()] : undefined,
  );
  const said = groupBy(evaluations, ({ rater }) => rater);
  const ratings = raters
    .filter((rater) => againstItself(rater, against) === undefined)
    .map((rater): Rating => {
      const own = (said.get(rater.name) ?? []).filter(
        ({ conversationId }) => rater.kind === "recorded" || isMeant(rater.name, conversationId),
      );
      const judged = rater.kind === "outcome" ? outcomeAsRater(conversations) : own;
      const { references, isOnWhole } =
        against === "labels"
          ? labelsFor(rater, entries, clusters)
          : { references: outcomeReferences(conversations), isOnWhole: false };
      const found = evaluatorAgreement(judged, references, (id) => clusters.get(id) ?? id);
      return { rater, isOnWhole, references, found };
    });
  return { conversations, ratings };
}

/** Conversations in which an evaluator that is `wanted` by its name sees something otherwise than people do. */
export async function disagreeingIds(
  context: Omit<AgreementContext, "root">,
  entries: readonly LabelEntry[],
  wanted: (name: string) => boolean,
): Promise<string[]> {
  const raters = (await ratersOf(context)).filter(({ name }) => wanted(name));
  const { ratings } = await ratingsOf(context, raters, "labels", entries);
  return ratings.flatMap(({ found }) => found.disagreements.map(({ conversationId }) => conversationId));
}

async function ratersOf({
  store,
  evaluators,
}: Pick<AgreementContext, "store" | "evaluators">): Promise<Rater[]> {
  const own = evaluators.map(
    ({ name, key, definition }): Rater => ({
      name,
      key,
      kind: "evaluator",
      isOutcome: definition.assert.length > 0 && definition.assert.every(({ type }) => type === "outcome"),
    }),
  );
  const names = new Set(own.map(({ name }) => name));
  const texts = await store.tables.evaluations.texts("evaluator", equals("evaluatorKey", recordedKey));
  const recorded = [...new Set(texts)]
    .filter((name) => !names.has(name))
    .sort()
    .map((name): Rater => ({ name, kind: "recorded", isOutcome: false }));
  const outcome: Rater[] = own.some(({ isOutcome }) => isOutcome)
    ? []
    : [{ name: "recorded outcome", kind: "outcome", isOutcome: true }];
  return [...own, ...recorded, ...outcome];
}

const unknownEvaluator = (name: string, known: readonly Rater[]): UserError =>
  new UserError(
    "evaluator-unknown",
    `There is no evaluator ${name}.`,
    `Known: ${known.map((one) => one.name).join(", ")}`,
  );

function againstItself({ isOutcome }: Rater, against: AgreementReport["against"]): string | undefined {
  return isOutcome && against === "outcome" ? "it repeats the recorded outcome" : undefined;
}

type Rated = Pick<Row<"conversations">, "id" | "taskId" | "opening" | "outcomeLabel" | "outcomeScore">;

/** Those that the others say something of. */
async function ratedConversations(
  { tables }: Store,
  against: AgreementReport["against"],
  entries: readonly LabelEntry[],
): Promise<Rated[]> {
  const columns = ["id", "taskId", "opening", "outcomeLabel", "outcomeScore"] as const;
  if (against === "outcome")
    return tables.conversations.read({ where: "`outcomeLabel` IS NOT NULL", columns: [...columns] });
  return tables.conversations.readAny(
    "id",
    [...new Set(entries.map(({ conversation }) => conversation))],
    [...columns],
  );
}

async function evaluationsOf(
  { tables }: Store,
  raters: readonly Rater[],
  conversationIds: readonly string[] | undefined,
): Promise<(RatedSample & { readonly rater: string })[]> {
  const names = new Map(raters.flatMap(({ key, name }) => (key === undefined ? [] : [[key, name] as const])));
  const recorded = new Set(raters.filter(({ kind }) => kind === "recorded").map(({ name }) => name));
  const keys = [...names.keys(), ...(recorded.size > 0 ? [recordedKey] : [])];
  const columns = [
    ...(["id", "evaluator", "evaluatorKey", "sampleId", "conversationId"] as const),
    ...(["label", "score", "trials", "agreeing", "stale"] as const),
  ];
  const rows = conversationIds
    ? await tables.evaluations.readAny("conversationId", conversationIds, columns)
    : await tables.evaluations.read({ where: anyOf("evaluatorKey", keys), columns });
  return rows.flatMap((row) => {
    const isRecorded = row.evaluatorKey === recordedKey && recorded.has(row.evaluator ?? "");
    const rater = isRecorded ? row.evaluator! : names.get(row.evaluatorKey ?? "");
    // Of what the conversation is now nobody has said anything.
    if (rater === undefined || row.stale) return [];
    return [
      {
        rater,
        id: row.id,
        sampleId: row.sampleId ?? "",
        conversationId: row.conversationId ?? "",
        label: (row.label ?? "unknown") as Label,
        ...(row.score !== undefined && { score: row.score }),
        ...(row.trials !== undefined && { trials: row.trials }),
        ...(row.agreeing !== undefined && { agreeing: row.agreeing }),
      },
    ];
  });
}

const outcomeAsRater = (conversations: readonly Rated[]): RatedSample[] =>
  conversations.flatMap(({ id, outcomeLabel, outcomeScore }) =>
    outcomeLabel
      ? [
          {
            id: `outcome/${id}`,
            sampleId: id,
            conversationId: id,
            label: outcomeLabel as Label,
            ...(outcomeScore !== undefined && { score: outcomeScore }),
          },
        ]
      : [],
  );

const outcomeReferences = (conversations: readonly Rated[]): Reference[] =>
  conversations.flatMap(({ id, outcomeLabel }) =>
    outcomeLabel ? [{ conversationId: id, label: outcomeLabel as Reference["label"] }] : [],
  );

/** Labels that go by the evaluator's criterion; where there are none, those of how the conversations went. */
function labelsFor(
  { name, key, isOutcome }: Rater,
  entries: readonly LabelEntry[],
  known: ReadonlyMap<string, string>,
): { readonly references: readonly Reference[]; readonly isOnWhole: boolean } {
  const there = entries.filter(({ conversation }) => known.has(conversation));
  const own = there.filter(({ evaluator }) => evaluator === name);
  const used = own.length > 0 ? own : there.filter(({ evaluator }) => evaluator === undefined);
  return {
    references: used.map(({ conversation, sample, label, who, why, criterion }) => ({
      conversationId: conversation,
      ...(sample !== undefined && { sampleId: sample }),
      label,
      who,
      ...(why !== undefined && { why }),
      ...(criterion !== undefined && key !== undefined && criterion !== key && { isOlder: true }),
    })),
    isOnWhole: own.length === 0 && !isOutcome,
  };
}

async function shown(
  { tables }: Store,
  disagreements: readonly Omit<ShownDisagreement, "opening" | "explanation">[],
  { kind }: Rater,
  openings: ReadonlyMap<string, string>,
): Promise<ShownDisagreement[]> {
  const ids = disagreements.map(({ evaluationId }) => evaluationId);
  const rows = kind === "outcome" ? [] : await tables.evaluations.readAny("id", ids, ["id", "explanation"]);
  const explanations = new Map(rows.map(({ id, explanation = "" }) => [id, explanation]));
  return disagreements.map((one) => ({
    ...one,
    opening: openings.get(one.conversationId) ?? "",
    explanation: explanations.get(one.evaluationId) ?? "",
  }));
}

/** What labels are about and the store does not know (any more). */
async function lostPlaces(store: Store, entries: readonly LabelEntry[]): Promise<string[]> {
  const conversations = [...new Set(entries.map(({ conversation }) => conversation))];
  const missing = new Set(await store.missing(conversations));
  const samples = [
    ...new Set(
      entries.flatMap(({ conversation, sample }) => (sample && !missing.has(conversation) ? [sample] : [])),
    ),
  ];
  const known = new Set((await store.tables.samples.readAny("id", samples, ["id"])).map(({ id }) => id));
  return [...missing, ...samples.filter((id) => !known.has(id))].sort();
}

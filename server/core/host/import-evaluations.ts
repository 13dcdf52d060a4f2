import { checkpoint, type LongWork, UserError } from "../base/index.ts";
import { type CaptureSettings, numberOf, redactionRules, redactText } from "../capture/index.ts";
import { type RecordedEvaluation, type Row, recordedRow, type Store } from "../store/index.ts";
import { recordsIn } from "./records-file.ts";

export interface EvaluationImport {
  /** Evaluations by evaluator, those that were there already among them. */
  readonly evaluators: Readonly<
    Record<string, { readonly pass: number; readonly fail: number; readonly unknown: number }>
  >;
  readonly read: number;
  /** How many records could not be used, and the first of them. */
  readonly bad: number;
  readonly problems: readonly { readonly line: number; readonly reason: string }[];
}

const rowsAtOnce = 2_000;
const mostProblems = 20;
const longestName = 200;
const longestExplanation = 20_000;

/**
 * Reads evaluations that were made elsewhere, of conversations that are here: records with `conversation`, `evaluator`, and `label`, `score`
 * or both; `explanation`, `sample` (a turn or call) where known. They count as recorded ones do that come with a trace; the same again is the same row,
 * another verdict takes its place, and `readers`, keys of the evaluators that read such verdicts, judge those conversations again. An explanation may quote a user: it is blacked out as conversations are. Throws `file-unreadable`.
 */
export async function importEvaluations(
  store: Store,
  path: string,
  capture: CaptureSettings,
  readers: readonly string[] = [],
  { signal, progress }: LongWork = {},
): Promise<EvaluationImport> {
  const rules = redactionRules(capture);
  const evaluators: Record<string, EvaluationImport["evaluators"][string]> = {};
  const problems: { line: number; reason: string }[] = [];
  let [read, bad] = [0, 0];
  const report = (line: number, reason: string): void => {
    bad++;
    if (problems.length < mostProblems) problems.push({ line, reason });
  };
  let waiting: { line: number; row: Row<"evaluations"> }[] = [];
  const write = async (): Promise<void> => {
    const missing = new Set(await store.missing(waiting.map(({ row }) => row.conversationId ?? "")));
    const isSample = await sampleOwners(store, waiting);
    const rows = new Map<string, Row<"evaluations">>();
    for (const { line, row } of waiting) {
      if (missing.has(row.conversationId!)) report(line, `There is no conversation ${row.conversationId}.`);
      else if (!isSample(row)) report(line, `${row.conversationId} has no sample ${row.sampleId}.`);
      else {
        read++;
        rows.set(row.id, row);
        const tally = evaluators[row.evaluator!] ?? { pass: 0, fail: 0, unknown: 0 };
        const label = row.label as keyof typeof tally;
        evaluators[row.evaluator!] = { ...tally, [label]: tally[label] + 1 };
      }
    }
    await store.conclude("evaluations", [...rows.values()]);
    await judgeAgain(store, readers, [...rows.values()]);
    waiting = [];
    progress?.({ stage: "reading evaluations", done: read, total: undefined });
    await checkpoint(signal);
  };
  for await (const record of recordsIn(path)) {
    const row = "problem" in record ? record.problem : rowOf(record.fields);
    if (typeof row === "string") report(record.line, row);
    else
      waiting.push({
        line: record.line,
        row: { ...row, explanation: redactText(row.explanation ?? "", rules).text },
      });
    if (waiting.length >= rowsAtOnce) await write();
  }
  await write();
  if (read > 0) await store.tables.evaluations.compact();
  return { evaluators, read, bad, problems };
}

/** What evaluators made of earlier verdicts goes, and their conversations count as not judged. */
async function judgeAgain(
  store: Store,
  readers: readonly string[],
  rows: readonly Row<"evaluations">[],
): Promise<void> {
  const ids = [...new Set(rows.flatMap(({ conversationId }) => conversationId ?? []))];
  if (readers.length === 0 || ids.length === 0) return;
  const made = await store.tables.evaluations.readAny("conversationId", ids, ["id", "evaluatorKey"]);
  const old = made.filter(({ evaluatorKey }) => readers.includes(evaluatorKey ?? "")).map(({ id }) => id);
  await store.tables.judged.deleteAny("id", ids);
  await store.tables.evaluations.deleteAny("id", old);
}

/** The row of a record, or why there is none. */
function rowOf(fields: Readonly<Record<string, unknown>>): Row<"evaluations"> | string {
  const conversation = textOf(fields.conversation ?? fields.conversation_id ?? fields.conversationid);
  const name = textOf(fields.evaluator ?? fields.name);
  const label = textOf(fields.label);
  const score = numberOf(fields.score);
  const explanation = textOf(fields.explanation ?? fields.reason);
  const sample = textOf(fields.sample);
  if (conversation === "") return "It names no conversation.";
  if (name === "") return "It names no evaluator.";
  if (name.length > longestName) return `The evaluator's name is longer than ${longestName} characters.`;
  if (label === "" && score === undefined) return "It has neither a label nor a score.";
  if (fields.score !== undefined && score === undefined) return "Its score is no number.";
  const evaluation: RecordedEvaluation = {
    name,
    ...(label !== "" && { label }),
    ...(score !== undefined && { score }),
    ...(explanation !== "" && { explanation: explanation.slice(0, longestExplanation) }),
    ...(sample !== "" && {
      spanId: /^[tc]\d+$/.test(sample) ? `${conversation}#${sample}` : sample,
    }),
  };
  return recordedRow(conversation, evaluation);
}

/** Whether what it is about is the conversation, or a sample or span of it. */
async function sampleOwners(
  { tables }: Store,
  waiting: readonly { readonly row: Row<"evaluations"> }[],
): Promise<(row: Row<"evaluations">) => boolean> {
  const ids = waiting.flatMap(({ row }) => (row.sampleId === row.conversationId ? [] : [row.sampleId!]));
  const unique = [...new Set(ids)];
  const rows = [
    ...(await tables.samples.readAny("id", unique, ["id", "conversationId"])),
    ...(await tables.spans.readAny("id", unique, ["id", "conversationId"])),
  ];
  const owners = new Map(rows.map(({ id, conversationId }) => [id, conversationId]));
  return ({ sampleId, conversationId }) =>
    sampleId === conversationId || owners.get(sampleId!) === conversationId;
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value.trim();
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/** Where nothing of a file could be used. */
export function refuseNothing(path: string, { read, bad, problems }: EvaluationImport): void {
  if (read > 0 || bad === 0) return;
  throw new UserError(
    "evaluations-unusable",
    `None of the ${bad} records of ${path} could be used. Line ${problems[0]!.line}: ${problems[0]!.reason}`,
    'Each line is an object such as {"conversation": "c-17", "evaluator": "tone", "label": "fail", "explanation": "…"}.',
  );
}

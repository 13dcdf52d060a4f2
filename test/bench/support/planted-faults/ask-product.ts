import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  blamingProbability,
  ExerciseModel,
  exerciseThreshold,
} from "../../../../server/core/attribution/index.ts";
import { groupBy } from "../../../../server/core/base/index.ts";
import {
  type Diagnosis,
  type Host,
  isDirectiveKind,
  loadConfig,
  openHost,
  readPrompt,
} from "../../../../server/core/index.ts";
import { Store } from "../../../../server/core/store/index.ts";
import { baselines } from "./baselines.ts";
import { oracleSettings } from "./scripted-oracle.ts";
import type { AnsweredSuspect, Answers } from "./truth.ts";
import type { AskedFailure } from "./write-seed.ts";

/** What the product says of a workspace, and what simpler ways say of the same failures. */
export interface Asked {
  readonly answers: Readonly<Record<string, Answers>>;
  readonly ms: Readonly<Record<string, number>>;
}

/** Where a scripted model answers, and how often it may be asked. */
export interface AskedOracle {
  readonly url: string;
  readonly calls: number;
}

export async function askProduct(folder: string, most: number, model?: AskedOracle): Promise<Asked> {
  const ms: Record<string, number> = {};
  const timed = async <T>(name: string, work: Promise<T>): Promise<T> => {
    const from = performance.now();
    const result = await work;
    ms[name] = performance.now() - from;
    return result;
  };
  const host = await openHost({ root: folder, trusted: model !== undefined });
  try {
    await timed("import", host.importConversations(["conversations.jsonl"], undefined));
    await timed("evaluate", host.evaluate());
    await timed("behaviors", host.findBehaviors());
    const read = await timed("read", readWorkspace(folder));
    const failures = askedIn(folder, read).slice(0, most);
    const product = await timed("diagnose", productAnswers(host, read, failures));
    const asked: Record<string, Answers> = {};
    if (model) {
      // Only now: behaviors are to be found as without it.
      appendFileSync(join(folder, "homeostat.yaml"), oracleSettings(model.url, model.calls));
      await timed("ask", host.askOpinions({ calls: model.calls }));
      asked.withScriptedModel = await timed("diagnose again", productAnswers(host, read, failures));
    }
    return { answers: { product, ...asked, ...baselines(read, failures) }, ms };
  } finally {
    await host.close();
  }
}

export interface Failure extends AskedFailure {
  readonly reason: string;
}

function askedIn(folder: string, { failures }: Read): Failure[] {
  const reasons = new Map(failures.map((one) => [`${one.conversation} ${one.evaluator}`, one.reason]));
  const asked = JSON.parse(readFileSync(join(folder, "failures.json"), "utf8")) as AskedFailure[];
  return asked.map((one) => ({ ...one, reason: reasons.get(`${one.conversation} ${one.evaluator}`)! }));
}

/** A workspace as simple ways see it: lines that order something, which conversations put them to work, and the verdicts. */
export interface Read {
  readonly lines: readonly { readonly line: number; readonly key: string; readonly text: string }[];
  readonly lineOf: ReadonlyMap<string, number>;
  readonly isConditional: (line: number) => boolean;
  readonly isAtWork: (line: number, conversation: string) => boolean;
  readonly verdicts: readonly {
    readonly conversation: string;
    readonly evaluator: string;
    readonly isFail: boolean;
  }[];
  readonly failures: readonly Failure[];
  readonly conversationsOf: ReadonlyMap<string, readonly string[]>;
}

async function readWorkspace(folder: string): Promise<Read> {
  const text = readFileSync(join(folder, "prompt.md"), "utf8");
  const { instructions } = readPrompt("prompt.md", text);
  const config = await loadConfig(join(folder, "homeostat.yaml"), { root: folder, trusted: false });
  const store = await Store.open(join(folder, ".homeostat"));
  const [turns, evaluations, requests] = await Promise.all([
    store.tables.samples.read({ where: "`scope` = 'turn'", columns: ["conversationId", "index", "terms"] }),
    store.tables.evaluations.read(),
    store.tables.requests.read({ columns: ["conversationId", "behaviorId"] }),
  ]);
  store.close();
  const exercise = new ExerciseModel(
    turns.map(({ conversationId = "", index = 0, terms = "" }) => ({ conversationId, index, terms })),
  );
  const lineAt = (offset: number): number => text.slice(0, offset).split("\n").length;
  const placed = instructions.map((one) => ({ ...one, line: lineAt(one.range.start) }));
  const directive = placed.filter(({ kind }) => isDirectiveKind(kind));
  const triggersOf = new Map(directive.map(({ line, triggers }) => [line, triggers]));
  const keys = new Set(config.evaluators.map(({ key }) => key));
  const verdicts = evaluations
    .filter(
      ({ evaluatorKey, label }) => keys.has(evaluatorKey ?? "") && (label === "pass" || label === "fail"),
    )
    .map(({ conversationId = "", evaluator = "", label, explanation = "" }) => ({
      ...{ conversation: conversationId, evaluator, isFail: label === "fail", reason: explanation },
    }))
    .sort((a, b) => (a.conversation + a.evaluator < b.conversation + b.evaluator ? -1 : 1));
  return {
    lines: directive.map(({ line, key, text: words }) => ({ line, key, text: words })),
    lineOf: new Map(placed.map(({ key, line }) => [key, line])),
    isConditional: (line) => (triggersOf.get(line) ?? []).length > 0,
    isAtWork: (line, id) => exercise.exercised(triggersOf.get(line) ?? [], id) >= exerciseThreshold,
    verdicts,
    failures: verdicts.filter(({ isFail }) => isFail),
    conversationsOf: new Map(
      [...groupBy(requests, ({ behaviorId }) => behaviorId ?? "")].map(([id, rows]) => [
        id,
        [...new Set(rows.flatMap(({ conversationId }) => conversationId ?? []))],
      ]),
    ),
  };
}

async function productAnswers(host: Host, read: Read, failures: readonly Failure[]): Promise<Answers> {
  const told: Answers["failures"][number][] = [];
  for (const { conversation, evaluator } of failures) {
    const { prompts } = await host.diagnose({ kind: "conversation", id: conversation, evaluator });
    const [prompt] = prompts;
    const causes = Object.fromEntries(
      (prompt?.causes ?? []).map(({ cause, probability }) => [cause, probability]),
    );
    told.push({ conversation, evaluator, suspects: suspectsOf(prompt, read), causes });
  }
  const evaluators = [];
  for (const name of new Set(read.verdicts.map(({ evaluator }) => evaluator))) {
    const { prompts } = await host.diagnose({ kind: "evaluator", name });
    evaluators.push({ evaluator: name, suspects: suspectsOf(prompts[0], read) });
  }
  const snapshot = await host.snapshot();
  const figures = snapshot.prompts[0]!.instructions.flatMap(({ key, figures: own }) =>
    own.flatMap(({ evaluator, rate, low, high, n }) =>
      n > 0 && read.lineOf.has(key) ? [{ line: read.lineOf.get(key)!, evaluator, rate, low, high, n }] : [],
    ),
  );
  return { threshold: blamingProbability, failures: told, evaluators, figures };
}

const suspectsOf = (
  prompt: Diagnosis["prompts"][number] | undefined,
  { lineOf, conversationsOf }: Read,
): AnsweredSuspect[] =>
  (prompt?.suspects ?? []).map(({ blame, probability, key, other, behaviorId, situation, effect }) => ({
    ...{ blame, probability, effect },
    ...(key !== undefined && { line: lineOf.get(key) }),
    ...(other !== undefined && { other: lineOf.get(other) }),
    ...(situation && { conversations: situation.conversations }),
    ...(behaviorId !== undefined && { conversations: conversationsOf.get(behaviorId) ?? [] }),
  }));

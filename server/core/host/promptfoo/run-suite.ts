import { setMaxListeners } from "node:events";
import { checkpoint, type LongWork, messageOf, stableId } from "../../base/index.ts";
import { capturedOf, type Draft, promptfooMessages, withCosts } from "../../capture/index.ts";
import {
  type EvaluationServices,
  type Evaluator,
  evaluate,
  type Suite,
  type SuitePrompt,
  type SuiteProvider,
  type SuiteTest,
  samplesOf,
} from "../../evaluators/index.ts";
import {
  type Captured,
  type Evaluation,
  evaluationRow,
  type Message,
  messagesFromSpans,
  type Store,
} from "../../store/index.ts";
import { derive } from "../import-conversations.ts";
import { type AskProvider, type ProviderAnswer, Providers } from "./open-providers.ts";
import { renderPrompt } from "./render-prompt.ts";

/** What came of one test with one prompt and one provider. */
export interface SuiteResult {
  readonly test: string;
  readonly provider: string;
  readonly prompt: string;
  readonly conversation: string;
  /** `not-applicable`: the test asserts nothing. */
  readonly label: Evaluation["label"];
  readonly explanation: string;
  readonly latencyMs?: number;
  /** The answer stood in the store. */
  readonly isStored: boolean;
}

export interface SuiteRun extends LongWork {
  readonly suite: Suite;
  readonly evaluator: Evaluator;
  readonly store: Store;
  readonly services: EvaluationServices;
  readonly trusted: boolean;
  readonly sandboxEntry?: string;
  /** Asks again what was answered before. */
  readonly fresh?: boolean;
}

/** Tests that are rendered, asked, judged and stored together. */
const atOnce = 500;

interface Cell {
  readonly test: SuiteTest;
  readonly prompt: SuitePrompt;
  readonly provider: SuiteProvider;
  readonly trial: number;
}

/**
 * Asks each provider each prompt with each test's variables, judges the answers, and keeps both in the store: a conversation for each, whose id
 * is made of what was asked, so that a run which was killed goes on where it stopped, and nothing is asked twice.
 */
export async function* runSuite(run: SuiteRun): AsyncGenerator<SuiteResult[]> {
  const { suite, store, signal } = run;
  const providers = new Providers({
    trusted: run.trusted,
    env: suite.env,
    ...(run.sandboxEntry && { sandboxEntry: run.sandboxEntry }),
  });
  const ask = new Map(suite.providers.map((provider) => [provider, providers.open(provider)]));
  const cells = cellsOf(suite);
  // Each call under way listens to it.
  if (signal) setMaxListeners(0, signal);
  try {
    for (let from = 0; from < cells.length; from += atOnce) {
      await checkpoint(signal);
      yield await runCells(cells.slice(from, from + atOnce), ask, run);
      run.progress?.({
        stage: "evaluating",
        done: Math.min(cells.length, from + atOnce),
        total: cells.length,
      });
    }
    await store.compact();
  } finally {
    await providers.close();
  }
}

/** Every test with every provider and prompt that it is meant for. */
function cellsOf({ tests, prompts, providers, repeat }: Suite): Cell[] {
  const named = (names: readonly string[] | undefined, ...own: (string | undefined)[]): boolean =>
    !names || own.some((one) => one !== undefined && names.includes(one));
  return tests.flatMap((test) =>
    providers
      .filter(({ id, label }) => named(test.providers, id, label))
      .flatMap((provider) =>
        prompts
          .filter(({ label }) => named(provider.prompts, label) && named(test.prompts, label))
          .flatMap((prompt) =>
            Array.from({ length: repeat }, (_, trial) => ({ test, prompt, provider, trial })),
          ),
      ),
  );
}

interface Asked extends Cell {
  readonly id: string;
  readonly text: string;
  /** Why there is no prompt. */
  readonly broken?: string;
}

async function runCells(
  cells: readonly Cell[],
  ask: ReadonlyMap<SuiteProvider, AskProvider>,
  run: SuiteRun,
): Promise<SuiteResult[]> {
  const { store, suite, signal } = run;
  const asked = await Promise.all(cells.map(prepared));
  const ids = asked.map(({ id }) => id);
  const there = new Set((await store.tables.conversations.readAny("id", ids, ["id"])).map(({ id }) => id));
  const wanted = asked.filter(({ id }) => run.fresh || !there.has(id));
  const answers = new Map<string, { answer: ProviderAnswer; latencyMs: number }>();
  await inLanes(wanted, suite.concurrency, async (one) => {
    signal?.throwIfAborted();
    const start = performance.now();
    const answer = await answerTo(one, ask.get(one.provider)!, signal);
    answers.set(one.id, { answer, latencyMs: performance.now() - start });
  });
  const captured = wanted.map((one) => capturedOfAnswer(one, answers.get(one.id)!, suite));
  const judged = await judgedCells(asked, captured, there, run);
  // Only what was answered is kept: what failed is asked again next time.
  const kept = captured.filter(
    ({ conversation }) => answers.get(conversation.id)!.answer.error === undefined,
  );
  const replaced = kept.flatMap(({ conversation: { id } }) => (there.has(id) ? [id] : []));
  if (kept.length > 0) await store.replaceCaptured(replaced, kept, derive, Date.now());
  const errors = new Map(
    [...answers].flatMap(([id, { answer }]) =>
      answer.error === undefined ? [] : [[id, answer.error] as const],
    ),
  );
  const rows = [...judged.values()].flatMap(({ evaluation, isNew }) =>
    isNew && !errors.has(evaluation.conversationId) ? [evaluationRow(evaluation)] : [],
  );
  await store.conclude("evaluations", rows);
  return asked.map((one) => {
    const failed = one.broken ?? errors.get(one.id);
    const evaluation = judged.get(one.id)?.evaluation;
    return {
      test: one.test.id,
      provider: one.provider.label ?? one.provider.id,
      prompt: one.prompt.label,
      conversation: one.id,
      label: failed === undefined ? (evaluation?.label ?? "unknown") : "unknown",
      explanation: failed ?? evaluation?.explanation ?? "",
      ...(answers.has(one.id) && { latencyMs: answers.get(one.id)!.latencyMs }),
      isStored: !answers.has(one.id),
    };
  });
}

async function prepared(cell: Cell): Promise<Asked> {
  const { test, prompt, provider, trial } = cell;
  const idOf = (text: string): string =>
    `suite-${stableId([provider.id, provider.config, text, test.vars, test.id, trial])}`;
  if (prompt.code) {
    const broken = `The prompt ${prompt.label} is made by code, which is not run for prompts here. Write it as a template.`;
    return { ...cell, id: idOf(prompt.raw), text: prompt.raw, broken };
  }
  try {
    const { prefix = "", suffix = "" } = test.options;
    const text = await renderPrompt(`${String(prefix)}${prompt.raw}${String(suffix)}`, test.vars);
    return { ...cell, id: idOf(text), text };
  } catch (error) {
    return {
      ...cell,
      id: idOf(prompt.raw),
      text: prompt.raw,
      broken: `The prompt cannot be rendered: ${messageOf(error)}`,
    };
  }
}

async function answerTo(one: Asked, ask: AskProvider, signal?: AbortSignal): Promise<ProviderAnswer> {
  if (one.broken !== undefined) return { error: one.broken };
  if (one.test.output !== undefined) return { output: one.test.output };
  const messages = promptfooMessages(one.text, {}, {});
  if (typeof messages === "string") return { error: messages };
  return ask({ text: one.text, label: one.prompt.label, messages, vars: one.test.vars }, signal);
}

/** The answer as a conversation, in the same form as results of promptfoo that are imported. */
function capturedOfAnswer(
  { id, text, test, prompt, provider, trial }: Asked,
  { answer, latencyMs }: { readonly answer: ProviderAnswer; readonly latencyMs: number },
  suite: Suite,
): Captured {
  const { inputTokens, outputTokens, costUsd, output } = answer;
  const usage =
    inputTokens === undefined && outputTokens === undefined ? undefined : { inputTokens, outputTokens };
  const made = promptfooMessages(text, { output }, {
    ...(usage && { usage }),
    ...(costUsd !== undefined && { costUsd }),
  } as Pick<Message, "costUsd" | "usage">);
  const endMs = Date.now();
  const messages = timed(typeof made === "string" ? [] : made, endMs - latencyMs, endMs);
  const draft: Draft = {
    id,
    messages,
    taskId: test.id,
    trial,
    model: provider.id,
    startMs: endMs - latencyMs,
    endMs,
    durationMs: latencyMs,
    attributes: {
      suite: suite.name,
      vars: test.vars,
      promptLabel: prompt.label.slice(0, 200),
      provider: provider.label ?? provider.id,
    },
    ...(prompt.file && { promptHint: { name: prompt.file } }),
  };
  return withCosts(capturedOf(draft, { file: suite.file, format: "promptfoo-suite" }), {});
}

/** The latency of an answer is read off the times of its messages. */
const timed = (messages: readonly Message[], startMs: number, endMs: number): Message[] =>
  messages.map((message, i) => ({ ...message, atMs: i === messages.length - 1 ? endMs : startMs }));

interface JudgedCell {
  readonly evaluation: Evaluation;
  readonly isNew: boolean;
}

/** Judges new answers at once, and what stands in the store where nobody has judged it by this evaluator. */
async function judgedCells(
  asked: readonly Asked[],
  captured: readonly Captured[],
  there: ReadonlySet<string>,
  { store, evaluator, services, signal }: SuiteRun,
): Promise<Map<string, JudgedCell>> {
  const fresh = new Map(captured.map((one) => [one.conversation.id, one]));
  const old = asked.filter(({ id }) => there.has(id) && !fresh.has(id)).map(({ id }) => id);
  const stored = new Map<string, Evaluation>();
  for (const row of await store.tables.evaluations.readAny("conversationId", old))
    if (row.evaluatorKey === evaluator.key)
      stored.set(row.conversationId ?? "", {
        ...row,
        explanation: row.explanation ?? "",
      } as unknown as Evaluation);
  const whole = new Map(
    (await store.conversations(old.filter((id) => !stored.has(id)))).map((one) => [one.conversation.id, one]),
  );
  const judge = async (one: Asked): Promise<readonly [string, JudgedCell] | undefined> => {
    const known = stored.get(one.id);
    if (known) return [one.id, { evaluation: known, isNew: false }];
    const conversation = fresh.get(one.id)?.conversation ?? whole.get(one.id)?.conversation;
    const spans = fresh.get(one.id)?.spans ?? whole.get(one.id)?.spans;
    if (!conversation || !spans || one.broken !== undefined) return undefined;
    const samples = samplesOf(
      one.id,
      messagesFromSpans(spans),
      { ...conversation, vars: one.test.vars, spans },
      new Set([evaluator.scope]),
    );
    const sample = samples.at(-1);
    return (
      sample && [one.id, { evaluation: await evaluate(evaluator, sample, services, signal), isNew: true }]
    );
  };
  const judged = await Promise.all(asked.map(judge));
  return new Map(judged.filter((one) => one !== undefined));
}

/** So many at a time; the first that throws ends it. */
async function inLanes<T>(
  items: readonly T[],
  lanes: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
}

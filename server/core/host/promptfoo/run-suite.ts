import { checkpoint, type LongWork } from "../../base/index.ts";
import { type CaptureSettings, defaultCapture, promptfooMessages } from "../../capture/index.ts";
import {
  type EvaluationServices,
  type Evaluator,
  runEvaluators,
  type SampleMeta,
  type Suite,
  type SuiteProvider,
  samplesOf,
} from "../../evaluators/index.ts";
import {
  type Captured,
  type CapturedVersions,
  type Conversation,
  conversationOf,
  type Evaluation,
  evaluationOf,
  evaluationRow,
  messagesFromSpans,
  type Row,
  type Sample,
  type Store,
} from "../../store/index.ts";
import { derive } from "../import-conversations.ts";
import { sampleContext } from "../sample-context.ts";
import { answersAsTheyCome } from "./answers-as-they-come.ts";
import { providerTools } from "./model-provider.ts";
import type { AskProvider, ProviderAnswer } from "./provider-answer.ts";
import { Blackout, inRun, isBlackedOut, metaOfAnswer, recordedAnswer } from "./recorded-answer.ts";
import { cellsOf, type RenderedCell, rendered } from "./suite-cells.ts";
import { shownThrough } from "./suite-judges.ts";

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
  readonly ask: ReadonlyMap<SuiteProvider, AskProvider>;
  /** What is blacked out of what is kept, and prices. */
  readonly capture?: CaptureSettings;
  /** Asks again what was answered before. */
  readonly fresh?: boolean;
}

/** Tests that are looked up in the store together, and whose results are given together. */
const atOnce = 5_000;
/** Checks under way at once: calls of their code go together. */
const judgedAtOnce = 64;
/** In writes, after which their small files are joined. */
const writesBeforeTidying = 100;

/**
 * Asks each provider each prompt with each test's variables, judges the answers, and keeps both in the store: a conversation for each, whose id
 * is made of what was asked. An answer is kept as soon as it came, so that a run which was killed goes on where it stopped, and nothing is asked
 * twice. What failed is not judged and not kept.
 */
export async function* runSuite(run: SuiteRun): AsyncGenerator<SuiteResult[]> {
  const { suite, store, signal } = run;
  const cells = cellsOf(suite);
  const answers = new SuiteAnswers(run);
  for (let from = 0; from < cells.length; from += atOnce) {
    const page: RenderedCell[] = [];
    for (const cell of cells.slice(from, from + atOnce)) page.push(await rendered(cell));
    await checkpoint(signal);
    yield await answers.of(page);
    run.progress?.({
      stage: "evaluating",
      done: Math.min(cells.length, from + atOnce),
      total: cells.length,
    });
  }
  // A run of some seconds is not to wait for files that queries do not notice.
  await store.compact({ isQuiet: false });
}

interface AnsweredCell {
  readonly cell: RenderedCell;
  readonly answer: ProviderAnswer;
  readonly latencyMs: number;
  /** As it was given; the store has it without what is blacked out. Absent where there is no answer. */
  readonly captured?: Captured;
}

/** What is known of a cell when its page is done. */
interface Known {
  readonly evaluation?: Evaluation;
  readonly error?: string;
  readonly latencyMs?: number;
}

/** Answers and evaluations of one run, page by page. */
class SuiteAnswers {
  private readonly capture: CaptureSettings;
  private readonly blackout: Blackout;
  private readonly services: EvaluationServices;
  private known = new Map<string, Known>();
  private writes = 0;
  /** The versions of the store at which the answers that are asked for were not there. */
  private absentAt: CapturedVersions | undefined;

  constructor(private readonly run: SuiteRun) {
    this.capture = run.capture ?? defaultCapture;
    this.blackout = new Blackout(this.capture);
    const { judge } = run.services;
    this.services =
      "refused" in judge ? run.services : { ...run.services, judge: shownThrough(judge, this.blackout.text) };
  }

  async of(page: readonly RenderedCell[]): Promise<SuiteResult[]> {
    const { evaluator, signal, fresh } = this.run;
    this.known = new Map();
    // The same prompt or provider may stand there twice.
    const sound = new Map(page.flatMap((cell) => (cell.broken === undefined ? [[cell.id, cell]] : [])));
    const cells = [...sound.values()];
    this.absentAt = await this.run.store.capturedVersions();
    const stored = await this.stored(cells);
    const isWanted = ({ id }: RenderedCell): boolean => fresh === true || stored.get(id) !== "usable";
    const wanted = cells.filter(isWanted);
    const unjudged = cells.filter((cell) => !isWanted(cell) && !this.known.has(cell.id));
    await runEvaluators({
      ...{ evaluators: [evaluator], services: this.services, concurrency: judgedAtOnce, signal },
      samples: this.samples(unjudged, wanted, new Set(stored.keys())),
      onEvaluations: (finished) => this.conclude(finished),
    });
    const isAsked = new Set(wanted.map(({ id }) => id));
    return page.map((cell) => this.result(cell, isAsked.has(cell.id)));
  }

  /**
   * Cells whose answer is in the store; what was judged of them is known from then on. A verdict that nobody could give is asked for again, and
   * so is an answer that is not kept as it was given.
   */
  private async stored(cells: readonly RenderedCell[]): Promise<ReadonlyMap<string, "usable" | "altered">> {
    const { store, evaluator, fresh } = this.run;
    const { conversations, evaluations } = store.tables;
    const ids = cells.map(({ id }) => id);
    const rows = await conversations.readAny("id", ids, ["id", "attributes"]);
    if (!fresh)
      for (const row of await evaluations.readAny(
        "conversationId",
        rows.map(({ id }) => id),
      ))
        if (row.evaluatorKey === evaluator.key && row.label !== "unknown")
          this.known.set(row.conversationId!, { evaluation: evaluationOf(row) });
    return new Map(
      rows.map((row) => {
        const isAltered = isBlackedOut(conversationOf(row as Row<"conversations">).attributes);
        return [row.id, isAltered && !this.known.has(row.id) ? "altered" : "usable"];
      }),
    );
  }

  /** What stands in the store and nobody has judged, then answers as they come. */
  private async *samples(
    unjudged: readonly RenderedCell[],
    wanted: readonly RenderedCell[],
    stored: ReadonlySet<string>,
  ): AsyncGenerator<Sample[]> {
    const { suite, store, evaluator, signal } = this.run;
    if (unjudged.length > 0) {
      const whole = await store.conversations(unjudged.map(({ id }) => id));
      const metaOf = await sampleContext(store, whole, [evaluator]);
      const cells = new Map(unjudged.map((cell) => [cell.id, cell]));
      yield whole.flatMap((one) => {
        const cell = cells.get(one.conversation.id)!;
        return this.lastOf(cell, one.messages, metaOf(one), one.conversation);
      });
    }
    const asked = answersAsTheyCome(wanted, {
      lanes: suite.concurrency,
      answer: (cell, stop) => this.answered(cell, stop),
      keep: (answers) => this.keep(answers, stored),
      signal,
    });
    for await (const answers of asked)
      yield answers.flatMap(({ cell, captured }) =>
        captured
          ? this.lastOf(
              cell,
              messagesFromSpans(captured.spans),
              metaOfAnswer(captured, providerTools(cell.provider.config)),
              captured.conversation,
            )
          : [],
      );
  }

  /** A test speaks of the last answer. */
  private lastOf(
    { id, test }: RenderedCell,
    messages: Sample["messages"],
    meta: SampleMeta,
    conversation: Conversation,
  ): Sample[] {
    const { scope, definition } = this.run.evaluator;
    const own = { vars: test.vars, promptFiles: definition.cases?.files ?? [] };
    const samples = samplesOf(id, messages, { ...meta, ...own }, new Set([scope]));
    return samples.slice(-1).map((sample) => inRun(sample, conversation));
  }

  private async answered(cell: RenderedCell, signal: AbortSignal): Promise<AnsweredCell> {
    const start = performance.now();
    const answer = await answerTo(cell, this.run.ask.get(cell.provider)!, signal);
    const latencyMs = performance.now() - start;
    if (answer.error !== undefined) return { cell, answer, latencyMs };
    const captured = recordedAnswer(cell, answer, latencyMs, this.run.suite, this.capture);
    return { cell, answer, latencyMs, captured };
  }

  private async keep(answers: readonly AnsweredCell[], stored: ReadonlySet<string>): Promise<void> {
    const { store } = this.run;
    for (const { cell, answer, latencyMs } of answers)
      this.known.set(cell.id, {
        latencyMs,
        ...(answer.error !== undefined && { error: this.blackout.text(answer.error) }),
      });
    const kept = answers.flatMap(({ captured }) => (captured ? this.blackout.captured(captured) : []));
    if (kept.length === 0) return;
    const replaced = kept.map(({ conversation }) => conversation.id).filter((id) => stored.has(id));
    if (replaced.length > 0) await store.replaceCaptured(replaced, kept, derive, Date.now());
    else this.absentAt = await store.insertNew(kept, derive, this.absentAt);
    if (++this.writes % writesBeforeTidying === 0) await store.compact();
  }

  private async conclude(finished: readonly Evaluation[]): Promise<void> {
    const atMs = Date.now();
    const kept = finished.map((one) => this.blackout.evaluation({ atMs, ...one }));
    for (const evaluation of kept)
      this.known.set(evaluation.conversationId, {
        ...this.known.get(evaluation.conversationId),
        evaluation,
      });
    await this.run.store.conclude("evaluations", kept.map(evaluationRow));
  }

  private result({ id, test, provider, prompt, broken }: RenderedCell, isAsked: boolean): SuiteResult {
    const { evaluation, error, latencyMs } = this.known.get(id) ?? {};
    const failed = broken ?? error;
    return {
      test: test.id,
      provider: provider.label ?? provider.id,
      prompt: prompt.label,
      conversation: id,
      label: failed === undefined ? (evaluation?.label ?? "unknown") : "unknown",
      explanation: failed ?? evaluation?.explanation ?? "",
      ...(latencyMs !== undefined && { latencyMs }),
      isStored: broken === undefined && !isAsked,
    };
  }
}

async function answerTo(
  { text, test, prompt }: RenderedCell,
  ask: AskProvider,
  signal: AbortSignal,
): Promise<ProviderAnswer> {
  if (test.output !== undefined) return { output: test.output };
  const messages = promptfooMessages(text, {}, {});
  if (typeof messages === "string") return { error: messages };
  const answer = await ask({ text, label: prompt.label, messages, vars: test.vars }, signal);
  const isNothing = answer.output === undefined || answer.output === null;
  return answer.error === undefined && isNothing
    ? { ...answer, error: "The provider gave no output." }
    : answer;
}

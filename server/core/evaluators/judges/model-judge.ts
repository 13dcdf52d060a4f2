import { isCancellation, stableId, UserError } from "../../base/index.ts";
import { type ChatModel, type Embedder, mayBeCharged, Pace, type TokenCount } from "../../models/index.ts";
import type { AskedFor, Judge, JudgeQuestion, JudgeReply, JudgeTally, Spending, Spent } from "./judge.ts";
import { putQuestion } from "./put-question.ts";

/** After so many calls in a row that failed outside, or so many answers in a row of which none was usable, a model is asked no more. */
const mostFailures = 5;
const mostUnusable = 10;
/** Trouble that asking again does not mend. */
const lasting = new Set(["model-key", "model-unknown", "model-consent", "model-elsewhere", "model-blocked"]);
/** Trouble by which nothing was answered, so that nothing is charged for. What ends otherwise, as by its time, may be. */
const isFree = (error: unknown): boolean =>
  error instanceof UserError &&
  (lasting.has(error.code) || error.code === "model-unreachable" || error.code === "model-failed");
export const noJudge = "No model is named that could judge: name one under `models.chat`";

/** What an answer takes about: tokens of three verdicts with their reasons, and characters a token. For limits only, before a call. */
const answerTokens = 400;
const charactersPerToken = 3;

/** Answers of models, kept where they outlive the process. */
export interface KeptAnswers {
  read(id: string): Promise<unknown | undefined>;
  /** Resolves once it is kept. */
  write(kept: KeptAnswer): Promise<void>;
}

export interface KeptAnswer {
  readonly id: string;
  readonly conversationId: string;
  readonly model: string;
  readonly answer: unknown;
  readonly costUsd?: number | undefined;
}

/** Calls of all models together. */
export interface CallBudget {
  readonly most: number;
  used: number;
  /** Why no call may be made that may cost so much, where money is shared as well; a clause. */
  readonly over?: (usd: number | undefined) => string | undefined;
}

export interface ModelJudgeOptions {
  /** By their names under `models:`. */
  readonly models: ReadonlyMap<string, ChatModel>;
  /** Why others, by such names, are not asked. */
  readonly refusals?: ReadonlyMap<string, string>;
  /** Why any other that is not among them is not asked for now. */
  readonly refused?: string | undefined;
  /** Who judges where an assertion names nobody. */
  readonly first: string;
  readonly kept: KeptAnswers;
  /** Absent: limits begin anew with this judge. */
  readonly spending?: Spending | undefined;
  /** Calls that all models together may make, beside the limits of each; absent = no such limit. */
  readonly mostCalls?: number | undefined;
  /** A limit of calls that others spend from, too; in place of `mostCalls`. */
  readonly calls?: CallBudget | undefined;
  /** An answer that nobody can read is none: the sample is put off, where else its verdict would be unknown for good. */
  readonly putsOffUnusable?: boolean | undefined;
  /** US dollars; undefined where nobody knows the model's price. */
  readonly costOf: (model: string, tokens: TokenCount) => number | undefined;
  /** Undefined where texts are compared by their words alone. Opened at the first use. */
  readonly openEmbedder: () => Promise<Embedder | undefined>;
}

/** Asks chat models behind `models/`. */
export class ModelJudge implements Judge {
  private readonly asked = new Map<string, AskedModel>();
  /** Questions on their way, so that the same one is not paid for twice. */
  private readonly underWay = new Map<string, Promise<JudgeReply<unknown>>>();
  private embedder: Promise<Embedder | undefined> | undefined;
  private readonly budget: CallBudget;

  constructor(private readonly options: ModelJudgeOptions) {
    this.budget = options.calls ?? { most: options.mostCalls ?? Number.POSITIVE_INFINITY, used: 0 };
  }

  async ask<A>(question: JudgeQuestion<A>, asked: AskedFor): Promise<JudgeReply<A>> {
    const name = asked.provider ?? this.options.first;
    const refusal = this.options.refusals?.get(name);
    if (refusal !== undefined) return { refused: refusal };
    const chat = this.options.models.get(name);
    const { refused = asked.provider === undefined ? noJudge : undefined } = this.options;
    if (!chat && refused !== undefined) return { refused, isPutOff: true };
    if (!chat)
      return {
        refused: `\`provider: ${name}\` names no entry of \`models:\`; there is ${[...this.options.models.keys()].join(", ")}`,
      };
    const { form, criterion, shown } = question;
    const id = stableId([chat.identity, form.name, form.version, criterion, shown, asked.trial ?? 0], 32);
    for (;;) {
      const other = this.underWay.get(id);
      if (!other) break;
      const reply = await other.catch(() => undefined);
      asked.signal?.throwIfAborted();
      if (reply) return { ...reply, costUsd: 0 } as JudgeReply<A>;
    }
    const reply = this.answer(question, { ...asked, id, model: this.modelOf(name, chat) });
    this.underWay.set(id, reply as Promise<JudgeReply<unknown>>);
    try {
      return await reply;
    } finally {
      this.underWay.delete(id);
    }
  }

  async embed(texts: readonly string[], signal?: AbortSignal) {
    try {
      this.embedder ??= this.options.openEmbedder();
      const embedder = await this.embedder;
      if (!embedder) return { refused: "It needs an embedding model: name one under `models.embeddings`" };
      return await embedder.embed(texts, { ...(signal && { signal }) });
    } catch (error) {
      if (signal?.aborted || isCancellation(error) || !(error instanceof UserError)) throw error;
      this.embedder = undefined;
      return { refused: error.message.replace(/\.$/, "") };
    }
  }

  tallies(): readonly JudgeTally[] {
    return [...this.asked.values()].map((one) => one.tally());
  }

  async close(): Promise<void> {
    await (await this.embedder?.catch(() => undefined))?.close();
  }

  private modelOf(name: string, chat: ChatModel): AskedModel {
    let model = this.asked.get(name);
    if (!model) {
      const { costOf, spending = ofThisAlone, putsOffUnusable = false } = this.options;
      model = new AskedModel(name, chat, {
        costOf: (tokens) => costOf(chat.model, tokens),
        ...{ spending, putsOffUnusable },
        budget: this.budget,
      });
      this.asked.set(name, model);
    }
    return model;
  }

  private async answer<A>(
    question: JudgeQuestion<A>,
    asked: AskedFor & { readonly id: string; readonly model: AskedModel },
  ): Promise<JudgeReply<A>> {
    const { id, model, conversationId } = asked;
    const kept = await this.options.kept.read(id);
    if (kept !== undefined) {
      model.kept++;
      return { answer: kept as A, model: model.chat.name, costUsd: 0 };
    }
    const reply = await model.ask(question, asked);
    if ("answer" in reply && asked.keeps !== false)
      await this.options.kept.write({
        ...{ id, conversationId, answer: reply.answer },
        ...{ model: model.chat.identity, costUsd: reply.costUsd },
      });
    return reply;
  }
}

interface Means {
  readonly costOf: (tokens: TokenCount) => number | undefined;
  readonly spending: Spending;
  readonly budget: CallBudget;
  readonly putsOffUnusable: boolean;
}

const ofThisAlone: Spending = { before: () => ({ calls: 0, usd: 0 }), note: () => undefined };

/** One model in one evaluation: its pace, what it may cost, and how often it failed in a row. */
class AskedModel {
  kept = 0;
  private calls = 0;
  private unasked = 0;
  private spentUsd = 0;
  /** Calls on their way, and what they may cost. */
  private underWay = 0;
  private reservedUsd = 0;
  /** Those who wait for one of them to end. */
  private readonly waiting: (() => void)[] = [];
  private isPriced = false;
  private failures = 0;
  private unusable = 0;
  private stopped: string | undefined;
  private stoppedBy: string | undefined;
  private readonly pace: Pace;
  private readonly before: Spent;

  constructor(
    private readonly name: string,
    readonly chat: ChatModel,
    private readonly means: Means,
  ) {
    this.pace = new Pace(chat);
    this.before = means.spending.before(name);
  }

  tally(): JudgeTally {
    const { model, origin } = this.chat;
    const { calls, kept, unasked, stopped, stoppedBy } = this;
    return {
      ...{ model, origin, calls, kept, unasked },
      ...(this.isPriced && { costUsd: this.spentUsd }),
      ...(stopped && { stopped }),
      ...(stoppedBy && { stoppedBy }),
    };
  }

  /** Asks, and once more where the answer is of no use. */
  async ask<A>(question: JudgeQuestion<A>, { trial = 0, signal }: AskedFor): Promise<JudgeReply<A>> {
    let costUsd: number | undefined;
    let why = "";
    let isUnusable = false;
    for (let attempt = 0; attempt < 2; attempt++) {
      const one = await this.pace.run(() => this.call(question, 2 * trial + attempt, signal), signal);
      if ("putOff" in one) {
        this.unasked++;
        return { refused: one.putOff, isPutOff: true, ...(costUsd !== undefined && { costUsd }) };
      }
      if (one.costUsd !== undefined) costUsd = (costUsd ?? 0) + one.costUsd;
      if ("answer" in one)
        return { answer: one.answer, model: this.chat.name, ...(costUsd !== undefined && { costUsd }) };
      why = one.problem;
      isUnusable = one.isUnusable ?? false;
      if (one.isUnsent) break;
    }
    const isPutOff = isUnusable && this.means.putsOffUnusable;
    return {
      refused: `${this.chat.name} ${why}`,
      ...(costUsd !== undefined && { costUsd }),
      ...(isPutOff && { isPutOff }),
    };
  }

  private async call<A>(
    question: JudgeQuestion<A>,
    seed: number,
    signal: AbortSignal | undefined,
  ): Promise<
    | { readonly putOff: string }
    | { readonly answer: A; readonly costUsd?: number | undefined }
    | {
        readonly problem: string;
        readonly costUsd?: number | undefined;
        readonly isUnsent?: true;
        readonly isUnusable?: boolean;
      }
  > {
    const { messages, schema, answerIn } = putQuestion(question);
    const length = messages.reduce((sum, { content }) => sum + content.length, 0);
    const estimate = this.means.costOf({
      inputTokens: length / charactersPerToken,
      outputTokens: answerTokens,
    });
    // Calls on their way may turn out cheaper than they could be.
    while (!this.stopped && this.isTaken(estimate))
      await new Promise<void>((free) => this.waiting.push(free));
    signal?.throwIfAborted();
    const barred = this.barred(estimate);
    if (barred) return { putOff: barred };
    this.calls++;
    this.means.budget.used++;
    this.underWay++;
    this.reservedUsd += estimate ?? 0;
    this.note();
    try {
      const again = (error: unknown): void => this.again(error, estimate);
      const { answer, problem, tokens, isUnsent } = await this.chat.reply(messages, schema, {
        ...{ signal, seed, again },
      });
      if (isUnsent) {
        // It says something about this question, and nothing about the model.
        this.calls--;
        this.means.budget.used--;
        return { problem: problem ?? "was not asked", isUnsent };
      }
      this.failures = 0;
      const costUsd = tokens && this.means.costOf(tokens);
      this.charge(costUsd ?? estimate);
      const found = answer === undefined ? undefined : answerIn(answer);
      if (found !== undefined && found !== "misled") {
        this.unusable = 0;
        return { answer: found, costUsd };
      }
      if (++this.unusable >= mostUnusable)
        this.stop(`${this.chat.name} gave no usable answer ${mostUnusable} times in a row`);
      const isMisled = found === "misled";
      return { problem: problem ?? problemOf(isMisled), costUsd, isUnusable: !isMisled };
    } catch (error) {
      if (!isFree(error)) this.charge(estimate);
      if (signal?.aborted || isCancellation(error)) throw error;
      if (!(error instanceof UserError)) throw error;
      const said = error.message.replace(/\.$/, "");
      if (lasting.has(error.code)) this.stop(said, error);
      else if (++this.failures >= mostFailures)
        this.stop(`${mostFailures} calls in a row failed; the last: ${said}`);
      return { putOff: said };
    } finally {
      this.underWay--;
      // Adding and taking away fractions leaves a rest.
      this.reservedUsd = this.underWay === 0 ? 0 : this.reservedUsd - (estimate ?? 0);
      this.note();
      for (const free of this.waiting.splice(0)) free();
    }
  }

  /** Asking once more is a call, too. Throws where it may not be made. */
  private again(error: unknown, estimate: number | undefined): void {
    if (mayBeCharged(error)) this.charge(estimate);
    const barred = this.barred(estimate);
    if (barred) throw new UserError("judge-limit", `${barred}.`);
    this.calls++;
    this.means.budget.used++;
    this.note();
  }

  /** What a call took, or may have taken where nobody counted it. */
  private charge(usd: number | undefined): void {
    if (usd === undefined) return;
    this.isPriced = true;
    this.spentUsd += usd;
  }

  /** What is gone of the limit of money, without calls on their way. */
  private get goneUsd(): number {
    return this.before.usd + this.spentUsd;
  }

  private note(): void {
    const { before, calls, goneUsd, reservedUsd } = this;
    this.means.spending.note(this.name, { calls: before.calls + calls, usd: goneUsd + reservedUsd });
  }

  private stop(why: string, error?: UserError): void {
    if (this.stopped !== undefined) return;
    this.stopped = why;
    this.stoppedBy = error?.code;
  }

  /** Whether what calls on their way may cost leaves too little for another one. */
  private isTaken(estimate = 0): boolean {
    const { maxUsd } = this.chat;
    return maxUsd !== undefined && this.underWay > 0 && this.goneUsd + this.reservedUsd + estimate > maxUsd;
  }

  /** Why no call may be made now. */
  private barred(estimate: number | undefined): string | undefined {
    const { maxCalls, maxUsd, model, name } = this.chat;
    if (this.stopped) return `${name} is asked no more in this evaluation: ${this.stopped}`;
    if (this.before.calls + this.calls >= maxCalls)
      this.stop(`the limit of ${maxCalls} calls is reached (\`maxCalls\`)`);
    else if (this.means.budget.used >= this.means.budget.most)
      this.stop(`the ${this.means.budget.most} calls that this may take are made`);
    else if (maxUsd !== undefined && estimate === undefined)
      this.stop(
        `it may cost ${maxUsd} US dollars (\`maxUsd\`), and the price of ${model} is not known: name it under \`capture.prices\``,
      );
    else if (maxUsd !== undefined && this.goneUsd + estimate! > maxUsd)
      this.stop(`the limit of ${maxUsd} US dollars is reached (\`maxUsd\`)`);
    const over = this.stopped === undefined ? this.means.budget.over?.(estimate) : undefined;
    if (over) this.stop(over);
    return this.stopped && `${name} is asked no more in this evaluation: ${this.stopped}`;
  }
}

const problemOf = (isMisled: boolean): string =>
  isMisled
    ? "answered control questions wrongly, so its verdict is not used: a text may have misled it, or it cannot judge"
    : "gave no verdict in the form that is asked for";

import {
  type Adapter,
  diffHunks,
  type GateOutcome,
  type GateResult,
  type GateTrial,
  isMissing,
  type Measured,
  type Proposal,
  type ProposalRequest,
  type SearchCase,
  type Texts,
} from "../../improve/index.ts";
import type { ChatModel } from "../../models/index.ts";
import type {
  CycleProgress,
  ReflectionStep,
  StepCase,
  StepCost,
  StepEdit,
  TrailStep,
} from "../../review/index.ts";
import type { ReplayBudget, Spent } from "../replay/replay-budget.ts";

/** What a trail is laid around: whatever tries texts, for the search and at the gate. */
export interface TrailedAdapter extends Adapter {
  trials(texts: Texts, wanted: readonly GateTrial[]): Promise<readonly GateResult[]>;
}

export interface TrailWorld {
  readonly budget: Pick<ReplayBudget, "spent">;
  /** Of a case, where it is made of one that was recorded. */
  readonly conversationOf: (caseId: string) => string | undefined;
}

/** A prompt that quotes whole conversations may be long, and it is kept for people. */
const longestMessage = 40_000;
const longestAnswer = 20_000;
const mostWhy = 5;

/**
 * Writes down what a cycle does: which text was tried on which cases with what result, what was asked and answered, what the gate made of it,
 * and when and for how much. It only looks on: a cycle goes the same way without it. What it holds quotes people; a cycle's report does not.
 */
export class CycleTrail {
  private readonly kept: TrailStep[] = [];
  private reply: Pick<ReflectionStep, "question" | "model" | "answer" | "problem"> | undefined;
  private base: Texts = {};
  private seen = 0;
  private atGate: { readonly done: number; readonly total: number } | undefined;

  constructor(private readonly world: TrailWorld) {}

  get steps(): readonly TrailStep[] {
    return this.kept;
  }

  /** How far the cycle is. */
  get progress(): Pick<CycleProgress, "reflections" | "gate"> {
    return { reflections: this.seen, ...(this.atGate && { gate: this.atGate }) };
  }

  /** The same adapter, looked on at. `base`: what texts are told as edits of. */
  around(adapter: TrailedAdapter, base: Texts): TrailedAdapter {
    this.base = base;
    return {
      evaluate: (texts, cases, trial) => this.evaluated(adapter, texts, cases, trial),
      propose: (request) => this.proposed(adapter, request),
      refuses: (texts) => adapter.refuses?.(texts),
      trials: (texts, wanted) => this.gated(adapter, texts, wanted),
    };
  }

  /** The same model; what it is asked and answers is written down. */
  asked(chat: ChatModel): ChatModel {
    const { identity, model, origin, name, concurrency, maxCalls } = chat;
    return {
      ...{ identity, model, origin, name, concurrency, maxCalls },
      ...{ maxUsd: chat.maxUsd, perMinute: chat.perMinute },
      ask: (messages, schema, signal) => chat.ask(messages, schema, signal),
      reply: async (messages, schema, options) => {
        const question = messages.map(({ role, content }) => ({
          ...{ role, content: cut(content, longestMessage) },
        }));
        this.reply = { question, model: name };
        const reply = await chat.reply(messages, schema, options);
        this.reply = {
          ...this.reply,
          ...(reply.answer !== undefined && {
            answer: cut(JSON.stringify(reply.answer, undefined, 2), longestAnswer),
          }),
          ...(reply.problem !== undefined && { problem: reply.problem }),
        };
        return reply;
      },
    };
  }

  gate(done: number, { verdict, needs }: GateOutcome): void {
    const wanted = needs.reduce((sum, one) => sum + (one.kind === "trials" ? one.trials : 0), 0);
    this.kept.push({ kind: "gate", done, wanted, verdict, ...this.since(this.now()) });
    this.atGate = { done, total: done + wanted };
  }

  private async evaluated(
    adapter: TrailedAdapter,
    texts: Texts,
    cases: readonly SearchCase[],
    trial: number,
  ): Promise<readonly Measured[]> {
    const from = this.now();
    const measured = await adapter.evaluate(texts, cases, trial);
    this.kept.push({
      ...{ kind: "tried", stage: "search", edits: this.editsOf(texts) },
      cases: measured.map((one, i) => this.caseOf(cases[i]!.id, one)),
      ...this.since(from),
    });
    return measured;
  }

  private async gated(
    adapter: TrailedAdapter,
    texts: Texts,
    wanted: readonly GateTrial[],
  ): Promise<readonly GateResult[]> {
    if (wanted.length === 0) return [];
    this.atGate ??= { done: 0, total: 2 * wanted.length };
    const from = this.now();
    const results = await adapter.trials(texts, wanted);
    this.kept.push({
      ...{ kind: "tried", stage: "gate", edits: this.editsOf(texts) },
      cases: results.map((one) => this.trialOf(one)),
      ...this.since(from),
    });
    return results;
  }

  private async proposed(adapter: TrailedAdapter, request: ProposalRequest): Promise<Proposal> {
    const from = this.now();
    const n = ++this.seen;
    this.reply = undefined;
    let proposals = 0;
    try {
      const proposal = await adapter.propose(request);
      proposals = proposal.texts.length;
      return proposal;
    } finally {
      // Without a question nobody was asked: the budget was over.
      const asked = this.reply as CycleTrail["reply"];
      if (asked) this.kept.push({ kind: "reflection", n, proposals, ...asked, ...this.since(from) });
    }
  }

  private caseOf(id: string, measured: Measured): StepCase {
    const { result, why } = isMissing(measured)
      ? { result: "missing" as const, why: [measured.missing] }
      : {
          result: measured.passed ? ("pass" as const) : ("fail" as const),
          why: measured.complaints.map(({ text }) => text),
        };
    return { case: id, ...this.conversationOf(id), result, why: why.slice(0, mostWhy) };
  }

  private trialOf({ case: id, verdicts }: GateResult): StepCase {
    const said = Object.entries(verdicts ?? {});
    const failed = said.flatMap(([name, verdict]) => (verdict === "fail" ? `${name} fails.` : []));
    const result = said.length === 0 ? "missing" : failed.length > 0 ? "fail" : "pass";
    return { case: id, ...this.conversationOf(id), result, why: failed.slice(0, mostWhy) };
  }

  private conversationOf(id: string): Pick<StepCase, "conversation"> {
    const conversation = this.world.conversationOf(id);
    return conversation === undefined ? {} : { conversation };
  }

  private editsOf(texts: Texts): StepEdit[] {
    return Object.entries(this.base).flatMap(([file, base]) =>
      diffHunks(base, texts[file] ?? base).map(({ replaced, text }) => ({ removed: replaced, added: text })),
    );
  }

  private now(): { readonly atMs: number; readonly spent: Spent } {
    return { atMs: Date.now(), spent: this.world.budget.spent };
  }

  private since({ atMs, spent: before }: ReturnType<CycleTrail["now"]>): StepCost {
    const { spent } = this.world.budget;
    const more = (key: "inputTokens" | "outputTokens" | "usd"): Partial<StepCost> =>
      spent[key] === undefined ? {} : { [key]: spent[key] - (before[key] ?? 0) };
    return {
      ...{ fromMs: atMs, toMs: Date.now(), calls: spent.calls - before.calls },
      ...{ ...more("inputTokens"), ...more("outputTokens"), ...more("usd") },
    };
  }
}

const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most)} […${text.length - most} characters more]`;

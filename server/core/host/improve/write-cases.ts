import { isCancellation, type LongWork, messageOf, UserError } from "../../base/index.ts";
import { fitLexicalEmbedder } from "../../behaviors/index.ts";
import { costOf, type ModelPrice } from "../../capture/index.ts";
import {
  type BuiltDataset,
  type FileCase,
  representativeness,
  type WritingOrder,
  type WrittenText,
  writingOrders,
  writtenCases,
} from "../../improve/index.ts";
import type { ChatModel, Embedder, Spending } from "../../models/index.ts";
import type { ToldWriting } from "../../review/index.ts";
import { askAbout } from "../by-model/batches.ts";
import { ReplayBudget } from "../replay/replay-budget.ts";
import { type CaseOrder, caseQuestion } from "./case-question.ts";

export interface WritingQuery {
  /** At most so many, beside the model's own limits. */
  readonly calls?: number;
  readonly usd?: number;
  /** Only to say what it would take. */
  readonly isPlan?: boolean;
}

export interface WritingWorld {
  readonly chat: ChatModel;
  readonly prices: Readonly<Record<string, ModelPrice>>;
  readonly embedder: Embedder | undefined;
  readonly seed: number;
  readonly removed: ReadonlySet<string>;
  /** What users of a behavior want, in words. */
  readonly descriptionOf: (behavior: string) => string | undefined;
}

/** Texts that a model wrote which a dataset holds at most: more would outweigh what users said. */
const usualWritten = 20;
/** About what one call takes, before anything is known of it. */
const usualUsage = { inputTokens: 2_500, outputTokens: 1_000 };

/**
 * Has a chat model write cases after those of the training split, as many as the dataset lacks. What came before the model failed or the budget was spent is
 * given; throws only where nothing came.
 */
export async function writeCases(
  built: BuiltDataset,
  query: WritingQuery,
  world: WritingWorld,
  work: LongWork,
): Promise<{ readonly cases: readonly FileCase[]; readonly told: ToldWriting }> {
  const { chat, seed, removed, descriptionOf } = world;
  const orders = openOrders(built, seed).map((order): CaseOrder => {
    const description = order.behavior === undefined ? undefined : descriptionOf(order.behavior);
    return { ...order, ...(description !== undefined && { description }) };
  });
  const mostCalls = Math.min(query.calls ?? mostFor(orders.length), chat.maxCalls, mostFor(orders.length));
  const budget = new ReplayBudget({
    ...{ calls: mostCalls, usd: query.usd ?? chat.maxUsd ?? Number.POSITIVE_INFINITY },
  });
  const plan = { model: chat.model, origin: chat.origin, orders: orders.length, mostCalls };
  const nothing = { ...plan, calls: 0, kept: 0, near: 0, elsewhere: 0, unusable: 0, unasked: 0 };
  if (query.isPlan || orders.length === 0) return { cases: [], told: nothing };
  const texts = new Map<WritingOrder, string>();
  let stopped: string | undefined;
  let readings = { fellBack: 0, unasked: orders.length };
  try {
    readings = await askAbout(caseQuestion, orders, spendingWithin(budget, world), {
      ...work,
      stage: "writing cases",
      onAnswers: (answers) => {
        for (const [order, answer] of answers) if (answer) texts.set(order, answer.text);
      },
    });
  } catch (error) {
    if (isCancellation(error) || texts.size === 0) throw error;
    stopped = messageOf(error);
    readings = { fellBack: 0, unasked: orders.length - texts.size };
  }
  const written = orders.flatMap((order) => (texts.has(order) ? { order, text: texts.get(order)! } : []));
  const { cases, dropped, spread } = await fitting(built, written, { ...world, removed }, work);
  const { calls, usd } = budget.spent;
  return {
    cases,
    told: {
      ...{ ...plan, ...dropped, calls, kept: cases.length },
      ...{ unusable: readings.fellBack, unasked: readings.unasked },
      ...(usd !== undefined && { usd }),
      ...(spread && { spread }),
      ...(stopped !== undefined && { stopped }),
    },
  };
}

/** What is there already is not asked for again: the same seed gives the same orders, and what came of them stands in the file. */
function openOrders(built: BuiltDataset, seed: number): WritingOrder[] {
  const there = built.dataset.cases.filter(({ origin }) => origin === "written").length;
  return writingOrders(built, { count: usualWritten, seed }).slice(there);
}

/** Each batch once, and each of its items once more alone. */
const mostFor = (orders: number): number => Math.ceil(orders / caseQuestion.perCall) + orders;

async function fitting(
  built: BuiltDataset,
  written: readonly WrittenText[],
  { embedder, removed, seed }: WritingWorld,
  work: LongWork,
): Promise<ReturnType<typeof writtenCases> & Pick<ToldWriting, "spread">> {
  const ids = [...built.texts.keys()];
  const all = [...built.texts.values(), ...written.map(({ text }) => text)];
  // Of all of them together: vectors that were learnt from other texts are of another space.
  const vectors = embedder ? await embedder.embed(all, work) : lexicalVectors(all);
  const placeOf = new Map(ids.map((id, i) => [id, i]));
  const withVectors = written.map((one, i) => ({ ...one, vector: vectors[ids.length + i]! }));
  const vectorOf = (id: string): Float32Array | undefined => vectors[placeOf.get(id) ?? -1];
  const found = writtenCases(built, withVectors, { removed, vectorOf });
  const kept = new Set(found.cases.map(({ input }) => input));
  const recorded = built.dataset.cases.flatMap(({ id, role, origin }) =>
    role === "target" && origin === "recorded" ? { vector: vectorOf(id)! } : [],
  );
  const own = withVectors.flatMap(({ text, vector }) => (kept.has(text) ? { vector, weight: 1 } : []));
  const spread = representativeness(own, recorded, seed);
  return { ...found, ...(spread && { spread }) };
}

function lexicalVectors(texts: readonly string[]): Float32Array[] {
  const { width, vectors } = fitLexicalEmbedder(texts, 1).embeddings;
  return texts.map((_, i) => vectors.subarray(i * width, (i + 1) * width));
}

function spendingWithin(budget: ReplayBudget, { chat, prices }: WritingWorld): Spending {
  const mayCost = costOf(chat.model, usualUsage, prices);
  return {
    chat,
    calls: () => budget.spent.calls,
    mayAsk: () => budget.over("proposer", mayCost) === undefined,
    ask: async (messages, schema, signal) => {
      const call = budget.begin("proposer", mayCost);
      const { answer, tokens } = await chat
        .reply(messages, schema, { signal, again: call.again })
        .catch((error: unknown) => {
          call.fail(error);
          throw error;
        });
      const usd = tokens && costOf(chat.model, tokens, prices);
      call.end({ calls: 1, ...tokens, ...(usd !== undefined && { usd }) });
      return answer;
    },
  };
}

export const noWriter = (refused: string | undefined): UserError =>
  new UserError(
    "no-chat",
    refused === undefined ? "No chat model is named that could write cases." : `${refused}.`,
    refused === undefined
      ? "Name one under `models:` in homeostat.yaml, or leave out --model."
      : "Trust the workspace first; on the command line, leave out --untrusted.",
  );

import {
  type CausePick,
  type CauseToAsk,
  causesToAsk,
  type DiagnosisModel,
} from "../../attribution/index.ts";
import { indexBy, type LongWork, seededRandom, shuffle, stableId } from "../../base/index.ts";
import type { Spending } from "../../models/index.ts";
import type { Store } from "../../store/index.ts";
import { askAbout, type Readings } from "../by-model/batches.ts";
import { type CauseAnswer, type CauseItem, causeQuestion, causeVersion } from "../by-model/cause-question.ts";
import { type CauseKept, causeOf, keptOpinions, type OpinionRow, opinionKeeper } from "./kept-opinions.ts";
import { quotedMessage, type ShownConversation, shownConversation } from "./shown-conversation.ts";

interface Item extends CauseItem {
  readonly id: string;
  readonly asked: CauseToAsk;
  readonly keys: readonly string[];
  readonly variant: number;
  readonly read: ShownConversation;
}

export interface AskedCauses extends Readings {
  /** Failures that were asked about just now, control questions among them. */
  readonly failures: number;
}

/** A failure is shown so often, its lines in another order each time. */
const variants = [0, 1] as const;
/** Both questions of a failure come within so many. */
const together = 24;

/**
 * Asks what failures are due to: the least sure ones, with control questions. What was answered once is never asked again; answers are kept as
 * they come. `isRefuted`: of a sample, that a person says it passes.
 */
export async function askCauses(
  store: Store,
  spending: Spending,
  model: DiagnosisModel,
  {
    isRefuted,
    most,
    ...work
  }: LongWork & { readonly most: number; readonly isRefuted: Parameters<typeof causesToAsk>[2] },
): Promise<AskedCauses> {
  const { identity, name } = spending.chat;
  const known = indexBy(await keptOpinions(store, "cause"), ({ id }) => id);
  const { file, version } = model.input;
  const items = await itemsOf(store, causesToAsk(model, most, isRefuted), { model, identity });
  const keep = opinionKeeper(store);
  const row = (item: Item, answer: CauseAnswer | undefined): OpinionRow => ({
    ...{ id: item.id, kind: "cause", model: identity, conversationId: item.asked.conversationId },
    ...{ about: file, atMs: Date.now() },
    answer: JSON.stringify({ ...opinionIn(item, answer), by: name, version, variant: item.variant }),
  });
  // What was answered of another version with the same lines holds of this one.
  await keep(
    items.flatMap(({ id }) => {
      const old = known.get(id);
      return old && causeOf(old).version !== version
        ? [{ ...old, answer: JSON.stringify({ ...causeOf(old), version }) }]
        : [];
    }),
  );
  const asked = new Set<string>();
  const silent: OpinionRow[] = [];
  let isAble = known.size > 0;
  const readings = await askAbout<CauseItem, CauseAnswer>(
    causeQuestion,
    items.filter(({ id }) => !known.has(id)),
    spending,
    {
      ...work,
      stage: `asking ${name} what failures are due to`,
      onAnswers: async (given) => {
        const answers = [...given] as [Item, CauseAnswer | undefined][];
        const usable = answers.filter(([, answer]) => answer);
        silent.push(...answers.flatMap(([item, answer]) => (answer ? [] : [row(item, undefined)])));
        if (usable.length > 0) isAble = true;
        for (const [{ asked: one }] of usable) asked.add(JSON.stringify(one));
        await keep(usable.map(([item, answer]) => row(item, answer)));
      },
    },
  );
  // A model that answers nothing at all does not work, and is asked again when somebody has mended it.
  if (isAble) await keep(silent);
  return { ...readings, failures: asked.size };
}

/** An answer whose words stand nowhere in the conversation is one that it does not know. */
function opinionIn(
  { asked, keys, read }: Item,
  answer: CauseAnswer | undefined,
): Omit<CauseKept, "by" | "version" | "variant"> {
  const { conversationId: _, ...question } = asked;
  const messageIndex = answer && quotedMessage(read, answer.quote);
  const isLooseEnd = messageIndex === undefined && answer?.pick !== "nothing";
  if (!answer || isLooseEnd) return { ...question, pick: "unknown" };
  const { step } = answer;
  const isStep = step !== undefined && (read.messages[step] ?? "") !== "";
  return {
    ...{ ...question, pick: pickOf(answer, keys) },
    ...(messageIndex !== undefined && { messageIndex, quote: answer.quote }),
    ...(isStep && { firstStep: step }),
  };
}

function pickOf({ pick }: CauseAnswer, keys: readonly string[]): CausePick {
  if (typeof pick !== "object") return pick;
  const key = keys[pick.line];
  return key === undefined ? "unknown" : { key };
}

async function itemsOf(
  store: Store,
  wanted: readonly CauseToAsk[],
  { model, identity }: { readonly model: DiagnosisModel; readonly identity: string },
): Promise<Item[]> {
  const { input } = model;
  const texts = new Map(input.instructions.map(({ key, text }) => [key, text]));
  const reasons = new Map(input.samples.map((one) => [nameOf(one), one.explanation ?? ""]));
  const whole = indexBy(
    await store.conversations([...new Set(wanted.map(({ conversationId }) => conversationId))]),
    ({ conversation }) => conversation.id,
  );
  const made = wanted.flatMap((asked) =>
    variants.flatMap((variant): Item[] => {
      const read = whole.get(asked.conversationId);
      if (!read) return [];
      const keys = shuffled(asked, variant);
      const reason = reasons.get(nameOf(asked)) ?? "";
      const shown = shownConversation(read.messages, asked.turn, "all");
      return [
        {
          ...{ asked, keys, variant, read: shown, conversation: shown.text, reason },
          tests: input.criteria?.get(asked.evaluator) ?? "",
          lines: keys.map((key) => texts.get(key) ?? ""),
          id: stableId(
            [
              "cause",
              causeVersion,
              identity,
              input.file,
              nameOf(asked),
              reason,
              keys,
              asked.control === "none",
            ],
            32,
          ),
        },
      ];
    }),
  );
  return apart(made);
}

const nameOf = ({
  evaluator,
  conversationId,
  turn,
}: Pick<CauseToAsk, "evaluator" | "conversationId" | "turn">): string =>
  JSON.stringify([evaluator, conversationId, turn]);

/** The lines of a question in another order for each variant; two lines change places. */
function shuffled({ shown, ...asked }: CauseToAsk, variant: number): string[] {
  const seed = Number.parseInt(stableId([nameOf(asked), asked.control === "none", shown], 8), 16);
  const keys = shuffle([...shown], seededRandom(seed));
  return variant === 0 ? keys : keys.reverse();
}

/** The two questions of a failure in different calls, yet near each other, as the calls may come to an end. */
function apart(items: readonly Item[]): Item[] {
  const ordered: Item[] = [];
  for (let from = 0; from < items.length; from += together) {
    const some = items.slice(from, from + together);
    ordered.push(...variants.flatMap((variant) => some.filter((item) => item.variant === variant)));
  }
  return ordered;
}

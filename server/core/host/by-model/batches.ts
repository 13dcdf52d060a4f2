import type { LongWork } from "../../base/index.ts";
import {
  type AnswerSchema,
  askEach,
  type ChatMessage,
  closed,
  drawnNumbers,
  openFence,
  type Spending,
} from "../../models/index.ts";

/** One kind of question to a chat model, asked of many items at once. Answers are objects whose fields are texts. */
export interface Question<T, A> {
  /** What the model is to do, in our words. */
  readonly task: string;
  /** Fields of an answer; the values that are allowed where not every text is. */
  readonly fields: Readonly<Record<string, readonly string[] | undefined>>;
  /** What is to be done with an item alone, in our words: one line. */
  readonly order?: (item: T) => string;
  /** Texts of an item that others wrote, each with what it is. */
  readonly show: (item: T) => readonly Shown[];
  /** A usable answer of these fields; undefined where it is none. */
  readonly read: (fields: Readonly<Record<string, string>>) => A | undefined;
  /** Items of ours whose answers are known. One goes along with each call: where it is answered wrongly, nothing of the answer is used. */
  readonly probes: readonly { readonly item: T; readonly isRight: (answer: A) => boolean }[];
  readonly perCall: number;
}

export interface Shown {
  readonly label: string;
  readonly text: string;
}

export interface Readings {
  /** How many items the model gave no usable answer for, though asked twice. */
  readonly fellBack: number;
  /** How many it was not asked about, or not again, as no more calls may be made. */
  readonly unasked: number;
  /** It gave no usable answer to anything, so that asking was given up. */
  readonly isHopeless: boolean;
}

/** After so many items alone without any usable answer to anything the model is taken for unable. */
const hopeless = 10;

/**
 * Asks about all items. An item without a usable answer is asked about again once, alone, so that a text which takes the model over spoils
 * no answer but its own. `onAnswers` gets what came, with undefined for what finally fell back. `kept`: share of the limit of calls that
 * is left for later. Throws what `ChatModel.ask` throws; what came before that has been handed over.
 */
export async function askAbout<T, A>(
  question: Question<T, A>,
  items: readonly T[],
  spending: Spending,
  options: LongWork & {
    readonly stage: string;
    readonly kept?: number;
    readonly onAnswers: (answers: ReadonlyMap<T, A | undefined>) => void | Promise<void>;
  },
): Promise<Readings> {
  const { stage, kept = 0, onAnswers, signal, progress } = options;
  const schema = schemaOf(question);
  let [fellBack, unasked, usable, done] = [0, 0, 0, 0];
  const isHopeless = (): boolean => usable === 0 && fellBack >= hopeless;
  const isOver = (): boolean => !spending.mayAsk(kept) || isHopeless();
  const ask = async (some: readonly T[], either: AbortSignal): Promise<Map<T, A>> => {
    const { messages, answersIn } = put(question, some, spending.calls());
    const answers = answersIn(await spending.ask(messages, schema, either));
    usable += answers.size;
    if (answers.size > 0) await onAnswers(answers);
    return answers;
  };
  const askBatch = async (batch: readonly T[], either: AbortSignal): Promise<void> => {
    const answers = await ask(batch, either);
    for (const item of batch.filter((one) => !answers.has(one))) {
      if (isOver()) {
        unasked++;
        continue;
      }
      if ((await ask([item], either)).size > 0) continue;
      fellBack++;
      await onAnswers(new Map([[item, undefined]]));
    }
    done += batch.length;
    progress?.({ stage, done, total: items.length });
  };
  const left = await askEach(batchesOf(items, question.perCall), spending.chat.concurrency, askBatch, {
    signal,
    isOver,
  });
  return { fellBack, unasked: unasked + left.flat().length, isHopeless: isHopeless() };
}

function batchesOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}

/** The prompt of one call, and how its answer is read. `turn` decides which probe goes along, and where it stands. */
function put<T, A>(
  { task, order, show, read, probes }: Question<T, A>,
  items: readonly T[],
  turn: number,
): { readonly messages: readonly ChatMessage[]; readonly answersIn: (answer: unknown) => Map<T, A> } {
  const fence = openFence();
  const probe = probes[turn % probes.length]!;
  const probeAt = turn % (items.length + 1);
  const all = [...items.slice(0, probeAt), probe.item, ...items.slice(probeAt)];
  const numbers = drawnNumbers(all.length);
  const sections = all.map((item, i) =>
    [
      `Number ${numbers[i]}`,
      ...(order ? [order(item)] : []),
      ...show(item).map(({ label, text }) => fence.around(label, text)),
    ].join("\n"),
  );
  return {
    messages: [
      { role: "system", content: `${task}\n\n${fence.rule}\n\nAnswer for every number, once.` },
      { role: "user", content: sections.join("\n\n") },
    ],
    answersIn: (answer) => {
      const byNumber = answersByNumber(answer);
      const answerTo = (place: number): A | undefined => {
        const own = byNumber.get(numbers[place]!);
        return own?.length === 1 ? read(own[0]!) : undefined;
      };
      const check = answerTo(probeAt);
      if (check === undefined || !probe.isRight(check)) return new Map();
      return new Map(
        all.flatMap((item, place) => {
          const found = place === probeAt ? undefined : answerTo(place);
          return found === undefined ? [] : [[item, found] as const];
        }),
      );
    },
  };
}

type Fields = Readonly<Record<string, string>>;

function answersByNumber(answer: unknown): Map<number, Fields[]> {
  const { answers = [] } = (answer ?? {}) as { readonly answers?: readonly (Fields & { number: number })[] };
  const byNumber = new Map<number, Fields[]>();
  for (const { number, ...fields } of answers)
    byNumber.set(number, [...(byNumber.get(number) ?? []), fields as Fields]);
  return byNumber;
}

function schemaOf({ fields }: Pick<Question<never, never>, "fields">): AnswerSchema {
  const texts = Object.entries(fields).map(
    ([name, allowed]) => [name, { type: "string", ...(allowed && { enum: allowed }) }] as const,
  );
  const answer = closed({ number: { type: "integer" }, ...Object.fromEntries(texts) });
  return closed({ answers: { type: "array", items: answer } });
}

/** A line of a model's as it may be shown: undefined where it has several, is too long, or says nothing. */
export function lineOf(text: string, longest: number): string | undefined {
  const line = text.trim();
  return line.length <= longest &&
    /\p{L}{2}/u.test(line) &&
    !/[\p{Cc}\p{Zl}\p{Zp}]|\p{Bidi_Control}/u.test(line)
    ? line
    : undefined;
}

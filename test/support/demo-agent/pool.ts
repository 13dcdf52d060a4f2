/**
 * What is proposed where a prompt is to be mended: a pool of what people and models usually try, made of what the question shows (the lines,
 * what was found wrong in words, the conversations) and of nothing else. It was written before any fault was planted and knows none. Most of
 * it is no mending: `npm run bench -- improve-loop` counts what share is.
 */
import { seededRandom, shuffle } from "../../../server/core/base/index.ts";
import type { ReadReflection, Reflects, ScriptedEdit } from "../scripted-reflection.ts";
import { imperativeOf } from "./imperative.ts";
import { share, stemsOf } from "./words.ts";

type Line = Pick<ReadReflection["lines"][number], "number" | "text">;
/** What of a question the moves are made of. */
type Shown = Pick<ReadReflection, "complaints" | "conversations"> & { readonly lines: readonly Line[] };

/** What a move may look at. */
interface Seen {
  readonly lines: readonly Line[];
  /** What is wrong, and the same as an order. */
  readonly wrong: string;
  readonly order: string;
  /** Lines by how much they have to do with what is wrong. */
  readonly near: readonly Line[];
  readonly conversations: readonly string[];
  readonly random: () => number;
}

/** One thing to try; undefined where there is nothing to do it to. */
type Move = (seen: Seen) => ScriptedEdit | undefined;

const adds =
  (text: string): Move =>
  ({ lines }) => ({ action: "add", line: lines.at(-1)!.number, text });
const rewrites =
  (change: (text: string, seen: Seen) => string, nth = 0): Move =>
  (seen) => {
    const line = seen.near[nth];
    const text = line && change(line.text, seen);
    return line && text && text !== line.text ? { action: "rewrite", line: line.number, text } : undefined;
  };
const removes =
  (find: (seen: Seen) => Line | undefined): Move =>
  (seen) => {
    const line = find(seen);
    return line && { action: "remove", line: line.number };
  };
const moves =
  (find: (seen: Seen) => Line | undefined, to: (seen: Seen) => Line | undefined): Move =>
  (seen) => {
    const [line, behind] = [find(seen), to(seen)];
    return line && behind && line !== behind
      ? { action: "move", line: line.number, behind: behind.number }
      : undefined;
  };
const anyOf = ({ lines, random }: Seen): Line => lines[Math.floor(random() * lines.length)]!;

const softening =
  /\b(?:you may want to|may want to|try to|if possible|where possible|ideally|consider|usually|generally|perhaps|maybe|preferably|if you like|as appropriate|(?:when|where|if) appropriate|feel free to|sometimes|optionally)\b,?\s*/gi;
/** Pairs that pull in two ways, as anybody knows who writes prompts. */
const opposites: readonly (readonly [RegExp, RegExp])[] = [
  [
    /\b(?:words|short|brief|concise|length)\b/i,
    /\b(?:thorough|detail|in depth|explain|comprehensive|everything|exhaustive)/i,
  ],
  [/\b(?:plain|sentences|prose)\b/i, /\b(?:bullets?|lists?|steps|table|numbered|structured)/i],
  [/\b(?:json|object)\b/i, /\b(?:prose|sentences|markdown|fence)\b/i],
  [/\b(?:formal|polite)\b/i, /\b(?:casual|informal|slang)\b/i],
  [/\bno\b|\bnever\b|\bnobody\b/i, /\b(?:always|every|whenever)\b/i],
];
const isProhibition = ({ text }: Line): boolean =>
  /\b(?:never|do not|don't|avoid|refuse|decline)\b/i.test(text);
const isExample = ({ text }: Line): boolean => /\bexample\b|\b(?:you|agent|assistant):/i.test(text);
const against = ({ lines, wrong }: Seen): Line | undefined =>
  lines.find(({ text }) =>
    opposites.some(([one, other]) => one.test(wrong) && other.test(text) && !one.test(text)),
  );

/** The words that users say most in what went wrong. */
function commonWord({ conversations }: Seen): string | undefined {
  const counts = new Map<string, number>();
  for (const one of conversations)
    for (const stem of stemsOf(/user: ?(.*)/i.exec(one)?.[1] ?? ""))
      counts.set(stem, (counts.get(stem) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

const withoutCondition = (text: string): string => {
  const [, rest] = /^(?:if|when|for|before|after|unless)\b[^,]*,\s*(.+)$/i.exec(text) ?? [];
  return rest ? `${rest[0]!.toUpperCase()}${rest.slice(1)}` : text;
};
const lower = (text: string): string => `${text[0]?.toLowerCase() ?? ""}${text.slice(1)}`;

export const pool: readonly Move[] = [
  // To say it.
  ({ lines, order }) => ({ action: "add", line: lines.at(-1)!.number, text: order }),
  ({ near, order }) => near[0] && { action: "add", line: near[0].number, text: order },
  ({ lines, wrong }) => ({ action: "add", line: lines[0]!.number, text: `Mind this: ${lower(wrong)}` }),
  // To say better what is there.
  rewrites((_, { order }) => order),
  rewrites((text) => text.replace(softening, "").replace(/\s+/g, " ").replace(/\s+\./g, ".")),
  rewrites((text) => `IMPORTANT: ${text}`),
  rewrites((text) => `${text.replace(/\.$/, "")}, and do so in every answer.`),
  rewrites((text) => `${text} Check it before you answer.`),
  rewrites((_, { order }) => order, 1),
  rewrites((text, seen) => {
    const word = commonWord(seen);
    return word ? `If the customer mentions ${word}, ${lower(withoutCondition(text))}` : text;
  }),
  rewrites(withoutCondition),
  ({ near }) => {
    const sentences = near[0]?.text.split(/(?<=[.!?])\s+/) ?? [];
    return sentences.length > 1
      ? { action: "split", line: near[0]!.number, text: sentences.join("\n") }
      : undefined;
  },
  // To take away what stands in the way.
  removes(({ near }) => near[0]),
  removes(({ near }) => near[1]),
  removes(against),
  (seen) => {
    const line = against(seen);
    return line && { action: "rewrite", line: line.number, text: seen.order };
  },
  removes(({ lines }) => lines.find(isExample)),
  removes(({ near }) => near.find(isProhibition)),
  removes(anyOf),
  (seen) => {
    const line = seen.near.find(isProhibition);
    return (
      line && {
        action: "rewrite",
        line: line.number,
        text: `${line.text.replace(/\.$/, "")}, unless somebody asks for it.`,
      }
    );
  },
  // To put it elsewhere.
  moves(
    ({ near }) => near[0],
    ({ lines }) => lines[0],
  ),
  moves(
    ({ near }) => near[0],
    ({ lines }) => lines.at(-1),
  ),
  moves(anyOf, anyOf),
  // What is said when nothing else comes to mind.
  ...[
    "Be friendly and helpful.",
    "Think step by step before you answer.",
    "Check your answer against all rules above.",
    "Show that you understand how the customer feels.",
    "Use simple words.",
    "Stay with what the customer wrote about.",
    "Be precise, and do not guess.",
    "Read the whole message before you answer.",
    "Follow all of these rules in every conversation.",
    "Be consistent from one answer to the next.",
  ].map(adds),
];

export function seenIn({ lines, complaints, conversations }: Shown, seed: number): Seen {
  const counts = new Map<string, number>();
  for (const one of complaints) counts.set(one, (counts.get(one) ?? 0) + 1);
  const wrong = ([...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "").replace(/^Not met: /, "");
  const asked = stemsOf(wrong);
  const likeness = new Map(lines.map((line) => [line, share(asked, stemsOf(line.text))]));
  return {
    ...{ lines, wrong, conversations, order: imperativeOf(wrong), random: seededRandom(seed) },
    near: [...lines].sort((a, b) => likeness.get(b)! - likeness.get(a)!),
  };
}

export interface DrawnPool {
  readonly reflects: Reflects;
  /** What was proposed so far. */
  readonly drawn: (readonly ScriptedEdit[])[];
  /** The prompt is another one: everything may be tried again, in another order. */
  readonly renew: () => void;
}

/** Draws from the pool by a seed, each move once. `along`: an edit that is put beside every one. */
export function drawFromPool(seed: number, along?: (read: ReadReflection) => ScriptedEdit): DrawnPool {
  const drawn: (readonly ScriptedEdit[])[] = [];
  let order: number[] = [];
  let [round, next] = [0, 0];
  const renew = (): void => {
    order = shuffle([...pool.keys()], seededRandom(seed * 7_919 + 17 * ++round));
    next = 0;
  };
  renew();
  const reflects: Reflects = (read) => {
    const proposals: (readonly ScriptedEdit[])[] = [];
    while (proposals.length < read.proposals && next < order.length) {
      const edit = pool[order[next]!]!(seenIn(read, seed + next));
      next++;
      if (edit && read.actions.includes(edit.action)) proposals.push(along ? [edit, along(read)] : [edit]);
    }
    drawn.push(...proposals);
    return proposals;
  };
  return { reflects, drawn, renew };
}

import { seededRandom } from "../../base/index.ts";
import type { Adapter, Measured, SearchCase } from "./adapter.ts";

/** A small world for tests: cases ask for words, a text that has them passes, a reflection writes some that were asked for. */
export interface WordWorld {
  readonly adapter: Adapter;
  readonly cases: readonly SearchCase[];
  /** What was asked of the adapter, to be counted. */
  readonly asked: { evaluations: number; proposals: number };
}

export interface WordWorldOptions {
  readonly words?: readonly string[];
  /** A case fails while the text has one of these. */
  readonly harmful?: readonly string[];
  /** Added by every reflection, beside what was asked for. */
  readonly chatter?: string;
  readonly flips?: number;
  readonly allOrNothing?: boolean;
  readonly silent?: boolean;
  readonly cases?: number;
  /** These cases are never judged. */
  readonly missing?: (caseId: string) => boolean;
  readonly refuses?: Adapter["refuses"];
}

export const base = "You help.\nBe kind.";

export function wordWorld({
  words = ["apples", "bread", "cheese", "dates", "eggs", "figs"],
  harmful = [],
  cases: count = 30,
  ...options
}: WordWorldOptions = {}): WordWorld {
  const random = seededRandom(5);
  const needs = new Map<string, string[]>();
  const cases = Array.from({ length: count }, (_, i): SearchCase => {
    const id = `case-${i}`;
    needs.set(id, [words[i % words.length]!, words[Math.floor(random() * words.length)]!]);
    return { id, split: i % 3 === 2 ? "validation" : "train", behavior: `b${i % 2}` };
  });
  const asked = { evaluations: 0, proposals: 0 };
  const judged = (text: string, id: string, trial: number): Measured => {
    if (options.missing?.(id)) return { missing: "The judge is silent." };
    const flip = seededRandom(hashOf(`${text}|${id}|${trial}`))() < (options.flips ?? 0);
    const open = [...new Set(needs.get(id)!)].filter((word) => !text.includes(word));
    const spoiled = harmful.filter((word) => text.includes(word));
    const wrong = [
      ...open.map((word) => `No ${word}.`),
      ...spoiled.map(() => "Spoiled."),
      ...(flip ? ["Odd."] : []),
    ];
    const share = Math.max(0, 1 - wrong.length / 2);
    return {
      score: options.allOrNothing ? Number(wrong.length === 0) : share,
      passed: wrong.length === 0,
      complaints: options.silent ? [] : wrong.map((text) => ({ text })),
    };
  };
  const adapter: Adapter = {
    evaluate: async (texts, run, trial) => {
      asked.evaluations += run.length;
      return run.map(({ id }) => judged(Object.values(texts).join("\n"), id, trial));
    },
    propose: async ({ n, text, feedback }) => {
      asked.proposals++;
      const lines = text.split("\n");
      // Every third reflection loses a line on the way.
      if (n % 3 === 2 && lines.length > 2) lines.splice(2, 1);
      const named = feedback.flatMap(({ complaints }) =>
        complaints.flatMap((one) => /No (\w+)/.exec(one.text)?.[1] ?? []),
      );
      const word = named.find((one) => !text.includes(one));
      const more = [
        ...(word ? [`- Have ${word}.`] : []),
        ...(options.chatter ? [`- ${options.chatter} ${n}.`] : []),
      ];
      return { texts: [[...lines, ...more].join("\n")] };
    },
    ...(options.refuses && { refuses: options.refuses }),
  };
  return { adapter, cases, asked };
}

const hashOf = (text: string): number =>
  [...text].reduce((hash, one) => (hash * 31 + one.codePointAt(0)!) >>> 0, 7);

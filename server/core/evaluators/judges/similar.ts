import type { CheckType, Prepared } from "../check-type.ts";
import { refusedVerdict } from "../check-type.ts";
import { lastSpoken, shown } from "../evidence.ts";

const text = { type: "string", minLength: 1 } as const;

interface Metric {
  /** What the threshold is held against. */
  readonly of: (a: Float32Array, b: Float32Array) => number;
  readonly holds: (figure: number, threshold: number) => boolean;
  /** 0..1, higher = more alike. */
  readonly score: (figure: number) => number;
  readonly word: string;
}

const alike: Metric = {
  of: (a, b) => cosine(a, b),
  holds: (figure, threshold) => figure >= threshold - Number.EPSILON,
  score: (figure) => Math.min(1, Math.max(0, figure)),
  word: "likeness",
};

/** Vectors have length 1, so that the dot product is the cosine. */
const far: Metric = {
  of: (a, b) => Math.sqrt(Math.max(0, 2 - 2 * cosine(a, b))),
  holds: (figure, threshold) => figure <= threshold + Number.EPSILON,
  score: (figure) => 1 / (1 + figure),
  word: "distance",
};

export const similar = similarity(
  "similar",
  alike,
  "The output means what `value` says, or one text of a list: the cosine of their vectors reaches `threshold`, by default 0.75. It needs an embedder under `models.embeddings`.",
);
export const similarCosine = similarity("similar:cosine", alike, "Another name of `similar`.");
export const similarDot = similarity(
  "similar:dot",
  alike,
  "As `similar`: the vectors have length 1, so that their dot product is the cosine.",
);
export const similarEuclidean = similarity(
  "similar:euclidean",
  far,
  "As `similar`, by the distance of the vectors, from 0 to 2: it must be at most `threshold`, by default 0.75.",
);

/** Cosine of vectors of length 1. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function similarity(name: string, metric: Metric, doc: string): CheckType {
  return {
    name,
    doc,
    version: 1,
    value: { anyOf: [text, { type: "array", items: text, minItems: 1 }] },
    threshold: { type: "number", minimum: 0 },
    required: ["value"],
    embeds: true,
    prepare({ value, threshold = 0.75 }, inverse): Prepared {
      const wanted: unknown[] = [value].flat();
      if (wanted.length === 0 || !wanted.every((one) => typeof one === "string" && one !== ""))
        return { problem: "`value` must be a text or a list of texts", at: "value" };
      return {
        check: async (sample, { judge }, signal) => {
          if ("refused" in judge) return refusedVerdict(`${judge.refused}.`);
          const vectors = await judge.embed([sample.output, ...(wanted as string[])], signal);
          if ("refused" in vectors) return refusedVerdict(`${vectors.refused}.`);
          const [own, ...others] = vectors;
          const figures = others.map((one) => metric.of(own!, one));
          const best = figures.reduce((a, b) => (metric.score(b) > metric.score(a) ? b : a));
          const holds = metric.holds(best, threshold);
          const score = metric.score(best);
          return {
            label: holds === inverse ? "fail" : "pass",
            score: inverse ? 1 - score : score,
            reason: `The output must ${inverse ? "not " : ""}mean ${shown((wanted as string[])[figures.indexOf(best)])}: ${metric.word} ${best.toFixed(2)}, threshold ${threshold}.`,
            messageIndex: lastSpoken(sample),
          };
        },
      };
    },
  };
}

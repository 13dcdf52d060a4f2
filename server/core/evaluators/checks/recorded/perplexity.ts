import type { Sample } from "../../../store/index.ts";
import type { CheckType, Prepared } from "../../check-type.ts";
import { unknownVerdict, verdictOf } from "../../check-type.ts";
import { isRecord } from "../../is-record.ts";
import { answeringSpans } from "./answering-spans.ts";

const WHERE =
  "Log probabilities are recorded where a model's span has them as an attribute whose name ends with `logprobs`: numbers, or OpenAI's form; elsewhere it is unknown.";

/** exp of the negated mean log probability of the tokens: 1 for a model that was certain, e.g. exp(0.69) = 2 for one that tossed a coin. */
export const perplexity = logProbsType({
  name: "perplexity",
  doc: `The perplexity of the answer, from the log probabilities of its tokens, is at most \`threshold\`; without one it is only told. ${WHERE}`,
  title: "perplexity",
  figure: (mean) => Math.exp(-mean),
  holds: (figure, threshold) => figure <= threshold,
  claim: (threshold) => `be at most ${threshold}`,
});

export const perplexityScore = logProbsType({
  name: "perplexity-score",
  doc: `Of the answer 1 / (1 + perplexity), which is 0 to 0.5 and higher where the model was surer, is at least \`threshold\`; without one it is only told. ${WHERE}`,
  title: "perplexity score",
  figure: (mean) => 1 / (1 + Math.exp(-mean)),
  holds: (figure, threshold) => figure >= threshold,
  claim: (threshold) => `be at least ${threshold}`,
  isScore: true,
});

interface LogProbsType {
  readonly name: string;
  readonly doc: string;
  readonly title: string;
  readonly figure: (meanLogProb: number) => number;
  readonly holds: (figure: number, threshold: number) => boolean;
  readonly claim: (threshold: number) => string;
  /** Whether the figure is the check's score. */
  readonly isScore?: boolean;
}

function logProbsType(kind: LogProbsType): CheckType {
  return {
    name: kind.name,
    doc: kind.doc,
    version: 1,
    threshold: { type: "number" },
    required: [],
    needsSpans: true,
    declared: true,
    prepare({ threshold }, inverse): Prepared {
      return {
        check: (sample) => {
          const logProbs = logProbsOf(sample);
          if (logProbs.length === 0) return unknownVerdict("No log probabilities were recorded");
          const figure = kind.figure(logProbs.reduce((sum, one) => sum + one, 0) / logProbs.length);
          const evidence = `it is ${Number(figure.toFixed(4))}, over ${logProbs.length} tokens`;
          const subject = `The ${kind.title}`;
          // Without a limit there is nothing to fail, in either form.
          const verdict =
            threshold === undefined
              ? { label: "pass" as const, score: 1, reason: `${subject} has no limit: ${evidence}.` }
              : verdictOf({
                  holds: kind.holds(figure, threshold),
                  inverse,
                  subject,
                  claim: kind.claim(threshold),
                  evidence,
                });
          return kind.isScore ? { ...verdict, score: inverse ? 1 - figure : figure } : verdict;
        },
      };
    },
  };
}

function logProbsOf(sample: Sample): readonly number[] {
  if (sample.response) return sample.response.logProbs ?? [];
  return answeringSpans(sample).flatMap(({ attributes }) => {
    const recorded = Object.entries(attributes).find(([name]) => /(?:^|[._])log_?probs$/i.test(name));
    return recorded ? numbersIn(recorded[1]) : [];
  });
}

/** Numbers, `{logprob}`s, or OpenAI's `{content: [{logprob}]}`, also as JSON text. */
function numbersIn(recorded: unknown): number[] {
  let value = recorded;
  if (typeof value === "string") {
    try {
      value = JSON.parse(value);
    } catch {
      return [];
    }
  }
  const list = isRecord(value) ? value.content : value;
  if (!Array.isArray(list)) return [];
  const numbers = list.map((item: unknown) => (isRecord(item) ? item.logprob : item));
  return numbers.every((one) => typeof one === "number") ? numbers : [];
}

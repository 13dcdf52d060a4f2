import { createHash } from "node:crypto";
import {
  badSteps,
  causeMarks,
  type StepShare,
  type StepTraits,
  stepsOf,
  traitNames,
} from "../../server/core/attribution/index.ts";
import { importFiles } from "../../server/core/capture/index.ts";
import { type Message, messagesFromSpans, type Span } from "../../server/core/store/index.ts";
import { realData } from "./real-data.ts";
import { filesInTar } from "./tar-files.ts";
import { tempFolder } from "./temp-folder.ts";

/** A failed run of several agents, as the product imports it, with what people said of it: which agent made the mistake, at which step. */
export interface FailedRun {
  readonly name: string;
  readonly messages: readonly Message[];
  readonly spans: readonly Span[];
  /** Who said each message. The task itself, the first, is on the name of the agent that was handed it. */
  readonly speakers: readonly string[];
  readonly agent: string;
  readonly step: number;
}

/**
 * Traits and weights were made on one half, by leaving one run out at a time; the runs of the other were not read and their labels only
 * counted, three times: how new values are told was changed twice after the first count (agent 40, 36, 39 of 62; step 27, 26, 27), each time
 * by what the tuning half said. By the name of the file.
 */
export const halfOf = (name: string): "tuning" | "held-out" =>
  createHash("sha256").update(name).digest()[0]! % 2 === 0 ? "tuning" : "held-out";

/** The 126 runs of Who&When's algorithm-generated part (Zhang et al., ICML 2025); undefined where the data is absent. */
export async function failedRuns(): Promise<FailedRun[] | undefined> {
  const path = realData("a-traces", "who-and-when", "algorithm-generated.tar.gz");
  if (!path) return undefined;
  const folder = tempFolder("who-and-when");
  const runs: FailedRun[] = [];
  try {
    for (const [file, text] of filesInTar(path)) {
      const name = file.replace(/^.*\//, "");
      const { history, mistake_agent, mistake_step } = JSON.parse(text) as Labelled;
      await importFiles([folder.write(name, text)], {
        onCaptured: async (batch) => {
          for (const { spans } of batch)
            runs.push({
              name,
              messages: messagesFromSpans(spans),
              spans,
              speakers: history.map((entry) => entry.name),
              agent: mistake_agent,
              step: Number(mistake_step),
            });
        },
      });
    }
  } finally {
    folder.remove();
  }
  return runs;
}

interface Labelled {
  readonly history: readonly { readonly name: string }[];
  readonly mistake_agent: string;
  readonly mistake_step: string;
}

/** What a method says of a run: the step, and how probable each agent is. */
export interface Pointed {
  readonly step: number;
  readonly agent: string;
}

export const isTool = (speaker: string): boolean => /terminal/i.test(speaker);

/** Our own: the most probable step, and the agent to whose steps most probability goes. */
export function pointedBy({ messages, spans, speakers }: FailedRun, shares?: readonly StepShare[]): Pointed {
  const all = shares ?? badSteps(messages, causeMarks(messages, spans));
  return { step: best(all).messageIndex, agent: mostProbableSpeaker(all, speakers) };
}

const best = (shares: readonly StepShare[]): StepShare =>
  shares.reduce((a, b) => (b.probability > a.probability ? b : a));

function mostProbableSpeaker(shares: readonly StepShare[], speakers: readonly string[]): string {
  const by = new Map<string, number>();
  for (const { messageIndex, probability } of shares) {
    const speaker = speakers[messageIndex]!;
    by.set(speaker, (by.get(speaker) ?? 0) + probability);
  }
  return [...by].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
}

/** Ways to point without looking at what was said. */
export const baselines: Readonly<Record<string, (run: FailedRun) => Pointed>> = {
  "first step": ({ speakers }) => ({ step: 0, agent: speakers[0]! }),
  "second step": ({ speakers }) => ({ step: 1, agent: speakers[1]! }),
  "last step": ({ speakers }) => ({ step: speakers.length - 1, agent: speakers.at(-1)! }),
  "who speaks most": ({ speakers }) => {
    const agent = mostProbableSpeaker(
      speakers.flatMap((speaker, messageIndex) =>
        isTool(speaker) ? [] : [{ messageIndex, probability: 1 }],
      ),
      speakers,
    );
    return { step: speakers.indexOf(agent), agent };
  },
};

export interface Accuracy {
  readonly n: number;
  readonly agent: number;
  readonly step: number;
}

export const accuracyOf = (runs: readonly FailedRun[], point: (run: FailedRun) => Pointed): Accuracy => {
  const pointed = runs.map((run) => ({ run, ...point(run) }));
  return {
    n: runs.length,
    agent: pointed.filter(({ run, agent }) => agent === run.agent).length,
    step: pointed.filter(({ run, step }) => step === run.step).length,
  };
};

/** What guessing gets in the mean: any message, any agent that speaks (the terminal is none). */
export const randomAccuracy = (runs: readonly FailedRun[]): Accuracy => ({
  n: runs.length,
  agent: runs.reduce(
    (sum, { speakers }) => sum + 1 / new Set(speakers.filter((one) => !isTool(one))).size,
    0,
  ),
  step: runs.reduce((sum, { speakers }) => sum + 1 / speakers.length, 0),
});

/** Traits that these runs tell about; the others have weights by hand. */
export const fittedTraits = traitNames.filter((name) => name !== "marked" && name !== "given");

interface Example {
  readonly rows: readonly (readonly number[])[];
  /** Which row is the labelled step; -1 where it is none that is weighed. */
  readonly truth: number;
}

/** A conditional logit with a ridge, by gradient ascent: the weights of `first-bad-step.ts`, made again. */
export function fittedWeights(runs: readonly FailedRun[], ridge = 2): Record<string, number> {
  const examples = runs.map(exampleOf);
  let weights = fittedTraits.map(() => 0);
  for (let round = 0; round < 400; round++) {
    const slope = weights.map((weight) => -ridge * weight);
    for (const { rows, truth } of examples) {
      if (truth < 0) continue;
      const shares = sharesOf(rows, weights);
      slope.forEach((_, k) => {
        slope[k]! += rows[truth]![k]! - shares.reduce((sum, share, i) => sum + share * rows[i]![k]!, 0);
      });
    }
    weights = weights.map((weight, k) => weight + 0.03 * slope[k]!);
  }
  return Object.fromEntries(fittedTraits.map((name, k) => [name, Math.round(weights[k]! * 100) / 100]));
}

function exampleOf({ messages, spans, step }: FailedRun): Example {
  const steps = stepsOf(messages, causeMarks(messages, spans));
  return {
    rows: steps.map(({ traits }: StepTraits) => fittedTraits.map((name) => traits[name])),
    truth: steps.findIndex(({ messageIndex }) => messageIndex === step),
  };
}

function sharesOf(rows: readonly (readonly number[])[], weights: readonly number[]): number[] {
  const scores = rows.map((row) => row.reduce((sum, value, k) => sum + value * weights[k]!, 0));
  const odds = scores.map((score) => Math.exp(score - Math.max(...scores)));
  const sum = odds.reduce((a, b) => a + b, 0);
  return odds.map((one) => one / sum);
}

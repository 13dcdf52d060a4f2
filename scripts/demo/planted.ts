import type { PromptName } from "./demo-types.ts";

export type DemoScope = "turn" | "conversation";

interface Planted {
  readonly prompt?: PromptName;
  readonly scope: DemoScope;
  /** The `covers:` text; absent where the evaluator is linked to no line. */
  readonly instruction?: string;
}

/** The 14 evaluators of the demo's homeostat.yaml, as the generator knows them. */
export const planted = {
  solved: { scope: "conversation" },
  "fast-enough": { scope: "turn" },
  "cheap-enough": { scope: "conversation" },
  "at-most-120-words": { prompt: "coach", scope: "turn", instruction: "at most 120 words" },
  "ends-with-one-question": { prompt: "coach", scope: "turn", instruction: "Close with one question" },
  "keeps-kilometres": {
    prompt: "coach",
    scope: "turn",
    instruction: "answer in kilometres and never in miles",
  },
  "one-silent-tool-call": {
    prompt: "coach",
    scope: "turn",
    instruction: "one tool call at a time, with no text beside it",
  },
  "reads-plan-before-changing-it": {
    prompt: "coach",
    scope: "conversation",
    instruction: "before you change anything with",
  },
  "week-card-is-bare-json": {
    prompt: "coach",
    scope: "turn",
    instruction: "answer with the week card alone",
  },
  "says-when-to-see-somebody": {
    prompt: "injury",
    scope: "conversation",
    instruction: "at what point to see a physiotherapist",
  },
  "names-no-diagnosis": { prompt: "injury", scope: "conversation", instruction: "Never name a diagnosis" },
  "no-calories-for-teenagers": {
    prompt: "nutrition",
    scope: "conversation",
    instruction: "give no calorie numbers",
  },
  "asks-before-cancelling": { prompt: "support", scope: "conversation", instruction: "ask for a clear yes" },
  "full-sync-for-wrong-pace": { prompt: "support", scope: "conversation", instruction: "with mode `full`" },
} as const satisfies Record<string, Planted>;

export type EvaluatorName = keyof typeof planted;

export interface Counts {
  readonly pass: number;
  readonly fail: number;
}

/** What an evaluator has to find. `current` counts the conversations under the prompt's present text alone. */
export interface PlantedTruth extends Planted {
  readonly evaluator: EvaluatorName;
  readonly all: Counts;
  readonly current: Counts;
  /** Ids of the failing samples, `run-0007#t0` for a first turn, `run-0007#all` for a conversation. */
  readonly failing: readonly string[];
}

interface Entry {
  readonly evaluator: EvaluatorName;
  readonly sampleId: string;
  readonly passes: boolean;
  readonly isCurrent: boolean;
}

/** Collects, at the moment of planting, what each evaluator has to say about each sample it applies to. */
export class Ledger {
  private readonly entries: Entry[] = [];

  add(entry: Entry): void {
    this.entries.push(entry);
  }

  truth(): PlantedTruth[] {
    return (Object.keys(planted) as EvaluatorName[]).map((evaluator) => {
      const own = this.entries.filter((entry) => entry.evaluator === evaluator);
      const failing = own.filter(({ passes }) => !passes).map(({ sampleId }) => sampleId);
      return {
        evaluator,
        ...planted[evaluator],
        all: count(own),
        current: count(own.filter(({ isCurrent }) => isCurrent)),
        failing: failing.sort(),
      };
    });
  }
}

const count = (entries: readonly Entry[]): Counts => {
  const pass = entries.filter(({ passes }) => passes).length;
  return { pass, fail: entries.length - pass };
};

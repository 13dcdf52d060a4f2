import { evidenceFrom } from "../../signals/index.ts";
import type { Message, Span } from "../../store/index.ts";
import type { CauseMark } from "../diagnosis/index.ts";
import { causeRules } from "./cause-marks.ts";
import { placesOf } from "./span-places.ts";
import { type Step, stepsOf, type TraitName, traitNames } from "./step-traits.ts";

/** The step of a failing conversation that most probably went wrong first. `why`: a full sentence without captured text; absent where nothing of it speaks for it. */
export interface BadStep {
  readonly messageIndex: number;
  readonly spanId?: string;
  readonly quote: string;
  readonly probability: number;
  readonly why?: string;
}

/** How likely each step is to have gone wrong first; over a conversation they sum to 1. */
export interface StepShare {
  readonly messageIndex: number;
  readonly probability: number;
}

export interface StepHints {
  /** The message at which an evaluator found what it fails: what came after it did not go wrong first. */
  readonly evidenceAt?: number;
  /** What the model was told at first: what stands there is nothing that the agent made up. */
  readonly systemText?: string;
}

/**
 * What a trait adds to the logarithm of the odds. Fitted as a conditional logit (McFadden 1974) with a ridge of 2 on the half of Who&When
 * that `halfOf` in `test/support/who-and-when.ts` gives for it; `npm run bench -- who-and-when --fit` prints them again. The last two are
 * set by hand: the groups of agents in that set have no recorded tools, and marks there are mostly failed code, which has a trait.
 */
export const stepWeights: Readonly<Record<TraitName, number>> = {
  late: 0.11,
  openingRan: 1.17,
  failed: 0.51,
  pretends: 0.59,
  placeholder: 0.23,
  novel: 1.19,
  unbackedClaim: 1.46,
  agrees: -1.23,
  short: -0.49,
  asks: -0.47,
  repairs: -0.59,
  marked: 2,
  given: 3,
};

/** Set by hand. Evaluators quote where a fault shows, which is where it was made or later. */
const atEvidence = 1.5;
const afterEvidence = -2.5;

const reasons: Readonly<Partial<Record<TraitName, string>>> = {
  openingRan: "It is what the user opened with, and what was run of it is all that the rest rests on.",
  failed: "What it ran failed.",
  pretends: "It takes something for granted or makes it up in place of what was not there.",
  placeholder: "It leaves a gap where a real value was needed.",
  novel: "It says numbers or names that stand in nothing before it.",
  unbackedClaim: "It says that it looked something up or checked it, and nothing before it did.",
};

/** Every step that may have gone wrong first, in the order of the conversation. */
export function badSteps(
  messages: readonly Message[],
  marks: readonly CauseMark[],
  hints: StepHints = {},
): StepShare[] {
  const steps = stepsOf(messages, marks, hints.systemText);
  const scores = steps.map((step) => scoreOf(step, hints));
  const most = Math.max(...scores);
  const odds = scores.map((score) => Math.exp(score - most));
  const sum = odds.reduce((a, b) => a + b, 0);
  return steps.map(({ messageIndex }, i) => ({ messageIndex, probability: odds[i]! / sum }));
}

/**
 * Which step of a conversation that failed went wrong first. Without a model: the agent's messages, the user's opening and what marked
 * tools gave are weighed by what can be told of them. Undefined where the agent did nothing.
 */
export function firstBadStep(
  messages: readonly Message[],
  spans: readonly Span[],
  marks: readonly CauseMark[],
  hints: StepHints = {},
): BadStep | undefined {
  if (!messages.some(({ role }) => role === "assistant")) return undefined;
  const shares = badSteps(messages, marks, hints);
  const best = shares.reduce((a, b) => (b.probability > a.probability ? b : a));
  const { traits } = stepsOf(messages, marks, hints.systemText).find(
    ({ messageIndex }) => messageIndex === best.messageIndex,
  )!;
  const mark = strongestAt(messages, marks, best.messageIndex);
  const isOwn = mark?.messageIndex === best.messageIndex;
  const spanId =
    (isOwn ? mark.spanId : undefined) ?? placesOf(spans, messages).byMessage.get(best.messageIndex);
  const why = whyOf(traits, mark, best.messageIndex === hints.evidenceAt);
  return {
    messageIndex: best.messageIndex,
    ...(spanId !== undefined && { spanId }),
    quote: isOwn ? mark.quote : evidenceFrom(shownOf(messages[best.messageIndex]!)),
    probability: best.probability,
    ...(why !== undefined && { why }),
  };
}

function scoreOf({ messageIndex, traits }: Step, { evidenceAt }: StepHints): number {
  let score = 0;
  for (const name of traitNames) score += stepWeights[name] * traits[name];
  if (evidenceAt === undefined) return score;
  return score + (messageIndex === evidenceAt ? atEvidence : messageIndex > evidenceAt ? afterEvidence : 0);
}

/** The trait that says most for it; a mark in its own words. `isFound`: it is where the evaluator found it. */
function whyOf(traits: Step["traits"], mark: CauseMark | undefined, isFound: boolean): string | undefined {
  const [name] = traitNames
    .filter((trait) => traits[trait] > 0 && (trait in reasons || (mark && isMark(trait))))
    .sort((a, b) => stepWeights[b] * traits[b] - stepWeights[a] * traits[a]);
  if (name && isMark(name)) return `There is ${saidBy.get(mark!.kind)} here.`;
  if (name) return reasons[name]!;
  return isFound ? "The evaluator found it here." : undefined;
}

const isMark = (trait: TraitName): boolean => trait === "marked" || trait === "given";
const saidBy = new Map(
  Object.values(causeRules)
    .flat()
    .map(({ kind, says }) => [kind, says]),
);

/** What it said, else what it called. */
const shownOf = ({ text, toolCalls = [] }: Message): string =>
  text.trim() || toolCalls.map(({ name, args }) => `${name} ${JSON.stringify(args) ?? ""}`).join("; ");

/** Of the step, or of the result that answers it at once. */
function strongestAt(
  messages: readonly Message[],
  marks: readonly CauseMark[],
  index: number,
): CauseMark | undefined {
  const isNear = (at: number): boolean =>
    at === index ||
    (at === index + 1 && messages[index]!.role === "assistant" && messages[at]?.role === "tool");
  return marks
    .filter(({ messageIndex, cause }) => isNear(messageIndex) && cause !== "user")
    .reduce<CauseMark | undefined>((a, b) => (a && a.strength >= b.strength ? a : b), undefined);
}

import { wilsonInterval } from "../../base/index.ts";
import type { Instruction } from "../../prompt/index.ts";
import type { DiagnosisInput } from "./diagnosis-input.ts";
import { type Unit, unitName } from "./units.ts";

/** What a model said when it was asked whether a condition holds in a conversation, up to one of its turns where that was judged. */
export interface ConditionOpinion {
  /** As `conditionOf` has it. */
  readonly condition: string;
  readonly conversationId: string;
  readonly turn?: number;
  readonly holds: boolean;
}

/** All that has to be met for a line to apply, in its own words. */
export const conditionOf = ({ triggers }: Pick<Instruction, "triggers">): string => triggers.join("; and ");

/** How often a model said that conditions hold which do by the words of conversations, and which do not. */
export interface ConditionTally {
  readonly holding: Count;
  readonly others: Count;
  /** It tells the two apart so well that what it says of other conditions counts. */
  readonly isInformed: boolean;
}
interface Count {
  readonly k: number;
  readonly n: number;
}

/**
 * Lines are told of by a model as a probability by unit; undefined of those that it was not asked about. `before`: how far each is known
 * to without it, which a yes raises and a no lowers.
 */
export interface ConditionReading {
  readonly tally: ConditionTally;
  readonly of: (line: number, before: Float32Array) => Float32Array | undefined;
}

/** A word match from here on is a condition that surely holds; up to there one that surely does not. */
export const [surelyHolds, surelyNot] = [0.9, 0.05] as const;
const fewestControls = 10;
/** What it finds of what holds, less what it finds of what does not, by the worse ends of 90 % intervals. */
const leastGain = 0.25;
const critical = 1.644854;
/** What requests like it show without a model is no proof. */
const surest = 0.8;
/** Before anything was asked a condition holds in some of a hundred units; worth so many answers. */
const usual = { share: 0.05, n: 2 } as const;

/**
 * What a model said of conditions that no word shows, as the probability that they hold. It is not believed: among what it was asked are
 * conditions that words show to hold, or not to. How often it is right about those says what a yes and a no are worth (Bayes' rule, with
 * the worse ends of the intervals), and one that cannot tell them apart moves nothing. In units that it was not asked about a condition holds
 * as often as it does at large. `exercises`: by line and unit, what words show; `isFound`: of a line, that they do.
 */
export function conditionReading(
  { opinions, instructions, samples }: DiagnosisInput,
  units: readonly Unit[],
  exercises: readonly Float32Array[],
  isFound: (exercised: Float32Array) => boolean,
): ConditionReading | undefined {
  if (!opinions || opinions.conditions.length === 0) return undefined;
  const said = saidBy(opinions.conditions, units);
  const found = exercises.map(isFound);
  const tally = tallyOf(
    instructions.flatMap((one, line) =>
      found[line] && one.triggers.length > 0
        ? [{ said: said.get(conditionOf(one)), exercised: exercises[line]! }]
        : [],
    ),
  );
  const failing = new Set(samples.flatMap((one) => (one.failed ? [unitName(one)] : [])));
  const hasFailed = units.map((unit) => failing.has(nameOf(unit)));
  return {
    tally,
    of: (line, before) => {
      const own = found[line] ? undefined : said.get(conditionOf(instructions[line]!));
      return own && tally.isInformed ? probabilities(own, hasFailed, tally, before) : undefined;
    },
  };
}

const nameOf = ({ conversation, turn }: Unit): string => unitName({ conversationId: conversation.id, turn });

type Said = ReadonlyMap<number, boolean>;

/** By condition and unit. */
function saidBy(opinions: readonly ConditionOpinion[], units: readonly Unit[]): ReadonlyMap<string, Said> {
  const numbers = new Map(units.map((unit, at) => [nameOf(unit), at]));
  const said = new Map<string, Map<number, boolean>>();
  for (const one of opinions) {
    const unit = numbers.get(unitName(one));
    if (unit === undefined) continue;
    const own = said.get(one.condition) ?? new Map<number, boolean>();
    said.set(one.condition, own.set(unit, one.holds));
  }
  return said;
}

function tallyOf(
  known: readonly { readonly said: Said | undefined; readonly exercised: Float32Array }[],
): ConditionTally {
  const [holding, others] = [
    { k: 0, n: 0 },
    { k: 0, n: 0 },
  ];
  for (const { said, exercised } of known)
    for (const [unit, holds] of said ?? []) {
      const x = exercised[unit]!;
      const counts = x >= surelyHolds ? holding : x <= surelyNot ? others : undefined;
      if (!counts) continue;
      counts.n++;
      if (holds) counts.k++;
    }
  const { yes, alarm } = worseEnds({ holding, others });
  const isEnough = Math.min(holding.n, others.n) >= fewestControls;
  return { holding, others, isInformed: isEnough && yes - alarm >= leastGain };
}

const worseEnds = ({ holding, others }: Omit<ConditionTally, "isInformed">) => ({
  yes: wilsonInterval(holding.k / Math.max(1, holding.n), holding.n, critical).low,
  alarm: wilsonInterval(others.k / Math.max(1, others.n), others.n, critical).high,
});

/**
 * By what was said and how often the condition holds at all, whether a unit failed or passed: what holds more often where it fails is for the
 * fit to find, and must not be in what it is given.
 */
function probabilities(
  said: Said,
  hasFailed: readonly boolean[],
  tally: ConditionTally,
  before: Float32Array,
): Float32Array {
  const { yes, alarm } = worseEnds(tally);
  let sum = 0;
  for (const failed of [true, false]) {
    const own = [...said].filter(([unit]) => hasFailed[unit] === failed);
    const told = own.filter(([, holds]) => holds).length / Math.max(1, own.length);
    const share = Math.min(1, Math.max(0, (told - alarm) / (yes - alarm)));
    const units = hasFailed.filter((one) => one === failed).length;
    sum += (units * (share * own.length + usual.share * usual.n)) / (own.length + usual.n);
  }
  const usually = sum / Math.max(1, hasFailed.length);
  return Float32Array.from(hasFailed, (_, unit) => {
    const share = Math.min(surest, Math.max(usually, before[unit]!));
    const holds = said.get(unit);
    if (holds === undefined) return share;
    const [own, other] = holds ? [yes, alarm] : [1 - yes, 1 - alarm];
    return (own * share) / (own * share + other * (1 - share));
  });
}

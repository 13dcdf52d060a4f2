import { wilsonInterval } from "../../base/index.ts";
import type { DiagnosisInput } from "./diagnosis-input.ts";
import type { Node } from "./nodes.ts";
import { unitName } from "./units.ts";
import type { Verdicts } from "./verdicts.ts";

/** What a failure may be put down to where it is no line that was shown. `nothing`: nothing is wrong, the evaluator erred. */
export const otherPicks = ["missing", "context", "capability", "tool", "user", "nothing"] as const;
export type OtherPick = (typeof otherPicks)[number];

/** One of the lines that were shown, or something else, or that it does not know. */
export type CausePick = { readonly key: string } | OtherPick | "unknown";

/**
 * What a model said of one failure that it was shown twice, its lines in another order each time: `pick` is what it said both times, with
 * words that stand in the conversation; anything else is "unknown". `shown`: keys of the lines. `control`: a question whose answer was
 * known beforehand, `{ right }` where one thing is surely to blame, "none" where no line that was shown can be.
 */
export interface CauseOpinion {
  readonly evaluator: string;
  readonly conversationId: string;
  readonly turn?: number;
  readonly shown: readonly string[];
  readonly pick: CausePick;
  readonly control?: { readonly right: CausePick } | "none";
  /** The words that it gave, and where they stand; the message that it says went wrong first. */
  readonly quote?: string;
  readonly messageIndex?: number;
  readonly firstStep?: number;
}

/** How a model did on control questions. */
export interface CauseTally {
  /** Where one thing is surely to blame: how often it said that, how often something else. It did not know the rest. */
  readonly known: { readonly right: number; readonly wrong: number; readonly n: number };
  /** Where no line that was shown can be to blame: how often it blamed one. */
  readonly none: { readonly blamed: number; readonly n: number };
  /** It is right so much more often than it is wrong that what it says counts. */
  readonly isInformed: boolean;
}

/** How much what it says speaks for something, as ratios of likelihoods. */
interface Worth {
  /** For a line that it picks. */
  readonly line: number;
  /** For another cause that it picks. */
  readonly other: number;
  /** For each line that was shown where it picks something else. */
  readonly notShown: number;
}

const fewestControls = 8;
/** A pick must be so many times as likely where it is right as where it is not. */
const leastWorth = 3;
const mostWorth = 30;
const leastNotShown = 0.25;
const critical = 1.644854;
/** A model that errs errs alike: m answers of an evaluator's failures that say the same count as the square root of m. */
const repeatsPower = 0.5;

const isLine = (pick: CausePick): pick is { readonly key: string } => typeof pick === "object";
const isSame = (a: CausePick, b: CausePick): boolean => JSON.stringify(a) === JSON.stringify(b);
const low = (k: number, n: number): number => wilsonInterval(k / Math.max(1, n), n, critical).low;
const high = (k: number, n: number): number => wilsonInterval(k / Math.max(1, n), n, critical).high;

export function causeTally(opinions: readonly CauseOpinion[]): CauseTally {
  const known = { right: 0, wrong: 0, n: 0 };
  const none = { blamed: 0, n: 0 };
  for (const { control, pick } of opinions)
    if (control === "none") {
      none.n++;
      if (isLine(pick)) none.blamed++;
    } else if (control) {
      known.n++;
      if (isSame(pick, control.right)) known.right++;
      else if (pick !== "unknown") known.wrong++;
    }
  const tally = { known, none, isInformed: true };
  return { known, none, isInformed: known.n >= fewestControls && worthOf(opinions, tally).line > 1 };
}

/**
 * A pick is worth how often it is right where the answer is known, at the worse end of a 90 % interval, over how often any one wrong thing is
 * picked, at the other: of those with a known answer, or of those where no line is right, whichever is worse. Below `leastWorth` it is
 * guessing, and nothing that it says counts.
 */
function worthOf(opinions: readonly CauseOpinion[], { known, none }: CauseTally): Worth {
  const lines = Math.max(2, Math.round(mean(opinions.map(({ shown }) => shown.length))));
  const right = low(known.right, known.n);
  const wrong = high(known.wrong, known.n);
  const blamed = none.n > 0 ? high(none.blamed, none.n) : wrong;
  const times = (chance: number): number => {
    const ratio = Math.min(mostWorth, right / Math.max(0.01, chance));
    return ratio >= leastWorth ? ratio : 1;
  };
  const line = times(Math.max(wrong, blamed) / lines);
  if (line === 1) return { line: 1, other: 1, notShown: 1 };
  return {
    line,
    other: times(wrong / otherPicks.length),
    notShown: Math.max(leastNotShown, Math.min(1, wrong / Math.max(0.05, low(none.n - none.blamed, none.n)))),
  };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length);

/** Of one evaluator: how much what the model said of each failure speaks for a node; undefined where it says nothing of it. */
export type CauseReading = (node: Node) => Float32Array | undefined;

/**
 * The model's answers as one more witness beside the reasons that evaluators give. `keyOf`: of a line. Controls are no evidence: of those
 * that are sure it says nothing new, and the others were asked the wrong thing.
 */
export function causeReading(
  { opinions, instructions }: DiagnosisInput,
  evaluator: string,
  { samples }: Pick<Verdicts, "samples">,
): CauseReading | undefined {
  const tally = opinions && causeTally(opinions.causes);
  if (!tally?.isInformed) return undefined;
  const worth = worthOf(opinions!.causes, tally);
  const failures = new Map(samples.map((sample, failure) => [unitName(sample), failure]));
  const told = opinions!.causes.flatMap((one) => {
    const failure = one.evaluator === evaluator && !one.control ? failures.get(unitName(one)) : undefined;
    return failure === undefined || one.pick === "unknown" ? [] : [{ ...one, failure }];
  });
  if (told.length === 0) return undefined;
  const alike = new Map<string, number>();
  for (const { pick } of told) {
    const name = JSON.stringify(pick);
    alike.set(name, (alike.get(name) ?? 0) + 1);
  }
  return (node) => {
    const ratios = new Float32Array(samples.length).fill(1);
    let isTold = false;
    for (const { failure, pick, shown } of told) {
      const times = ratioFor(node, { pick, shown }, worth, (line) => instructions[line]!.key);
      if (times === 1) continue;
      isTold = true;
      ratios[failure] = times ** (1 / (alike.get(JSON.stringify(pick)) ?? 1) ** repeatsPower);
    }
    return isTold ? ratios : undefined;
  };
}

function ratioFor(
  node: Node,
  { pick, shown }: Pick<CauseOpinion, "pick" | "shown">,
  worth: Worth,
  keyOf: (line: number) => string,
): number {
  if (node.kind === "line" || node.kind === "conflict") {
    const keys = node.kind === "line" ? [keyOf(node.line)] : [keyOf(node.line), keyOf(node.other)];
    if (isLine(pick)) return keys.includes(pick.key) ? worth.line : 1;
    return keys.every((key) => shown.includes(key)) ? worth.notShown : 1;
  }
  if (node.kind === "missing") return pick === "missing" ? worth.other : 1;
  return node.kind === "mark" && pick === node.cause ? worth.other : 1;
}

/** Two witnesses of the same failures. */
export function together(a: Float32Array | undefined, b: Float32Array | undefined): Float32Array | undefined {
  return a && b ? a.map((times, failure) => times * b[failure]!) : (a ?? b);
}

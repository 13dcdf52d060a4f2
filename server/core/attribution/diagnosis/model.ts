import { groupBy } from "../../base/index.ts";
import type { PlacedMark } from "../../store/index.ts";
import { isDirectiveKind } from "../coverage.ts";
import type { LearnedConditions } from "../exercise.ts";
import { causeReading, together } from "./cause-opinions.ts";
import type { ConditionTally } from "./condition-opinions.ts";
import type { DiagnosisInput } from "./diagnosis-input.ts";
import { exposuresOf, type LineExposure } from "./exposures.ts";
import { featuresOf } from "./features.ts";
import { type LineWords, lineWords } from "./line-words.ts";
import { type Node, nodesAt, nodesOf, type Stage } from "./nodes.ts";
import { criterionOf, type Reasons, reasonsOf, reasonWords, usualInLines } from "./reasons.ts";
import { type Candidate, candidateOf, type Fit, fitSingleEffects } from "./single-effects.ts";
import { suspectName } from "./suspect-name.ts";
import { type Unit, type Units, unitsOf } from "./units.ts";
import { type NumberedSample, type Verdicts, verdictsOf } from "./verdicts.ts";
import { postingsOf, Vocabulary } from "./word-sets.ts";

/** What explains the failures of a prompt: what could (`nodes`), and what of it does, by evaluator. */
export interface DiagnosisModel {
  readonly input: DiagnosisInput;
  readonly units: Units;
  readonly exposures: readonly LineExposure[];
  readonly nodes: readonly Node[];
  /** In the order of their names; those that fail nothing are left out. */
  readonly evaluators: readonly EvaluatorFit[];
  /** What of the fit is held against samples that come later (`extendedModel`). */
  readonly vocabulary: Vocabulary;
  readonly learned: LearnedConditions;
  /** The model as it was fitted, where samples came to it. */
  readonly fitted?: DiagnosisModel;
  /** How a chat model did on conditions, where it was asked. */
  readonly asked?: ConditionTally;
}

interface Judged {
  readonly evaluator: string;
  readonly verdicts: Verdicts;
  readonly reasons: Reasons;
  /** How much what it says that it tests speaks for a line. */
  readonly tests: (line: number) => number;
}

export interface EvaluatorFit extends Judged {
  /** By node, over the failures of this evaluator. */
  readonly candidates: readonly Candidate[];
  readonly fit: Fit;
}

/** Of an evaluator that is linked to lines: they are so many times as likely to blame as others. */
const linkedTimes = 30;

/** A rule that was said to test so few lines is about nothing else: what it fails they fail, or something that is no line. */
const fewCovered = 2;

/** What they have of what an effect is put down to beforehand, however long the prompt is. */
const linkedMass = 0.5;

/** So many features of each evaluator are looked at for lines that they may put to work. */
const mostFeatures = 6;
const leastFeatureShare = 0.02;
/** What explains failures of other evaluators as well is so many times as likely here. */
const sharedTimes = 8;

export function diagnosisModel(input: DiagnosisInput): DiagnosisModel {
  const vocabulary = new Vocabulary();
  const { units, unitOf } = unitsOf(input, vocabulary);
  const lines = input.instructions.map((one) => lineWords(one, vocabulary));
  const heard = postingsOf(units.heard, vocabulary.size);
  const { exposures, asked } = exposuresOf(input, units, lines, heard);
  const features = featuresOf(heard, units.list.length, vocabulary, exposures);
  const stage: Stage = {
    ...{ units: units.list, lines, exposures, features },
    said: units.said,
    directs: (line) => isDirectiveKind(input.instructions[line]!.kind),
  };
  const world: World = { input, units, lines, vocabulary, usual: usualWords(input, lines, vocabulary) };
  const first = nodesOf(stage);
  const numbered = input.samples
    .map((sample, at) => ({ sample, unit: unitOf[at]! }))
    .filter(({ unit }) => unit >= 0);
  const judged = [...groupBy(numbered, ({ sample }) => sample.evaluator)]
    .filter(([, own]) => own.some(({ sample }) => sample.failed))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([evaluator, own]) => judgedBy(evaluator, own, world));
  const looks = judged.map((one) => fitted(one, first, world));
  const nodes = withPlaced(first, looks, stage);
  const found = looks.map((look) => sharesByName(look, first));
  const evaluators = judged.map((one, at) =>
    fitted(one, nodes, world, (name) =>
      found.reduce((most, shares, other) => (other === at ? most : Math.max(most, shares.get(name) ?? 0)), 0),
    ),
  );
  const learned = input.exercise.learn(input.instructions.flatMap(({ triggers }) => triggers));
  return { input, units, exposures, nodes, evaluators, vocabulary, learned, ...(asked && { asked }) };
}

/** Where one fault has most of the failures, its words are the usual ones: beyond this a word is not the less telling for it. */
const mostUsual = 0.05;

function usualWords(
  { samples }: DiagnosisInput,
  lines: readonly LineWords[],
  vocabulary: Vocabulary,
): World["usual"] {
  const given = samples.flatMap(({ explanation }) => explanation ?? []);
  const inReasons = reasonWords(given, vocabulary).usual;
  const inLines = usualInLines(lines);
  return (word) =>
    Math.max(Math.min(mostUsual, 0.5 * (inReasons.get(word) ?? 0)), inLines.get(word) ?? 0, 1e-6);
}

interface World {
  readonly input: DiagnosisInput;
  readonly units: Units;
  readonly lines: readonly LineWords[];
  readonly vocabulary: Vocabulary;
  /** How usual a word is, in reasons or in lines, whichever is more. */
  readonly usual: (word: number) => number;
}

function judgedBy(
  evaluator: string,
  own: readonly NumberedSample[],
  { input, units, lines, vocabulary, usual }: World,
): Judged {
  const verdicts = verdictsOf(own, units);
  const { sets } = reasonWords(
    verdicts.samples.map(({ explanation }) => explanation),
    vocabulary,
  );
  const reasons = reasonsOf(sets, lines, { usual, heard: units.heard, unitOf: verdicts.failures });
  const criterion = reasonWords([input.criteria?.get(evaluator)], vocabulary).sets;
  return { evaluator, verdicts, reasons, tests: criterionOf(criterion, lines, usual) };
}

/** `elsewhere`: how surely other evaluators' failures are put down to what has this name. */
function fitted(
  judged: Judged,
  nodes: readonly Node[],
  { input }: World,
  elsewhere: (name: string) => number = () => 0,
): EvaluatorFit {
  const { evaluator, verdicts, reasons, tests } = judged;
  const covered = input.covers.get(evaluator);
  const isCovered = (line: number | undefined): boolean =>
    line !== undefined && (covered?.has(input.instructions[line]!.key) ?? false);
  const linked = nodes.filter((node) => node.kind === "line" && isCovered(node.line)).length;
  const told = causeReading(input, evaluator, verdicts);
  const coveredLines = input.instructions.filter((_, line) => isCovered(line)).length;
  const isAboutThem =
    coveredLines > 0 && coveredLines <= fewCovered && (input.rules?.has(evaluator) ?? false);
  const candidates = nodes.map((node) => {
    const line = node.kind === "line" || node.kind === "conflict" ? node.line : undefined;
    const isLinked = isCovered(line);
    const about = line === undefined ? 1 : tests(line);
    const times = (isLinked ? linkedTimes : about) * (1 + sharedTimes * elsewhere(suspectName(node)));
    if (isAboutThem && !isLinked && node.kind !== "mark")
      return candidateOf(node.column, verdicts, { logPrior: Number.NEGATIVE_INFINITY });
    return candidateOf(node.column, verdicts, {
      logPrior: Math.max(
        node.logPrior + Math.log(times),
        isLinked ? Math.log(linkedMass / linked) : -Infinity,
      ),
      speaks: together(line === undefined ? undefined : reasons.of(line), told?.(node)),
    });
  });
  return {
    ...judged,
    candidates,
    fit: fitSingleEffects(verdicts, candidates, isAboutThem ? "rule" : linked > 0 ? "strict" : "open"),
  };
}

function sharesByName({ fit }: EvaluatorFit, nodes: readonly Node[]): Map<string, number> {
  const shares = new Map<string, number>();
  for (const effect of fit.effects)
    for (const [node, share] of effect.share.entries())
      if (share > leastFeatureShare) {
        const name = suspectName(nodes[node]!);
        shares.set(name, Math.max(shares.get(name) ?? 0, share));
      }
  return shares;
}

/** With the features that explain most shared out among the lines that they may put to work. */
function withPlaced(first: readonly Node[], looks: readonly EvaluatorFit[], stage: Stage): Node[] {
  const chosen = new Set<number>();
  for (const { fit } of looks) {
    const shares = new Map<number, number>();
    for (const effect of fit.effects)
      for (const [node, share] of effect.share.entries())
        if (share > leastFeatureShare && first[node]!.kind === "missing")
          shares.set(node, Math.max(shares.get(node) ?? 0, share));
    for (const [node] of [...shares].sort(([a, x], [b, y]) => y - x || a - b).slice(0, mostFeatures))
      chosen.add(node);
  }
  return first.flatMap((node, at) =>
    node.kind === "missing" && chosen.has(at) ? nodesAt(node.at, node.logPrior, stage) : [node],
  );
}

export const unitOfFailure = ({ units }: DiagnosisModel, { verdicts }: EvaluatorFit, failure: number): Unit =>
  units.list[verdicts.failures[failure]!]!;

export const marksOf = (model: DiagnosisModel, fit: EvaluatorFit, failure: number): readonly PlacedMark[] =>
  unitOfFailure(model, fit, failure).conversation.marks;

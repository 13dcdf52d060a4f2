import { type Cluster, groupBy, intraclassCorrelation } from "../../base/index.ts";
import type { PlacedMark } from "../../store/index.ts";
import type { Column } from "./columns.ts";
import type { DiagnosisInput, JudgedSample } from "./diagnosis-input.ts";
import { exposuresOf, type LineExposure } from "./exposures.ts";
import { type LineWords, lineWords } from "./line-words.ts";
import { type Node, nodesOf } from "./nodes.ts";
import { reasonsOf } from "./reasons.ts";
import { type Candidate, type Fit, fitSingleEffects, type Verdicts } from "./single-effects.ts";
import { type Units, unitsOf } from "./units.ts";
import { Vocabulary } from "./word-sets.ts";

/** What explains the failures of a prompt: what could (`nodes`), and what of it does, by evaluator. */
export interface DiagnosisModel {
  readonly input: DiagnosisInput;
  readonly units: Units;
  readonly exposures: readonly LineExposure[];
  readonly nodes: readonly Node[];
  /** In the order of their names; those that fail nothing are left out. */
  readonly evaluators: readonly EvaluatorFit[];
}

export interface EvaluatorFit {
  readonly evaluator: string;
  readonly samples: readonly JudgedSample[];
  readonly verdicts: Verdicts;
  /** By node, over the verdicts of this evaluator. */
  readonly candidates: readonly Candidate[];
  readonly fit: Fit;
  /** Other causes that a verdict's conversation shows. */
  readonly marksOf: (row: number) => readonly PlacedMark[];
}

/** Of an evaluator that is linked to lines: they are so many times as likely to blame as others. */
const linkedTimes = 30;

export function diagnosisModel(input: DiagnosisInput): DiagnosisModel {
  const vocabulary = new Vocabulary();
  const { units, unitOf } = unitsOf(input, vocabulary);
  const lines = input.instructions.map((one) => lineWords(one, vocabulary));
  const exposures = exposuresOf(input, units, lines, vocabulary.size);
  const nodes = nodesOf(input, units.list, lines, exposures);
  const numbered = input.samples
    .map((sample, at) => ({ sample, unit: unitOf[at]! }))
    .filter(({ unit }) => unit >= 0);
  const evaluators = [...groupBy(numbered, ({ sample }) => sample.evaluator)]
    .filter(([, own]) => own.some(({ sample }) => sample.failed))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([evaluator, own]) => fitEvaluator(evaluator, own, { input, units, lines, nodes, vocabulary }));
  return { input, units, exposures, nodes, evaluators };
}

interface Numbered {
  readonly sample: JudgedSample;
  readonly unit: number;
}

function fitEvaluator(
  evaluator: string,
  own: readonly Numbered[],
  world: {
    readonly input: DiagnosisInput;
    readonly units: Units;
    readonly lines: readonly LineWords[];
    readonly nodes: readonly Node[];
    readonly vocabulary: Vocabulary;
  },
): EvaluatorFit {
  const { input, units, lines, nodes, vocabulary } = world;
  const verdicts: Verdicts = {
    units: Int32Array.from(own, ({ unit }) => unit),
    failed: Uint8Array.from(own, ({ sample }) => (sample.failed ? 1 : 0)),
    weight: weightsOf(own, units),
  };
  const reasons = reasonsOf(
    own.map(({ sample }) => (sample.failed ? sample.explanation : undefined)),
    lines,
    { heard: units.heard, unitOf: verdicts.units, vocabulary },
  );
  const covered = input.covers.get(evaluator);
  const rowOf = new Int32Array(units.list.length).fill(-1);
  for (const [row, unit] of verdicts.units.entries()) rowOf[unit] = row;
  const candidates = nodes.map((node): Candidate => {
    const line = node.kind === "line" || node.kind === "conflict" ? node.line : undefined;
    const isLinked = line !== undefined && covered?.has(input.instructions[line]!.key);
    return {
      column: ofRows(node.column, rowOf),
      logPrior: node.logPrior + (isLinked ? Math.log(linkedTimes) : 0),
      speaks: line === undefined ? undefined : reasons.of(line),
    };
  });
  return {
    ...{ evaluator, samples: own.map(({ sample }) => sample), verdicts, candidates },
    fit: fitSingleEffects(verdicts, candidates),
    marksOf: (row) => units.list[verdicts.units[row]!]!.conversation.marks,
  };
}

/** The column over the verdicts of one evaluator. */
function ofRows({ rows, values }: Column, rowOf: Int32Array): Column {
  const kept = [...rows.keys()].filter((i) => rowOf[rows[i]!]! >= 0);
  const order = kept.sort((a, b) => rowOf[rows[a]!]! - rowOf[rows[b]!]!);
  return {
    rows: Int32Array.from(order, (i) => rowOf[rows[i]!]!),
    values: Float32Array.from(order, (i) => values[i]!),
  };
}

/** Trials of one task, and turns of one conversation, are alike: m of them count as m / (1 + (m - 1) x correlation). */
function weightsOf(own: readonly Numbered[], { list }: Units): Float64Array {
  const clusters = new Map<string, { passes: number; n: number }>();
  const clusterOf = ({ unit }: Numbered): string => list[unit]!.conversation.cluster;
  for (const one of own) {
    const cluster = clusters.get(clusterOf(one)) ?? { passes: 0, n: 0 };
    cluster.n++;
    if (!one.sample.failed) cluster.passes++;
    clusters.set(clusterOf(one), cluster);
  }
  const inOrder: Cluster[] = [...clusters].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, counts]) => counts);
  const correlation = intraclassCorrelation(inOrder);
  return Float64Array.from(own, (one) => 1 / (1 + (clusters.get(clusterOf(one))!.n - 1) * correlation));
}

import type { CauseKind } from "./diagnosis.ts";
import type { DiagnosisModel, EvaluatorFit } from "./model.ts";
import type { Node } from "./nodes.ts";

/** Which failures are asked about: rows of an evaluator's verdicts. */
export type Asked = (fit: EvaluatorFit, row: number) => boolean;

/** Whom failures are put down to. */
export interface Blamed {
  /** By node, the failures that are put down to it, in numbers. */
  readonly nodes: readonly NodeBlame[];
  /** By the name of what is suspected together: that it makes any of the failures fail. */
  readonly probability: ReadonlyMap<string, number>;
  /** Failures, and how many of them each cause accounts for. */
  readonly failures: number;
  readonly byCause: ReadonlyMap<CauseKind, number>;
  /** By failure, the effect that it is put down to. */
  readonly attributions: readonly Attribution[];
}

export interface NodeBlame {
  readonly node: number;
  readonly failures: number;
  /** By evaluator: how many of its failures. */
  readonly evaluators: ReadonlyMap<string, number>;
}

/** One failure: the share of it that each effect of its evaluator takes (the last is nobody's), and by node. */
export interface Attribution {
  readonly fit: EvaluatorFit;
  readonly row: number;
  readonly effects: readonly number[];
  readonly nodes: ReadonlyMap<number, number>;
}

/** Candidates with less of an effect than this take no part in it. */
const leastShare = 0.002;

/** A line is one suspect, however it fails. */
export function suspectName(node: Node): string {
  if (node.kind === "line") return `line ${node.line}`;
  if (node.kind === "conflict") return `lines ${node.line} and ${node.other}`;
  return node.kind === "missing" ? `missing ${node.behaviorId}` : `mark ${node.cause} ${node.mark}`;
}

export const causeOfNode = (node: Node): CauseKind => (node.kind === "mark" ? node.cause : "prompt");

export function blameFor({ nodes, evaluators }: DiagnosisModel, asked: Asked): Blamed {
  const names = nodes.map(suspectName);
  const innocent = new Map(names.map((name) => [name, 1]));
  const failures = new Float64Array(nodes.length);
  const evaluatorsOf = nodes.map(() => new Map<string, number>());
  const byCause = new Map<CauseKind, number>();
  const attributions: Attribution[] = [];
  for (const fit of evaluators) {
    const rows = [...fit.verdicts.failed.keys()].filter((row) => fit.verdicts.failed[row] && asked(fit, row));
    const own = new Map(rows.map((row) => [row, attributionOf(fit, row)]));
    collectEffects(fit, own, names, innocent);
    for (const attribution of own.values()) {
      attributions.push(attribution);
      let known = 0;
      for (const [node, share] of attribution.nodes) {
        known += share;
        failures[node]! += share;
        evaluatorsOf[node]!.set(fit.evaluator, (evaluatorsOf[node]!.get(fit.evaluator) ?? 0) + share);
        add(byCause, causeOfNode(nodes[node]!), share);
      }
      add(byCause, "unknown", 1 - known);
    }
  }
  return {
    nodes: nodes.map((_, node) => ({
      ...{ node, failures: failures[node]!, evaluators: evaluatorsOf[node]! },
    })),
    probability: new Map([...innocent].map(([name, chance]) => [name, 1 - chance])),
    failures: attributions.length,
    byCause,
    attributions,
  };
}

const add = (counts: Map<CauseKind, number>, cause: CauseKind, share: number): void => {
  counts.set(cause, (counts.get(cause) ?? 0) + share);
};

/** A failure is shared out among what may have made it fail, by how likely each did. */
function attributionOf(fit: EvaluatorFit, row: number): Attribution {
  const { effects, leak, makesFail } = fit.fit;
  const total = makesFail.reduce((sum, own) => sum + own[row]!, leak);
  const nodes = new Map<number, number>();
  for (const effect of effects)
    for (const [node, share] of effect.share.entries()) {
      if (share < leastShare) continue;
      const x = valueAt(fit, node, row);
      if (x > 0) nodes.set(node, (nodes.get(node) ?? 0) + (share * effect.strength[node]! * x) / total);
    }
  return { fit, row, nodes, effects: makesFail.map((own) => own[row]! / total) };
}

/**
 * An effect is to blame where its candidate makes any of the failures fail: the likelier the more there are of them. It is one candidate
 * alone, so that those which are suspected together add up.
 */
function collectEffects(
  fit: EvaluatorFit,
  own: ReadonlyMap<number, Attribution>,
  names: readonly string[],
  innocent: Map<string, number>,
): void {
  const { effects, leak, makesFail } = fit.fit;
  for (const [at, effect] of effects.entries()) {
    const guilty = new Map<string, number>();
    for (const [node, share] of effect.share.entries()) {
      if (share < leastShare) continue;
      let none = 1;
      for (const row of own.keys()) {
        const fails = effect.strength[node]! * valueAt(fit, node, row);
        if (fails <= 0) continue;
        const others = makesFail.reduce((sum, one, m) => (m === at ? sum : sum + one[row]!), leak);
        none *= 1 - fails / (fails + others);
        if (none < 1e-6) break;
      }
      guilty.set(names[node]!, (guilty.get(names[node]!) ?? 0) + share * (1 - none));
    }
    for (const [name, share] of guilty) innocent.set(name, innocent.get(name)! * (1 - share));
  }
}

/** How far a verdict has a node; rows of a column rise. */
function valueAt(fit: EvaluatorFit, node: number, row: number): number {
  const { rows, values } = fit.candidates[node]!.column;
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]! < row) low = middle + 1;
    else high = middle;
  }
  return rows[low] === row ? values[low]! : 0;
}

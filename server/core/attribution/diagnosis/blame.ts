import { groupBy } from "../../base/index.ts";
import { isDirectiveKind } from "../coverage.ts";
import type { Column } from "./columns.ts";
import type { CauseKind } from "./diagnosis.ts";
import type { DiagnosisModel, EvaluatorFit } from "./model.ts";
import type { Node } from "./nodes.ts";
import { suspectName } from "./suspect-name.ts";

/** Which failures are asked about, by the number that they have with their evaluator. */
export type Asked = (fit: EvaluatorFit, failure: number) => boolean;

/** Whom failures are put down to. */
export interface Blamed {
  /** By node, the failures that are put down to it, in numbers. */
  readonly nodes: readonly NodeBlame[];
  /** By the name of what is suspected together: that it makes any of the failures fail. */
  readonly probability: ReadonlyMap<string, number>;
  /** Failures, and how many of them each cause accounts for. */
  readonly failures: number;
  readonly byCause: ReadonlyMap<CauseKind, number>;
  readonly attributions: readonly Attribution[];
}

export interface NodeBlame {
  readonly node: number;
  readonly failures: number;
  /** By evaluator: how many of its failures. */
  readonly evaluators: ReadonlyMap<string, number>;
}

/** One failure, and the share of it that each node takes; what is left is nobody's. */
export interface Attribution {
  readonly fit: EvaluatorFit;
  readonly failure: number;
  readonly nodes: ReadonlyMap<number, number>;
}

/** Candidates with less of an effect than this take no part in it. */
const leastShare = 0.002;

const isPlain = (node: Node): node is Extract<Node, { kind: "line" }> =>
  node.kind === "line" && node.how === "exercised" && !node.at;

export const causeOfNode = (node: Node): CauseKind =>
  node.kind === "mark" ? node.cause : node.kind === "hard" ? "unknown" : "prompt";

export function blameFor(model: DiagnosisModel, asked: Asked): Blamed {
  const { input, nodes, evaluators } = model;
  const plain = nodes.flatMap((node, at) =>
    isPlain(node) && isDirectiveKind(input.instructions[node.line]!.kind)
      ? [{ node: at, line: node.line }]
      : [],
  );
  const attributions = evaluators.flatMap((fit) =>
    attributionsOf(
      fit,
      [...fit.verdicts.failures.keys()].filter((failure) => asked(fit, failure)),
      plain,
    ),
  );
  return blamedBy(model, attributions);
}

/** The same of failures that are put down already. */
export function blamedBy({ nodes }: DiagnosisModel, attributions: readonly Attribution[]): Blamed {
  const names = nodes.map(suspectName);
  const innocent = new Map(names.map((name) => [name, 1]));
  const failures = new Float64Array(nodes.length);
  const evaluatorsOf = nodes.map(() => new Map<string, number>());
  const byCause = new Map<CauseKind, number>();
  for (const [, own] of groupBy(attributions, ({ fit }) => fit)) collectBlame(own, names, innocent);
  for (const { fit, nodes: shares } of attributions) {
    let known = 0;
    for (const [node, share] of shares) {
      known += share;
      failures[node]! += share;
      evaluatorsOf[node]!.set(fit.evaluator, (evaluatorsOf[node]!.get(fit.evaluator) ?? 0) + share);
      add(byCause, causeOfNode(nodes[node]!), share);
    }
    add(byCause, "unknown", 1 - known);
  }
  return {
    nodes: nodes.map((_, node) => ({
      ...{ node, failures: failures[node]!, evaluators: evaluatorsOf[node]! },
    })),
    probability: new Map([...innocent].map(([name, chance]) => [name, 1 - chance])),
    failures: attributions.length,
    ...{ byCause, attributions },
  };
}

const add = (counts: Map<CauseKind, number>, cause: CauseKind, share: number): void => {
  counts.set(cause, (counts.get(cause) ?? 0) + share);
};

/** Of failures that no effect explains so many are due to some line all the same, each of them too seldom to be told by itself. */
const byAnyLine = 0.3;
/** The same of an evaluator that says that it tests what some line asks for, which is from this on so many times likelier than chance. */
const byLineItTests = 0.8;
const leastTested = 5;

/**
 * A failure is shared out among what may have made it fail, by how likely each did and by how much its own explanation speaks for it. Lines
 * that no effect is about have a part of what nobody explains.
 */
function attributionsOf(
  fit: EvaluatorFit,
  failing: readonly number[],
  plain: readonly { readonly node: number; readonly line: number }[],
): Attribution[] {
  const { effects, leak } = fit.fit;
  const byLines = plain.some(({ line }) => fit.tests(line) >= leastTested) ? byLineItTests : byAnyLine;
  const parts = new Map(failing.map((failure) => [failure, new Map<number, number>()]));
  const add = (failure: number, node: number, part: number): void => {
    const own = parts.get(failure);
    if (own && part > 0) own.set(node, (own.get(node) ?? 0) + part);
  };
  for (const effect of effects)
    for (const [node, share] of effect.share.entries()) {
      if (share < leastShare) continue;
      const { failing: column, speaks } = fit.candidates[node]!;
      const strength = share * effect.strength[node]!;
      eachOf(column, failing, (failure, value) =>
        add(failure, node, strength * value * (speaks?.[failure] ?? 1)),
      );
    }
  for (const { node, line } of plain) {
    const { failing: column, speaks } = fit.candidates[node]!;
    const at = new Map<number, number>();
    eachOf(column, failing, (failure, value) => at.set(failure, value));
    for (const failure of failing) {
      const x = Math.max(leastExercised, at.get(failure) ?? 0);
      const told = Math.min(mostTold, fit.tests(line) * (speaks?.[failure] ?? 1));
      add(failure, node, ((leak * byLines) / plain.length) * x * told);
    }
  }
  return failing.map((failure) => {
    const own = parts.get(failure)!;
    let total = leak * (1 - byLines);
    for (const part of own.values()) total += part;
    for (const [node, part] of own)
      if (part / total < leastPart) own.delete(node);
      else own.set(node, part / total);
    return { fit, failure, nodes: own };
  });
}

/** The rows of a column that are asked for, both rising; looked up one by one where few are asked for. */
function eachOf(
  { rows, values }: Column,
  asked: readonly number[],
  act: (row: number, value: number) => void,
): void {
  if (asked.length * 16 < rows.length)
    for (const row of asked) {
      const at = firstFrom(rows, row);
      if (rows[at] === row) act(row, values[at]!);
    }
  else for (let i = 0; i < rows.length; i++) act(rows[i]!, values[i]!);
}

function firstFrom(rows: Int32Array, row: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]! < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What an evaluator says that it tests and the reason that it gives have the same words: together they speak no louder than this. */
const mostTold = 250;
/** A condition that nobody recognised may hold. */
const leastExercised = 0.15;
const leastPart = 0.002;

/**
 * Something is to blame where it makes any of the failures fail. Failures of one evaluator are put down to the same effects, so that they are
 * no independent witnesses: the surest of them counts.
 */
function collectBlame(
  own: readonly Attribution[],
  names: readonly string[],
  innocent: Map<string, number>,
): void {
  const surest = new Map<string, number>();
  for (const { nodes } of own) {
    const shares = new Map<string, number>();
    for (const [node, share] of nodes) shares.set(names[node]!, (shares.get(names[node]!) ?? 0) + share);
    for (const [name, share] of shares) surest.set(name, Math.max(surest.get(name) ?? 0, share));
  }
  for (const [name, share] of surest) innocent.set(name, innocent.get(name)! * (1 - share));
}

import { groupBy, onDemand } from "../../base/index.ts";
import { ExerciseModel } from "../exercise.ts";
import type { AppliedUnit, ExposedUnit } from "./applied-unit.ts";
import { type Column, leastValue } from "./columns.ts";
import type { DiagnosisInput } from "./diagnosis-input.ts";
import type { LineExposure } from "./exposures.ts";
import type { Feature } from "./features.ts";
import type { DiagnosisModel, EvaluatorFit } from "./model.ts";
import type { Node } from "./nodes.ts";
import { reasonWords } from "./reasons.ts";
import type { Candidate } from "./single-effects.ts";
import { type Units, unitsOf } from "./units.ts";
import { type NumberedSample, notJudged, passed, type Verdicts } from "./verdicts.ts";

/**
 * A model with samples that it was not fitted on: what explains failures, how surely, and how lines are recognised stays as it was fitted; the
 * samples of `more` are held against that, and count wherever samples are counted. Columns are made longer when somebody looks at them: of
 * some thousand that there are, one conversation concerns few.
 */
export function extendedModel(model: DiagnosisModel, more: DiagnosisInput): DiagnosisModel {
  const { units, unitOf } = unitsOf(more, model.vocabulary);
  const exposed = exposedUnits(model, more, units);
  const list = [...model.units.list, ...units.list];
  const from = model.units.list.length;
  const numbered = more.samples
    .map((sample, at): NumberedSample => ({ sample, unit: unitOf[at]! + from }))
    .filter(({ unit }) => unit >= from);
  const judged = groupBy(numbered, ({ sample }) => sample.evaluator);
  const own = new Set(model.evaluators.map(({ evaluator }) => evaluator));
  const unfitted = [...judged]
    .filter(([name, samples]) => !own.has(name) && samples.some(({ sample }) => sample.failed))
    .map(([name]) => unfittedEvaluator(name, model));
  const world: Extending = { model, exposed, from, unitCount: list.length };
  return {
    ...model,
    input: {
      ...model.input,
      behaviors: more.behaviors,
      samples: [...model.input.samples, ...more.samples],
      conversations: [...model.input.conversations, ...more.conversations],
    },
    units: { ...model.units, list },
    exposures: model.exposures.map((one, line) => extendedExposure(one, line, world)),
    nodes: model.nodes.map((node) => extendedNode(node, world)),
    evaluators: [...model.evaluators, ...unfitted]
      .sort((a, b) => (a.evaluator < b.evaluator ? -1 : 1))
      .map((fit) => extendedFit(fit, judged.get(fit.evaluator), world)),
    fitted: model,
  };
}

interface Extending {
  readonly model: DiagnosisModel;
  /** The units that came, numbered on from `from`. */
  readonly exposed: readonly ExposedUnit[];
  readonly from: number;
  readonly unitCount: number;
}

function exposedUnits(model: DiagnosisModel, more: DiagnosisInput, units: Units): ExposedUnit[] {
  const turns = more.turns.map(({ conversationId, index, heard }) => ({
    conversationId,
    index,
    terms: heard,
  }));
  const exercise = ExerciseModel.by(model.learned, turns);
  const wordsIn = ({ starts, words }: Units["heard"], unit: number): Set<number> =>
    new Set(words.subarray(starts[unit]!, starts[unit + 1]!));
  return units.list.map((unit, at) => {
    const applied: AppliedUnit = {
      ...unit,
      heard: wordsIn(units.heard, at),
      said: wordsIn(units.said, at),
      match: (triggers) => exercise.match(triggers, unit.conversation.id, unit.turn),
    };
    return { ...applied, lines: model.exposures.map(({ on }) => on(applied)) };
  });
}

/** With properties that are made when they are first asked for. */
function withLazy<T extends object>(object: T, makers: { readonly [K in keyof T]?: () => T[K] }): T {
  const copy = { ...object };
  for (const [name, make] of Object.entries<(() => unknown) | undefined>(makers))
    Object.defineProperty(copy, name, { enumerable: true, get: onDemand(make!) });
  return copy;
}

function extendedExposure(one: LineExposure, line: number, { exposed, unitCount }: Extending): LineExposure {
  return withLazy(one, {
    exercised: () => {
      const all = new Float32Array(unitCount);
      all.set(one.exercised);
      for (const [at, { lines }] of exposed.entries())
        all[one.exercised.length + at] = lines[line]!.exercised;
      return all;
    },
    holds: () => {
      const all = new Uint8Array(unitCount);
      all.set(one.holds);
      for (const [at, { lines }] of exposed.entries())
        all[one.holds.length + at] = Number(lines[line]!.holds);
      return all;
    },
  });
}

/** `values` of the rows that come behind; those that are next to nothing are left out. */
function longerColumn({ rows, values }: Column, from: number, more: readonly number[]): Column {
  const own = more
    .map((value, at) => ({ row: from + at, value: Math.fround(value) }))
    .filter(({ value }) => value >= leastValue);
  if (own.length === 0) return { rows, values };
  const column = {
    rows: new Int32Array(rows.length + own.length),
    values: new Float32Array(rows.length + own.length),
  };
  column.rows.set(rows);
  column.values.set(values);
  for (const [at, { row, value }] of own.entries()) {
    column.rows[rows.length + at] = row;
    column.values[rows.length + at] = value;
  }
  return column;
}

function extendedNode(node: Node, { exposed, from }: Extending): Node {
  const column = () => longerColumn(node.column, from, exposed.map(node.on));
  if (!("at" in node) || !node.at) return withLazy(node, { column });
  const { at } = node;
  const has = exposed.map(({ heard }) => Number(heard.has(at.word)));
  return withLazy<Node & { at: Feature }>(
    { ...node, at },
    { column, at: () => ({ ...at, column: longerColumn(at.column, from, has) }) },
  );
}

/** Nothing is known of what it fails for before the next fit. */
const unfittedEvaluator = (evaluator: string, { nodes, units }: DiagnosisModel): EvaluatorFit => ({
  evaluator,
  verdicts: {
    failureOf: new Int32Array(units.list.length).fill(notJudged),
    weight: new Float64Array(units.list.length),
    failures: new Int32Array(0),
    samples: [],
    failureWeight: new Float64Array(0),
    totalWeight: 0,
  },
  reasons: { of: () => undefined, on: () => 1 },
  tests: () => 1,
  candidates: nodes.map(({ logPrior }) => ({
    ...{ failing: { rows: new Int32Array(0), values: new Float32Array(0) } },
    ...{ passing: new Float64Array(0), logPrior },
  })),
  fit: { effects: [], leak: 1, makesFail: [] },
});

function extendedFit(
  fit: EvaluatorFit,
  judged: readonly NumberedSample[] | undefined,
  world: Extending,
): EvaluatorFit {
  if (!judged) return fit;
  const verdicts = extendedVerdicts(fit.verdicts, judged, world);
  const first = fit.verdicts.failures.length;
  const units = [...verdicts.failures.subarray(first)].map((unit) => world.exposed[unit - world.from]!);
  if (units.length === 0) return { ...fit, verdicts };
  const speaks = speaking(fit, verdicts, units, world);
  const { nodes } = world.model;
  const candidates = fit.candidates.map((candidate, at): Candidate => {
    const node = nodes[at]!;
    const failing = () => longerColumn(candidate.failing, first, units.map(node.on));
    if (node.kind !== "line" && node.kind !== "conflict") return withLazy(candidate, { failing });
    return withLazy(candidate, { failing, speaks: () => speaks(node.line) });
  });
  return { ...fit, verdicts, candidates };
}

/** As `verdictsOf` numbers them. What was not fitted on weighs nothing in a fit: as one verdict each where it is counted. */
function extendedVerdicts(
  before: Verdicts,
  judged: readonly NumberedSample[],
  { unitCount }: Extending,
): Verdicts {
  const failureOf = new Int32Array(unitCount).fill(notJudged);
  failureOf.set(before.failureOf);
  const failures = [...before.failures];
  const samples = [...before.samples];
  for (const { sample, unit } of judged)
    if (sample.failed && failureOf[unit]! < 0) {
      failureOf[unit] = failures.length;
      failures.push(unit);
      samples.push(sample);
    } else if (!sample.failed && failureOf[unit] === notJudged) failureOf[unit] = passed;
  const weight = new Float64Array(unitCount).fill(1);
  weight.set(before.weight);
  const failureWeight = new Float64Array(failures.length).fill(1);
  failureWeight.set(before.failureWeight);
  return { ...before, failureOf, weight, failures: Int32Array.from(failures), samples, failureWeight };
}

/** By line, how much each reason speaks for it, with those of the failures that came. */
function speaking(
  { reasons, verdicts: before }: EvaluatorFit,
  { samples }: Verdicts,
  units: readonly ExposedUnit[],
  { model }: Extending,
): (line: number) => Float32Array | undefined {
  const first = before.samples.length;
  const { sets } = reasonWords(
    samples.slice(first).map(({ explanation }) => explanation),
    model.vocabulary,
  );
  const words = units.map((_, at) => [...sets.words.subarray(sets.starts[at]!, sets.starts[at + 1]!)]);
  const known = new Map<number, Float32Array | undefined>();
  return (line) => {
    if (known.has(line)) return known.get(line);
    const old = reasons.of(line);
    const own = units.map(({ heard }, at) => reasons.on(line, words[at]!, heard));
    const all =
      old || own.some((ratio) => ratio !== 1) ? new Float32Array(samples.length).fill(1) : undefined;
    if (all && old) all.set(old);
    all?.set(own, first);
    known.set(line, all);
    return all;
  };
}

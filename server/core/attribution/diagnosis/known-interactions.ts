import { exerciseThreshold } from "../exercise.ts";
import {
  type Factor,
  type FactorVerdicts,
  type FoundInteraction,
  findInteractions,
} from "../interactions/interactions.ts";
import { behaviorsAt } from "../request-places.ts";
import type { Interaction } from "./diagnosis.ts";
import type { JudgedSample } from "./diagnosis-input.ts";
import type { DiagnosisModel } from "./model.ts";
import type { Unit } from "./units.ts";
import { notJudged, type Verdicts } from "./verdicts.ts";

/** A mark that is weaker shows no other cause to speak of. */
const leastMark = 0.5;
const mostEvidence = 5;

type Named = Factor & { readonly key?: string; readonly behaviorId?: string; readonly input?: string };

/** An interaction of a prompt with the samples that fail by it. */
interface KnownInteraction {
  readonly interaction: Interaction;
  readonly samples: readonly JudgedSample[];
}

const known = new WeakMap<DiagnosisModel, readonly KnownInteraction[]>();

/**
 * The interactions of a prompt's lines that any of the samples asked about fails by. They are sought over all samples, once for each model:
 * what was asked about has no say in what there is.
 */
export function interactionsIn(
  model: DiagnosisModel,
  isAsked: (sample: JudgedSample) => boolean,
): Interaction[] {
  // Of samples that came after the fit nothing is known before the next one.
  const fitted = model.fitted ?? model;
  const all = known.get(fitted) ?? interactionsOf(fitted);
  known.set(fitted, all);
  return all.filter(({ samples }) => samples.some(isAsked)).map(({ interaction }) => interaction);
}

function interactionsOf(model: DiagnosisModel): KnownInteraction[] {
  const factors = [...lineFactors(model), ...behaviorFactors(model), ...inputFactors(model)];
  const found = findInteractions({
    factors,
    isMarked: markedUnits(model),
    verdicts: model.evaluators.map(({ evaluator, verdicts }) => ({
      ...{ evaluator, ...judgedRows(verdicts) },
      linked: linkedFactors(model, evaluator, factors),
    })),
  });
  const best = new Map<string, KnownInteraction>();
  for (const one of found) {
    const pair = `${factors[one.other]!.input ?? ""}\n${factors[one.line]!.key}\n${factors[one.other]!.key ?? ""}\n${factors[one.other]!.behaviorId ?? ""}`;
    if (!best.has(pair)) best.set(pair, told(one, factors, model));
  }
  return [...best.values()];
}

function told(found: FoundInteraction, factors: readonly Named[], model: DiagnosisModel): KnownInteraction {
  const { evaluator, failing, n, elsewhere, p } = found;
  const other = factors[found.other]!;
  const fit = model.evaluators.find((one) => one.evaluator === evaluator)!;
  const { units } = judgedRows(fit.verdicts);
  const samples = found.rows.flatMap((row) => {
    const failure = fit.verdicts.failureOf[units[row]!]!;
    return failure >= 0 ? [fit.verdicts.samples[failure]!] : [];
  });
  const interaction: Interaction = {
    key: factors[found.line]!.key!,
    ...(other.key !== undefined && { other: other.key }),
    ...(other.behaviorId !== undefined && { behaviorId: other.behaviorId }),
    ...(other.input !== undefined && { input: other.input }),
    ...{ evaluator, failing, n, elsewhere, p },
    evidence: [...new Map(samples.map((one) => [one.conversationId, one])).values()]
      .slice(0, mostEvidence)
      .map(({ conversationId, messageIndex }) => ({
        conversationId,
        ...(messageIndex !== undefined && { messageIndex }),
      })),
  };
  return { interaction, samples };
}

/** The units that an evaluator judged, one after the other. */
function judgedRows({ failureOf, weight }: Verdicts): Pick<FactorVerdicts, "units" | "failed" | "weight"> {
  const units = unitsWhere(failureOf.length, (unit) => failureOf[unit] !== notJudged);
  return {
    units,
    failed: Uint8Array.from(units, (unit) => (failureOf[unit]! >= 0 ? 1 : 0)),
    weight: Float64Array.from(units, (unit) => weight[unit]!),
  };
}

/** Lines by the units that put them to work. A line that is always at work goes with everything: only its own evaluators can tell. */
function lineFactors({ input, exposures, evaluators }: DiagnosisModel): Named[] {
  const covered = new Set(evaluators.flatMap(({ evaluator }) => [...(input.covers.get(evaluator) ?? [])]));
  return exposures.flatMap(({ isAlways, exercised }, line) => {
    const { key } = input.instructions[line]!;
    if (isAlways && !covered.has(key)) return [];
    return [
      {
        key,
        isLine: true,
        units: unitsWhere(exercised.length, (unit) => exercised[unit]! >= exerciseThreshold),
      },
    ];
  });
}

function behaviorFactors({ input, units: { list } }: DiagnosisModel): Named[] {
  const idsOf = ({ conversation, turn }: Unit): readonly string[] =>
    behaviorsAt(conversation.requests, turn).filter((id) => input.behaviors.has(id));
  return unitsByName(list, idsOf).map(([behaviorId, units]) => ({ behaviorId, isLine: false, units }));
}

const inputFactors = ({ units: { list } }: DiagnosisModel): Named[] =>
  unitsByName(list, ({ conversation }) => conversation.inputs ?? []).map(([input, units]) => ({
    ...{ input, isLine: false, units },
  }));

function unitsByName(
  list: readonly Unit[],
  namesOf: (unit: Unit) => readonly string[],
): (readonly [string, Int32Array])[] {
  const byName = new Map<string, number[]>();
  for (const [at, unit] of list.entries())
    for (const name of namesOf(unit)) {
      const own = byName.get(name);
      if (own) own.push(at);
      else byName.set(name, [at]);
    }
  return [...byName]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, units]) => [name, Int32Array.from(units)] as const);
}

function linkedFactors({ input }: DiagnosisModel, evaluator: string, factors: readonly Named[]): Set<number> {
  const keys = input.covers.get(evaluator);
  return new Set(
    [...factors.entries()].flatMap(([at, { key }]) => (key !== undefined && keys?.has(key) ? [at] : [])),
  );
}

const markedUnits = ({ units: { list } }: DiagnosisModel): Uint8Array =>
  Uint8Array.from(list, ({ conversation: { marks }, turn }) =>
    Number(
      marks.some(
        (mark) =>
          mark.strength >= leastMark && (turn === undefined || mark.turn === undefined || mark.turn <= turn),
      ),
    ),
  );

function unitsWhere(count: number, has: (unit: number) => boolean): Int32Array {
  const units: number[] = [];
  for (let unit = 0; unit < count; unit++) if (has(unit)) units.push(unit);
  return Int32Array.from(units);
}

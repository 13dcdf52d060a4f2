import { shuffle } from "../../base/index.ts";
import { isDirectiveKind } from "../coverage.ts";
import { conditionOf, surelyHolds, surelyNot } from "./condition-opinions.ts";
import { byName, randomOf } from "./drawn.ts";
import type { DiagnosisModel } from "./model.ts";
import { unitName } from "./units.ts";

/** A conversation, up to one of its turns where that was judged, and the conditions to ask of it. */
export interface ConditionsToAsk {
  readonly conversationId: string;
  readonly turn?: number;
  readonly conditions: readonly string[];
}

/** Conditions that words show to hold, and not to hold: asked along in each unit, so that the answers tell what they are worth. */
const controls = 2;
/** Units in which a condition surely holds come first, a few of each: elsewhere hardly any may be among those that are asked about. */
const controlUnits = 4;
const mostControlUnits = 40;

/**
 * Which conditions words leave open, in units that failed and units that passed by turns, drawn: where a model is not asked about all of them,
 * what it was asked about is like the rest. `model`: without what models said before, so that the same is asked again.
 */
export function conditionsToAsk({ input, units, exposures, evaluators }: DiagnosisModel): ConditionsToAsk[] {
  const { instructions } = input;
  const conditional = instructions.flatMap((one, line) =>
    one.triggers.length > 0 && isDirectiveKind(one.kind) ? [line] : [],
  );
  const open = conditional.filter((line) => !exposures[line]!.isRecognised);
  if (open.length === 0) return [];
  const shown = conditional.filter((line) => exposures[line]!.isRecognised);
  const matchOf = (line: number, unit: number): number => {
    const { conversation, turn } = units.list[unit]!;
    return input.exercise.match(instructions[line]!.triggers, conversation.id, turn) ?? 1;
  };
  const nameOf = (unit: number): string => {
    const { conversation, turn } = units.list[unit]!;
    return unitName({ conversationId: conversation.id, turn });
  };
  const failing = new Set(evaluators.flatMap(({ verdicts }) => [...verdicts.failures]));
  const inOrder = byName([...units.list.keys()], nameOf);
  const first = shown
    .flatMap((line) => inOrder.filter((unit) => matchOf(line, unit) >= surelyHolds).slice(0, controlUnits))
    .slice(0, mostControlUnits);
  const order = new Set([...first, ...byTurns(inOrder, (unit) => failing.has(unit))]);
  return [...order].map((unit) => {
    const { conversation, turn } = units.list[unit]!;
    const random = randomOf(nameOf(unit));
    const some = (isMeant: (match: number) => boolean): number[] =>
      shuffle(
        shown.filter((line) => isMeant(matchOf(line, unit))),
        random,
      ).slice(0, controls);
    const lines = [...open, ...some((match) => match >= surelyHolds), ...some((match) => match <= surelyNot)];
    return {
      conversationId: conversation.id,
      ...(turn !== undefined && { turn }),
      conditions: shuffle([...new Set(lines.map((line) => conditionOf(instructions[line]!)))], random),
    };
  });
}

/** One that is so, then one that is not, as long as there are both. */
function byTurns<T>(items: readonly T[], isSo: (item: T) => boolean): T[] {
  const so = items.filter(isSo);
  const others = items.filter((item) => !isSo(item));
  return Array.from({ length: Math.max(so.length, others.length) }, (_, i) => [so[i], others[i]])
    .flat()
    .filter((item) => item !== undefined);
}

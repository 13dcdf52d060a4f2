import { behaviorsAt } from "../request-places.ts";
import { type Column, columnOf } from "./columns.ts";
import type { CauseKind } from "./diagnosis.ts";
import type { DiagnosisInput } from "./diagnosis-input.ts";
import type { LineExposure } from "./exposures.ts";
import type { LineWords } from "./line-words.ts";
import type { Unit } from "./units.ts";

/**
 * Something that may make a unit fail, and how far each unit has it. `line`: the line that is put to work (`exercised`), put to work
 * and not shown in the answer (`ignored`), or shown in it (`followed`); `missing`: a behavior that no line speaks to; `mark`: another cause.
 */
export type Node = { readonly column: Column; readonly logPrior: number } & (
  | {
      readonly kind: "line";
      readonly line: number;
      readonly how: "exercised" | "ignored" | "followed";
    }
  | { readonly kind: "conflict"; readonly line: number; readonly other: number }
  | { readonly kind: "missing"; readonly behaviorId: string }
  | { readonly kind: "mark"; readonly cause: Exclude<CauseKind, "prompt" | "unknown">; readonly mark: string }
);

/** What an effect is put down to before anything was seen: to a line, to something else in the conversation, to a line that lacks. */
const prior = { line: 0.5, mark: 0.3, missing: 0.2 } as const;
/** A behavior that a line speaks to rarely lacks one. */
const addressedPrior = 0.1;

export function nodesOf(
  input: DiagnosisInput,
  units: readonly Unit[],
  lines: readonly LineWords[],
  exposures: readonly LineExposure[],
): Node[] {
  const ofLines = exposures.flatMap((exposure, line) => lineNodes(line, lines[line]!, exposure));
  const marks = markNodes(units);
  const missing = missingNodes(input, units, exposures);
  return [
    ...weighed(ofLines, prior.line),
    ...weighed(marks, prior.mark),
    ...weighed(missing, prior.missing),
  ].filter(({ column }) => column.rows.length > 0);
}

type Unweighed<N> = N extends Node ? Omit<N, "logPrior"> & { readonly weight: number } : never;

function weighed(nodes: readonly Unweighed<Node>[], mass: number): Node[] {
  const total = nodes.reduce((sum, { weight }) => sum + weight, 0);
  return nodes.map(
    ({ weight, ...node }) => ({ ...node, logPrior: Math.log((mass * weight) / total) }) as Node,
  );
}

function lineNodes(
  line: number,
  { forbids }: LineWords,
  { exercised, shown, isAlways }: LineExposure,
): Unweighed<Node>[] {
  const node = (how: "exercised" | "ignored" | "followed", dense: Float32Array, weight: number) => ({
    ...{ kind: "line" as const, line, how, weight },
    column: columnOf(dense),
  });
  const plain = node("exercised", exercised, isAlways && !shown ? 1 : 1 / 3);
  if (!shown) return [{ ...plain, weight: 1 }];
  const inView = exercised.map((x, unit) => x * shown[unit]!);
  const outOfView = exercised.map((x, unit) => x * (1 - shown[unit]!));
  return [
    plain,
    node("ignored", forbids ? inView : outOfView, 1 / 3),
    node("followed", forbids ? outOfView : inView, 1 / 3),
  ];
}

function markNodes(units: readonly Unit[]): Unweighed<Node>[] {
  const columns = new Map<
    string,
    { cause: Exclude<CauseKind, "prompt" | "unknown">; mark: string; dense: Float32Array }
  >();
  for (const [unit, { conversation, turn }] of units.entries())
    for (const { cause, kind, strength, turn: at } of conversation.marks) {
      if (turn !== undefined && at !== undefined && at > turn) continue;
      const name = `${cause}/${kind}`;
      const own = columns.get(name) ?? { cause, mark: kind, dense: new Float32Array(units.length) };
      own.dense[unit] = Math.max(own.dense[unit]!, strength);
      columns.set(name, own);
    }
  return [...columns]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { cause, mark, dense }]) => ({ kind: "mark", cause, mark, column: columnOf(dense), weight: 1 }));
}

function missingNodes(
  { behaviors }: DiagnosisInput,
  units: readonly Unit[],
  exposures: readonly LineExposure[],
): Unweighed<Node>[] {
  const columns = new Map<string, Float32Array>();
  for (const [unit, { conversation, turn }] of units.entries())
    for (const id of behaviorsAt(conversation.requests, turn)) {
      if (!behaviors.has(id)) continue;
      const dense = columns.get(id) ?? new Float32Array(units.length);
      dense[unit] = 1;
      columns.set(id, dense);
    }
  return [...columns]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([behaviorId, dense]) => {
      const isAddressed = exposures.some((exposure) => speaksTo(exposure, dense));
      return {
        ...{ kind: "missing" as const, behaviorId, column: columnOf(dense) },
        weight: isAddressed ? addressedPrior : 1,
      };
    });
}

/** A condition that holds in many units of a behavior, and at least twice as often there as elsewhere. */
function speaksTo({ exercised, isAlways }: LineExposure, within: Float32Array): boolean {
  if (isAlways) return false;
  let [own, ownCount, others] = [0, 0, 0];
  for (let unit = 0; unit < within.length; unit++)
    if (within[unit]! > 0) {
      own += exercised[unit]!;
      ownCount++;
    } else others += exercised[unit]!;
  const elsewhere = others / Math.max(1, within.length - ownCount);
  return own / ownCount >= 0.2 && own / ownCount >= 2 * elsewhere;
}

import { bug } from "../../server/core/base/index.ts";
import type { Draw, Facts, FollowUp, Intent, Say, ToolStep } from "./demo-types.ts";
import type { Fault } from "./faults.ts";
import type { EvaluatorName } from "./planted.ts";
import { inUnit, type Unit, writesKilometres, writesMiles } from "./units.ts";

export interface Runner {
  readonly name: string;
  readonly unit: Unit;
  readonly weeklyKm: number;
  readonly diet: string;
}

/** One conversation about to be played: who writes what, and where each verdict is noted the moment a fault is drawn. */
export interface Scene {
  readonly intent: Intent;
  readonly draw: Draw;
  readonly runner: Runner;
  readonly opening: string;
  readonly facts: Facts;
  readonly startMs: number;
  /** True where the conversation ran under the older text of the coach's prompt. */
  readonly isOlder: boolean;
  /** Notes what an evaluator has to find: about turn `turn`, or about the whole conversation where that is undefined. */
  readonly judge: (evaluator: EvaluatorName, turn: number | undefined, passes: boolean) => void;
  /** Notes a fault that the runner may hold against the agent. */
  readonly blame: (fault: Fault) => void;
}

/** One exchange: what the runner says, the tools the agent calls, and what it answers. */
export interface Turn {
  readonly user: string;
  readonly steps: readonly ToolStep[];
  /** Text the agent puts beside its first tool call, where it should be silent. */
  readonly beside?: string;
  /** The first two calls stand in one message. */
  readonly callsTogether?: boolean;
  readonly text: string;
}

/** Messages of a conversation: for each turn the runner's, the calls with their results, the answer. */
export const messagesIn = (turns: readonly Turn[]): number =>
  turns.reduce((sum, { steps }) => sum + 2 + 2 * steps.length, 0);

/** Replaces `{fact}` by its value and `[km|miles]` pairs by the side that belongs to the unit. */
export function fill(text: string, { facts, runner }: Scene, unit: Unit = runner.unit): string {
  const known: Facts = { name: runner.name, ...facts };
  const filled = text.replace(/\{(\w+)\}/g, (_, key: string) =>
    String(known[key] ?? bug(`No fact {${key}} for: ${text}`)),
  );
  return inUnit(filled, unit);
}

export const wordsOf = (say: Say): string => (typeof say === "string" ? say : say[0]);

/** The first answer: the one written for this very opening, where the intent's own would miss the point, else one of the intent's. */
export const openingBody = ({ facts, draw, intent }: Scene): string =>
  facts.reply === undefined ? draw.pick(intent.first.bodies) : String(facts.reply);

/** A question to close with, at times; an answer written for its opening already says all there is. */
export function openingAsk({ facts, draw, intent }: Scene, often: number): string | undefined {
  const { asks } = intent.first;
  return asks && facts.reply === undefined && draw.chance(often) ? draw.pick(asks) : undefined;
}

/** Most conversations are one question long; some go on, answers to what the agent `asked` before anything else. */
export function followUps(scene: Scene, faulted: boolean, asked = false): FollowUp[] {
  const { draw, intent } = scene;
  const wanted = draw.chance(0.38) ? 0 : draw.chance(0.62) ? 1 : 2;
  const groups = new Set<string>();
  const open = draw.shuffled(intent.followUps).filter(({ after, answers, group }) => {
    if (answers && !asked) return false;
    if (after && (after === "fault") !== faulted) return false;
    if (group && groups.has(group)) return false;
    if (group) groups.add(group);
    return true;
  });
  const inOrder = [...open.filter(({ answers }) => answers), ...open.filter(({ answers }) => !answers)];
  return inOrder.slice(0, wanted);
}

/** One of the things a follow-up may say, in the runner's own unit. */
export function saying(says: readonly Say[], { draw, runner }: Scene): string {
  const other = runner.unit === "km" ? writesMiles : writesKilometres;
  const own = says.map(wordsOf).filter((text) => !other(text));
  return draw.pick(own.length > 0 ? own : says.map(wordsOf));
}

/** How runners say goodbye, in any of the agents. */
export const thanks = [
  "thanks!",
  "Great, thank you.",
  "ok cool",
  "perfect ty",
  "Thanks, that helps.",
  "alright, will do",
  "Makes sense. Cheers!",
  "👍",
  "thx",
  "Very kind, thank you.",
] as const;

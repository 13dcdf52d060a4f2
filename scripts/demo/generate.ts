import { bug } from "../../server/core/base/index.ts";
import { playCoach } from "./agents/coach.ts";
import { playInjury } from "./agents/injury.ts";
import { playNutrition } from "./agents/nutrition.ts";
import { playSupport } from "./agents/support.ts";
import type { Draw, Facts, Intent, PromptName, Say } from "./demo-types.ts";
import { drawFrom } from "./draw.ts";
import { type Fault, failsAnyway, faultRates, harm, hasOutcome } from "./faults.ts";
import { intents } from "./intents.ts";
import { coachChangedOn, olderCoach } from "./older-coach.ts";
import { busyHours, longDate, runnerNames } from "./people.ts";
import { Ledger, type PlantedTruth } from "./planted.ts";
import { retype } from "./retype.ts";
import { messagesIn, type Runner, type Scene, type Turn, wordsOf } from "./scene.ts";
import { renderPrompt } from "./system-text.ts";
import { transcriptOf } from "./transcript.ts";
import { distance, inUnit, writesKilometres, writesMiles } from "./units.ts";

export const demoSeed = 20260654;

/** The prompt files' whole texts, front matter included. */
export type PromptTexts = Readonly<Record<PromptName, string>>;

export interface Demo {
  /** Chat JSONL for each prompt, one conversation a line, in the order in which they happened. */
  readonly conversations: Readonly<Record<PromptName, string>>;
  readonly truth: readonly PlantedTruth[];
  /** Intent of every conversation, for judging a clustering. */
  readonly intentOf: Readonly<Record<string, string>>;
}

/** All conversations of the demo and what the evaluators have to find in them. The same texts and seed give the same bytes. */
export function generateDemo(prompts: PromptTexts, seed = demoSeed): Demo {
  const ledger = new Ledger();
  const lines: Record<PromptName, string[]> = { coach: [], injury: [], nutrition: [], support: [] };
  const intentOf: Record<string, string> = {};
  for (const [index, visit] of visits(seed).entries()) {
    const id = `run-${String(index + 1).padStart(4, "0")}`;
    intentOf[id] = visit.intent.id;
    lines[visit.intent.prompt].push(
      JSON.stringify(record(id, visit, prompts, ledger, drawFrom(seed, index))),
    );
  }
  const conversations = Object.fromEntries(
    Object.entries(lines).map(([name, own]) => [name, `${own.join("\n")}\n`]),
  ) as Record<PromptName, string>;
  return { conversations, truth: ledger.truth(), intentOf };
}

/** Somebody comes with a request at a time. */
interface Visit {
  readonly intent: Intent;
  readonly say: Say;
  /** The hand-written openings of the intent are used up, so this one is typed differently. */
  readonly isRepeat: boolean;
  readonly startMs: number;
}

const firstDay = Date.UTC(2026, 4, 11);
const days = 77;
function visits(seed: number): Visit[] {
  const all = intents.flatMap((intent, index): Visit[] => {
    const draw = drawFrom(seed, 1_000_000 + index);
    const deck = draw.shuffled(intent.openings);
    return Array.from({ length: intent.conversations }, (_, i) => ({
      intent,
      say: deck[i % deck.length]!,
      isRepeat: i >= deck.length,
      startMs:
        firstDay +
        draw.int(0, days - 1) * 86_400_000 +
        draw.pick(busyHours) * 3_600_000 +
        draw.int(0, 3_599) * 1_000,
    }));
  });
  return all.sort((a, b) => a.startMs - b.startMs || a.intent.id.localeCompare(b.intent.id, "en"));
}

const plays: Readonly<Record<PromptName, (scene: Scene) => Turn[]>> = {
  coach: playCoach,
  injury: playInjury,
  nutrition: playNutrition,
  support: playSupport,
};

/** One line of the JSONL. */
function record(id: string, visit: Visit, prompts: PromptTexts, ledger: Ledger, draw: Draw): object {
  const { intent, startMs } = visit;
  const isOlder = intent.prompt === "coach" && startMs < coachChangedOn;
  const faults = new Set<Fault>();
  const judge: Scene["judge"] = (evaluator, turn, passes) =>
    ledger.add({
      evaluator,
      sampleId: turn === undefined ? `${id}#all` : `${id}#t${turn}`,
      passes,
      isCurrent: !isOlder,
    });
  const opening = visit.isRepeat ? retype(wordsOf(visit.say), draw) : wordsOf(visit.say);
  const scene: Scene = {
    intent,
    draw,
    opening,
    startMs,
    isOlder,
    judge,
    runner: drawRunner(opening, draw),
    facts: factsOf(intent, visit.say, startMs, draw),
    blame: (fault) => faults.add(fault),
  };
  const turns = plays[intent.prompt](scene);
  if (messagesIn(turns) > 12) bug(`${id} (${intent.id}) has more than twelve messages.`);
  const { messages, workedMs, slowTurns } = transcriptOf(turns, startMs, draw);
  for (const index of turns.keys()) judge("fast-enough", index, !slowTurns.includes(index));
  if (slowTurns.length > 0) faults.add("slow");
  const prompt = isOlder ? olderCoach(prompts.coach) : prompts[intent.prompt];
  const timestamp = new Date(startMs).toISOString();
  return {
    id,
    messages: [{ role: "system", content: systemText(prompt, scene), timestamp }, ...messages],
    model: "demo-model (scripted)",
    ...outcomeOf(faults, judge, draw),
    cost_usd: costOf(messages.length, judge, draw),
    latency_ms: workedMs,
    started_at: timestamp,
    metadata: { generated: true },
  };
}

const diets = [
  "no restriction",
  "no restriction",
  "no restriction",
  "vegetarian",
  "vegan",
  "lactose-free",
] as const;

function drawRunner(opening: string, draw: Draw): Runner {
  const settings = draw.chance(0.68) ? "km" : "miles";
  return {
    name: draw.pick(runnerNames),
    unit: writesKilometres(opening) ? "km" : writesMiles(opening) ? "miles" : settings,
    weeklyKm: draw.int(12, 62),
    diet: draw.pick(diets),
  };
}

/** What the intent assumes, what the opening says instead, and what follows from both. */
function factsOf(intent: Intent, say: Say, startMs: number, draw: Draw): Facts {
  const facts: Facts = { ...intent.facts?.(draw), ...(typeof say === "string" ? {} : say[1]) };
  const end: Facts = "endsIn" in facts ? { end: longDate(startMs + Number(facts.endsIn) * 86_400_000) } : {};
  return intent.derive?.({ ...facts, ...end }) ?? { ...facts, ...end };
}

const systemText = (prompt: string, { runner, startMs }: Scene): string =>
  renderPrompt(prompt, {
    runner_name: runner.name,
    units: runner.unit === "km" ? "kilometres" : "miles",
    weekly_distance: inUnit(distance(runner.weeklyKm), runner.unit),
    diet: runner.diet,
    today: `${longDate(startMs)} ${new Date(startMs).getUTCFullYear()}`,
  });

/** The runner's verdict, where the app asked for one: each fault may spoil it on its own. */
function outcomeOf(
  faults: ReadonlySet<Fault>,
  judge: Scene["judge"],
  draw: Draw,
): { outcome?: "pass" | "fail" } {
  if (!draw.chance(hasOutcome)) return {};
  const survives = [...faults].reduce((p, fault) => p * (1 - harm[fault]), 1 - failsAnyway);
  const passes = draw.chance(survives);
  judge("solved", undefined, passes);
  return { outcome: passes ? "pass" : "fail" };
}

/** US dollars; the limit in homeostat.yaml is 0.02 and ordinary conversations stay below 0.017. */
function costOf(messages: number, judge: Scene["judge"], draw: Draw): number {
  const isCostly = draw.chance(faultRates.costly);
  judge("cheap-enough", undefined, !isCostly);
  const ordinary = 0.002 + messages * (0.0006 + draw.int(0, 6) * 0.0001);
  return Number((isCostly ? ordinary + 0.02 + draw.int(0, 150) * 0.0001 : ordinary).toFixed(4));
}

import type { Draw, PromptName } from "../demo-types.ts";
import { drawFrom } from "../draw.ts";
import type { PromptTexts } from "../generate.ts";
import { busyHours, runnerNames } from "../people.ts";
import { renderPrompt } from "../system-text.ts";
import { transcriptOf } from "../transcript.ts";
import { largeGroups } from "./groups.ts";
import { type LargeEvaluator, ordinaryFaults } from "./large-evaluators.ts";
import type { LargeGroup, LargeIntent, PlantedFailure } from "./large-types.ts";
import { playLarge } from "./play-large.ts";
import { retell } from "./retell.ts";
import { drawSizes } from "./sizes.ts";
import { drawSlots, fillSlots } from "./slots.ts";

export const largeSeed = 19_372_133;

/** What was planted in one intent. Times are those of its first and its last conversation, in milliseconds since 1970. */
export interface IntentTruth {
  readonly id: string;
  readonly group: string;
  readonly twin: string;
  readonly prompt: PromptName;
  readonly conversations: number;
  /** Conversations that some evaluator fails. */
  readonly failed: number;
  /** Set for the seven that fail. `failed`: conversations that this evaluator fails. */
  readonly fails?: Pick<PlantedFailure, "evaluator" | "arrives"> & { readonly failed: number };
  readonly firstMs: number;
  readonly lastMs: number;
}

export interface LargeTruth {
  readonly seed: number;
  readonly conversations: number;
  readonly intents: readonly IntentTruth[];
  /** Conversation id to intent id. */
  readonly intentOf: Readonly<Record<string, string>>;
  /** Conversation id to the evaluators that have to fail it; who is not named passes all that apply. */
  readonly failing: Readonly<Record<string, readonly LargeEvaluator[]>>;
}

export interface LargeDemo {
  /** Lines of chat JSONL for each prompt, in the order in which the conversations happened. */
  readonly lines: Readonly<Record<PromptName, readonly string[]>>;
  readonly truth: LargeTruth;
}

/** One conversation, decided before it is played. */
interface Visit {
  readonly group: LargeGroup;
  readonly intent: LargeIntent;
  readonly phrasing: string;
  /** The phrasing was used before, so somebody else says it in other words. */
  readonly isRepeat: boolean;
  readonly fault?: LargeEvaluator;
  readonly startMs: number;
}

/** All conversations of the large demo and what is planted in them. The same texts and seed give the same bytes. */
export function generateLarge(prompts: PromptTexts, seed = largeSeed): LargeDemo {
  const lines: Record<PromptName, string[]> = { coach: [], injury: [], nutrition: [], support: [] };
  const intentOf: Record<string, string> = {};
  const failing: Record<string, LargeEvaluator[]> = {};
  const visits = allVisits(seed);
  for (const [index, visit] of visits.entries()) {
    const id = `run-${String(index + 1).padStart(5, "0")}`;
    intentOf[id] = visit.intent.id;
    const { record, fails } = conversation(id, visit, prompts, drawFrom(seed, index));
    if (fails.length > 0) failing[id] = fails;
    lines[visit.group.prompt].push(JSON.stringify(record));
  }
  const intents = largeGroups.flatMap((group) =>
    group.intents.map((intent) => intentTruth(group, intent, visits)),
  );
  return { lines, truth: { seed, conversations: visits.length, intents, intentOf, failing } };
}

const dayMs = 86_400_000;
const firstDay = Date.UTC(2026, 5, 1);
const days = 60;

function allVisits(seed: number): Visit[] {
  const all = largeGroups.flatMap(({ intents }) => intents);
  const sizes = drawSizes(all, drawFrom(seed, 2_000_000));
  return largeGroups
    .flatMap((group, g) =>
      group.intents.flatMap((intent, i) =>
        visitsOf(group, intent, sizes.get(intent.id)!, drawFrom(seed, 3_000_000 + 1_000 * g + i)),
      ),
    )
    .sort((a, b) => a.startMs - b.startMs || a.intent.id.localeCompare(b.intent.id, "en"));
}

function visitsOf(group: LargeGroup, intent: LargeIntent, size: number, draw: Draw): Visit[] {
  const phrasings = draw.shuffled(intent.says);
  const faults = faultsOf(group, intent, size, draw);
  return Array.from({ length: size }, (_, i) => ({
    group,
    intent,
    phrasing: phrasings[i % phrasings.length]!,
    isRepeat: i >= phrasings.length,
    fault: faults[i],
    startMs:
      firstDay +
      drawDay(intent.fails?.arrives, draw) * dayMs +
      draw.pick(busyHours) * 3_600_000 +
      draw.int(0, 3_599) * 1_000,
  }));
}

function drawDay(arrives: PlantedFailure["arrives"], draw: Draw): number {
  if (arrives === "new") return days - draw.int(1, 10);
  // The later of two days: a slope rather than a step.
  if (arrives === "rising" && draw.chance(0.75)) return days - 1 - Math.min(draw.int(0, 13), draw.int(0, 13));
  return draw.int(0, days - 1);
}

/** Two to eight of a hundred conversations fail for whatever reason, beside those that the plant makes fail. */
function faultsOf(
  group: LargeGroup,
  intent: LargeIntent,
  size: number,
  draw: Draw,
): (LargeEvaluator | undefined)[] {
  const ordinary = ordinaryFaults(group, intent);
  const planted = Math.round(size * (intent.fails?.rate ?? 0));
  const others = Math.round(((size - planted) * draw.int(20, 80)) / 1_000);
  return draw.shuffled(
    Array.from({ length: size }, (_, i) =>
      i < planted ? intent.fails!.evaluator : i < planted + others ? draw.pick(ordinary) : undefined,
    ),
  );
}

/** Share of the conversations for which the app knows how they ended, and of those that went wrong how many say so. */
const hasOutcome = 0.4;
const complains = 0.6;

/** One line of the JSONL, and the evaluators that fail it. */
function conversation(
  id: string,
  visit: Visit,
  prompts: PromptTexts,
  draw: Draw,
): { record: object; fails: LargeEvaluator[] } {
  const { group, intent, fault, startMs } = visit;
  const name = draw.pick(runnerNames);
  const slots = drawSlots(name, startMs, draw);
  const said = fillSlots(visit.phrasing, slots);
  const opening = visit.isRepeat ? retell(said, group.prompt, slots, draw) : said;
  const turns = playLarge({ intent, prompt: group.prompt, opening, slots, draw, fault });
  const { messages, workedMs } = transcriptOf(turns, startMs, draw, fault === "fast-enough" ? 1 : 0);
  const isUnhappy = fault === "solved" || (fault !== undefined && draw.chance(hasOutcome * complains));
  const outcome = isUnhappy ? "fail" : fault === undefined && draw.chance(hasOutcome) ? "pass" : undefined;
  const cost = 0.002 + messages.length * (0.0005 + draw.int(0, 6) * 0.0001);
  const timestamp = new Date(startMs).toISOString();
  const record = {
    id,
    messages: [
      { role: "system", content: renderPrompt(prompts[group.prompt], { runner_name: name }), timestamp },
      ...messages,
    ],
    model: "demo-model (scripted)",
    ...(outcome && { outcome }),
    cost_usd: Number((fault === "cheap-enough" ? cost + 0.025 : cost).toFixed(4)),
    latency_ms: workedMs,
    started_at: timestamp,
    metadata: { generated: true },
  };
  const fails = new Set<LargeEvaluator>([
    ...(fault ? [fault] : []),
    ...(isUnhappy ? ["solved" as const] : []),
  ]);
  return { record, fails: [...fails] };
}

function intentTruth(group: LargeGroup, intent: LargeIntent, visits: readonly Visit[]): IntentTruth {
  const own = visits.filter((visit) => visit.intent === intent);
  const { fails } = intent;
  return {
    id: intent.id,
    group: group.id,
    twin: intent.twin,
    prompt: group.prompt,
    conversations: own.length,
    failed: own.filter(({ fault }) => fault).length,
    ...(fails && {
      fails: {
        evaluator: fails.evaluator,
        ...(fails.arrives && { arrives: fails.arrives }),
        failed: own.filter(({ fault }) => fault === fails.evaluator).length,
      },
    }),
    firstMs: own[0]!.startMs,
    lastMs: own.at(-1)!.startMs,
  };
}

import { type Theme, themes } from "./actions.ts";
import type { Domain } from "./domain.ts";
import { domains } from "./domains.ts";
import { Draw } from "./draw.ts";
import {
  type Condition,
  type EventKind,
  eventKinds,
  type Fault,
  type Plan,
  type PlannedEvaluator,
  type PlannedLine,
  type Traffic,
} from "./plan.ts";
import { faultKinds, plantFaults } from "./plan-faults.ts";
import { LineMaker, laidOut, standingLines } from "./plan-lines.ts";

/** Everything that a seed decides before anybody speaks. */
export function planOf(seed: number): Plan {
  const draw = new Draw(seed);
  const domain = draw.pick(domains);
  const conditions = conditionsOf(domain);
  const size = Math.round(draw.logBetween(20, 150));
  const reserved = reservedOf(conditions, draw.apart(1));
  const maker = new LineMaker(domain, conditions, draw.apart(2));
  const lines = linesOf(size, { domain, conditions, reserved, maker, draw: draw.apart(3) });
  const faults = plantFaults(faultKinds(draw.apart(4)), {
    ...{ domain, conditions, lines, maker, reserved, draw: draw.apart(5) },
  });
  const promptText = laidOut(lines, titleOf(domain, draw), draw.apart(6));
  const ids = draw.shuffled([...conditions.keys()]);
  return {
    ...{ seed, domain, conditions, promptText, faults },
    covert: new Set(ids.slice(0, Math.ceil(ids.length / 2))),
    lines: [...lines].sort((a, b) => a.line - b.line),
    evaluators: evaluatorsOf(lines, draw.apart(7)),
    traffic: trafficOf(conditions, lines, faults, draw.apart(8)),
  };
}

const titleOf = ({ business }: Domain, draw: Draw): string =>
  `${draw.pick(["Assistant of", "Instructions for the assistant of", "Chat of", "Desk of"])} ${business.split(",")[0]}`;

const conditionsOf = ({ tasks, situations }: Domain): Map<string, Condition> =>
  new Map<string, Condition>([
    ...tasks.map((one) => [`t:${one.id}`, one] as const),
    ...situations.map((one) => [`s:${one.id}`, one] as const),
  ]);

/** What no line speaks of: some requests, and some situations. */
function reservedOf(conditions: ReadonlyMap<string, Condition>, draw: Draw): string[] {
  const ofKind = (mark: string): string[] => [...conditions.keys()].filter((id) => id.startsWith(mark));
  return [...draw.some(ofKind("t:"), 3), ...draw.some(ofKind("s:"), 2)];
}

interface Making {
  readonly domain: Domain;
  readonly conditions: ReadonlyMap<string, Condition>;
  readonly reserved: readonly string[];
  readonly maker: LineMaker;
  readonly draw: Draw;
}

function linesOf(size: number, { domain, conditions, reserved, maker, draw }: Making): PlannedLine[] {
  const counts = {
    persona: draw.int(1, 3),
    context: draw.int(1, Math.min(7, 1 + Math.floor(size / 12))),
    format: draw.int(2, Math.min(7, 2 + Math.floor(size / 15))),
    always: Math.min(28, Math.max(3, Math.round(size * draw.between(0.12, 0.3)))),
  };
  const lines = standingLines(domain, draw, counts);
  const usable = [...conditions.keys()].filter((id) => !reserved.includes(id));
  for (let tries = 0; lines.length < size && tries < 2_000; tries++) {
    const first = draw.weighted(usable, (id) => (id.startsWith("t:") ? 1.2 : 1));
    const second = draw.chance(0.12)
      ? draw.pick(usable.filter((id) => id !== first && id.startsWith("s:")))
      : undefined;
    const line = maker.conditional(second ? [first, second] : [first]);
    if (line) lines.push(line);
  }
  return lines;
}

const names: Readonly<Record<Theme | "all", readonly string[]>> = {
  all: ["resolved", "overall", "quality", "ok", "judge-1", "would-send"],
  procedure: ["process", "judge-2", "steps", "handling"],
  money: ["amounts", "judge-3", "costs", "commercial"],
  facts: ["accuracy", "judge-4", "truthful", "content"],
  manner: ["tone", "judge-5", "style", "voice"],
  safety: ["guard", "judge-6", "compliance", "risk"],
};
const abouts: Readonly<Record<Theme | "all", string>> = {
  all: "Whether the conversation went as it should.",
  procedure: "Whether the agent took the right steps.",
  money: "Whether amounts and what was granted are right.",
  facts: "Whether what was said is right and complete.",
  manner: "Whether the manner of the answer is right.",
  safety: "Whether anything was done or said that must not be.",
};

/** One or two about everything, and one for each of some themes or pairs of themes. */
function evaluatorsOf(lines: readonly PlannedLine[], draw: Draw): PlannedEvaluator[] {
  const evaluator = (
    kind: Theme | "all",
    of: readonly Theme[] | undefined,
    nth: number,
  ): PlannedEvaluator => {
    const testable = lines.filter(
      ({ action, text }) => action && of?.includes(action.theme) && isQuotable(text, lines),
    );
    return {
      name: nth === 0 ? draw.pick(names[kind]) : `second-${draw.pick(names[kind])}`,
      description: abouts[kind],
      ...(of && { themes: of }),
      falseFail: draw.between(0.02, 0.08),
      falsePass: draw.chance(0.3) ? 0 : draw.between(0.02, 0.2),
      judged: draw.chance(0.6) ? 1 : draw.between(0.6, 0.95),
      covers: draw.some(testable, Math.round(testable.length * draw.between(0.15, 0.4))),
      vague: draw.between(0.08, 0.3),
      astray: draw.between(0.02, 0.12),
    };
  };
  const chosen = draw.some(themes, draw.int(2, 5));
  return [
    evaluator("all", undefined, 0),
    ...(draw.chance(0.25) ? [evaluator("all", undefined, 1)] : []),
    ...chosen.map((theme) => evaluator(theme, draw.chance(0.3) ? [theme, draw.pick(themes)] : [theme], 0)),
  ];
}

/** Whether a quotation of it can mean this line alone. */
const isQuotable = (text: string, lines: readonly PlannedLine[]): boolean =>
  lines.filter((line) => line.text.toLowerCase().includes(text.toLowerCase())).length === 1;

function trafficOf(
  conditions: ReadonlyMap<string, Condition>,
  lines: readonly PlannedLine[],
  faults: readonly Fault[],
  draw: Draw,
): Traffic {
  const needed = new Set(faults.flatMap(({ needs }) => needs));
  const ofKind = (mark: string): string[] => [...conditions.keys()].filter((id) => id.startsWith(mark));
  // What faults need has to happen, but how often a thing happens must not tell that it is one.
  const taskWeight = new Map(ofKind("t:").map((id) => [id, draw.logBetween(needed.has(id) ? 0.5 : 0.3, 3)]));
  const base = new Map(
    ofKind("s:").map((id) => [
      id,
      draw.logBetween(needed.has(id) ? 0.04 : 0.015, needed.has(id) ? 0.25 : 0.2),
    ]),
  );
  const situationOf = new Map(
    [...taskWeight.keys()].map((task) => [
      task,
      new Map([...base].map(([id, p]) => [id, Math.min(0.6, p * draw.pick([0.4, 1, 1, 2]))])),
    ]),
  );
  const pairs = [...faults.map(({ needs }) => needs), ...lines.map(({ needs }) => needs)].filter(
    (needs) => needs.length > 1,
  );
  const together = pairs.map((needs, i) => ({
    ...{
      one: needs[0]!,
      other: needs[1]!,
      p: i < faults.length ? draw.between(0.25, 0.5) : draw.between(0.15, 0.4),
    },
  }));
  const planted = new Set(faults.flatMap(({ event }) => event ?? []));
  const eventOf = new Map<EventKind, number>(
    eventKinds.map((kind) => [
      kind,
      planted.has(kind) || draw.chance(0.35) ? draw.logBetween(0.03, 0.14) : draw.between(0.005, 0.02),
    ]),
  );
  return {
    ...{ taskWeight, situationOf, together, eventOf },
    conversations: draw.int(300, 800),
    repeated: draw.chance(0.5) ? draw.between(0.15, 0.6) : 0,
    trials: draw.int(2, 5),
    alike: draw.between(0.2, 0.6),
  };
}

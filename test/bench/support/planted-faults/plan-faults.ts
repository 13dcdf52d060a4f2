import { type Action, actionsById, type Theme, themes } from "./actions.ts";
import type { Domain } from "./domain.ts";
import type { Draw } from "./draw.ts";
import {
  type Condition,
  type EventKind,
  type Fault,
  type FaultKind,
  otherKinds,
  type PlannedLine,
} from "./plan.ts";
import { filled, type LineMaker, slotsOf } from "./plan-lines.ts";

const weights: Readonly<Record<FaultKind, number>> = {
  ...{ ignored: 3, wrong: 2, missing: 1.5, conflicting: 1.6 },
  ...{ context: 1.2, capability: 1.1, tool: 1.2, user: 1.1 },
};
const eventsOf: Readonly<Record<(typeof otherKinds)[number], readonly EventKind[]>> = {
  context: ["empty-retrieval", "cut-retrieval", "wrong-retrieval"],
  capability: ["sum", "long-list"],
  tool: ["tool-error", "broken-data"],
  user: ["impossible", "leaves", "contradicts"],
};
const judgeOf: Readonly<Record<EventKind, readonly string[]>> = {
  "empty-retrieval": [
    "It had nothing to go by and filled the gap with invention.",
    "The answer has no basis.",
    "Nothing supports this statement.",
    "Made up: nobody gave it that.",
  ],
  "cut-retrieval": [
    "Half of the rule is missing from what it says.",
    "It breaks off exactly where it gets important.",
    "Incomplete information was passed on.",
  ],
  "wrong-retrieval": [
    "The answer is about another subject.",
    "It mixed up two topics.",
    "Correct, but for something nobody wanted to know.",
  ],
  sum: ["The total does not add up.", "Arithmetic is off.", "I get another sum.", "Miscalculated."],
  "long-list": [
    "Entries got lost on the way.",
    "Not all of them are there.",
    "The order is not kept; some are missing.",
    "It drops several of the things named.",
  ],
  "tool-error": [
    "It could not carry out what it announced.",
    "Nothing came of it for technical reasons.",
    "The system let it down and the matter stayed open.",
  ],
  "broken-data": [
    "What it reports is gibberish.",
    "It passed on values that cannot be true.",
    "Garbage was taken at face value.",
  ],
  impossible: ["The wish could not be met.", "They did not get what they came for.", "Left empty-handed."],
  leaves: ["The matter was never brought to an end.", "Unresolved.", "No conclusion was reached."],
  contradicts: [
    "In the end something else was done than was wanted.",
    "It acted on what had been withdrawn.",
    "Unclear which of the wishes counts.",
  ],
};
const missingReasons = [
  "Improvised.",
  "It did not know what to do and muddled through.",
  "The core of the matter was not dealt with.",
  "What it did here is not how this is handled.",
  "Nobody told it how this works, it seems.",
  "The person {when}; the answer went past that.",
  "No good answer to somebody who {when}.",
];

interface Stage {
  readonly domain: Domain;
  readonly conditions: ReadonlyMap<string, Condition>;
  readonly lines: PlannedLine[];
  readonly maker: LineMaker;
  /** Conditions that no line may speak of. */
  readonly reserved: readonly string[];
  readonly draw: Draw;
}

/** Which kinds a prompt has: 2 to 5 faults, lines to blame in nearly all prompts, other causes in most. */
export function faultKinds(draw: Draw): FaultKind[] {
  const n = draw.int(2, 5);
  const kinds: FaultKind[] = [];
  const isOtherOnly = draw.chance(0.06);
  while (kinds.length < n) {
    const free = (Object.keys(weights) as FaultKind[]).filter(
      (kind) =>
        (kind === "ignored" || !kinds.includes(kind)) && (!isOtherOnly || otherKinds.includes(kind as never)),
    );
    if (free.length === 0) break;
    kinds.push(draw.weighted(free, (kind) => weights[kind]));
  }
  return kinds;
}

/** Plants them; lines of conflicts are added to the lines. */
export const plantFaults = (kinds: readonly FaultKind[], stage: Stage): Fault[] => {
  const taken = new Set<PlannedLine>();
  return kinds.flatMap((kind, i) => {
    const fault = planters[kind](stage, taken);
    for (const line of fault?.lines ?? []) taken.add(line);
    return fault ? [{ id: `f${i + 1}`, kind, rate: stage.draw.between(0.3, 0.95), ...fault }] : [];
  });
};

type Planted = Omit<Fault, "id" | "kind" | "rate"> & { readonly rate?: number };
type Planter = (stage: Stage, taken: ReadonlySet<PlannedLine>) => Planted | undefined;

const ignored: Planter = ({ lines, draw, conditions, reserved }, taken) => {
  const isStanding = draw.chance(0.2);
  const free = lines.filter(
    (line) =>
      line.action &&
      !taken.has(line) &&
      (isStanding ? line.needs.length === 0 && line.action.instead : line.needs.length > 0),
  );
  if (free.length === 0) return undefined;
  const line = draw.pick(free);
  // A line of every conversation is ignored with some inputs only, others sometimes: an interaction.
  const others = [...conditions.keys()].filter((id) => !line.needs.includes(id) && !reserved.includes(id));
  const tasks = others.filter((id) => id.startsWith("t:"));
  const also = isStanding ? [draw.pick(tasks)] : draw.chance(0.25) ? [draw.pick(others)] : [];
  return faultOf([line], [...line.needs, ...also], line.action!.theme, line.action!.left, line.slots);
};

const wrong: Planter = ({ lines, draw }, taken) => {
  const free = lines.filter(
    ({ action, needs, ...line }) =>
      action?.harm && needs.length > 0 && ![...taken].some((one) => one.text === line.text),
  );
  if (free.length === 0) return undefined;
  const line = draw.pick(free);
  return faultOf([line], line.needs, line.action!.theme, line.action!.harm!, line.slots);
};

const missing: Planter = ({ reserved, conditions, draw, domain }) => {
  const id = draw.pick(reserved);
  const when = draw.pick(conditions.get(id)!.when);
  const reasons = missingReasons.filter((reason) => id.startsWith("t:") || !reason.includes("{when}"));
  return faultOf([], [id], draw.pick(["procedure", "facts"]), reasons, { ...slotsOf(domain, draw), when });
};

const conflicting: Planter = ({ lines, maker, domain, draw, conditions, reserved }) => {
  const usable = [...conditions.keys()].filter((id) => !reserved.includes(id));
  const one = draw.pick([...actionsById.values()].filter(({ opposite, clash }) => opposite && clash));
  const other = actionsById.get(one.opposite!)!;
  const [a, b] = draw.some(usable, 2) as [string, string];
  const together = draw.chance(0.25);
  // Of the same fee, the same page: else both could be followed.
  const slots = slotsOf(domain, draw, one.numbers);
  const { n } = slotsOf(domain, draw, other.numbers);
  const pair = [
    maker.made([a], one, slots),
    maker.made([together ? a : b], other, { ...slots, n: n ?? "2" }),
  ];
  lines.push(...pair);
  const reasons = [...(one.clash ?? []), ...(other.clash ?? [])];
  return faultOf(pair, together ? [a] : [a, b], one.theme, reasons, pair[0]!.slots);
};

const byEvent =
  (cause: keyof typeof eventsOf): Planter =>
  ({ draw, domain }) => {
    const event = draw.pick(eventsOf[cause]);
    return {
      ...faultOf([], [], draw.pick(["facts", "procedure"]), judgeOf[event], slotsOf(domain, draw)),
      event,
    };
  };

const planters: Readonly<Record<FaultKind, Planter>> = {
  ...{ ignored, wrong, missing, conflicting },
  ...(Object.fromEntries(otherKinds.map((kind) => [kind, byEvent(kind)])) as Record<
    (typeof otherKinds)[number],
    Planter
  >),
};

const faultOf = (
  lines: readonly PlannedLine[],
  needs: readonly string[],
  theme: Theme,
  reasons: readonly string[],
  slots: Readonly<Record<string, string>>,
): Planted => ({
  lines,
  needs,
  theme: themes.includes(theme) ? theme : "facts",
  reasons: reasons.map((reason) => filled(reason, slots)),
});

export type { Action };

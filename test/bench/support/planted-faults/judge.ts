import type { Draw } from "./draw.ts";
import type { Fault, Plan, PlannedEvaluator, PlannedLine } from "./plan.ts";
import { filled } from "./plan-lines.ts";

const vague = [
  "Not good enough.",
  "This does not meet the bar.",
  "Several problems.",
  "I would not send this.",
  "Falls short.",
  "Meh.",
  "The reply has issues.",
  "Does not satisfy the criterion.",
  "Fail.",
  "The customer will not be happy with this.",
];
const fine = [
  "Fine.",
  "Meets the criterion.",
  "All good.",
  "No problem found.",
  "As it should be.",
  "ok",
  "Handled well.",
  "",
];
const lead = [
  "",
  "",
  "",
  "The agent did most of it, but: ",
  "Problem: ",
  "Reason: ",
  "On balance a fail. ",
  "I looked at every turn. ",
];
const tail = [
  "",
  "",
  "",
  "",
  " The rest is fine.",
  " Otherwise acceptable.",
  " See the last answer.",
  " Severity: medium.",
];

export const praise = (draw: Draw): string => draw.pick(fine);

/** Why a judge fails a conversation for what fired: mostly to the point, sometimes without one, sometimes about something else. */
export function reasonFor(
  faults: readonly Fault[],
  atWork: readonly PlannedLine[],
  evaluator: PlannedEvaluator,
  plan: Plan,
  draw: Draw,
): string {
  if (draw.chance(evaluator.vague)) return draw.pick(vague);
  if (draw.chance(evaluator.astray)) return astray(atWork, draw);
  const fault = draw.pick(faults);
  const words = draw.chance(0.35) ? namedOrder(fault, plan, draw) : draw.pick(fault.reasons);
  return `${draw.pick(lead)}${filled(words, { c: plan.domain.customer })}${draw.pick(tail)}`;
}

/** A judge who has the policy at hand says what was to be done, or when, if seldom as the line puts it. */
function namedOrder({ lines, kind, reasons }: Fault, { conditions, domain }: Plan, draw: Draw): string {
  if (lines.length === 0) return draw.pick(reasons);
  const { action, needs, slots } = draw.pick(lines);
  const order = filled(draw.pick(action!.text), slots).replace(/\.$/, "");
  const need = needs.length > 0 ? draw.pick(needs) : undefined;
  const words = need === undefined ? "" : draw.pick(conditions.get(need)!.when);
  const when = need?.startsWith("t:") ? `the ${domain.customer} ${words}` : words;
  const frames =
    kind === "ignored"
      ? [`It did not "${order}".`, `Expected: ${order}.`, `Should have: ${order}.`]
      : kind === "wrong"
        ? [`To ${order} is not right here.`, `It went on to ${order}. ${draw.pick(reasons)}`]
        : [`One cannot ${order} in this case. ${draw.pick(reasons)}`];
  if (when !== "" && draw.chance(0.4))
    return `${draw.pick(["Given that", "Although"])} ${when}: ${draw.pick(reasons)}`;
  return draw.pick(frames);
}

/** Nothing is wrong, yet something has to be said. */
export const reasonForNothing = (atWork: readonly PlannedLine[], draw: Draw): string =>
  draw.chance(0.5) ? draw.pick(vague) : astray(atWork, draw);

function astray(atWork: readonly PlannedLine[], draw: Draw): string {
  const lines = atWork.filter(({ action }) => action);
  if (lines.length === 0) return draw.pick(vague);
  const { action, slots } = draw.pick(lines);
  return `${draw.pick(lead)}${filled(draw.pick(action!.left), slots)}${draw.pick(tail)}`;
}

import type { GateNeed, GateOutcome, ImproveTarget, Suggestion } from "../../improve/index.ts";
import { type SpentView, spentText } from "../replay-text.ts";
import { plural, tame } from "../wording.ts";
import { type SuggestionPaint, suggestionText } from "./suggestion-text.ts";

/** What a cycle is about to take, as it is told before. */
export interface ToldCyclePlan {
  readonly target: ImproveTarget;
  readonly prompt: { readonly file: string };
  readonly agent: { readonly name: string; readonly place: string };
  /** The model that proposes, as people call it. */
  readonly proposer: string;
  readonly cases: { readonly train: number; readonly validation: number; readonly heldOut: number };
  /** Evaluators that decide; and those that do not, for nobody has shown that they catch what they are for. */
  readonly deciding: readonly string[];
  readonly undecided: readonly string[];
  /** Those that decide and guard safety: by how much they may fall over all cases together, and how many cases that takes. */
  readonly safety?: {
    readonly names: readonly string[];
    readonly margin: number;
    readonly cases: number;
    readonly fewest: number;
  };
  readonly judges: readonly string[];
  /** What may be changed beside the prompt, by file; and why something that the configuration names may not. */
  readonly components?: readonly { readonly file: string; readonly titles: readonly string[] }[];
  readonly left?: readonly string[];
  /** Passages of documents that may be put into the prompt. */
  readonly passages?: number;
  /** Cases with calls of tools whose results are recorded, where nothing says what other calls would give. */
  readonly pinned?: number;
  readonly budget: { readonly calls: number; readonly usd: number };
  /** Why no edit would be looked for, as a sentence; absent where one would. */
  readonly escalation?: string;
  /** Absent where nobody has tried the same yet. */
  readonly earlier?: ToldEarlier;
}

/** What earlier runs of a cycle came to that was stopped, or has ended with a suggestion that waits. */
export interface ToldEarlier {
  readonly runs: number;
  /** When it was last heard of. */
  readonly atMs: number;
  /** Reflections that are kept. */
  readonly reflections: number;
  readonly spent: SpentView;
  readonly isSuggested?: boolean;
}

/** That a cycle goes on and what it need not ask again. */
export function earlierText({ runs, atMs, reflections, spent, isSuggested }: ToldEarlier): string {
  const at = new Date(atMs).toISOString().slice(0, 16).replace("T", " ");
  const took = `${plural(reflections, "reflection")}, ${spentText(spent)}`;
  return isSuggested
    ? `The same was looked for before (${took}), and what it found waits for a decision: nothing is asked. --afresh looks again.`
    : `Goes on where ${runs === 1 ? "a run" : `${runs} runs`} of the same stopped (last heard of ${at} UTC): ${took}, all of it kept. --afresh begins anew.`;
}

/** Sentences that say what is asked, of whom, and for how much. */
export function cyclePlanText(plan: ToldCyclePlan): string[] {
  const { target, prompt, agent, proposer, cases, deciding, undecided, judges, budget, pinned = 0 } = plan;
  const names = (all: readonly string[]): string => all.map((one) => tame(one, 80)).join(", ");
  return [
    `Looks for an edit of ${tame(prompt.file, 120)} that mends the ${target.kind} ${tame(target.name, 80)}, with ${cases.train} cases to learn from, ${cases.validation} to compare candidates on and ${cases.heldOut} held out for the gate.`,
    `${tame(proposer, 120)} proposes edits; the agent ${tame(agent.name, 80)} (${tame(agent.place, 120)}) is run with them: at most ${budget.calls} calls and $${budget.usd}.`,
    `Deciding: ${names(deciding)}.${undecided.length > 0 ? ` Not mutation-tested, so without a say: ${names(undecided)}.` : ""}`,
    ...(plan.safety ? [safetyText(plan.safety)] : []),
    ...(plan.escalation === undefined ? [] : [plan.escalation]),
    ...(judges.length > 0 ? [`Judged by ${names(judges)} beside that.`] : []),
    ...componentLines(plan),
    ...(pinned > 0 ? [pinnedText(pinned, plan)] : []),
    ...(plan.earlier ? [earlierText(plan.earlier)] : []),
  ];
}

function safetyText({ names, margin, cases, fewest }: NonNullable<ToldCyclePlan["safety"]>): string {
  const most = `${Math.round(100 * margin)} points`;
  const whose = names.map((one) => tame(one, 80)).join(", ");
  const few = `To show that takes ${fewest} cases that it judges, and the gate has ${cases}: whatever is found stays undecided. Import more conversations, or add cases by hand.`;
  return `Safety: ${whose}, which may not fall by ${most} over all cases together.${cases < fewest ? ` ${few}` : ""}`;
}

const mostTitles = 12;

/** What else may be changed; and what of it may not, with the reason. */
function componentLines({ components = [], left = [], passages = 0 }: ToldCyclePlan): string[] {
  const told = components.map(({ file, titles }) => {
    const some = titles.slice(0, mostTitles).map((one) => tame(one, 60));
    const more = titles.length > mostTitles ? ` and ${titles.length - mostTitles} more` : "";
    return `${tame(file, 120)} (${some.join("; ")}${more})`;
  });
  const quoting = plural(passages, "passage");
  return [
    ...(passages > 0 ? [`It may put in one of ${quoting} of documents, as it stands there.`] : []),
    ...(told.length > 0 ? [`It may change beside that: ${told.join(", ")}.`] : []),
    ...left.map((why) => `Not changed: ${tame(why, 300)}`),
  ];
}

const pinnedText = (pinned: number, { cases, agent }: ToldCyclePlan): string =>
  `In ${pinned} of ${cases.train + cases.validation + cases.heldOut} cases tools are called, and their results are the recorded ones: where an edit makes the agent call them otherwise, nobody knows what they give, and the case counts against the edit. Give the agent ${tame(agent.name, 80)} a \`simulator:\`, or \`tools: live\`, to have such edits tried.`;

/** Something that was tried in a cycle, for who wants to know. */
export interface TriedEdit {
  readonly operator: string;
  readonly text: string;
  /** Mean progress of a case, -1 to 1; absent where it was not compared by itself. */
  readonly effect?: number;
  /** How often it was proposed, where that was more than once. */
  readonly times?: number;
  /** In the best edit of the cycle, whatever the gate made of that. */
  readonly isInBest?: boolean;
}

/** How a cycle went. `says`: why it ended so, as a sentence. */
export interface ToldCycle {
  readonly says: string;
  readonly tried: readonly TriedEdit[];
  readonly metricCalls: number;
  readonly reflections: number;
  readonly gate?: GateOutcome;
  readonly suggestion?: Suggestion;
  readonly spent: SpentView;
  readonly earlier?: ToldEarlier;
}

const mostTried = 8;

export function cycleText(one: ToldCycle, paint?: SuggestionPaint): string {
  const { says, suggestion, gate, tried, metricCalls, reflections, spent, earlier } = one;
  const more = tried.length > mostTried ? [`  and ${tried.length - mostTried} more`] : [];
  return [
    says,
    ...(suggestion ? ["", suggestionText(suggestion, paint), "", nextFor(suggestion)] : []),
    ...(gate && !suggestion ? ["", ...gateLines(gate)] : []),
    ...(suggestion || tried.length === 0
      ? []
      : ["", "Tried:", ...byEffect(tried).slice(0, mostTried).map(triedLine), ...more]),
    "",
    `${plural(metricCalls, "case run")}, ${plural(reflections, "reflection")}; ${spentText(spent)}${earlier ? `, after ${spentText(earlier.spent)} in ${plural(earlier.runs, "earlier run")}` : ""}.`,
  ].join("\n");
}

const nextFor = ({ id }: Suggestion): string =>
  `Nothing was changed. Commit it on a branch: homeostat approve ${id.slice(0, 8)}; or say why not: homeostat reject ${id.slice(0, 8)} --reason "…"`;

const byEffect = (tried: readonly TriedEdit[]): TriedEdit[] =>
  [...tried].sort((a, b) => (b.effect ?? -9) - (a.effect ?? -9));

const triedLine = ({ operator, text, effect, times }: TriedEdit): string =>
  `  ${operator.padEnd(12)} ${effectText(effect).padEnd(9)}  ${tame(text, 120)}${times ? ` (proposed ${times} times)` : ""}`;

function effectText(effect: number | undefined): string {
  if (effect === undefined) return "not tried";
  const told = Math.abs(effect).toFixed(2);
  return told === "0.00" ? "no effect" : `${effect > 0 ? "+" : "−"}${told}`;
}

/** What speaks against it, and what it would take to decide. */
export function gateLines({ classes, cases, limits, needs }: GateOutcome): string[] {
  const worse = classes.filter(({ state }) => state === "worse");
  return [
    ...worse.map(
      (one) =>
        `  ${tame(one.class ?? "all cases", 80)} falls under ${tame(one.evaluator, 80)}: ${one.base.passes}/${one.base.n} to ${one.candidate.passes}/${one.candidate.n}`,
    ),
    ...cases
      .filter(({ state }) => state === "regressed")
      .slice(0, mostTried)
      .map((one) => `  ${tame(one.case, 80)} passed and fails now (${tame(one.evaluator, 80)})`),
    ...limits.filter(({ state }) => state === "exceeded").map((one) => `  ${limitText(one)}`),
    ...needs.slice(0, mostTried).map((need) => `  ${needText(need)}`),
  ];
}

/** What may be set is set at the agent. */
const takes: Readonly<Record<GateOutcome["limits"][number]["limit"], string>> = {
  tokens: "the tokens (`limits: { tokens }` at the agent)",
  costUsd: "the money (`limits: { cost }` at the agent)",
  latencyMs: "the time",
};

const limitText = ({ limit, ratio, allowed }: GateOutcome["limits"][number]): string =>
  `A case takes ${ratio.toFixed(1)} times ${takes[limit]}; ${allowed} times are allowed.`;

/** What would let the gate decide. */
export function needText(need: GateNeed): string {
  switch (need.kind) {
    case "trials":
      return `It would take ${plural(need.trials, "run")} more.`;
    case "cases":
      return `It would take about ${plural(need.more, "case")} more of ${tame(need.class ?? "any kind", 80)} (${tame(need.evaluator, 80)}).`;
    case "better candidate":
      return `${tame(need.class ?? "All cases together", 80)} looks worse under ${tame(need.evaluator, 80)}: more cases would not help.`;
    case "case trials":
      return `${tame(need.case, 80)} would take ${plural(need.more, "run")} more (${tame(need.evaluator, 80)}).`;
    case "limit":
      return `Whether it takes too much ${need.limit === "tokens" ? "text" : need.limit === "costUsd" ? "money" : "time"} would take about ${plural(need.more, "case")} more.`;
  }
}

import type { AblationEffect, LineAblation, LineOperator } from "../attribution/index.ts";
import { judgesText, type SpentView, spentText } from "./replay-text.ts";
import { plural, tame } from "./wording.ts";

/** What an ablation is about to take, as it is told before. */
export interface AblationPlanView {
  readonly agent: { readonly name: string; readonly place: string };
  readonly prompt: { readonly file: string };
  readonly lines: readonly {
    readonly line: number;
    readonly ids: readonly string[];
    readonly operators: readonly LineOperator[];
    readonly cannot: readonly { readonly operator: LineOperator; readonly reason: string }[];
  }[];
  readonly runs: number;
  readonly kept: number;
  readonly about: SpentView;
  readonly budget: { readonly calls: number; readonly usd: number };
  readonly withoutTools: number;
  readonly judges: readonly string[];
  readonly unfoundFrozen: readonly string[];
}

/** How a line stands after an operator. */
export const changedWays: Readonly<Record<LineOperator, string>> = {
  drop: "without it",
  weaken: "weakened",
  negate: "turned into its opposite",
  "move-first": "at the front of its section",
  "move-last": "at the end",
};

/** What is done to a line, and what that shows, as a person chooses it. */
export const ablationChoices: Readonly<
  Record<LineOperator, { readonly label: string; readonly shows: string }>
> = {
  drop: { label: "Leave it out", shows: "whether it does anything, and whether it is to blame" },
  weaken: { label: "Make it a wish", shows: "whether its firmness is to blame" },
  negate: { label: "Turn it into its opposite", shows: "whether it is followed at all" },
  "move-first": { label: "Put it first in its section", shows: "whether its place matters" },
  "move-last": { label: "Put it last in the prompt", shows: "whether its place matters" },
};

/** Sentences that say what is asked, of whom, and for how much. */
export function ablationPlanText(plan: AblationPlanView): string[] {
  const { agent, prompt, runs, kept, about, budget, lines } = plan;
  const tried = lines.filter(({ operators, ids }) => operators.length > 0 && ids.length > 0);
  const most = Math.max(0, ...tried.map(({ ids }) => ids.length));
  const again = kept > 0 ? `; ${kept} of them known from before, which cost nothing` : "";
  return [
    `${plural(tried.length, "line")} of ${tame(prompt.file, 120)}, ${tried.length === 1 ? "tried on" : "each tried on at most"} ${plural(most, "conversation")}, run with the text as it is and with the changed one by the agent ${tame(agent.name, 80)} (${tame(agent.place, 120)}): ${plural(runs, "run")}${again}.`,
    `This asks the agent about ${about.calls} ${about.calls === 1 ? "time" : "times"}: ${spentText(about)}; at most ${budget.calls} calls and $${budget.usd}.`,
    ...lines.flatMap(({ line, cannot }) =>
      cannot.map(
        ({ operator, reason }) =>
          `Line ${line} cannot be tried ${changedWays[operator]}: ${tame(reason, 300)}`,
      ),
    ),
    ...lines
      .filter(({ ids, operators }) => ids.length === 0 && operators.length > 0)
      .map(
        ({ line }) => `Line ${line} was put to work by no conversation, so nothing can be learnt about it.`,
      ),
    ...(plan.withoutTools > 0
      ? [
          `${plural(plan.withoutTools, "conversation")} called tools whose definitions were not captured, so the model is offered none: name them in the agent's \`toolsFile\`.`,
        ]
      : []),
    ...plan.unfoundFrozen.map(
      (one) => `The entry “${tame(one, 80)}” of \`frozen:\` is in no prompt, so it protects nothing.`,
    ),
    ...judgesText(plan.judges),
  ];
}

/** What changing a line showed, in sentences. `shown`: how the face at hand writes what others wrote. */
export function ablationSentence(
  one: LineAblation,
  shown: (text: string) => string = (text) => tame(text, 60),
): string {
  const { operator, verdict, effects, changed } = one;
  const told = effects
    .filter(({ evaluator }) => changed.includes(evaluator))
    .map((effect) => effectText(effect, operator, shown));
  switch (verdict) {
    case "confirmed":
      return `To blame: ${told.join("; ")}.`;
    case "matters":
      return `It matters: ${told.join("; ")}.`;
    case "idle":
      return `${operator === "drop" ? "Dead line" : "No difference"}: ${changedWays[operator]} no verdict changed more than by chance over ${plural(one.conversations, "conversation")}; a difference of more than ${points(one.notRuledOut)} is ruled out. ${sameText(one)}`;
    case "unproven":
      return unprovenText(one, shown);
  }
}

function unprovenText(one: LineAblation, shown: (text: string) => string): string {
  const { effects, conversations, operator, notRuledOut } = one;
  if (effects.length === 0)
    return `No proof: no evaluator gave a verdict with both texts over ${plural(conversations, "conversation")}.`;
  const [largest] = [...effects].sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
  const seen =
    largest!.difference === 0
      ? `${changedWays[operator]} nothing changed`
      : effectText(largest!, operator, shown);
  return `No proof: ${seen}, but over ${plural(conversations, "conversation")} a difference of up to ${points(notRuledOut)} is not ruled out. ${sameText(one)}`;
}

function effectText(effect: AblationEffect, operator: LineOperator, shown: (text: string) => string): string {
  const { evaluator, n, before, gained, lost, difference, low, high } = effect;
  const sign = difference > 0 ? "+" : "−";
  return `${changedWays[operator]} ${shown(evaluator)} passes ${count(before + gained - lost)} of ${n} instead of ${count(before)} (${sign}${points(Math.abs(difference))}, 95 % interval ${signed(low)} to ${signed(high)})`;
}

const sameText = ({ compared, sameAnswers }: LineAblation): string =>
  sameAnswers === compared
    ? "The agent answered word for word the same every time."
    : `The agent answered word for word the same in ${sameAnswers} of ${plural(compared, "run")}.`;

const points = (share: number): string => `${Math.round(share * 100)} points`;
const signed = (share: number): string => `${share < 0 ? "−" : ""}${Math.round(Math.abs(share) * 100)}`;
/** Shares of calls are no whole numbers. */
const count = (value: number): string => String(Math.round(value * 10) / 10);

/** The last results for a line, those of this version first; of another version they are of a text that is no more. */
export const ablationsOf = <T extends LineAblation>(
  ablations: readonly T[],
  key: string,
  version: string,
): { readonly ablation: T; readonly isStale: boolean }[] =>
  ablations
    .filter((one) => one.key === key)
    .map((ablation) => ({ ablation, isStale: ablation.version !== version }))
    .sort((a, b) => Number(a.isStale) - Number(b.isStale) || b.ablation.atMs - a.ablation.atMs);

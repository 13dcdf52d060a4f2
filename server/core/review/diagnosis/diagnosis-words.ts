import {
  type Blame,
  blamingProbability,
  type CauseKind,
  type Interaction,
  type Suspect,
} from "../../attribution/index.ts";
import type { Snapshot } from "../snapshot.ts";
import { inQuotes, percent, plural, tame } from "../wording.ts";
import type { NothingToDiagnose, ToldDiagnosis, ToldLine, ToldPrompt } from "./told-diagnosis.ts";

/** Causes as they stand in a list of shares. That nothing can be said has words of its own. */
export const causeWords: Readonly<Record<CauseKind, string>> = {
  prompt: "prompt",
  context: "context",
  capability: "capability",
  tool: "tool",
  user: "user",
  unknown: "not known",
};

/** What a cause means, for who meets the word for the first time. */
export const causeMeaning: Readonly<Record<CauseKind, string>> = {
  prompt: "a line of the prompt, or one that it lacks",
  context: "what the agent needed to know was not there",
  capability: "the model could not do it",
  tool: "a tool or another system failed",
  user: "what was asked, or how",
  unknown: "nothing is likely enough to be named",
};

export const causeNext: Readonly<Record<CauseKind, string>> = {
  prompt: "Edit the line that is suspected, or add the one that is missing.",
  context:
    "It is not the prompt: what the agent had to know was not there. Look at what was retrieved, and add the source that is missing.",
  capability:
    "It is not the prompt: the model was told and could not. Give it to a person (homeostat queue), or try another model.",
  tool: "It is not the prompt: look at the tool that failed, or tell the agent what to do when it does.",
  user: "It is not the prompt: nothing here is to be edited. Look at the conversations before you count them against it.",
  unknown: "Not known: read the conversations, and label what you see. More verdicts make it clearer.",
};

/**
 * Below it a suspect is told only to those who ask for all. Two readers who knew nothing of them judged diagnoses of real failures: of the first
 * one's 13 those from here on pointed at a line that was broken in 6 of 7, those below in none; of the second one's 13, all from here on and
 * said to be probable by 29 % on average once probabilities were corrected, 5 did and 1 partly. Both caught all 7 that had been exchanged.
 */
export const leastSuspicion = 0.2;

interface Told {
  readonly line?: ToldLine;
  readonly situation?: string;
  readonly other?: ToldLine;
  readonly behavior?: { readonly name: string };
}

/** "line 42", or where the text holds it no more its words. */
export const lineName = ({ line, text }: ToldLine): string =>
  line === undefined ? `“${text}”` : `line ${line + 1}`;

/** Clause that follows a line: "is ignored: of the 25 times it was put to work 18 failed, otherwise 3 of 210" */
export function suspectText(suspect: Suspect, told: Told): string {
  return `${blamed(suspect.blame, told)}: ${countsText(suspect)}`;
}

function blamed(blame: Blame, { line, other, behavior, situation }: Told): string {
  switch (blame) {
    case "wrong":
      return "is wrong: the agent did what it says";
    case "ignored":
      return "is ignored";
    case "conflict":
      return other ? `cannot be followed together with ${lineName(other)}` : "is in conflict with another";
    case "missing": {
      const what = behavior
        ? `no line speaks to ${inQuotes(behavior.name)}`
        : situation !== undefined
          ? `no line speaks to what goes with “${situation}”`
          : "no line speaks to what was asked";
      return line ? `${what}, which belongs after ${lineName(line)}` : what;
    }
  }
}

/** "Suspected of being ignored (99 %)": at the line itself, before what shows it. */
export function suspicionText({ blame, probability }: Suspect, { other }: Told): string {
  const what: Readonly<Record<Blame, string>> = {
    wrong: "of being wrong, for it was followed",
    ignored: "of being ignored",
    missing: "to be missing",
    conflict: `of contradicting ${other ? lineName(other) : "another line"}`,
  };
  return `Suspected ${what[blame]} (${percent(probability)})`;
}

const whenCounted: Readonly<Record<Blame, string>> = {
  wrong: "it was put to work",
  ignored: "it was put to work",
  missing: "it was asked for",
  conflict: "both were put to work",
};

export function countsText({ blame, failing, exercised, otherwise }: Suspect): string {
  const rest = otherwise.n > 0 ? `, otherwise ${otherwise.failing} of ${otherwise.n}` : "";
  return `of the ${plural(exercised, "time")} ${whenCounted[blame]} ${failing} failed${rest}`;
}

/** The whole in one sentence, so that nobody has to weigh the figures: least of all where nothing is known. */
export function verdictText(
  [first]: readonly { readonly cause: CauseKind; readonly probability: number }[],
  [suspect]: readonly (Told & { readonly blame: Blame; readonly probability: number })[],
): string {
  if (!first || first.cause === "unknown")
    return suspect
      ? "Do not know for most of them. What is suspected at all stands below."
      : "Do not know: nothing is likely enough to be named.";
  if (first.cause !== "prompt") return causeNext[first.cause];
  if (!suspect) return "It is the prompt, and no single line of it stands out.";
  const { line, blame } = suspect;
  const who =
    blame === "missing" || !line
      ? ""
      : `${lineName(line)}${line.line === undefined ? "" : ` “${tame(line.text, 90)}”`} `;
  const said = `${who}${blamed(blame, suspect)}.`;
  // Of many failures the cause is a share, and the line may be sure all the same.
  return Math.max(first.probability, suspect.probability) >= blamingProbability
    ? `Most likely the prompt: ${said}`
    : `Perhaps the prompt, which is not sure enough to edit a line by it alone: ${said}`;
}

/** "61 points more often, 95 % interval 38 to 84": how much more often samples fail that put it to work; nothing where there are no others. */
export function effectText({
  effect: { difference, low, high },
  otherwise,
}: Pick<Suspect, "effect" | "otherwise">): string | undefined {
  if (otherwise.n === 0) return undefined;
  const points = (share: number): string => String(Math.round(share * 100)).replace("-", "−");
  const more = difference < 0 ? `${points(-difference)} points less` : `${points(difference)} points more`;
  return `${more} often, 95 % interval ${points(low)} to ${points(high)}`;
}

export function suspectNext(blame: Blame, { line, other, behavior, situation }: Told): string {
  switch (blame) {
    case "wrong":
      return "Edit the line: what it asks for is what fails.";
    case "ignored":
      return "Edit the line so that it is harder to pass over: say when it holds and give an example, or set it apart. Then replay.";
    case "missing":
      return `Add a line${line ? ` after ${lineName(line)}` : ""} that says what to do${behavior ? ` for ${inQuotes(behavior.name)}` : situation === undefined ? "" : ` where “${situation}” comes up`}.`;
    case "conflict":
      return `Say which of the two goes first, or when each holds${other ? `: this line and ${lineName(other)}` : ""}.`;
  }
}

/** "fails with “Refunds” 12 of 14 times, elsewhere 3 of 90" */
export function interactionText(
  { failing, n, elsewhere, input, evaluator }: Interaction,
  { other, behavior }: Told,
): string {
  const kind = behavior?.name ?? (input === undefined ? undefined : tame(input, 60));
  const beside = kind ? `with ${inQuotes(kind)}` : `beside ${other ? lineName(other) : "another"}`;
  const by = evaluator === undefined ? "" : ` by ${tame(evaluator, 60)}`;
  return `fails${by} ${beside} ${failing} of ${plural(n, "time")}, elsewhere ${elsewhere.failing} of ${elsewhere.n}`;
}

/** "prompt 62 %, tool 21 %, not known 17 %". What has no part is left out. */
export const causesText = (
  causes: readonly { readonly cause: CauseKind; readonly probability: number }[],
): string =>
  causes
    .filter(({ probability }) => probability >= 0.005)
    .map(({ cause, probability }) => `${causeWords[cause]} ${percent(probability)}`)
    .join(", ");

const subjectWords = ({ kind, name }: ToldDiagnosis["subject"]): string => {
  switch (kind) {
    case "workspace":
      return "any prompt";
    case "prompt":
      return name;
    case "evaluator":
    case "behavior":
      return inQuotes(name);
    case "conversation":
      return `conversation ${name}`;
  }
};

/** What to do where there is no failure to look into; undefined where there is one. */
export function emptyText(
  subject: ToldDiagnosis["subject"],
  prompts: readonly ToldPrompt[],
  { totals, evaluators, baseline }: Pick<Snapshot, "totals" | "evaluators" | "baseline">,
): NothingToDiagnose | undefined {
  if (prompts.some(({ failures }) => failures > 0)) return undefined;
  if (baseline)
    return {
      why: "The figures come from the committed baseline: without conversations nothing can be diagnosed.",
    };
  if (totals.conversations === 0) return { why: "There are no conversations yet.", step: "import" };
  if (totals.evaluations === 0) return { why: "Nothing is judged yet.", step: "evaluate" };
  const samples = prompts.reduce((sum, one) => sum + one.samples, 0);
  const of = subjectWords(subject);
  if (samples > 0) {
    const one = samples === 1 ? "The one judged sample passes." : `All ${samples} judged samples pass.`;
    return { why: `Nothing fails for ${of}. ${one}` };
  }
  return evaluators.length === 0
    ? { why: `No evaluator judges ${of}.`, step: "config" }
    : { why: `No sample of ${of} that used a prompt of this workspace has a verdict.`, step: "evaluate" };
}

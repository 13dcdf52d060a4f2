import { clusteredRate, groupBy, type Rate } from "../base/index.ts";
import { samplesOf } from "../evaluators/index.ts";
import type { Evaluation, Label } from "../store/index.ts";
import type { ReplayView } from "./replay-text.ts";
import { samplePart } from "./trace-view.ts";
import { percent, plural, rateSentence } from "./wording.ts";

/** What one evaluator says of one sample of a fresh run. */
export interface FreshVerdict {
  readonly conversationId: string;
  /** "turn 2", "call 5"; absent for the whole conversation. */
  readonly part?: string;
  readonly label: Label;
  readonly explanation: string;
  /** What the agent answered: where the evaluator points to a message, that one. */
  readonly answer: string;
}

/** An evaluator on fresh answers: what it says of them, and what it said of the recordings of the same conversations. */
export interface FreshVerdicts {
  readonly evaluator: string;
  readonly rate: Rate;
  /** Stored verdicts; n is 0 where nothing was judged. */
  readonly recorded: Rate;
  readonly unknown: number;
  readonly notApplicable: number;
  /** In the order of the run. */
  readonly verdicts: readonly FreshVerdict[];
  /** Below the threshold, however few there are. */
  readonly isBelow: boolean;
  /** The rate and what it is held against, or why there is none: a sentence. */
  readonly verdict: string;
}

/** `names`: whose verdicts are wanted, in that order. `warning`: the rate below which an evaluator's test fails. */
export function freshVerdicts(
  conversations: readonly ReplayView[],
  names: readonly string[],
  warning: number,
): FreshVerdicts[] {
  return names.map((name) => {
    const own = (evaluations: readonly Evaluation[]) =>
      evaluations.filter(({ evaluator }) => evaluator === name);
    const fresh = conversations.map((one) => ({ one, said: own(one.after) }));
    const recorded = conversations.map((one) => ({ one, said: own(one.before) }));
    const verdicts = fresh.flatMap(({ one, said }) => said.map((evaluation) => verdictOf(one, evaluation)));
    const rate = rateOf(fresh);
    const count = (label: Label): number => verdicts.filter((one) => one.label === label).length;
    const isBelow = rate.n > 0 && rate.rate < warning;
    const counted = {
      ...{ rate, recorded: rateOf(recorded), isBelow },
      ...{ unknown: count("unknown"), notApplicable: count("not-applicable") },
    };
    return { evaluator: name, ...counted, verdicts, verdict: sentence(counted, verdicts, warning) };
  });
}

interface Said {
  readonly one: ReplayView;
  readonly said: readonly Evaluation[];
}

/** Trials of one task, and turns of one conversation, are alike. */
function rateOf(all: readonly Said[]): Rate {
  const byTask = groupBy(all, ({ one }) => one.recorded.conversation.taskId ?? one.id);
  return clusteredRate(
    [...byTask.values()].map((some) => {
      const labels = some.flatMap(({ said }) => said.map(({ label }) => label));
      const passes = labels.filter((label) => label === "pass").length;
      return { passes, n: passes + labels.filter((label) => label === "fail").length };
    }),
  );
}

function verdictOf(one: ReplayView, evaluation: Evaluation): FreshVerdict {
  const { sampleId, label, explanation = "" } = evaluation;
  const part = samplePart(sampleId);
  return {
    ...{ conversationId: one.id, label, explanation, answer: answerIn(one, evaluation) },
    ...(part !== undefined && { part }),
  };
}

function answerIn(
  { captured, messages }: ReplayView,
  { sampleId, messageIndex }: Pick<Evaluation, "sampleId" | "messageIndex">,
): string {
  const pointed = messageIndex === undefined ? undefined : messages[messageIndex];
  if (pointed?.role === "assistant" && pointed.text !== "") return pointed.text;
  const sample = samplesOf(captured.conversation.id, messages).find(({ id }) => id === sampleId);
  const within = sample ? messages.slice(sample.from, sample.to) : messages;
  return within.findLast(({ role, text }) => role === "assistant" && text !== "")?.text ?? "";
}

function sentence(
  {
    rate,
    recorded,
    isBelow,
    unknown,
    notApplicable,
  }: Omit<FreshVerdicts, "evaluator" | "verdicts" | "verdict">,
  verdicts: readonly FreshVerdict[],
  warning: number,
): string {
  const left = [
    unknown > 0 ? `unknown on ${unknown}` : "",
    notApplicable > 0 ? `not applicable to ${notApplicable}` : "",
  ].filter(Boolean);
  if (rate.n === 0)
    return verdicts.length === 0
      ? "No verdict: it judged none of the fresh answers."
      : `No verdict: ${left.join(", ")} of ${plural(verdicts.length, "fresh sample")}.`;
  const before = recorded.n > 0 ? `; on the recordings ${recorded.passes} of ${recorded.n} passed` : "";
  return `Fresh answers: ${rateSentence(rate)}, ${isBelow ? "below" : "not below"} the threshold of ${percent(warning)}${before}${left.length > 0 ? `; ${left.join(", ")}` : ""}.`;
}

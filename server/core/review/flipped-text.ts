import type { LineOperator } from "../attribution/index.ts";
import type { Conversation, Evaluation, Label, Message } from "../store/index.ts";
import { changedWays } from "./ablation-text.ts";
import { replayEnd, replaySide } from "./replay-text.ts";
import { plural, tame, visible } from "./wording.ts";

/** A conversation whose verdicts flipped when a line was changed, as far as people are shown of it. */
export interface FlippedView {
  readonly conversationId: string;
  readonly operator: LineOperator;
  readonly trial: number;
  readonly verdicts: readonly {
    readonly evaluator: string;
    readonly gained: number;
    readonly lost: number;
  }[];
  readonly runs?: {
    readonly conversation: Conversation;
    readonly before: FlippedSide;
    readonly after: FlippedSide;
  };
}

interface FlippedSide {
  readonly messages: readonly Message[];
  readonly end: "complete" | "departed" | "unknown";
  readonly reason?: string;
  readonly verdicts: readonly {
    readonly evaluator: string;
    readonly verdicts: readonly (readonly [part: string, label: Label, ...more: unknown[]])[];
  }[];
}

/** Whether anything that passes with the text as it is fails with the changed one. */
export const isWorse = ({ verdicts }: Pick<FlippedView, "verdicts">): boolean =>
  verdicts.some(({ lost }) => lost > 0);

/** "no-sorry passes now, in 2 turns; one-call fails now" */
export function flippedText({ verdicts }: Pick<FlippedView, "verdicts">): string {
  const said = (count: number, verb: string): string[] =>
    count === 0 ? [] : [count === 1 ? `${verb} now` : `${verb} now, ${plural(count, "time")}`];
  return verdicts
    .map(({ evaluator, gained, lost }) =>
      `${tame(evaluator, 60)} ${[...said(lost, "fails"), ...said(gained, "passes")].join(" and ")}`.trim(),
    )
    .join("; ");
}

/** "1 passes as it is and fails with the change, 2 fail as it is and pass with the change" */
export function flippedCounts(flipped: readonly Pick<FlippedView, "verdicts">[]): string {
  const worse = flipped.filter(isWorse).length;
  const better = flipped.length - worse;
  const passes = (count: number): string => (count === 1 ? "passes" : "pass");
  const fails = (count: number): string => (count === 1 ? "fails" : "fail");
  return [
    ...(worse > 0 ? [`${worse} ${passes(worse)} as it is and ${fails(worse)} with the change`] : []),
    ...(better > 0 ? [`${better} ${fails(better)} as it is and ${passes(better)} with the change`] : []),
  ].join(", ");
}

/** The run with the text as it is and the one with the changed text, as documents that are laid side by side. */
export function flippedTexts(
  { runs, operator, conversationId }: FlippedView,
  prompt: { readonly file: string; readonly version: string },
): { readonly recorded: string; readonly fresh: string } | undefined {
  if (!runs) return undefined;
  const way = operator === "drop" ? "without the line" : `the line ${changedWays[operator]}`;
  const conversation = { ...runs.conversation, id: conversationId };
  const side = (one: FlippedSide, head: string, how: string): string =>
    freshRunText(one, { conversation, prompt, how: head, found: how });
  return {
    recorded: side(runs.before, "with the text as it is", "replay"),
    fresh: side(runs.after, `with the changed text: ${way}`, `replay, ${way}`),
  };
}

/** A conversation that was run again, as a document. `how`: with which text; `found`: how its version is known. */
export function freshRunText(
  run: FlippedSide,
  {
    conversation,
    prompt,
    how,
    found = "replay",
  }: {
    readonly conversation: Conversation;
    readonly prompt: { readonly file: string; readonly version: string };
    readonly how: string;
    readonly found?: string;
  },
): string {
  // What became of the recording is no fact of the run.
  const { outcome: _, ...rest } = conversation;
  return [
    `Replay        ${how}`,
    `Ended         ${replayEnd(run)}`,
    replaySide({ conversation: rest, messages: run.messages }, evaluationsOf(run, conversation.id), {
      ...prompt,
      how: found,
    }),
  ].join("\n");
}

/** Of an answer, characters that are shown beside another. */
const mostOfAnswer = 4_000;

/** What the agent said last, made safe to be shown; undefined where it said nothing. */
export function lastAnswer(messages: readonly Message[]): string | undefined {
  const text = messages.findLast((one) => one.role === "assistant" && one.text.trim() !== "")?.text;
  return text === undefined ? undefined : visible(text.slice(0, mostOfAnswer));
}

/** Why, evaluators said of runs that are not kept with their words. */
const evaluationsOf = ({ verdicts }: FlippedSide, conversationId: string): Evaluation[] =>
  verdicts.flatMap(({ evaluator, verdicts: own }) =>
    own.map(([part, label]) => ({
      ...{ evaluator, evaluatorKey: evaluator, conversationId, label },
      sampleId: `${conversationId}#${part}`,
      explanation: "",
    })),
  );

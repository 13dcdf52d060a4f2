import type { Conversation, Evaluation, Message } from "../store/index.ts";
import { conversationText } from "./conversation-text.ts";
import { plural, tame } from "./wording.ts";

/** A conversation as it was recorded and as it went again, as far as people are shown of it. */
export interface ReplayView {
  readonly id: string;
  readonly end: "complete" | "departed" | "unknown";
  readonly reason?: string;
  readonly recorded: { readonly conversation: Conversation; readonly messages: readonly Message[] };
  readonly recordedVersion?: string;
  readonly captured: { readonly conversation: Conversation };
  readonly messages: readonly Message[];
  readonly unfilled: readonly string[];
  readonly before: readonly Evaluation[];
  readonly after: readonly Evaluation[];
  readonly spent: SpentView;
}

export interface SpentView {
  readonly calls: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly usd?: number;
}

export interface ReplayAbout {
  readonly agent: {
    readonly name: string;
    readonly place: string;
    readonly tools: string;
    readonly user: string;
  };
  readonly prompt: { readonly file: string; readonly version: string };
}

/** Two documents in the form of a conversation's, to be laid side by side; times and costs, which always differ, are left out. */
export function replayTexts(
  replay: ReplayView,
  { agent, prompt }: ReplayAbout,
): { readonly recorded: string; readonly fresh: string } {
  const { recorded, captured, before, after } = replay;
  const { taskId } = recorded.conversation;
  const whose = (conversation: Conversation): Conversation => ({
    ...{ ...conversation, id: replay.id },
    ...(taskId && { taskId }),
  });
  const versionBefore = replay.recordedVersion;
  return {
    recorded: `${fact("Replay", "as it was recorded")}\n${replaySide(
      { conversation: whose(recorded.conversation), messages: recorded.messages },
      before,
      versionBefore === undefined
        ? undefined
        : { file: prompt.file, version: versionBefore, how: "what was found in it" },
    )}`,
    fresh: `${freshFacts(replay, agent).join("\n")}\n${replaySide(
      { conversation: whose(captured.conversation), messages: replay.messages },
      after,
      { ...prompt, how: "replay" },
    )}`,
  };
}

/** One of two documents that are laid side by side: what differs between any two runs is left out. */
export const replaySide = (
  { conversation, messages }: Pick<ReplayView["recorded"], "conversation" | "messages">,
  evaluations: readonly Evaluation[],
  prompt: { readonly file: string; readonly version: string; readonly how: string } | undefined,
): string =>
  conversationText({
    conversation: plainly(conversation),
    messages: messages.map(({ atMs: _, costUsd: __, ...message }) => message),
    evaluations,
    prompts: prompt ? [prompt] : [],
    isLinked: true,
    behaviors: [],
  }).text;

function freshFacts(replay: ReplayView, agent: ReplayAbout["agent"]): string[] {
  const changes = verdictChanges(replay);
  return [
    fact(
      "Replay",
      `by the agent ${tame(agent.name, 80)} (${tame(agent.place, 120)}), tools ${agent.tools}, user ${agent.user}`,
    ),
    fact("Ended", replayEnd(replay)),
    fact("Verdicts", changes.length === 0 ? "as before" : changes.join("; ")),
    fact("Spent", spentText(replay.spent)),
    ...(replay.unfilled.length > 0
      ? [fact("Unfilled", `${replay.unfilled.map((name) => tame(name, 60)).join(", ")}: no value is known`)]
      : []),
  ];
}

/** How a replay ended, as a sentence. */
export const replayEnd = ({ end, reason = "" }: Pick<ReplayView, "end" | "reason">): string =>
  end === "complete"
    ? "All was said and answered."
    : `${end === "departed" ? "Before its end, since it took another way." : "Before its end."} ${tame(reason, 500)}`;

/** Evaluators that say something else than before, as "polite (turn 1): fail → pass"; samples that only one side has are left out. */
export function verdictChanges({ before, after }: Pick<ReplayView, "before" | "after">): string[] {
  const old = new Map(before.map((one) => [placeOf(one), one.label]));
  return after.flatMap((one) => {
    const was = old.get(placeOf(one));
    if (was === undefined || was === one.label) return [];
    const part = /#([ct])(\d+)$/.exec(one.sampleId);
    const where = part ? ` (${part[1] === "t" ? "turn" : "call"} ${Number(part[2]) + 1})` : "";
    return [`${tame(one.evaluator, 60)}${where}: ${was} → ${one.label}`];
  });
}

const placeOf = ({ evaluatorKey, sampleId }: Evaluation): string =>
  `${evaluatorKey} ${sampleId.slice(sampleId.lastIndexOf("#"))}`;

/** Who judges a replay, where models do; told before it is run. */
export const judgesText = (judges: readonly string[]): string[] =>
  judges.length === 0
    ? []
    : [
        `Judges are asked about it at ${judges.map((name) => tame(name, 120)).join(" and ")}, within the limits of that entry under \`models:\`.`,
      ];

/** "3 calls, 1,200 tokens in and 80 out, $0.0021" */
export function spentText({ calls, inputTokens, outputTokens, usd }: SpentView): string {
  const tokens =
    inputTokens === undefined && outputTokens === undefined
      ? []
      : [`${number(inputTokens)} tokens in and ${number(outputTokens)} out`];
  return [plural(calls, "call"), ...tokens, ...(usd === undefined ? [] : [`$${usd.toFixed(4)}`])].join(", ");
}

const number = (value: number | undefined): string => value?.toLocaleString("en-US") ?? "?";

const fact = (name: string, value: string): string => `${name.padEnd(13)} ${value}`;

/** Without what differs between any two runs. */
const plainly = ({
  startMs: _,
  endMs: __,
  durationMs: ___,
  costUsd: ____,
  usage: _____,
  ...rest
}: Conversation): Conversation => rest;

import { isMoment } from "../base/index.ts";
import { shortVersion } from "../prompt/index.ts";
import type { Conversation, Evaluation, Message, ToolCall } from "../store/index.ts";
import { prettyJson, tame, visible } from "./wording.ts";

/** A conversation with all that is known about it, for reading. */
export interface ConversationDetail {
  readonly conversation: Conversation;
  readonly messages: readonly Message[];
  readonly evaluations: readonly Evaluation[];
  readonly prompts: readonly ConversationPrompt[];
  /** Whether its prompts were looked for: those of a conversation that has just arrived are, with the next evaluation. */
  readonly isLinked: boolean;
  /** Of what was asked in it, in the order of asking. `messageIndex`: where, on later requests alone. */
  readonly behaviors: readonly {
    readonly id: string;
    readonly name: string;
    readonly messageIndex?: number;
  }[];
}

/** A prompt that spoke in a conversation. */
export interface ConversationPrompt {
  readonly file: string;
  readonly version: string;
  readonly how: string;
  /** Versions that are as likely by the system text. */
  readonly candidates?: readonly { readonly file: string; readonly version: string }[];
  /** What its variables were filled with. */
  readonly variables?: Readonly<Record<string, string>>;
  /** What the trace calls its version, where that is none of ours. */
  readonly hintVersion?: string;
}

/** The readable document, and the zero-based line where each message starts. */
export interface ConversationText {
  readonly text: string;
  readonly messageLines: readonly number[];
  /** Lines of the evaluations, with the message their evidence is in. */
  readonly evaluationLines: readonly { readonly line: number; readonly message?: number }[];
}

const mark: Record<Evaluation["label"], string> = {
  pass: "✓",
  fail: "✗",
  unknown: "?",
  "not-applicable": "–",
};
const order: Record<Evaluation["label"], number> = { fail: 0, unknown: 1, pass: 2, "not-applicable": 3 };

/** Lays a conversation out as plain text: facts, evaluations (failures first), messages with tool calls and their results. */
export function conversationText(detail: ConversationDetail): ConversationText {
  const lines: string[] = factLines(detail);
  const evaluationLines: { line: number; message?: number }[] = [];
  lines.push("", "Evaluations", "");
  for (const evaluation of sorted(detail.evaluations)) {
    evaluationLines.push({
      line: lines.length,
      ...(evaluation.messageIndex !== undefined && { message: evaluation.messageIndex }),
    });
    lines.push(evaluationLine(evaluation));
  }
  if (detail.evaluations.length === 0)
    lines.push("  none yet: run “Homeostat: Evaluate Conversations”, or homeostat evaluate");
  lines.push("");
  const messageLines: number[] = [];
  detail.messages.forEach((message, index) => {
    messageLines.push(lines.length);
    lines.push(...messageLinesOf(message, index), "");
  });
  return { text: lines.join("\n"), messageLines, evaluationLines };
}

function factLines({ conversation, prompts, isLinked, behaviors }: ConversationDetail): string[] {
  const { outcome, usage } = conversation;
  const facts: [string, string | undefined][] = [
    ["Conversation", tame(conversation.id, 120)],
    [
      "Task",
      conversation.taskId &&
        `${tame(conversation.taskId, 80)}${conversation.trial === undefined ? "" : `, trial ${conversation.trial}`}`,
    ],
    [
      "Outcome",
      outcome &&
        [outcome.label, outcome.score?.toString(), outcome.explanation && tame(outcome.explanation, 300)]
          .filter(Boolean)
          .join(" · "),
    ],
    ["Behavior", [...new Set(behaviors.map(({ name }) => tame(name, 120)))].join("; ")],
    [
      "Prompt",
      prompts.map(promptFact).join("; ") ||
        (isLinked
          ? "none: no known prompt's text was found in its system message"
          : "not looked for yet: run “Homeostat: Evaluate Conversations”"),
    ],
    [
      "Variables",
      prompts.flatMap(({ variables = {} }) => Object.entries(variables).map(valueFact)).join("; "),
    ],
    ["Model", conversation.model && tame(conversation.model, 120)],
    ["Started", conversation.startMs === undefined ? undefined : iso(conversation.startMs)],
    [
      "Took",
      conversation.durationMs === undefined ? undefined : `${(conversation.durationMs / 1000).toFixed(1)} s`,
    ],
    ["Cost", conversation.costUsd === undefined ? undefined : `$${conversation.costUsd.toFixed(4)}`],
    ["Tokens", usage && `${usage.inputTokens ?? "?"} in, ${usage.outputTokens ?? "?"} out`],
    ["Source", `${tame(conversation.source.file, 200)} (${tame(conversation.source.format, 40)})`],
  ];
  return facts.filter(([, value]) => value).map(([name, value]) => `${name.padEnd(13)} ${value}`);
}

function promptFact({ file, version, how, candidates = [], hintVersion }: ConversationPrompt): string {
  const name = `${tame(file, 120)} at ${shortVersion(version)}`;
  const told = hintVersion === undefined ? "" : `, version ${tame(hintVersion, 40)} in its trace`;
  const others = candidates
    .map((one) =>
      one.file === file
        ? shortVersion(one.version)
        : `${tame(one.file, 120)} at ${shortVersion(one.version)}`,
    )
    .join(", ");
  if (how === "ambiguous") return `${name} (ambiguous: as likely ${others || "as another"}${told})`;
  return `${name} (by ${how}${told})`;
}

const valueFact = ([name, value]: readonly [string, string]): string =>
  `${tame(name, 60)} = ${tame(value, 120)}`;

const sorted = (evaluations: readonly Evaluation[]): Evaluation[] =>
  [...evaluations].sort(
    (a, b) =>
      order[a.label] - order[b.label] ||
      (a.evaluator < b.evaluator ? -1 : a.evaluator > b.evaluator ? 1 : a.sampleId < b.sampleId ? -1 : 1),
  );

function evaluationLine(evaluation: Evaluation): string {
  const part = /#([ct])(\d+)$/.exec(evaluation.sampleId);
  const where = part ? ` (${part[1] === "t" ? "turn" : "call"} ${Number(part[2]) + 1})` : "";
  const before = evaluation.isStale ? " (before more was said)" : "";
  return `  ${mark[evaluation.label]} ${evaluation.label.padEnd(14)} ${tame(evaluation.evaluator, 60)}${where}${before}  ${tame(evaluation.explanation, 400)}`.trimEnd();
}

function messageLinesOf(message: Message, index: number): string[] {
  const who =
    message.role === "tool"
      ? `tool ${tame(message.toolName ?? "", 80)}${message.isError ? " (error)" : ""}`
      : message.role;
  const when = message.atMs === undefined ? "" : `  ${iso(message.atMs)}`;
  const cost =
    message.costUsd === undefined || message.costUsd === 0 ? "" : `  $${message.costUsd.toFixed(4)}`;
  const body = message.role === "tool" ? prettyJson(message.text) : message.text;
  return [
    `#${index + 1} ${who}${when}${cost}`,
    ...indent(body),
    ...(message.toolCalls ?? []).flatMap(callLines),
  ];
}

const callLines = (call: ToolCall): string[] =>
  indent(
    `→ ${tame(call.name, 80)}(${typeof call.args === "string" ? call.args : (JSON.stringify(call.args, undefined, 2) ?? "")})`,
  );

/** Every line of captured text is indented: none of it can pass for a line of ours. */
const indent = (text: string): string[] =>
  text === ""
    ? []
    : visible(text)
        .split("\n")
        .map((line) => `    ${line}`);

const iso = (ms: number): string =>
  isMoment(ms)
    ? new Date(ms)
        .toISOString()
        .replace("T", " ")
        .replace(/\.\d+Z$/, "Z")
    : String(ms);

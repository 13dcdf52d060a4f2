import { sha256 } from "../../base/index.ts";
import {
  type CaptureSettings,
  capturedOf,
  type Draft,
  promptfooMessages,
  redactCaptured,
  redactionRules,
  redactText,
  withCosts,
} from "../../capture/index.ts";
import { isRecord, type SampleMeta, type Suite, withOutput } from "../../evaluators/index.ts";
import {
  type Captured,
  type Conversation,
  type Evaluation,
  type Message,
  messagesFromSpans,
  type ProviderResponse,
  type Sample,
  type ToolDefinition,
} from "../../store/index.ts";
import { chatOutput, providerTools } from "./model-provider.ts";
import type { ProviderAnswer } from "./provider-answer.ts";
import type { RenderedCell } from "./suite-cells.ts";

/** `source.format` of conversations that a run of a suite made. */
export const suiteFormat = "promptfoo-suite";

/** The answer as a conversation, in the same form as results of promptfoo that are imported. */
export function recordedAnswer(
  { id, text, test, prompt, provider, trial }: RenderedCell,
  answer: ProviderAnswer,
  latencyMs: number,
  { name, file }: Suite,
  { prices }: CaptureSettings,
): Captured {
  const { inputTokens, outputTokens, costUsd, output } = answer;
  const usage =
    inputTokens === undefined && outputTokens === undefined ? undefined : { inputTokens, outputTokens };
  const made = promptfooMessages(text, { output }, {
    ...(usage && { usage }),
    ...(costUsd !== undefined && { costUsd }),
  } as Pick<Message, "costUsd" | "usage">);
  const endMs = Date.now();
  const startMs = endMs - latencyMs;
  const draft: Draft = {
    ...{ id, taskId: test.id, trial, model: provider.id },
    messages: timed(typeof made === "string" ? [] : made, startMs, endMs),
    ...{ startMs, endMs, durationMs: latencyMs },
    attributes: {
      suite: name,
      vars: test.vars,
      promptLabel: prompt.label.slice(0, 200),
      provider: provider.label ?? provider.id,
      ...(answer.response && { response: answer.response }),
      ...(isData(output, made.at(-1)) && { isData: true }),
    },
    ...(prompt.file && { promptHint: { name: prompt.file } }),
  };
  const captured = withCosts(capturedOf(draft, { file, format: suiteFormat }), prices);
  return toldOfTools(captured, providerTools(provider.config));
}

/** Whether the message holds all of an output that is no text. Of a message with content alone it holds that, which is a text. */
const isData = (output: unknown, message: Message | string | undefined): boolean =>
  typeof output !== "string" &&
  typeof message === "object" &&
  ((message.toolCalls ?? []).length > 0 || message.text === JSON.stringify(output, undefined, 2));

/** The tools that a model was told of, kept once as those of traces are. */
function toldOfTools(captured: Captured, tools: readonly ToolDefinition[]): Captured {
  if (tools.length === 0) return captured;
  const text = JSON.stringify(tools);
  const toolsHash = sha256(text);
  return {
    ...captured,
    traces: captured.traces.map((trace) => ({ ...trace, toolsHash })),
    systemTexts: { ...captured.systemTexts, [toolsHash]: text },
  };
}

/** What samples of the answer are made with, as it was given. */
export function metaOfAnswer(
  { conversation, spans, traces, systemTexts }: Captured,
  tools: readonly ToolDefinition[],
): SampleMeta {
  const systemHash = traces.find((trace) => trace.systemHash)?.systemHash;
  return {
    ...conversation,
    spans,
    ...(tools.length > 0 && { tools }),
    ...(systemHash !== undefined && { systemText: systemTexts[systemHash] }),
  };
}

/**
 * A sample of an answer in a run: what its provider did not tell it did not say, and an output that is data is that, as in promptfoo. Both are
 * read off what is kept.
 */
export function inRun(sample: Sample, { attributes }: Conversation): Sample {
  const told = isRecord(attributes.response) ? (attributes.response as ProviderResponse) : {};
  const output = attributes.isData === true ? dataIn(sample.messages.at(-1)) : undefined;
  const response = { ...told, ...(output !== undefined && { output }) };
  return output === undefined ? { ...sample, response } : { ...withOutput(sample, output), response };
}

/** The data that `promptfooMessages` made a message of. */
function dataIn(message: Message | undefined): unknown {
  if (!message) return undefined;
  if (message.toolCalls && message.toolCalls.length > 0) return chatOutput(message);
  try {
    return JSON.parse(message.text);
  } catch {
    return undefined; // What is blacked out of it may have left no JSON.
  }
}

/** The latency of an answer is read off the times of its messages. */
const timed = (messages: readonly Message[], startMs: number, endMs: number): Message[] =>
  messages.map((message, i) => ({ ...message, atMs: i === messages.length - 1 ? endMs : startMs }));

/** What is kept of answers and of what is said of them. A test judges the answer itself, so that one which must not hold a key can fail. */
export class Blackout {
  private readonly rules: ReturnType<typeof redactionRules>;

  constructor(settings: CaptureSettings) {
    this.rules = redactionRules(settings);
  }

  readonly text = (text: string): string => redactText(text, this.rules).text;

  /** The conversation as it may be kept; where its answer is another then, it says so: that is no answer to judge again. */
  captured(captured: Captured): Captured {
    const { captured: kept } = redactCaptured(captured, this.rules);
    if (kept === captured) return captured;
    const { conversation } = kept;
    if (saidIn(kept) === saidIn(captured)) return kept;
    const attributes = { ...conversation.attributes, isBlackedOut: true };
    return { ...kept, conversation: { ...conversation, attributes } };
  }

  evaluation(evaluation: Evaluation): Evaluation {
    const { explanation, parts } = evaluation;
    return {
      ...evaluation,
      explanation: this.text(explanation),
      ...(parts && {
        parts: parts.map((part) => ({
          ...part,
          name: this.text(part.name),
          reason: this.text(part.reason),
        })),
      }),
    };
  }
}

const saidIn = ({ spans }: Captured): string =>
  JSON.stringify(messagesFromSpans(spans).filter(({ role }) => role === "assistant"));

/** Whether the answer that is kept is not the one that was given. */
export const isBlackedOut = ({ isBlackedOut }: Conversation["attributes"]): boolean => isBlackedOut === true;

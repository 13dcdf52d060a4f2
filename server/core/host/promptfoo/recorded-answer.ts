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
import type { Suite } from "../../evaluators/index.ts";
import {
  type Captured,
  type Conversation,
  type Evaluation,
  type Message,
  messagesFromSpans,
} from "../../store/index.ts";
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
    },
    ...(prompt.file && { promptHint: { name: prompt.file } }),
  };
  return withCosts(capturedOf(draft, { file, format: suiteFormat }), prices);
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

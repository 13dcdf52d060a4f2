import type { UserError } from "../base/index.ts";
import { readAnswer, withShape } from "./answer-text.ts";
import {
  type AnswerSchema,
  type AskOptions,
  type ChatMessage,
  type ChatModel,
  type ChatReply,
  defaultTimeoutMs,
  type EditorChatSettings,
} from "./chat-model.ts";
import type { EditorAnswer, ModelAccess } from "./model-access.ts";
import {
  editorBlocked,
  editorConsent,
  editorFailed,
  editorMissing,
  editorModelUnknown,
  endpointSilent,
} from "./model-errors.ts";

/**
 * A language model that VS Code has, asked through it. It knows neither schemas nor temperature: the form of the answer is asked for in
 * words, and who gets none asks again, as of any model.
 */
export class EditorChat implements ChatModel {
  readonly identity: string;
  readonly model: string;
  readonly origin = "VS Code";
  readonly name: string;
  readonly concurrency: number;
  readonly maxCalls: number;
  readonly maxUsd: number | undefined;
  readonly perMinute: number | undefined;

  constructor(
    private readonly settings: EditorChatSettings,
    private readonly access: ModelAccess,
  ) {
    const { vscode, concurrency, maxCalls, maxUsd, perMinute } = settings;
    this.identity = ["vscode", vscode].join(" ");
    this.model = vscode;
    this.name = `${vscode} in VS Code`;
    this.concurrency = concurrency;
    this.maxCalls = maxCalls;
    this.maxUsd = maxUsd;
    this.perMinute = perMinute;
  }

  async ask(messages: readonly ChatMessage[], schema: AnswerSchema, signal?: AbortSignal): Promise<unknown> {
    return (await this.reply(messages, schema, { signal })).answer;
  }

  async reply(
    messages: readonly ChatMessage[],
    schema: AnswerSchema,
    { signal }: AskOptions = {},
  ): Promise<ChatReply> {
    const { editor, isUnasked = false } = this.access;
    if (!editor) throw editorMissing(this.model);
    signal?.throwIfAborted();
    const answer = await editor.chat(
      {
        model: this.model,
        messages: withShape(messages, schema),
        timeoutMs: this.timeoutMs,
        isAsked: !isUnasked,
      },
      signal,
    );
    if ("refused" in answer) return this.refused(answer);
    const { text, tokens } = answer;
    return { ...readAnswer({ text }, schema), ...(tokens && { tokens }) };
  }

  /** What concerns this question alone is a reply; else it throws. */
  private refused({ refused, detail }: Extract<EditorAnswer, { refused: unknown }>): ChatReply {
    if (refused === "long")
      return { answer: undefined, problem: `takes no text of that length: ${detail}`, isUnsent: true };
    const errors: Record<typeof refused, () => UserError> = {
      unknown: () => editorModelUnknown(this.model, detail),
      consent: () => editorConsent(this.model),
      blocked: () => editorBlocked(this.model, detail),
      silent: () => endpointSilent("chat", this.name, this.timeoutMs),
      failed: () => editorFailed(this.model, detail),
    };
    throw errors[refused]();
  }

  private get timeoutMs(): number {
    return this.settings.timeoutMs ?? defaultTimeoutMs;
  }
}

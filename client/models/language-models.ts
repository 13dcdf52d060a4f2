import * as vscode from "vscode";
import type { AskModelRequest, AskModelResult } from "../../server/protocol/index.ts";

/** Longer answers are none: what is asked for is a small object. In characters. */
const longestAnswer = 1_000_000;
/** An answer does not wait longer for being counted. */
const countingMs = 5_000;

const justification =
  "homeostat.yaml names this model. It judges conversations by your evaluators, and reads what their users wanted; the texts are sent to it.";

const cancelled: AskModelResult = { refused: "failed", detail: "cancelled" };

/** A question that VS Code asks the user about. */
interface Consent {
  readonly vendor: string;
  /** Once it is over: whether they refused. What ends otherwise, as by being cancelled, says nothing about what they allow. */
  readonly isRefused: Promise<boolean>;
}

/**
 * The language models that other extensions bring. VS Code asks the user whether we may use those of an extension, at the first question
 * and for what a person started alone; while it does, other questions wait, so that it asks once.
 */
export class LanguageModels {
  private consent: Consent | undefined;
  /** Commands that run, and vendors that were refused since the first of them began. */
  private commands = 0;
  private readonly refused = new Set<string>();

  constructor(private readonly access: Pick<vscode.LanguageModelAccessInformation, "canSendRequest">) {}

  /** What the user refuses while a command runs, they are not asked again before it is over, however many steps it has. */
  async during<T>(command: () => Promise<T>): Promise<T> {
    this.commands++;
    try {
      return await command();
    } finally {
      if (--this.commands === 0) this.refused.clear();
    }
  }

  /** Cancelled it ends at once, whatever it is waiting for. */
  async ask(request: AskModelRequest, token: vscode.CancellationToken): Promise<AskModelResult> {
    let listening: vscode.Disposable | undefined;
    const ended = new Promise<AskModelResult>((resolve) => {
      listening = token.onCancellationRequested(() => resolve(cancelled));
    });
    try {
      return await Promise.race([this.answer(request, token), ended]);
    } catch (error) {
      return refusalOf(error);
    } finally {
      listening?.dispose();
    }
  }

  private async answer(request: AskModelRequest, token: vscode.CancellationToken): Promise<AskModelResult> {
    const model = await selected(request.model);
    if ("refused" in model) return model;
    for (;;) {
      if (token.isCancellationRequested) return cancelled;
      if (this.access.canSendRequest(model) === true) return put(model, request, token);
      if (!request.isAsked || this.refused.has(model.vendor)) return { refused: "consent", detail: "" };
      const { consent } = this;
      if (!consent) return this.first(model.vendor, (allowed) => put(model, request, token, allowed));
      const isRefused = await consent.isRefused;
      if (isRefused && consent.vendor === model.vendor) return { refused: "consent", detail: "" };
    }
  }

  /** The question that VS Code asks the user about. `allowed` is called when they have allowed it. */
  private async first(
    vendor: string,
    ask: (allowed: () => void) => Promise<AskModelResult>,
  ): Promise<AskModelResult> {
    let over = (_isRefused: boolean): void => undefined;
    const consent: Consent = {
      vendor,
      isRefused: new Promise((resolve) => {
        over = (isRefused) => {
          // Whoever waited and still may not ask is the next first.
          if (this.consent === consent) this.consent = undefined;
          resolve(isRefused);
        };
      }),
    };
    this.consent = consent;
    const answer = await ask(() => over(false)).catch(refusalOf);
    const isRefused = "refused" in answer && answer.refused === "consent";
    if (isRefused && this.commands > 0) this.refused.add(vendor);
    over(isRefused);
    return answer;
  }
}

/** By family, else by id. */
async function selected(
  name: string,
): Promise<vscode.LanguageModelChat | Extract<AskModelResult, { refused: unknown }>> {
  // Editors that are built upon VS Code may be without.
  if (!vscode.lm) return { refused: "unknown", detail: "this editor has no language models" };
  const slash = name.indexOf("/");
  const [vendor, model] = [name.slice(0, slash), name.slice(slash + 1)];
  for (const selector of [
    { vendor, family: model },
    { vendor, id: model },
  ]) {
    const [first] = await vscode.lm.selectChatModels(selector);
    if (first) return first;
  }
  const all = await vscode.lm.selectChatModels({});
  const names = [...new Set(all.map((one) => `${one.vendor}/${one.family}`))].slice(0, 10);
  return { refused: "unknown", detail: names.length > 0 ? `it has ${names.join(", ")}` : "it has none" };
}

async function put(
  model: vscode.LanguageModelChat,
  { messages, timeoutMs }: AskModelRequest,
  token: vscode.CancellationToken,
  /** Called when the user has allowed it; absent where they had before. */
  allowed?: () => void,
): Promise<AskModelResult> {
  // There is no system role: instructions come first, as a user's words.
  const said = messages.map(({ content }) => vscode.LanguageModelChatMessage.User(content));
  const inputTokens = await counted(model, said, token);
  if (inputTokens !== undefined && inputTokens > model.maxInputTokens)
    return { refused: "long", detail: `${inputTokens} tokens, and it takes ${model.maxInputTokens}` };
  // Nobody is asked about a question that is not put any more.
  if (token.isCancellationRequested) return cancelled;
  const source = new vscode.CancellationTokenSource();
  const listening = token.onCancellationRequested(() => source.cancel());
  let timer: NodeJS.Timeout | undefined;
  const startTime = (): void => {
    timer ??= setTimeout(() => source.cancel(), timeoutMs);
  };
  // A model that does not listen to being cancelled is not waited for.
  const stopped = new Promise<AskModelResult>((resolve) => {
    source.token.onCancellationRequested(() =>
      resolve(token.isCancellationRequested ? cancelled : { refused: "silent", detail: "" }),
    );
  });
  // What the user takes to allow it is nobody's slowness.
  if (!allowed) startTime();
  try {
    const answer = await Promise.race([
      model.sendRequest(said, { justification }, source.token).then((response) => {
        allowed?.();
        if (source.token.isCancellationRequested) return stopped;
        startTime();
        return read(response);
      }),
      stopped,
    ]);
    if (typeof answer !== "string") return answer;
    const outputTokens = inputTokens === undefined ? undefined : await counted(model, [answer], token);
    return {
      text: answer,
      ...(inputTokens !== undefined &&
        outputTokens !== undefined && { tokens: { inputTokens, outputTokens } }),
    };
  } finally {
    clearTimeout(timer);
    listening.dispose();
    source.dispose();
  }
}

async function read({ text }: vscode.LanguageModelChatResponse): Promise<string | AskModelResult> {
  let all = "";
  for await (const part of text) {
    all += part;
    if (all.length > longestAnswer) return { refused: "failed", detail: "its answer has no end" };
  }
  return all;
}

/** Undefined where the model does not count, or not soon. */
async function counted(
  model: vscode.LanguageModelChat,
  texts: readonly (string | vscode.LanguageModelChatMessage)[],
  token: vscode.CancellationToken,
): Promise<number | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), countingMs);
  });
  const counts = Promise.all(texts.map((one) => model.countTokens(one, token))).catch(() => undefined);
  const all = await Promise.race([counts, late]);
  clearTimeout(timer);
  return all?.reduce((sum, count) => sum + count, 0);
}

const refusals: Readonly<Record<string, "consent" | "blocked" | "unknown">> = {
  NoPermissions: "consent",
  Blocked: "blocked",
  NotFound: "unknown",
};

/** Errors of language models have a code, which is `Unknown` for what their extension threw; that is the cause then. */
function refusalOf(error: unknown): AskModelResult {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  const said = cause instanceof Error ? cause : error;
  return {
    refused: refusals[String(code)] ?? "failed",
    detail: (said instanceof Error ? said.message : String(said))
      .split("\n")[0]!
      .slice(0, 300)
      .replace(/\.$/, ""),
  };
}

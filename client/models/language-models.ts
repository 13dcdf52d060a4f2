import * as vscode from "vscode";
import type { AskModelRequest, AskModelResult } from "../../server/protocol/index.ts";

/** Longer answers are none: what is asked for is a small object. In characters. */
const longestAnswer = 1_000_000;
/** An answer does not wait longer for being counted. */
const countingMs = 5_000;

const justification =
  "homeostat.yaml names this model. It judges conversations by your evaluators, and reads what their users wanted; the texts are sent to it.";

/**
 * The language models that other extensions bring. VS Code asks the user whether we may use one, at the first question and for what a person
 * started alone; while it does, other questions wait, so that it asks once.
 */
export class LanguageModels {
  private consent: Promise<void> | undefined;

  constructor(private readonly access: Pick<vscode.LanguageModelAccessInformation, "canSendRequest">) {}

  async ask(request: AskModelRequest, token: vscode.CancellationToken): Promise<AskModelResult> {
    try {
      const model = await selected(request.model);
      if ("refused" in model) return model;
      const isAllowed = (): boolean => this.access.canSendRequest(model) === true;
      if (isAllowed()) return await put(model, request, token);
      if (!request.isAsked) return { refused: "consent", detail: "" };
      if (!this.consent) return await this.first((told) => put(model, request, token, told));
      await this.consent;
      return isAllowed() ? await put(model, request, token) : { refused: "consent", detail: "" };
    } catch (error) {
      return refusalOf(error);
    }
  }

  /** The question that VS Code asks the user about. `told` is called when they have answered. */
  private async first(ask: (told: () => void) => Promise<AskModelResult>): Promise<AskModelResult> {
    let told = (): void => undefined;
    this.consent = new Promise((resolve) => {
      told = resolve;
    });
    try {
      return await ask(told);
    } finally {
      told();
      this.consent = undefined;
    }
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
  told: () => void = () => undefined,
): Promise<AskModelResult> {
  // There is no system role: instructions come first, as a user's words.
  const said = messages.map(({ content }) => vscode.LanguageModelChatMessage.User(content));
  const inputTokens = await counted(model, said, token);
  if (inputTokens !== undefined && inputTokens > model.maxInputTokens)
    return { refused: "long", detail: `${inputTokens} tokens, and it takes ${model.maxInputTokens}` };
  const source = new vscode.CancellationTokenSource();
  const cancelled = token.onCancellationRequested(() => source.cancel());
  let timer: NodeJS.Timeout | undefined;
  // A model that does not listen to being cancelled is not waited for.
  const stopped = new Promise<AskModelResult>((resolve) => {
    source.token.onCancellationRequested(() =>
      resolve(
        token.isCancellationRequested
          ? { refused: "failed", detail: "cancelled" }
          : { refused: "silent", detail: "" },
      ),
    );
  });
  try {
    const answer = await Promise.race([
      model.sendRequest(said, { justification }, source.token).then((response) => {
        // What the user takes to allow it is nobody's slowness: the time begins after that.
        told();
        if (source.token.isCancellationRequested) return stopped;
        timer = setTimeout(() => source.cancel(), timeoutMs);
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
    cancelled.dispose();
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

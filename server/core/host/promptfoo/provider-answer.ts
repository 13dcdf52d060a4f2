import { isRecord } from "../../evaluators/index.ts";
import type { Message, ProviderResponse } from "../../store/index.ts";

/** What a provider gave for one prompt. */
export interface ProviderAnswer {
  readonly output?: unknown;
  readonly error?: string;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly costUsd?: number;
  /** What it said beside the output. */
  readonly response?: Omit<ProviderResponse, "output">;
}

export interface AskedPrompt {
  /** Rendered. */
  readonly text: string;
  readonly label: string;
  /** The same as messages, its system text among them. */
  readonly messages: readonly Message[];
  readonly vars: Readonly<Record<string, unknown>>;
}

export type AskProvider = (prompt: AskedPrompt, signal?: AbortSignal) => Promise<ProviderAnswer>;

/** A provider that cannot be asked, and why. */
export const refusing =
  (error: string): AskProvider =>
  async () => ({ error });

/** promptfoo's answer of a provider: `{output, error, tokenUsage, cost}`, or the output alone. */
export function answerIn(value: unknown): ProviderAnswer {
  if (!isRecord(value) || !("output" in value || "error" in value)) return { output: value };
  const usage = isRecord(value.tokenUsage) ? value.tokenUsage : {};
  const response = responseIn(value);
  return {
    ...(value.output !== undefined && value.output !== null && { output: value.output }),
    ...(typeof value.error === "string" && value.error !== "" && { error: value.error }),
    ...(typeof usage.prompt === "number" && { inputTokens: usage.prompt }),
    ...(typeof usage.completion === "number" && { outputTokens: usage.completion }),
    ...(typeof value.cost === "number" && { costUsd: value.cost }),
    ...(Object.keys(response).length > 0 && { response }),
  };
}

function responseIn({
  finishReason,
  logProbs,
  guardrails,
  metadata,
}: Record<string, unknown>): NonNullable<ProviderAnswer["response"]> {
  const skills = isRecord(metadata) && Array.isArray(metadata.skillCalls) ? metadata.skillCalls : [];
  const skillCalls = skills
    .filter(isRecord)
    .flatMap(({ name, is_error }) =>
      typeof name === "string" ? [{ name, ...(is_error === true && { isError: true }) }] : [],
    );
  return {
    ...(typeof finishReason === "string" && { finishReason }),
    ...(Array.isArray(logProbs) && { logProbs: logProbs.filter((one) => typeof one === "number") }),
    ...(isRecord(guardrails) && { guardrails: guardrailsIn(guardrails) }),
    ...(skillCalls.length > 0 && { skillCalls }),
  };
}

function guardrailsIn({ flagged, flaggedInput, flaggedOutput, reason }: Record<string, unknown>) {
  return {
    ...(flagged === true && { flagged }),
    ...(flaggedInput === true && { flaggedInput }),
    ...(flaggedOutput === true && { flaggedOutput }),
    ...(typeof reason === "string" && { reason }),
  };
}

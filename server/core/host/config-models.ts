import { join, resolve } from "node:path";
import {
  type ChatLimits,
  type ChatSettings,
  defaultConcurrency,
  defaultMaxCalls,
  type EmbeddingSettings,
  type EndpointSettings,
  type ModelDtype,
  modelDtypes,
} from "../models/index.ts";
import { stateFolder } from "./capturing/state-folder.ts";

/** What these texts must look like; the schema says the same. */
export const forms = {
  transformers: "^[A-Za-z0-9][\\w.-]*(?:/[A-Za-z0-9][\\w.-]*)?$",
  revision: "^[A-Za-z0-9][\\w./-]*$",
  vscode: "^[^/\\s]+/\\S.*$",
  baseUrl: "^https?://",
  apiKeyEnv: "^[A-Za-z_]\\w*$",
} as const;

/** More calls at a time no endpoint takes from one client. */
export const mostAtOnce = 64;

interface Scope {
  readonly root: string;
  readonly trusted: boolean;
}

/** Where models are kept that nobody named another folder for: one place for all workspaces. */
export const modelsFolder = (env: NodeJS.ProcessEnv = process.env): string =>
  join(stateFolder(env), "models");

/**
 * `models.embeddings` as far as it can be read; what its schema refuses counts as not said. An untrusted workspace may not name a model:
 * it would say where texts are sent, which key goes along, or what is downloaded and run.
 */
export function embeddingsOf(
  models: unknown,
  { root, trusted }: Scope,
  report: (message: string) => void,
): EmbeddingSettings {
  const auto = { kind: "auto", cacheFolder: modelsFolder() } as const;
  const raw = isObject(models) ? models.embeddings : undefined;
  if (raw === "lexical") return { kind: "lexical" };
  if (!isObject(raw)) return auto;
  if (!trusted) {
    report(
      "This workspace is not trusted, so the model it names is not used; requests are compared by their words.",
    );
    return { kind: "lexical" };
  }
  if ("transformers" in raw && "baseUrl" in raw)
    report("`transformers` and `baseUrl` are two ways to a model: keep one of them. The first is used.");
  const settings = transformersOf(raw, root) ?? endpointOf(raw);
  if (!settings)
    report(
      "This names no model: say `transformers`, or `baseUrl` and `model`. Until then it counts as auto.",
    );
  return settings ?? auto;
}

/** An entry of `models:` that is no chat model. */
const noChat = new Set(["embeddings"]);

/**
 * The chat models under `models:`, by name, as far as they can be read: `chat`, `judge`, and those that evaluators name. None in an
 * untrusted workspace, which may not say where texts are sent.
 */
export function chatsOf(
  models: unknown,
  { trusted }: Scope,
  report: (name: string, message: string) => void,
): ReadonlyMap<string, ChatSettings> {
  const raw = isObject(models) ? models : {};
  return new Map(
    Object.entries(raw).flatMap(([name, entry]) => {
      if (noChat.has(name) || !isObject(entry)) return [];
      if (!trusted) {
        report(name, "This workspace is not trusted, so the chat model it names is not asked.");
        return [];
      }
      if ("vscode" in entry && "baseUrl" in entry)
        report(name, "`vscode` and `baseUrl` are two ways to a model: keep one of them. The first is used.");
      const vscode = textOf(entry.vscode, forms.vscode);
      const place = vscode ? ({ provider: "vscode", vscode } as const) : placeOf(entry);
      if (!place) {
        report(
          name,
          "This names no model: say `baseUrl` and `model`, or `vscode`. Until then none is asked.",
        );
        return [];
      }
      return [[name, { ...place, ...limitsOf(entry) }] as const];
    }),
  );
}

function limitsOf(raw: Fields): ChatLimits {
  const [perMinute, timeout] = [countOf(raw.perMinute), positiveOf(raw.timeout)];
  const maxUsd = positiveOf(raw.maxUsd);
  return {
    concurrency: Math.min(countOf(raw.concurrency) ?? defaultConcurrency, mostAtOnce),
    maxCalls: countOf(raw.maxCalls) ?? defaultMaxCalls,
    ...(maxUsd && { maxUsd }),
    ...(perMinute && { perMinute }),
    ...(timeout && { timeoutMs: timeout * 1_000 }),
  };
}

/** Which entry judges, where an evaluator names none. */
export const firstJudge = (names: { has(name: string): boolean }): string =>
  names.has("judge") ? "judge" : "chat";

/**
 * Provider, place and model of what an evaluator asks, as the configuration says it, trusted or not: a verdict stays its evaluator's
 * where nobody may be asked.
 */
export function modelNamed(
  models: unknown,
  use: { readonly chat?: string | undefined } | "embeddings",
): string {
  const raw = isObject(models) ? models : {};
  if (use === "embeddings") return JSON.stringify(raw.embeddings ?? "auto");
  const entry = raw[use.chat ?? firstJudge(new Set(Object.keys(raw)))];
  if (!isObject(entry)) return "";
  if (entry.vscode !== undefined) return JSON.stringify(["vscode", entry.vscode]);
  return JSON.stringify([entry.provider, entry.baseUrl, entry.model]);
}

function transformersOf(raw: Fields, root: string): EmbeddingSettings | undefined {
  const model = textOf(raw.transformers, forms.transformers);
  if (!model) return undefined;
  const folder = textOf(raw.folder);
  return {
    kind: "transformers",
    model,
    revision: textOf(raw.revision, forms.revision) ?? "main",
    dtype: modelDtypes.includes(raw.dtype as ModelDtype) ? (raw.dtype as ModelDtype) : "q8",
    pooling: raw.pooling === "cls" ? "cls" : "mean",
    ...(folder && { folder: resolve(root, folder) }),
    cacheFolder: resolve(root, textOf(raw.cacheFolder) ?? modelsFolder()),
  };
}

function endpointOf(raw: Fields): EndpointSettings | undefined {
  const place = placeOf(raw);
  const dimensions = countOf(raw.dimensions);
  return place && { kind: "endpoint", ...place, ...(dimensions && { dimensions }) };
}

function placeOf(raw: Fields): Pick<EndpointSettings, "baseUrl" | "model" | "apiKeyEnv"> | undefined {
  const [baseUrl, model] = [textOf(raw.baseUrl, forms.baseUrl), textOf(raw.model)];
  if (!baseUrl || !URL.canParse(baseUrl) || !model) return undefined;
  const apiKeyEnv = textOf(raw.apiKeyEnv, forms.apiKeyEnv);
  return { baseUrl, model, ...(apiKeyEnv && { apiKeyEnv }) };
}

const countOf = (value: unknown): number | undefined =>
  Number.isInteger(value) && (value as number) > 0 ? (value as number) : undefined;

const positiveOf = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) && value > 0 ? value : undefined;

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const textOf = (value: unknown, form = "."): string | undefined =>
  typeof value === "string" && new RegExp(form).test(value) ? value : undefined;

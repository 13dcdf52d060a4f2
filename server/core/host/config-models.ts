import { join, resolve } from "node:path";
import {
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

/** `models.chat` as far as it can be read; undefined where none is named, and in an untrusted workspace, which may not name one. */
export function chatOf(
  models: unknown,
  { trusted }: Scope,
  report: (message: string) => void,
): ChatSettings | undefined {
  const raw = isObject(models) ? models.chat : undefined;
  if (!isObject(raw)) return undefined;
  if (!trusted) {
    report("This workspace is not trusted, so the chat model it names is not asked.");
    return undefined;
  }
  const place = placeOf(raw);
  if (!place) report("This names no model: say `baseUrl` and `model`. Until then none is asked.");
  return (
    place && {
      ...place,
      concurrency: Math.min(countOf(raw.concurrency) ?? defaultConcurrency, mostAtOnce),
      maxCalls: countOf(raw.maxCalls) ?? defaultMaxCalls,
    }
  );
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

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const textOf = (value: unknown, form = "."): string | undefined =>
  typeof value === "string" && new RegExp(form).test(value) ? value : undefined;

import type { OpenAI } from "openai";
import { messageOf, UserError } from "../base/index.ts";
import { causeOf, shortened } from "./cause-of.ts";
import { keyFor } from "./key-for.ts";
import type { ModelAccess } from "./model-access.ts";
import {
  answerUnusable,
  endpointFailed,
  endpointUnreachable,
  keyRefused,
  keyUnusable,
  type ModelUse,
  modelUnknown,
} from "./model-errors.ts";

/** Where a model is asked, and with which key. */
export interface EndpointPlace {
  /** As clients take it, with its `/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  /** Name of the key: an environment variable, or what it was set for in the editor. Without it no key is sent. */
  readonly apiKeyEnv?: string;
}

/** Origin and path of an endpoint, for identities: several models may be behind one origin. The usual path, `/v1`, goes without saying. */
export function endpointOf(baseUrl: string): string {
  const { origin, pathname } = new URL(baseUrl);
  const path = pathname.replace(/\/+$/, "");
  return path === "/v1" ? origin : `${origin}${path || "/"}`;
}

/** How long to wait for an answer, and how often the client itself asks again (after 429, 5xx and broken connections). */
export interface Patience {
  readonly timeoutMs: number;
  readonly retries: number;
}

/**
 * A client of an OpenAI-compatible endpoint that takes nothing from the environment but the key that is named for this place: another
 * one there may be meant for another place. Throws `model-key`.
 */
export async function openClient(
  { baseUrl, apiKeyEnv }: EndpointPlace,
  access: ModelAccess,
  { use, timeoutMs, retries }: Patience & { readonly use: ModelUse },
): Promise<OpenAI> {
  const found = apiKeyEnv ? await keyFor(access, apiKeyEnv, baseUrl) : { key: undefined };
  if ("problem" in found) throw keyUnusable(use, new URL(baseUrl).host, apiKeyEnv!, found.problem);
  const { key } = found;
  const { OpenAI } = await import("openai");
  return new OpenAI({
    baseURL: baseUrl,
    apiKey: key ?? "none",
    organization: null,
    project: null,
    maxRetries: retries,
    timeout: timeoutMs,
    logLevel: "off",
    // What is sent is meant for this place: an endpoint that points elsewhere is an error.
    fetchOptions: { redirect: "error" },
    ...(!key && { defaultHeaders: { Authorization: null } }),
  });
}

/** An answer that was begun and is no whole one: the connection broke, or it is no JSON to its end. The client throws both as they come. */
export const brokeOff = (error: unknown): boolean =>
  error instanceof SyntaxError || (error instanceof TypeError && error.message === "terminated");

/** Codes of calls that were begun to be answered. */
const begun = new Set(["model-answer", "model-silent", "agent-answer", "agent-timeout"]);

/** Whether a call that brought no answer may be charged for all the same. */
export const mayBeCharged = (error: unknown): boolean =>
  brokeOff(error) || (error instanceof UserError && begun.has(error.code));

/** What went wrong with a call, as a person can act on it. */
export async function explained(
  error: unknown,
  { baseUrl, model, apiKeyEnv }: EndpointPlace,
  use: ModelUse,
): Promise<UserError> {
  const { APIConnectionError, APIError } = await import("openai");
  const { host } = new URL(baseUrl);
  if (error instanceof APIConnectionError) return endpointUnreachable(use, host, causeOf(error));
  if (brokeOff(error)) return answerUnusable(use, `${model} at ${host}`, "it broke off in the middle.");
  if (!(error instanceof APIError) || error.status === undefined)
    return answerUnusable(use, `${model} at ${host}`, shortened(messageOf(error)));
  const said = shortened(error.message.replace(/^\d{3} /, ""));
  if (error.status === 401 || error.status === 403) return keyRefused(use, host, apiKeyEnv);
  if (error.status === 404) return modelUnknown(use, model, host, said);
  return endpointFailed(use, host, error.status, said);
}

import { resolve } from "node:path";
import type { GateLimits } from "../improve/index.ts";
import {
  type AgentSettings,
  type ChatSettings,
  defaultAgentConcurrency,
  defaultAgentTimeoutMs,
  defaultCommandConcurrency,
  type SimulatorSettings,
} from "../models/index.ts";
import { type AgentComponent, componentsIn, isOutside } from "./config-components.ts";
import { forms, mostAtOnce } from "./config-models.ts";

export const agentRuns = ["model", "http", "command"] as const;
export const agentTools = ["recorded", "live"] as const;
export const agentUsers = ["recorded", "simulated"] as const;

/** Model calls for one message of the user, before it counts as a loop without end. */
export const defaultMaxSteps = 20;
/** What one run of conversations may take where nobody says otherwise. */
export const defaultAgentBudget: AgentBudget = { calls: 500, usd: 2 };

export interface AgentBudget {
  readonly calls: number;
  readonly usd: number;
}

/** How a prompt is run again. */
export interface AgentDefinition {
  readonly name: string;
  /** Name of its prompt; absent = any. */
  readonly prompt?: string;
  readonly tools: (typeof agentTools)[number];
  readonly user: (typeof agentUsers)[number];
  readonly settings: AgentSettings;
  readonly maxSteps: number;
  readonly budget: AgentBudget;
  /** At the gate: how much more a case may take with an edit, as a ratio; what is not named is as the gate has it. */
  readonly limits?: Partial<GateLimits>;
  /** File with the tools' definitions, absolute; for conversations that were captured without them. */
  readonly toolsFile?: string;
  /** Says what tools give for calls that nobody recorded. */
  readonly simulator?: SimulatorSettings;
  /** Files that passages of may be put into the prompt, relative to the workspace. */
  readonly documents?: readonly string[];
  /** What an edit may change beside the prompt. */
  readonly components?: readonly AgentComponent[];
}

interface Scope {
  readonly root: string;
  readonly trusted: boolean;
}

type Path = readonly (string | number)[];
type Report = (path: Path, message: string) => void;

/**
 * `agents:` as far as it can be read; what its schema refuses is left out, what no schema can tell is reported. An untrusted workspace has
 * none: they say where conversations are sent and which programs run.
 */
export function agentsIn(
  raw: unknown,
  chat: ChatSettings | undefined,
  { root, trusted }: Scope,
  report: Report,
): AgentDefinition[] {
  if (!Array.isArray(raw) || raw.length === 0) return [];
  if (!trusted) {
    report([], "This workspace is not trusted, so its agents are not run.");
    return [];
  }
  const agents = new Map<string, AgentDefinition>();
  raw.forEach((entry: unknown, index) => {
    const fields = isObject(entry) ? entry : {};
    const name = textOf(fields.name);
    if (!name) return;
    if (agents.has(name)) {
      report([index, "name"], `The agent ${name} is defined twice; the first holds.`);
      return;
    }
    const say = (key: string | undefined, message: string): void =>
      report(key === undefined ? [index] : [index, key], message);
    const settings = settingsOf(fields, chat, root, say);
    if (!settings) return;
    const components = componentsIn(fields.components, { ...fields, run: settings.run }, (path, message) =>
      report([index, "components", ...path], message),
    );
    agents.set(name, {
      ...{ name, settings, ...mannerOf(fields, settings, root) },
      ...simulatorOf(fields, settings, root, say),
      ...(components.length > 0 && { components }),
      ...documentsOf(fields.documents, (n, message) => report([index, "documents", n], message)),
    });
  });
  return [...agents.values()];
}

function mannerOf(fields: Fields, { run }: AgentSettings, root: string) {
  const prompt = textOf(fields.prompt);
  const toolsFile = textOf(fields.toolsFile);
  const budget = isObject(fields.budget) ? fields.budget : {};
  return {
    ...(prompt && { prompt }),
    tools: isLive(fields) && run !== "model" ? ("live" as const) : ("recorded" as const),
    user: fields.user === "simulated" ? ("simulated" as const) : ("recorded" as const),
    maxSteps: countOf(fields.maxSteps) ?? defaultMaxSteps,
    budget: {
      calls: countOf(budget.calls) ?? defaultAgentBudget.calls,
      usd: positive(budget.usd) ?? defaultAgentBudget.usd,
    },
    ...(toolsFile && { toolsFile: resolve(root, toolsFile) }),
    ...limitsOf(isObject(fields.limits) ? fields.limits : {}),
  };
}

function limitsOf({ tokens, cost }: Fields): { limits?: Partial<GateLimits> } {
  const ratio = (value: unknown): number | undefined =>
    typeof value === "number" && value >= 1 && Number.isFinite(value) ? value : undefined;
  const [ofTokens, ofCost] = [ratio(tokens), ratio(cost)];
  if (ofTokens === undefined && ofCost === undefined) return {};
  return {
    limits: {
      ...(ofTokens !== undefined && { tokens: ofTokens }),
      ...(ofCost !== undefined && { costUsd: ofCost }),
    },
  };
}

function documentsOf(
  raw: unknown,
  report: (index: number, message: string) => void,
): { documents?: readonly string[] } {
  if (!Array.isArray(raw)) return {};
  const documents = raw.flatMap((file: unknown, index) => {
    if (typeof file !== "string" || file === "") return [];
    if (!isOutside(file)) return [file.replace(/^\.\//, "")];
    report(index, `${file} is outside of this folder.`);
    return [];
  });
  return documents.length > 0 ? { documents } : {};
}

/** Beside tools that are live there is nothing to make up. */
function simulatorOf(
  fields: Fields,
  { timeoutMs, run }: AgentSettings,
  folder: string,
  report: (key: string, message: string) => void,
): { simulator?: SimulatorSettings } {
  const command = commandOf(fields.simulator);
  if (!command) return {};
  if (!isLive(fields) || run === "model") return { simulator: { command, folder, timeoutMs } };
  report("simulator", "The agent runs its tools itself (`tools: live`), so no simulator is asked.");
  return {};
}

function settingsOf(
  fields: Fields,
  chat: ChatSettings | undefined,
  root: string,
  report: (key: string | undefined, message: string) => void,
): AgentSettings | undefined {
  const run = fields.run ?? "model";
  const manner = (concurrency: number) => ({
    timeoutMs: (positive(fields.timeoutSeconds) ?? defaultAgentTimeoutMs / 1000) * 1000,
    concurrency: Math.min(countOf(fields.concurrency) ?? concurrency, mostAtOnce),
  });
  if (run === "http") {
    const url = textOf(fields.url, forms.baseUrl);
    if (!url || !URL.canParse(url)) {
      report(undefined, "An agent with `run: http` needs its `url`, such as http://127.0.0.1:8080/run.");
      return undefined;
    }
    return { run, url, hasLiveTools: isLive(fields), ...keyOf(fields), ...manner(defaultAgentConcurrency) };
  }
  if (run === "command") {
    const command = commandOf(fields.command);
    if (!command) {
      report(undefined, "An agent with `run: command` needs its `command`, such as python agent.py.");
      return undefined;
    }
    return { run, command, folder: root, hasLiveTools: isLive(fields), ...manner(defaultCommandConcurrency) };
  }
  if (run !== "model") return undefined;
  if (isLive(fields))
    report(
      "tools",
      "A model has no tools of its own that could be live; recorded ones are used. An agent with `run: http` or `run: command` runs its own.",
    );
  const place = modelPlace(fields.model, chat);
  if (!place) {
    report(
      fields.model === undefined ? undefined : "model",
      chat?.provider === "vscode" && fields.model === undefined
        ? "`models.chat` is one of VS Code's own models, which take no system prompt and cannot run one: give the agent `model: { baseUrl, model }`."
        : "This agent has no model: name one under `models.chat`, or give the agent `model: { baseUrl, model }`.",
    );
    return undefined;
  }
  const [temperature, seed, maxTokens] = [fields.temperature, fields.seed, countOf(fields.maxTokens)];
  return {
    run,
    ...place,
    ...manner(chat?.concurrency ?? defaultAgentConcurrency),
    ...(typeof temperature === "number" && temperature >= 0 && { temperature }),
    ...(Number.isInteger(seed) && { seed: seed as number }),
    ...(maxTokens && { maxTokens }),
  };
}

/** A model at an endpoint of its own, or, as a name alone, at that of `models.chat`. */
function modelPlace(raw: unknown, chat: ChatSettings | undefined) {
  const base =
    chat && chat.provider !== "vscode"
      ? { baseUrl: chat.baseUrl, model: chat.model, ...(chat.apiKeyEnv && { apiKeyEnv: chat.apiKeyEnv }) }
      : undefined;
  if (raw === undefined) return base;
  if (typeof raw === "string") return base && raw !== "" ? { ...base, model: raw } : undefined;
  const own = isObject(raw) ? raw : {};
  const [baseUrl, model] = [textOf(own.baseUrl, forms.baseUrl), textOf(own.model)];
  return baseUrl && URL.canParse(baseUrl) && model ? { baseUrl, model, ...keyOf(own) } : undefined;
}

const isLive = (fields: Fields): boolean => fields.tools === "live";

function keyOf(fields: Fields): { apiKeyEnv?: string } {
  const apiKeyEnv = textOf(fields.apiKeyEnv, forms.apiKeyEnv);
  return apiKeyEnv ? { apiKeyEnv } : {};
}

function commandOf(raw: unknown): string | readonly string[] | undefined {
  if (typeof raw === "string" && raw.trim() !== "") return raw;
  return Array.isArray(raw) && raw.length > 0 && raw.every((one) => typeof one === "string" && one !== "")
    ? (raw as string[])
    : undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const textOf = (value: unknown, form = "."): string | undefined =>
  typeof value === "string" && new RegExp(form).test(value) ? value : undefined;

const countOf = (value: unknown): number | undefined =>
  Number.isInteger(value) && (value as number) > 0 ? (value as number) : undefined;

const positive = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) && value > 0 ? value : undefined;

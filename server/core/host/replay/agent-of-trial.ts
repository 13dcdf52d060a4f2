import { type Agent, type ModelAccess, type ModelAgent, openAgent } from "../../models/index.ts";
import type { Config } from "../config.ts";
import type { ReplayWorld } from "./replay.ts";

/**
 * The agent of a trial. Where it takes a seed, each trial has its own: with the same one again each would be the first. `request`: members of
 * the model's request that stand in the place of its settings.
 */
export function agentOfTrial(
  { definition: { settings }, agent }: Pick<ReplayWorld, "definition" | "agent">,
  access: ModelAccess,
  trial: number,
  request?: Readonly<Record<string, unknown>>,
): Agent {
  if (settings.run !== "model") return agent;
  const isSeeded = trial > 0 && settings.seed !== undefined;
  if (!isSeeded && !request) return agent;
  const seeded = isSeeded ? { ...settings, seed: settings.seed! + trial } : settings;
  return openAgent(request ? withRequest(seeded, request) : seeded, access);
}

/** What settings are called in a request. */
const inRequest = new Map([
  ["temperature", "temperature"],
  ["seed", "seed"],
  ["maxTokens", "max_tokens"],
]);

function withRequest(settings: ModelAgent, given: Readonly<Record<string, unknown>>): ModelAgent {
  const stays = Object.entries(settings).filter(([key]) => !((inRequest.get(key) ?? "") in given));
  return {
    ...(Object.fromEntries(stays) as unknown as ModelAgent),
    request: { ...settings.request, ...given },
  };
}

/** What else than its text decides how an agent goes: its settings, and who plays the user. */
export function agentKeyOf({
  definition: { settings, tools, user, maxSteps, simulator },
  config,
}: Pick<ReplayWorld, "definition"> & { readonly config: Config }): readonly unknown[] {
  const player = user === "simulated" ? config.models.chat : null;
  return [settings, tools, user, maxSteps, player, ...(simulator ? [simulator] : [])];
}

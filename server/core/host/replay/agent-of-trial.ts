import { type Agent, type ModelAccess, openAgent } from "../../models/index.ts";
import type { Config } from "../config.ts";
import type { ReplayWorld } from "./replay.ts";

/** The agent of a trial. Where it takes a seed, each trial has its own: with the same one again each would be the first. */
export function agentOfTrial(
  { definition: { settings }, agent }: Pick<ReplayWorld, "definition" | "agent">,
  access: ModelAccess,
  trial: number,
): Agent {
  if (trial === 0 || settings.run !== "model" || settings.seed === undefined) return agent;
  return openAgent({ ...settings, seed: settings.seed + trial }, access);
}

/** What else than its text decides how an agent goes: its settings, and who plays the user. */
export function agentKeyOf({
  definition: { settings, tools, user, maxSteps },
  config,
}: Pick<ReplayWorld, "definition"> & { readonly config: Config }): readonly unknown[] {
  return [settings, tools, user, maxSteps, user === "simulated" ? config.models.chat : null];
}

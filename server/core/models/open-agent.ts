import type { Agent, AgentSettings } from "./agent.ts";
import { type ModelAccess, modelAccess } from "./model-access.ts";
import { RunByCommand } from "./run-by-command.ts";
import { RunByHttp } from "./run-by-http.ts";
import { RunByModel } from "./run-by-model.ts";

/** An agent by its settings; nothing is started or asked yet. */
export function openAgent(settings: AgentSettings, access: ModelAccess = modelAccess()): Agent {
  if (settings.run === "model") return new RunByModel(settings, access);
  return settings.run === "http" ? new RunByHttp(settings, access) : new RunByCommand(settings);
}

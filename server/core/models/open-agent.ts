import type { Agent, AgentSettings } from "./agent.ts";
import { RunByCommand } from "./run-by-command.ts";
import { RunByHttp } from "./run-by-http.ts";
import { RunByModel } from "./run-by-model.ts";

/** An agent by its settings; nothing is started or asked yet. */
export function openAgent(settings: AgentSettings, env: NodeJS.ProcessEnv = process.env): Agent {
  if (settings.run === "model") return new RunByModel(settings, env);
  return settings.run === "http" ? new RunByHttp(settings, env) : new RunByCommand(settings, env);
}

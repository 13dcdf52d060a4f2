import type { TextEdit } from "../prompt/index.ts";
import { addEntriesEdit } from "./config-entries.ts";

/** An agent as somebody begins with one: their prompt with a chat model. */
export interface AgentEntry {
  readonly name: string;
  readonly prompt: string;
  readonly run: "model";
  /** Where no chat model is configured: one on this machine. */
  readonly model?: { readonly baseUrl: string; readonly model: string };
}

export const agentEntry = (prompt: string, hasChat: boolean): AgentEntry => ({
  name: prompt,
  prompt,
  run: "model",
  ...(!hasChat && { model: { baseUrl: "http://127.0.0.1:11434/v1", model: "llama3.2" } }),
});

/** The edit of homeostat.yaml that adds an entry under `agents:`; undefined where it cannot be added to, as `addEntriesEdit` says. */
export const agentEdit = (text: string | undefined, entry: AgentEntry): TextEdit | undefined =>
  addEntriesEdit(text, { key: "agents", entries: [entry] });

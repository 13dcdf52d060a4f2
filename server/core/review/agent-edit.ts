import { isMap, isSeq, parseAllDocuments, parseDocument, stringify } from "yaml";
import type { TextEdit } from "../prompt/index.ts";

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

/**
 * The edit of homeostat.yaml that adds an entry under `agents:`; comments stay. `text`: the file as it is, undefined where there is none.
 * Gives undefined where the file is no YAML that an entry could be added to, or the edit would change anything else.
 */
export function agentEdit(text: string | undefined, entry: AgentEntry): TextEdit | undefined {
  const own = `agents:\n${stringify([entry], { lineWidth: 0 })
    .trimEnd()
    .split("\n")
    .map((line) => `  ${line}\n`)
    .join("")}`;
  if (text === undefined || text.trim() === "")
    return { range: { start: 0, end: text?.length ?? 0 }, newText: `version: 1\n${own}` };
  const document = parseDocument(text, quiet);
  if (document.errors.length > 0 || parseAllDocuments(text, quiet).length > 1) return undefined;
  if (document.contents !== null && !isMap(document.contents)) return undefined;
  const list: unknown = document.get("agents", true);
  const before = readValue(text);
  if (!before) return undefined;
  const wanted = JSON.stringify({ ...before, agents: [...(before.agents ?? []), entry] });
  const isRight = ({ range, newText }: TextEdit): boolean =>
    JSON.stringify(readValue(text.slice(0, range.start) + newText + text.slice(range.end))) === wanted;
  if (list === undefined) {
    const eol = text.includes("\r\n") ? "\r\n" : "\n";
    const lines = own.replaceAll("\n", eol);
    const edit = {
      range: { start: text.length, end: text.length },
      newText: text.endsWith("\n") ? lines : eol + lines,
    };
    if (isRight(edit)) return edit;
  }
  if (isSeq(list)) list.add(document.createNode(entry));
  else document.set("agents", [entry]);
  const whole = { range: { start: 0, end: text.length }, newText: document.toString({ lineWidth: 0 }) };
  return isRight(whole) ? whole : undefined;
}

const quiet = { prettyErrors: false, logLevel: "silent" } as const;

/** Undefined for what is no YAML, and for aliases that expand without end. */
function readValue(text: string): { agents?: readonly unknown[] | null } | undefined {
  const document = parseDocument(text, quiet);
  try {
    return document.errors.length === 0
      ? ((document.toJS({ maxAliasCount: 100 }) ?? {}) as object)
      : undefined;
  } catch {
    return undefined;
  }
}

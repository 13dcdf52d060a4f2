import type { DatasetCase } from "../../improve/index.ts";
import type { Store } from "../../store/index.ts";
import type { AgentDefinition } from "../config-agents.ts";

/**
 * How many cases are run with recorded results of tools, and with nothing that says what other calls would give: there an edit that changes
 * how tools are called cannot be tried.
 */
export async function casesWithCalls(
  store: Store,
  cases: readonly DatasetCase[],
  { tools, simulator }: AgentDefinition,
): Promise<number> {
  if (tools === "live" || simulator) return 0;
  const ids = [...new Set(cases.flatMap(({ conversation }) => conversation ?? []))];
  const calling = new Set(
    (await store.conversations(ids)).flatMap(({ conversation, messages }) =>
      messages.some(({ toolCalls = [] }) => toolCalls.length > 0) ? conversation.id : [],
    ),
  );
  return cases.filter(({ conversation = "" }) => calling.has(conversation)).length;
}

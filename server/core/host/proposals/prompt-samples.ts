import { type SeenTool, ToolsSeen } from "../../attribution/index.ts";
import type { LongWork } from "../../base/index.ts";
import { samplesOf } from "../../evaluators/index.ts";
import { anyOf, type Sample, type Store } from "../../store/index.ts";

/** Proposals are run on so many conversations, the newest: enough to say how often a check fails, and soon. */
const mostConversations = 1_000;

/** The conversations of one prompt as proposals need them: in memory, so that many checks read them once. */
export interface PromptSamples {
  readonly samples: readonly Sample[];
  readonly tools: readonly SeenTool[];
  readonly conversations: number;
  /** Of the prompt, whether they were read or not. */
  readonly total: number;
}

export async function promptSamples(
  store: Store,
  file: string,
  { signal }: LongWork = {},
): Promise<PromptSamples> {
  const links = await store.tables.links.read({ columns: ["conversationId", "file"] });
  const all = [
    ...new Set(links.filter((one) => one.file === file).map(({ conversationId = "" }) => conversationId)),
  ];
  const ids = (await newest(store, all)).slice(0, mostConversations);
  const tools = new ToolsSeen();
  const samples: Sample[] = [];
  for await (const page of store.pages([...ids].sort(), signal))
    for (const { conversation, messages } of page) {
      tools.read(messages);
      samples.push(...samplesOf(conversation.id, messages, conversation));
    }
  return {
    samples,
    tools: tools.all(),
    conversations: ids.length,
    total: all.length,
  };
}

async function newest(store: Store, ids: readonly string[]): Promise<string[]> {
  if (ids.length <= mostConversations) return [...ids].sort();
  const rows = await store.tables.conversations.read({ where: anyOf("id", ids), columns: ["id", "startMs"] });
  return rows
    .sort((a, b) => (b.startMs ?? 0) - (a.startMs ?? 0) || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id);
}

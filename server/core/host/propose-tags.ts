import {
  failedConversations,
  type SpokenConversation,
  type TagProposal,
  tagProposals,
} from "../attribution/index.ts";
import { checkpoint, groupBy, indexBy, type LongWork } from "../base/index.ts";
import type { Store } from "../store/index.ts";
import type { Built } from "./build-snapshot.ts";

/** What went wrong by the agent's own doing, where no evaluator judged anything: not by the user's words, which proposals are made of. */
const agentSignals = ["hand-over", "asks-again", "no-answer"];

/** Words that go with trouble whatever people ask for, and that no tag there is holds yet. */
export async function proposeTags(
  { tables: { contents } }: Store,
  { input, tagged }: Built,
  { signal, progress }: LongWork = {},
): Promise<readonly TagProposal[]> {
  const failed = failedConversations(input.verdicts);
  const isWrong = (id: string): boolean | undefined =>
    failed.size > 0
      ? failed.get(id)
      : (input.issues.signalsOf.get(id)?.some((kind) => agentSignals.includes(kind)) ?? false);
  const byId = indexBy(input.conversations, ({ id }) => id);
  const spoken: SpokenConversation[] = [];
  for await (const rows of contents.parts(["id", "input"])) {
    await checkpoint(signal);
    progress?.({ stage: "reading conversations", done: spoken.length, total: input.conversations.length });
    for (const { id, input: text } of rows) {
      const conversation = byId.get(id);
      if (conversation && text)
        spoken.push({
          ...{ id, text, person: conversation.userId ?? input.clusterOf.get(id) ?? id },
          ...{ behaviorIds: input.behaviorsOf.get(id) ?? [], isWrong: isWrong(id) },
        });
    }
  }
  // The database promises no order.
  spoken.sort((a, b) => (a.id < b.id ? -1 : 1));
  const holders = [...groupBy(tagged, ({ tag }) => tag).values()];
  return tagProposals(
    spoken,
    holders.map((own) => new Set(own.map(({ conversationId }) => conversationId))),
  );
}

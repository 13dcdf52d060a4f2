import {
  failedConversations,
  type SpokenConversation,
  type TagProposal,
  tagProposals,
  unitOf,
} from "../attribution/index.ts";
import { checkpoint, groupBy, indexBy, type LongWork, UserError } from "../base/index.ts";
import { fixedTags } from "../signals/index.ts";
import type { Store } from "../store/index.ts";
import type { Built } from "./build-snapshot.ts";
import type { TagDefinition } from "./config-tags.ts";

/**
 * Words of conversations that fail more than others in the same behaviors, and that no tag there is holds yet. Throws `no-behaviors`,
 * `nothing-judged`.
 */
export async function proposeTags(
  { tables: { contents } }: Store,
  { input, tagged }: Built,
  definitions: readonly TagDefinition[],
  { signal, progress }: LongWork = {},
): Promise<readonly TagProposal[]> {
  if (input.behaviorsOf.size === 0)
    throw new UserError(
      "no-behaviors",
      "Tags are proposed from what goes wrong within behaviors, and there are none yet.",
      "Find them: homeostat behaviors",
    );
  const failed = failedConversations(input.verdicts);
  if (failed.size === 0)
    throw new UserError(
      "nothing-judged",
      "Tags are proposed from what goes wrong, and no evaluator has judged anything yet.",
      "Name evaluators in homeostat.yaml, then: homeostat evaluate",
    );
  const byId = indexBy(input.conversations, ({ id }) => id);
  const spoken: SpokenConversation[] = [];
  for await (const rows of contents.parts(["id", "input"])) {
    await checkpoint(signal);
    progress?.({ stage: "reading conversations", done: spoken.length, total: input.conversations.length });
    for (const { id, input: text } of rows) {
      const conversation = byId.get(id);
      if (conversation && text)
        spoken.push({
          ...{ id, text },
          person: unitOf({
            conversationId: id,
            userId: conversation.userId,
            cluster: input.clusterOf.get(id) ?? id,
          }),
          ...{ behaviorIds: input.behaviorsOf.get(id) ?? [], isWrong: failed.get(id) },
        });
    }
  }
  // The database promises no order.
  spoken.sort((a, b) => (a.id < b.id ? -1 : 1));
  const holders = [...groupBy(tagged, ({ tag }) => tag).values()];
  return tagProposals(spoken, {
    holders: holders.map((own) => new Set(own.map(({ conversationId }) => conversationId))),
    names: [...fixedTags, ...definitions.map(({ name }) => name)],
  });
}

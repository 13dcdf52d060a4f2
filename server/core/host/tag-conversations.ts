import { type LongWork, stableId } from "../base/index.ts";
import { type FoundTag, tagsOf } from "../signals/index.ts";
import type { Row, Store } from "../store/index.ts";
import type { TagDefinition } from "./config-tags.ts";
import { tagFinders } from "./tag-finders.ts";

export interface TagSummary {
  /** Conversations that were read by this run, and tags found in them. */
  readonly conversations: number;
  readonly tags: number;
  readonly problems: readonly string[];
}

/** Rows that say a tag; the others are marks of what was read. */
export const isTagged = "`tag` IS NOT NULL";

/**
 * Tags conversations that were not tagged yet, and all again by tags that are defined otherwise than before. What was read is marked in
 * the table itself: a row without a tag, whose evidence is a hash of the definitions and the conversation's content. So a run that is
 * killed goes on where it was, and who is forgotten takes the mark along.
 */
export async function tagConversations(
  store: Store,
  definitions: readonly TagDefinition[],
  { signal, progress }: LongWork = {},
): Promise<TagSummary> {
  const { finders, key, problems } = tagFinders(definitions);
  const { conversations, tags } = store.tables;
  const marks = await tags.read({ where: "`tag` IS NULL", columns: ["conversationId", "evidence"] });
  const before = new Map(marks.map(({ conversationId = "", evidence }) => [conversationId, evidence]));
  const states = new Map(
    (await conversations.read({ columns: ["id", "contentHash"] }))
      .map(({ id, contentHash }) => [id, stableId([key, contentHash])] as const)
      .filter(([id, state]) => before.get(id) !== state),
  );
  const ids = [...states.keys()].sort();
  let [done, found] = [0, 0];
  for await (const page of store.pages(ids, signal)) {
    progress?.({ stage: "tagging", done, total: ids.length });
    const read = page.map(({ conversation }) => conversation.id);
    await tags.deleteAny(
      "conversationId",
      read.filter((id) => before.has(id)),
    );
    const rows = page.flatMap(({ conversation: { id }, messages }): Row<"tags">[] =>
      tagsOf(messages, finders).map(({ tag, ...place }) => ({
        id: `${id}#${tag}`,
        conversationId: id,
        tag,
        ...place,
      })),
    );
    const marksOfPage = read.map(
      (id): Row<"tags"> => ({ id: `${id}#`, conversationId: id, evidence: states.get(id)! }),
    );
    await store.conclude("tags", [...rows, ...marksOfPage]);
    [done, found] = [done + page.length, found + rows.length];
  }
  return { conversations: done, tags: found, problems: problems() };
}

/** Tags that were found in one conversation, in the order of its messages. */
export async function tagsFoundIn({ tables: { tags } }: Store, id: string): Promise<FoundTag[]> {
  const rows = await tags.readAny("conversationId", [id]);
  return rows
    .flatMap(({ tag, messageIndex = 0, evidence = "" }) => (tag ? [{ tag, messageIndex, evidence }] : []))
    .sort((a, b) => a.messageIndex - b.messageIndex || (a.tag < b.tag ? -1 : 1));
}

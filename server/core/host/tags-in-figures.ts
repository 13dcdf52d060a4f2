import {
  type BehaviorFigures,
  failedConversations,
  type TagFigures,
  tagFigures,
} from "../attribution/index.ts";
import type { Store } from "../store/index.ts";
import type { FiguresInput } from "./figures-input.ts";
import { isTagged } from "./tag-conversations.ts";

/** A conversation's tag, each once. */
export interface Tagged {
  readonly conversationId: string;
  readonly tag: string;
}

/** All tags that were found, in no promised order. */
export async function readTags({ tables: { tags } }: Store): Promise<Tagged[]> {
  const rows = await tags.read({ where: isTagged, columns: ["conversationId", "tag"] });
  return rows.map(({ conversationId = "", tag = "" }) => ({ conversationId, tag }));
}

/** Figures of behaviors with the tags in them, and the tags over all conversations. */
export function withTags(
  behaviors: readonly BehaviorFigures[],
  tagged: readonly Tagged[],
  input: FiguresInput,
): { readonly behaviors: readonly BehaviorFigures[]; readonly tags: readonly TagFigures[] } {
  if (tagged.length === 0) return { behaviors, tags: [] };
  const members = new Map<string, string[]>(behaviors.map(({ id }) => [id, []]));
  for (const [conversationId, ids] of input.behaviorsOf)
    for (const id of ids) members.get(id)?.push(conversationId);
  const { tags, ofBehaviors } = tagFigures({
    tagged,
    conversations: input.conversations.map(({ id }) => id),
    members,
    failed: failedConversations(input.verdicts),
  });
  return {
    tags,
    behaviors: behaviors.map((one) => {
      const own = ofBehaviors.get(one.id);
      return own ? { ...one, tags: own } : one;
    }),
  };
}

import { isMap, isNode, isSeq, parseDocument, type YAMLMap } from "yaml";
import type { Range } from "../../base/index.ts";
import { isNestedTooDeep } from "../../prompt/index.ts";
import { rangeOf, textOf } from "../yaml-nodes.ts";

/** Where a team keeps the failures that no line of a prompt can mend, relative to the workspace. */
export const queueFileName = "homeostat/capability.yaml";

export const queueStates = ["open", "handled"] as const;
export type QueueState = (typeof queueStates)[number];

/** Something that a model could not do, for a person. Ids of conversations and no words of theirs: the file is committed. */
export interface QueueItem {
  /** By which it is named; unique in the file. */
  readonly id: string;
  /** What could not be done. */
  readonly what: string;
  /** Why it is no line's fault. */
  readonly why?: string;
  /** The prompt, by name or file, that the agent had. */
  readonly prompt?: string;
  readonly conversations: readonly string[];
  /** Who put it here, and when: ISO date with time, UTC. */
  readonly who?: string;
  readonly at?: string;
  readonly state: QueueState;
  /** Who handled it or opened it again, when, and what was done. */
  readonly by?: string;
  readonly changedAt?: string;
  readonly note?: string;
}

/** In the order in which they are written. */
export const queueKeys = [
  "id",
  "what",
  "why",
  "prompt",
  "conversations",
  "who",
  "at",
  "state",
  "by",
  "changedAt",
  "note",
] as const;

export interface QueueIssue {
  readonly range: Range;
  readonly message: string;
}

/** What the file says. Broken items are left out and told in `issues`; the rest counts. */
export interface CapabilityQueue {
  readonly items: readonly QueueItem[];
  readonly issues: readonly QueueIssue[];
  /** Nothing of it could be read. */
  readonly isUnreadable: boolean;
}

export const emptyQueue: CapabilityQueue = { items: [], issues: [], isUnreadable: false };

const broken = (message: string, range: Range = { start: 0, end: 1 }): CapabilityQueue => ({
  items: [],
  issues: [{ range, message }],
  isUnreadable: true,
});

/** Reads the text of the file. Throws nothing, whatever stands in it. */
export function readQueue(text: string): CapabilityQueue {
  if (text.trim() === "") return emptyQueue;
  if (isNestedTooDeep(text)) return broken("It is nested far too deep.");
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error)
    return broken(error.message.split("\n")[0]!, {
      start: error.pos[0],
      end: Math.max(error.pos[1], error.pos[0] + 1),
    });
  const root = document.contents;
  if (!isMap(root)) return root === null ? emptyQueue : broken("It holds `items:`, a list.");
  const list = root.get("items", true);
  if (list === undefined) return emptyQueue;
  if (!isSeq(list)) return broken("`items` is a list.", rangeOf(list));
  const items = new Map<string, QueueItem>();
  const issues: QueueIssue[] = [];
  for (const node of list.items) {
    const item = isMap(node) ? itemOf(node) : "An item is a map with `id` and `what`.";
    if (typeof item === "string") issues.push({ range: rangeOf(node), message: item });
    else if (items.has(item.id))
      issues.push({
        range: rangeOf(node),
        message: `There is another item ${item.id}: this one does not count.`,
      });
    else items.set(item.id, item);
  }
  return { items: [...items.values()], issues, isUnreadable: false };
}

function itemOf(map: YAMLMap): QueueItem | string {
  const said = (key: string): string => textOf(map.get(key, true)).replace(/\s+/g, " ").trim();
  const id = said("id");
  const what = said("what");
  if (id === "" || what === "") return "An item needs an `id` and `what` could not be done.";
  const state = said("state") || "open";
  if (!queueStates.some((one) => one === state)) return `${id} is open or handled, and not something else.`;
  const conversations = map.get("conversations", true);
  if (conversations !== undefined && !isSeq(conversations))
    return `The conversations of ${id} are a list of ids.`;
  const rest = Object.fromEntries(
    queueKeys.flatMap((key) => {
      const value = ["id", "what", "state", "conversations"].includes(key) ? "" : said(key);
      return value === "" ? [] : [[key, value]];
    }),
  );
  return {
    ...rest,
    ...{ id, what, state: state as QueueState },
    conversations: isSeq(conversations)
      ? conversations.items.flatMap((node) => (isNode(node) && textOf(node) !== "" ? [textOf(node)] : []))
      : [],
  };
}

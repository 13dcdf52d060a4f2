import { messageOf, UserError } from "../../base/index.ts";
import {
  type CapabilityQueue,
  editQueue,
  emptyQueue,
  type QueueEdit,
  type QueueItem,
  queueFileName,
  readQueue,
} from "../../review/index.ts";
import { type CommittedFile, changeCommitted, committedText } from "../committed-file.ts";
import { labellerName } from "../labels/give-labels.ts";

/** An item takes some 500 bytes: 4,000 of them. */
const maxBytes = 2 * 1024 * 1024;

/** What a person wants done with the queue. `who`: default what git calls the person, else the user of this machine. */
export type QueueRequest = { readonly who?: string } & (
  | {
      readonly kind: "add";
      /** Default: made of `what`. Conversations of an open item of that id are added to it. */
      readonly id?: string;
      readonly what: string;
      readonly why?: string;
      readonly prompt?: string;
      readonly conversations: readonly string[];
    }
  | { readonly kind: "handle" | "reopen"; readonly id: string; readonly note?: string }
  | { readonly kind: "remove"; readonly id: string }
);

export interface QueueResult {
  readonly file: string;
  /** As it is now; of what was removed, as it was. */
  readonly item: QueueItem;
  /** `false`: it said so already. */
  readonly isChanged: boolean;
}

/** The file as it stands. Throws nothing: what cannot be read is an issue of it. */
export async function loadQueue(
  root: string,
): Promise<{ readonly text: string; readonly queue: CapabilityQueue }> {
  try {
    const text = await committedText(root, queueFileName, maxBytes);
    return { text, queue: readQueue(text) };
  } catch (error) {
    const issues = [{ range: { start: 0, end: 1 }, message: `It could not be read: ${messageOf(error)}` }];
    return { text: "", queue: { ...emptyQueue, issues, isUnreadable: true } };
  }
}

const queueFile: CommittedFile<CapabilityQueue> = {
  name: queueFileName,
  code: "queue",
  maxBytes,
  act: "change the queue",
  load: async (root) => {
    const { text, queue } = await loadQueue(root);
    return { text, said: queue };
  },
  // A line that is broken would be written over or doubled.
  unreadable: ({ isUnreadable, issues }) =>
    isUnreadable ? (issues[0]?.message ?? "it is broken") : undefined,
};

/** Changes one item in the committed file. Throws `queue-unknown`, and what `changeCommitted` throws with `queue-`. */
export async function changeQueue(
  request: QueueRequest,
  context: { readonly root: string; readonly trusted: boolean },
): Promise<QueueResult> {
  const who = oneLine(request.who ?? "") || (await labellerName(context));
  const at = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  let done: QueueResult | undefined;
  await changeCommitted(context.root, queueFile, (text, { items }) => {
    const { edit, item } = editOf(request, items, { who, at });
    const changed = edit ? editQueue(text, edit) : text;
    done = { file: queueFileName, item, isChanged: changed !== text };
    return changed;
  });
  return done!;
}

interface Doing {
  readonly who: string;
  readonly at: string;
}

function editOf(
  request: QueueRequest,
  items: readonly QueueItem[],
  { who, at }: Doing,
): { readonly edit?: QueueEdit; readonly item: QueueItem } {
  if (request.kind === "add") return added(request, items, { who, at });
  const { id } = request;
  const there = items.find((item) => item.id === id);
  if (!there) throw unknownItem(id);
  if (request.kind === "remove") return { edit: { id }, item: there };
  const state = request.kind === "handle" ? "handled" : "open";
  const note = oneLine(request.note ?? "");
  if (there.state === state && (note === "" || note === there.note)) return { item: there };
  const { note: _, ...rest } = there;
  const item: QueueItem = { ...rest, state, by: who, changedAt: at, ...(note !== "" && { note }) };
  return { edit: { id, item }, item };
}

/** What was handled and comes again is open again. */
function added(
  { id, what, why, prompt, conversations }: Extract<QueueRequest, { kind: "add" }>,
  items: readonly QueueItem[],
  { who, at }: Doing,
): { readonly edit?: QueueEdit; readonly item: QueueItem } {
  const own = id ?? freeId(what, items);
  const there = items.find((item) => item.id === own);
  const all = [...new Set([...(there?.conversations ?? []), ...conversations])];
  if (there) {
    if (there.state === "open" && all.length === there.conversations.length) return { item: there };
    const item: QueueItem = {
      ...there,
      conversations: all,
      state: "open",
      ...(there.state === "handled" && { by: who, changedAt: at }),
    };
    return { edit: { id: own, item }, item };
  }
  const item: QueueItem = {
    ...{ id: own, what: oneLine(what), conversations: all, who, at, state: "open" },
    ...(why !== undefined && oneLine(why) !== "" && { why: oneLine(why) }),
    ...(prompt !== undefined && { prompt }),
  };
  return { edit: { id: own, item }, item };
}

/** The first words of what could not be done; a number where that is taken. */
function freeId(what: string, items: readonly QueueItem[]): string {
  const words =
    what
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.slice(0, 5)
      .join("-") || "item";
  const taken = new Set(items.map(({ id }) => id));
  let own = words;
  for (let n = 2; taken.has(own); n++) own = `${words}-${n}`;
  return own;
}

const unknownItem = (id: string): UserError =>
  new UserError("queue-unknown", `The queue has no item ${id}.`, "List them: homeostat queue --all");

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

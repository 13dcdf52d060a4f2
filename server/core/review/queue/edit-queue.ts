import { type Document, isMap, isSeq, parseDocument, YAMLMap, YAMLSeq } from "yaml";
import { textOf } from "../yaml-nodes.ts";
import { type QueueItem, queueKeys } from "./read-queue.ts";

const head = ` What a model could not do, and no line of a prompt can mend: for a person. Put things here, and say what became of them, with
 \`homeostat queue\` or by hand; comments stay.`;

/** In place of the item of the same id, else at the end. With `item` absent it goes. */
export interface QueueEdit {
  readonly id: string;
  readonly item?: QueueItem;
}

/** The text of the file with one item changed: the rest with its comments and order as it was. The text must be one that `readQueue` can read. */
export function editQueue(text: string, { id, item }: QueueEdit): string {
  const document = parseDocument(text);
  if (text.trim() === "") document.commentBefore = head;
  const list = listOf(document);
  const at = list.items.findIndex((node) => isMap(node) && textOf(node.get("id", true)).trim() === id);
  if (item) {
    const map = at < 0 ? new YAMLMap(document.schema) : (list.items[at] as YAMLMap);
    fill(document, map, item);
    if (at < 0) list.items.push(map);
  } else if (at >= 0) list.items.splice(at, 1);
  list.flow = list.items.length === 0;
  return document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER });
}

function listOf(document: Document): YAMLSeq {
  const there = document.get("items");
  if (isSeq(there)) return there as YAMLSeq;
  const made = new YAMLSeq(document.schema);
  document.set("items", made);
  return made;
}

/** A value that is the same stays as it is written, with its comment. */
function fill(document: Document, map: YAMLMap, item: QueueItem): void {
  for (const key of queueKeys) {
    const value = item[key];
    if (value === undefined) map.delete(key);
    else if (typeof value === "string") {
      if (textOf(map.get(key, true)) !== value) map.set(key, document.createNode(value));
    } else {
      const there = map.get(key, true);
      const known = isSeq(there) ? there.items.map(textOf) : undefined;
      if (known?.length === value.length && known.every((one, i) => one === value[i])) continue;
      const list = document.createNode([...value]);
      if (isSeq(list)) list.flow = true;
      map.set(key, list);
    }
  }
}

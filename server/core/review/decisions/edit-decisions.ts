import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  visit,
  YAMLMap,
} from "yaml";
import { UserError } from "../../base/index.ts";
import type { Mark } from "../../behaviors/index.ts";
import { decisionsFileName, type EntryKey, entryKeys, type Muted } from "./read-decisions.ts";

/** What an entry is to say; undefined takes a key away, what is not named stays. Empty lists are nothing. */
export interface EntryChange {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly pinned?: true | undefined;
  readonly muted?: Muted | undefined;
  readonly weight?: number | undefined;
  readonly merge?: readonly Mark[] | undefined;
  readonly split?: readonly Mark[] | undefined;
}

const head = ` What people decided about behaviors. It is kept through searches, and in a store that is made anew: knownBy holds hashes of typical
 requests, by which a behavior is found again. Change it with \`homeostat behaviors --help\`, in the side bar, or here; comments stay.`;

/**
 * The text of the file with an entry changed: the rest with its comments and order as it was, new entries in the order of their ids. An
 * entry that says nothing any more goes, unless somebody wrote a comment into it. The text must be one that `readDecisions` can read. Throws
 * `decisions-unreadable` where something else than an entry stands under the id.
 */
export function editEntry(text: string, { id, requests }: Mark, change: EntryChange): string {
  const document = parseDocument(text);
  if (text.trim() === "") document.commentBefore = head;
  const behaviors = behaviorsOf(document);
  const entry = entryOf(document, behaviors, id);
  for (const [key, value] of Object.entries(change) as [EntryKey, EntryChange[keyof EntryChange]][])
    if (value === undefined || (Array.isArray(value) && value.length === 0)) entry.delete(key);
    else if (key === "merge" || key === "split") setMarks(document, entry, key, value as readonly Mark[]);
    else setKey(document, entry, key, value);
  if (!entry.has("knownBy") && requests.length > 0) setKey(document, entry, "knownBy", [...requests].sort());
  if (entry.items.every(({ key }) => nameOf(key) === "knownBy") && !hasComment(entry))
    removeEntry(behaviors, id);
  return document.toString({ lineWidth: 0 });
}

/** The text of the file without an entry. */
export function removeFrom(text: string, id: string): string {
  const document = parseDocument(text);
  const behaviors = behaviorsOf(document);
  removeEntry(behaviors, id);
  return document.toString({ lineWidth: 0 });
}

function behaviorsOf(document: Document): YAMLMap {
  const there = document.get("behaviors");
  if (isMap(there)) return there;
  const made = new YAMLMap(document.schema);
  document.set("behaviors", made);
  return made;
}

/** A key that nothing stands under gets its entry where it is: a second one of its name would make the file unreadable. */
function entryOf(document: Document, behaviors: YAMLMap, id: string): YAMLMap {
  const pair = pairOf(behaviors, id);
  if (isMap(pair?.value)) return pair.value;
  const made = new YAMLMap(document.schema);
  behaviors.flow = false;
  if (!pair) insert(behaviors, document.createPair(id, made), (key) => key > id);
  else if (pair.value === null || (isScalar(pair.value) && pair.value.value === null)) {
    made.comment = pair.value?.comment;
    pair.value = made;
  } else
    throw new UserError(
      "decisions-unreadable",
      `Under ${id} in ${decisionsFileName} stands something else than an entry.`,
      "Put it right or remove it, then decide again. Nothing was changed.",
    );
  return made;
}

type Written = Pair<unknown, Node | null>;

const pairOf = (map: YAMLMap, name: string): Written | undefined =>
  (map.items as Written[]).find(({ key }) => nameOf(key) === name);

/** Before the first key that comes later. */
function insert(map: YAMLMap, pair: Pair, isLater: (key: string) => boolean): void {
  const at = map.items.findIndex(({ key }) => isLater(nameOf(key)));
  map.items.splice(at < 0 ? map.items.length : at, 0, pair);
}

function setKey(document: Document, entry: YAMLMap, key: EntryKey, value: unknown): void {
  const node = document.createNode(value);
  if (!isScalar(node)) Object.assign(node as object, { flow: true });
  const rank = entryKeys.indexOf(key);
  const there = pairOf(entry, key);
  if (isScalar(there?.value) && isScalar(node)) there.value.value = node.value;
  else if (there) {
    if (isNode(there.value))
      Object.assign(node as object, {
        comment: there.value.comment,
        commentBefore: there.value.commentBefore,
      });
    there.value = node;
  } else
    insert(entry, document.createPair(key, node), (other) => entryKeys.indexOf(other as EntryKey) > rank);
}

/** Marks that are there already keep their lines. */
function setMarks(document: Document, entry: YAMLMap, key: "merge" | "split", marks: readonly Mark[]): void {
  const there = entry.get(key);
  const map = isMap(there) ? there : new YAMLMap(document.schema);
  if (map !== there) {
    setKey(document, entry, key, map);
    map.flow = false;
  }
  const wanted = new Set(marks.map(({ id }) => id));
  map.items = map.items.filter((pair) => wanted.has(nameOf(pair.key)));
  for (const { id, requests } of marks) {
    const node = document.createNode([...requests].sort());
    node.flow = true;
    const there = pairOf(map, id);
    if (!there) map.items.push(document.createPair(id, node));
    else if (!isSeq(there.value) || JSON.stringify(there.value.toJSON()) !== JSON.stringify(node.toJSON()))
      there.value = node;
  }
}

/** What was written above it stays where it was. */
function removeEntry(behaviors: YAMLMap, id: string): void {
  const at = behaviors.items.findIndex(({ key }) => nameOf(key) === id);
  if (at < 0) return;
  const [{ key }] = behaviors.items.splice(at, 1) as [Pair];
  const comment = isNode(key) ? key.commentBefore : undefined;
  if (!comment) return;
  const next = behaviors.items[at]?.key;
  if (isNode(next)) next.commentBefore = [comment, next.commentBefore].filter(Boolean).join("\n");
  else behaviors.comment = [behaviors.comment, comment].filter(Boolean).join("\n");
}

function hasComment(map: YAMLMap): boolean {
  let found = false;
  visit(map, {
    Node: (_key, node) => {
      if (node.comment || node.commentBefore) found = true;
    },
  });
  return found;
}

const nameOf = (key: unknown): string => (isScalar(key) ? String(key.value) : String(key));

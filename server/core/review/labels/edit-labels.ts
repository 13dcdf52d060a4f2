import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  YAMLMap,
  YAMLSeq,
} from "yaml";
import {
  type CriterionEntry,
  type GivenLabel,
  isId,
  type LabelKey,
  type LabelPlace,
  labelKeys,
  placeOf,
} from "./read-labels.ts";

export type LabelEdit =
  /** In place of the one that the same person gave about the same. */
  | { readonly kind: "give"; readonly label: GivenLabel }
  | { readonly kind: "remove"; readonly place: LabelPlace }
  /** The reason goes, as one that quotes somebody who is forgotten. */
  | { readonly kind: "unexplain"; readonly place: LabelPlace };

const head = ` Labels that people gave conversations, and by whose criterion. One line is one label, so that branches merge line by line. Give them
 with \`homeostat label\`, in the trace viewer, or here; comments stay. Compare them with the evaluators: \`homeostat agreement\`.`;

/**
 * The text of the file with labels given and removed: the rest with its comments and order as it was, new labels in the order of
 * conversation, sample, evaluator and person, each on a line of its own. The text must be one that `readLabels` can read. `criteria`: the
 * definitions that labels by an evaluator's criterion are made under, kept as long as a label names them.
 */
export function editLabels(
  text: string,
  edits: readonly LabelEdit[],
  criteria: readonly CriterionEntry[] = [],
): string {
  const document = parseDocument(text);
  if (text.trim() === "") document.commentBefore = head;
  const list = listOf(document);
  const places = new Map<string, YAMLMap[]>();
  for (const item of list.items)
    if (isMap(item)) places.set(placeIn(item), [...(places.get(placeIn(item)) ?? []), item]);
  const fresh: YAMLMap[] = [];
  const gone = new Set<YAMLMap>();
  for (const edit of edits) {
    const place = placeOf(edit.kind === "give" ? edit.label : edit.place);
    // More than one where branches were merged: what is done to the label is done to all that say it.
    const there = (places.get(place) ?? []).filter((one) => !gone.has(one));
    if (edit.kind === "give") {
      const last = there.pop();
      if (last) change(document, last, edit.label);
      else {
        const made = entryOf(document, edit.label);
        places.set(place, [made]);
        fresh.push(made);
      }
      for (const older of there) gone.add(older);
    } else if (edit.kind === "unexplain") for (const one of there) one.delete("why");
    else for (const one of there) gone.add(one);
  }
  remove(list, gone);
  insert(
    list,
    fresh.filter((one) => !gone.has(one)),
  );
  keepCriteria(document, list, criteria);
  list.flow = list.items.length === 0;
  const changed = document.toString({
    lineWidth: 0,
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  });
  return list.items.length === 0 && text.trim() === "" ? text : changed;
}

function listOf(document: Document): YAMLSeq {
  const there = document.get("labels");
  if (isSeq(there)) {
    there.flow = false;
    return there;
  }
  const made = new YAMLSeq(document.schema);
  document.set("labels", made);
  return made;
}

function entryOf(document: Document, label: GivenLabel): YAMLMap {
  const map = new YAMLMap(document.schema);
  map.flow = true;
  change(document, map, label);
  return map;
}

function change(document: Document, map: YAMLMap, label: GivenLabel): void {
  for (const key of labelKeys) {
    // One label is one line: quotation marks keep the breaks of an id on it.
    const given = label[key];
    const value = isId(key) ? given : given?.replace(/\s+/g, " ").trim();
    if (value === undefined) map.delete(key);
    else if (textIn(map, key) !== value) setKey(document, map, key, value);
  }
}

function setKey(document: Document, map: YAMLMap, key: LabelKey, value: string): void {
  const there = map.get(key, true);
  if (isScalar(there)) {
    there.value = value;
    // What was written plainly may need quotation marks now.
    there.type = undefined;
    return;
  }
  const rank = labelKeys.indexOf(key);
  const pair = document.createPair(key, value);
  const at = map.items.findIndex((one) => labelKeys.indexOf(nameOf(one.key) as LabelKey) > rank);
  map.items.splice(at < 0 ? map.items.length : at, 0, pair);
}

/** Merged into those that are there by their order; where people keep another one, before the first that comes later. */
function insert(list: YAMLSeq, fresh: readonly YAMLMap[]): void {
  const sorted = [...fresh].sort((a, b) => (placeIn(a) < placeIn(b) ? -1 : 1));
  const items: unknown[] = [];
  let next = 0;
  for (const item of list.items) {
    const place = isMap(item) ? placeIn(item) : undefined;
    while (place !== undefined && next < sorted.length && placeIn(sorted[next]!) < place)
      items.push(sorted[next++]);
    items.push(item);
  }
  items.push(...sorted.slice(next));
  list.items = items;
}

/** What was written above a label that goes stays where it was. */
function remove(list: YAMLSeq, gone: ReadonlySet<YAMLMap>): void {
  let kept = "";
  const items: unknown[] = [];
  for (const item of list.items) {
    if (isMap(item) && gone.has(item)) {
      kept = joined(kept, item.commentBefore);
      continue;
    }
    if (isNode(item) && kept !== "") {
      (item as Node).commentBefore = joined(kept, (item as Node).commentBefore);
      kept = "";
    }
    items.push(item);
  }
  list.items = items;
  if (kept !== "") list.comment = joined(kept, list.comment);
}

const joined = (...comments: (string | null | undefined)[]): string => comments.filter(Boolean).join("\n");

function keepCriteria(document: Document, list: YAMLSeq, criteria: readonly CriterionEntry[]): void {
  const used = new Map<string, Set<string>>();
  for (const item of list.items) {
    const [evaluator, criterion] = isMap(item) ? [textIn(item, "evaluator"), textIn(item, "criterion")] : [];
    if (!evaluator || !criterion) continue;
    used.set(evaluator, (used.get(evaluator) ?? new Set()).add(criterion));
  }
  const there = document.get("criteria");
  const map = isMap(there) ? there : new YAMLMap(document.schema);
  for (const { evaluator, key, definition } of criteria) {
    if (!used.get(evaluator)?.has(key)) continue;
    const own = mapIn(document, map, evaluator);
    if (own.items.some((pair) => nameOf(pair.key) === key)) continue;
    const node = document.createNode(definition);
    if (isMap(node)) node.flow = true;
    own.items.push(document.createPair(key, node));
  }
  for (const pair of [...map.items]) {
    const name = nameOf(pair.key);
    if (!isMap(pair.value)) continue;
    pair.value.items = pair.value.items.filter((one) => used.get(name)?.has(nameOf(one.key)));
    if (pair.value.items.length === 0) map.items.splice(map.items.indexOf(pair), 1);
  }
  if (map.items.length > 0) document.set("criteria", map);
  else if (isMap(there)) document.delete("criteria");
}

function mapIn(document: Document, map: YAMLMap, name: string): YAMLMap {
  const there = map.items.find(({ key }) => nameOf(key) === name)?.value;
  if (isMap(there)) return there;
  const made = new YAMLMap(document.schema);
  const at = map.items.findIndex(({ key }) => nameOf(key) > name);
  map.items.splice(at < 0 ? map.items.length : at, 0, document.createPair(name, made));
  return made;
}

function placeIn(map: YAMLMap): string {
  const [sample, evaluator] = [textIn(map, "sample"), textIn(map, "evaluator")];
  return placeOf({
    conversation: textIn(map, "conversation") ?? "",
    who: textIn(map, "who") ?? "",
    ...(sample && { sample }),
    ...(evaluator && { evaluator }),
  });
}

/** As it is written: an id of digits alone is no number. */
function textIn(map: YAMLMap, key: LabelKey): string | undefined {
  const node = map.get(key, true);
  if (!isScalar(node) || node.value === null) return undefined;
  if (typeof node.value === "string") return isId(key) ? node.value : node.value.trim();
  return node.source ?? String(node.value);
}

const nameOf = (key: unknown): string => (isScalar(key) ? String(key.source ?? key.value) : String(key));

import { type Document, isMap, isScalar, isSeq, parseAllDocuments, parseDocument, type YAMLMap } from "yaml";
import type { TextEdit } from "../prompt/index.ts";

const quiet = { prettyErrors: false, logLevel: "silent" } as const;

/**
 * The edit of homeostat.yaml by which an evaluator covers one more line; comments and layout stay. Undefined where no evaluator of that name
 * stands in it, or the file must be mended first.
 */
export function addCoverEdit(text: string, evaluator: string, cover: string): TextEdit | undefined {
  const document = parseDocument(text, quiet);
  if (document.errors.length > 0 || parseAllDocuments(text, quiet).length > 1) return undefined;
  const entry = entryOf(document, evaluator);
  if (!entry) return undefined;
  const edit = inserted(text, entry, cover);
  return edit && isRight(text, edit, evaluator, cover) ? edit : rewritten(text, evaluator, cover);
}

function entryOf(document: Document, evaluator: string): YAMLMap | undefined {
  const list: unknown = document.get("evaluators", true);
  if (!isSeq(list)) return undefined;
  return list.items.find((item): item is YAMLMap => isMap(item) && item.get("name") === evaluator);
}

/** A line of its own behind the last one of an entry that covers nothing yet. */
function inserted(text: string, entry: YAMLMap, cover: string): TextEdit | undefined {
  const first = entry.items[0]?.key;
  const last = entry.items.at(-1)?.value;
  if (entry.flow || entry.has("covers") || !isScalar(first) || !first.range) return undefined;
  const end = (last as { range?: readonly number[] | null } | null)?.range?.[1];
  if (end === undefined) return undefined;
  const indent = first.range[0] - (text.lastIndexOf("\n", first.range[0] - 1) + 1);
  const eol = /\r\n/.test(text) ? "\r\n" : "\n";
  const isOpen = text[end - 1] === "\n";
  const lineEnd = isOpen ? end : text.indexOf("\n", end);
  const at = lineEnd < 0 ? text.length : isOpen ? lineEnd : lineEnd + 1;
  const line = `${" ".repeat(indent)}covers: [${JSON.stringify(cover)}]${eol}`;
  return { range: { start: at, end: at }, newText: at > 0 && text[at - 1] !== "\n" ? eol + line : line };
}

/** What the file says with the line covered, and what it says now. */
function readBoth(text: string, after: string, evaluator: string, cover: string): [unknown, unknown] {
  const document = parseDocument(text, quiet);
  const entry = entryOf(document, evaluator)!;
  const before = entry.has("covers") ? (document.toJS() as never) && entry.toJSON().covers : [];
  entry.set("covers", document.createNode([...(Array.isArray(before) ? before : []), cover]));
  return [parseDocument(after, quiet).toJS({ maxAliasCount: 100 }), document.toJS({ maxAliasCount: 100 })];
}

/** Odd layouts are many; an edit counts only when the file then says the old and the new, and nothing else. */
function isRight(text: string, { range, newText }: TextEdit, evaluator: string, cover: string): boolean {
  const after = text.slice(0, range.start) + newText + text.slice(range.end);
  if (parseDocument(after, quiet).errors.length > 0) return false;
  const [got, wanted] = readBoth(text, after, evaluator, cover);
  return JSON.stringify(got) === JSON.stringify(wanted);
}

/** The whole file written anew, comments kept: where it covers something already, and for layouts that no line can be put into. */
function rewritten(text: string, evaluator: string, cover: string): TextEdit | undefined {
  const document = parseDocument(text, quiet);
  const entry = entryOf(document, evaluator)!;
  const covers: unknown = entry.get("covers", true);
  if (isSeq(covers)) covers.add(document.createNode(cover));
  else {
    const list = document.createNode([cover]);
    if (isSeq(list)) list.flow = true;
    entry.set("covers", list);
  }
  return { range: { start: 0, end: text.length }, newText: document.toString({ lineWidth: 0 }) };
}

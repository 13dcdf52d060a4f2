import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  parseDocument,
  stringify,
  type YAMLMap,
} from "yaml";
import type { TextEdit } from "../prompt/index.ts";

/** Entries for the list under a key of homeostat.yaml. */
export interface ConfigEntries {
  readonly key: string;
  readonly entries: readonly object[];
  /** What a list that is empty or missing begins with, before them. */
  readonly first?: readonly object[];
  /** Entries as lines of YAML without indentation; default: as the library writes them. */
  readonly write?: (entries: readonly object[]) => string;
}

/**
 * The edit of homeostat.yaml that adds entries to the list under a key; comments and layout stay. `text`: the file as it is, undefined where
 * there is none. Gives undefined where the file is no YAML that an entry could be added to: then a person must mend it first.
 */
export function addEntriesEdit(text: string | undefined, asked: ConfigEntries): TextEdit | undefined {
  const { key, entries, first = [] } = asked;
  if (text === undefined || text.trim() === "")
    return {
      range: { start: 0, end: text?.length ?? 0 },
      newText: `version: 1\n${key}:\n${written({ ...asked, entries: [...first, ...entries] }, 2, "\n")}`,
    };
  const document = parse(text);
  if (document.errors.length > 0 || parseAllDocuments(text, quiet).length > 1) return undefined;
  if (document.contents !== null && !isMap(document.contents)) return undefined;
  const list: unknown = document.get(key, true);
  const isEmpty = list === undefined || (isScalar(list) && list.value === null);
  if (!isEmpty && !isSeq(list)) return undefined;
  const added = isEmpty ? { ...asked, entries: [...first, ...entries] } : asked;
  const edit = inserted(text, document as Document & { contents: YAMLMap | null }, added);
  return edit && isRight(text, edit, added) ? edit : rewritten(text, added);
}

const quiet = { prettyErrors: false, logLevel: "silent" } as const;
const parse = (text: string) => parseDocument(text, quiet);
const plain = (entries: readonly object[]): string => stringify(entries, { lineWidth: 0 });

const written = ({ entries, write = plain }: ConfigEntries, indent: number, eol: string): string =>
  write(entries)
    .trimEnd()
    .split("\n")
    .map((line) => `${" ".repeat(indent)}${line}${eol}`)
    .join("");

/** The entries put where a person would write them: after the last one, else under their key, else at the end of the file. */
function inserted(
  text: string,
  { contents }: Document & { contents: YAMLMap | null },
  asked: ConfigEntries,
): TextEdit | undefined {
  const eol = /\r\n/.test(text) ? "\r\n" : "\n";
  const pair = contents?.items.find(({ key }) => isScalar(key) && key.value === asked.key);
  if (!pair) return insertion(text, text.length, `${asked.key}:${eol}${written(asked, 2, eol)}`, eol);
  if (!isSeq(pair.value)) {
    const key = (pair.key as { range?: readonly number[] | null }).range;
    return key ? insertion(text, endOfLine(text, key[1]!), written(asked, 2, eol), eol) : undefined;
  }
  const [start] = pair.value.range ?? [];
  const last = pair.value.items.at(-1) as { range?: readonly number[] | null } | undefined;
  if (pair.value.flow || start === undefined || !last?.range) return undefined;
  const indent = start - (text.lastIndexOf("\n", start - 1) + 1);
  // A blank line between entries is kept up where there is one.
  const isAiry =
    pair.value.items.length > 1 && /\n\s*\n\s*(?:#[^\n]*\n\s*)*-/.test(text.slice(start, last.range[1]));
  const lines = written(asked, indent, eol);
  return insertion(text, endOfLine(text, last.range[1]!), isAiry ? `${eol}${lines}` : lines, eol);
}

/** Where the next line begins; a value in block style ends there already. */
function endOfLine(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === "\n") return offset;
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end + 1;
}

function insertion(text: string, at: number, lines: string, eol: string): TextEdit {
  const opensLine = at === 0 || text[at - 1] === "\n";
  return { range: { start: at, end: at }, newText: opensLine ? lines : eol + lines };
}

/** Odd layouts are many; an edit counts only when the file then says the old and the new, and nothing else. */
function isRight(text: string, { range, newText }: TextEdit, { key, entries }: ConfigEntries): boolean {
  const after = readValue(text.slice(0, range.start) + newText + text.slice(range.end));
  const before = readValue(text);
  if (!after || !before) return false;
  const list = [...((before[key] as readonly unknown[] | null | undefined) ?? []), ...entries];
  return JSON.stringify(after) === JSON.stringify({ ...before, [key]: list });
}

/** Undefined for what is no YAML, and for aliases that expand without end. */
function readValue(text: string): Readonly<Record<string, unknown>> | undefined {
  const document = parse(text);
  try {
    return document.errors.length === 0
      ? ((document.toJS({ maxAliasCount: 100 }) ?? {}) as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The whole file written anew, comments kept: for lists in flow style and other layouts that no line can be put into. */
function rewritten(text: string, asked: ConfigEntries): TextEdit | undefined {
  const { key, entries } = asked;
  const document = parse(text);
  const list: unknown = document.get(key, true);
  if (isSeq(list)) for (const entry of entries) list.add(document.createNode(entry));
  else document.set(key, entries);
  const edit = { range: { start: 0, end: text.length }, newText: document.toString({ lineWidth: 0 }) };
  return isRight(text, edit, asked) ? edit : undefined;
}

import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  parseDocument,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { resolveCover } from "../attribution/index.ts";
import type { PromptDocument, TextEdit } from "../prompt/index.ts";
import type { Ignore } from "./finding-policy.ts";
import type { Finding } from "./findings.ts";

/** What to write under `ignore:` so that exactly this finding is ignored. */
export function ignoreFor(finding: Finding, file: string, document: PromptDocument, reason: string): Ignore {
  const text = quoteOf(finding, document);
  return {
    rule: finding.code,
    file,
    ...(text !== undefined && { text }),
    ...(finding.evaluator !== undefined && { evaluator: finding.evaluator }),
    reason: reason.replace(/\s+/g, " ").trim(),
  };
}

/** The instruction's anchor, else as much of its text as tells it from the others. */
function quoteOf({ instruction: key, range }: Finding, document: PromptDocument): string | undefined {
  const one = document.instructions.find((candidate) =>
    key === undefined
      ? candidate.range.start <= range.start && range.end <= candidate.range.end
      : candidate.key === key,
  );
  if (!one) return undefined;
  if (one.anchor !== undefined) return `#${one.anchor}`;
  for (let length = 60; length < one.text.length; length *= 2) {
    const start = one.text.slice(0, length).replace(/\s+\S*$/u, "");
    const { keys } = resolveCover(start, document);
    // A quotation that begins with # would be read as an anchor; such a text is left to its whole.
    if (!start.startsWith("#") && keys.length === 1 && keys[0] === one.key) return start;
  }
  return one.text;
}

/**
 * The edit of homeostat.yaml that adds an entry under `ignore:`; comments and layout stay. `text`: the file as it is, undefined where
 * there is none. Gives undefined where the file is no YAML that an entry could be added to: then a person must mend it first.
 */
export function ignoreEdit(text: string | undefined, ignore: Ignore): TextEdit | undefined {
  if (text === undefined || text.trim() === "")
    return {
      range: { start: 0, end: text?.length ?? 0 },
      newText: `version: 1\nignore:\n${entry(ignore, 2, "\n")}`,
    };
  const document = parse(text);
  if (document.errors.length > 0 || parseAllDocuments(text, quiet).length > 1) return undefined;
  if (document.contents !== null && !isMap(document.contents)) return undefined;
  const list: unknown = document.get("ignore", true);
  const isEmpty = list === undefined || (isScalar(list) && list.value === null);
  if (!isEmpty && !isSeq(list)) return undefined;
  const textual = inserted(text, document as Document & { contents: YAMLMap | null }, ignore);
  return textual && isRight(text, textual, ignore) ? textual : rewritten(text, ignore);
}

const quiet = { prettyErrors: false, logLevel: "silent" } as const;
const parse = (text: string) => parseDocument(text, quiet);

/** The entry put where a person would write it: after the last one, else at the end of the file. */
function inserted(
  text: string,
  { contents }: Document & { contents: YAMLMap | null },
  ignore: Ignore,
): TextEdit | undefined {
  const eol = /\r\n/.test(text) ? "\r\n" : "\n";
  const pair = contents?.items.find(({ key }) => isScalar(key) && key.value === "ignore");
  if (!pair) return insertion(text, text.length, `ignore:${eol}${entry(ignore, 2, eol)}`, eol);
  if (!isSeq(pair.value)) {
    const key = (pair.key as { range?: readonly number[] | null }).range;
    return key ? insertion(text, endOfLine(text, key[1]!), entry(ignore, 2, eol), eol) : undefined;
  }
  return pair.value.flow ? undefined : afterLast(text, pair.value, ignore, eol);
}

function afterLast(text: string, list: YAMLSeq, ignore: Ignore, eol: string): TextEdit | undefined {
  const [start, end] = list.range ?? [];
  const last = list.items.at(-1) as { range?: readonly number[] | null } | undefined;
  if (start === undefined || end === undefined || !last?.range) return undefined;
  const indent = start - (text.lastIndexOf("\n", start - 1) + 1);
  return insertion(text, endOfLine(text, last.range[1]!), entry(ignore, indent, eol), eol);
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

const entry = (ignore: Ignore, indent: number, eol: string): string =>
  stringify([ignore], { lineWidth: 0 })
    .trimEnd()
    .split("\n")
    .map((line) => `${" ".repeat(indent)}${line}${eol}`)
    .join("");

/** Odd layouts are many; an edit counts only when the file then says the old and the new, and nothing else. */
function isRight(text: string, { range, newText }: TextEdit, ignore: Ignore): boolean {
  const after = readValue(text.slice(0, range.start) + newText + text.slice(range.end));
  const before = readValue(text);
  if (!after || !before) return false;
  const wanted = { ...before, ignore: [...(before.ignore ?? []), ignore] };
  return JSON.stringify(after) === JSON.stringify(wanted);
}

/** Undefined for what is no YAML, and for aliases that expand without end. */
function readValue(text: string): { ignore?: readonly unknown[] | null } | undefined {
  const document = parse(text);
  try {
    return document.errors.length === 0
      ? ((document.toJS({ maxAliasCount: 100 }) ?? {}) as object)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The whole file written anew, comments kept: for lists in flow style and other layouts that no line can be put into. */
function rewritten(text: string, ignore: Ignore): TextEdit | undefined {
  const document = parse(text);
  const list: unknown = document.get("ignore", true);
  if (isSeq(list)) list.add(document.createNode(ignore));
  else document.set("ignore", [ignore]);
  const edit = { range: { start: 0, end: text.length }, newText: document.toString({ lineWidth: 0 }) };
  return isRight(text, edit, ignore) ? edit : undefined;
}

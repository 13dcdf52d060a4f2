import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { PromptProblem } from "../prompt-document.ts";
import { readTemplate } from "../templates/template-tags.ts";
import { type DataNode, deepestData } from "./data-tree.ts";
import { jsonText } from "./scalar-text.ts";

/** After so many mistakes the next ones are the first one's children. */
const most = 20;

/** What a file of JSON holds, and what is wrong with it; what can be read is read all the same. */
export function readJsonData(text: string): { root?: DataNode; problems: PromptProblem[] } {
  return parsed(text, text.startsWith("\uFEFF") ? ` ${text.slice(1)}` : text);
}

/**
 * As `readJsonData`, for a file that becomes JSON only when its nunjucks tags are filled in. Where tags stand outside of strings
 * (`isTemplate`) nobody can say whether the result is JSON, and no mistake is reported.
 */
export function readJsonTemplate(text: string): {
  root?: DataNode;
  problems: PromptProblem[];
  isTemplate: boolean;
} {
  const plain = readJsonData(text);
  if (plain.problems.length === 0) return { ...plain, isTemplate: false };
  const { neutral, isTemplate } = withoutTags(text);
  const read = parsed(text, neutral);
  return { ...read, problems: isTemplate ? [] : plain.problems, isTemplate };
}

/** Parses `form`, which stands for `text` character by character. */
function parsed(text: string, form: string): { root?: DataNode; problems: PromptProblem[] } {
  if (depthOf(form) > deepestData) return { problems: [tooDeep(text)] };
  const errors: ParseError[] = [];
  const options = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: true };
  const node = parseTree(form, errors, options);
  return {
    ...(node && { root: dataOf(text, node) }),
    problems: errors
      .filter(isFirst)
      .slice(0, most)
      .map((error) => invalid(text, error)),
  };
}

/** Of mistakes at one place, the first says most. */
const isFirst = ({ offset }: ParseError, index: number, all: readonly ParseError[]): boolean =>
  all[index - 1]?.offset !== offset;

function dataOf(text: string, node: Node): DataNode {
  const range = { start: node.offset, end: node.offset + node.length };
  if (node.type === "array")
    return { kind: "list", range, items: (node.children ?? []).map((child) => dataOf(text, child)) };
  if (node.type === "object") {
    const entries = (node.children ?? []).flatMap(({ children: [key, value] = [] }) => {
      if (!key) return [];
      const end = key.offset + key.length;
      const nothing: DataNode = { kind: "none", range: { start: end, end } };
      return [
        {
          name: String(key.value),
          key: { start: key.offset, end },
          value: value ? dataOf(text, value) : nothing,
        },
      ];
    });
    return { kind: "map", range, entries };
  }
  if (node.type === "null") return { kind: "none", range };
  const isString = node.type === "string";
  return { kind: "text", range, value: String(node.value), isString, mapped: () => jsonText(text, range) };
}

/** How deep brackets nest outside of strings. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const { 0: sign } of text.matchAll(/"(?:[^"\\\r\n]|\\[^\r\n])*"?|[[\]{}]/g)) {
    if (sign === "[" || sign === "{") deepest = Math.max(deepest, ++depth);
    else if (sign === "]" || sign === "}") depth--;
  }
  return deepest;
}

/** The text with nothing in it that only nunjucks reads, at equal length. */
function withoutTags(text: string): { neutral: string; isTemplate: boolean } {
  const parts: string[] = [];
  let from = 0;
  let isInString = false;
  let isTemplate = false;
  for (const { kind, range, isClosed } of readTemplate(text, "nunjucks").tags) {
    if (!isClosed) continue;
    const before = text.slice(from, range.start);
    isInString = endsInString(before, isInString);
    const length = range.end - range.start;
    const isPlain = isInString && !/(?<!\\)["\r\n]/.test(text.slice(range.start, range.end));
    if (!isPlain) isTemplate = true;
    const hole = isInString ? "_".repeat(length) : `"${"_".repeat(length - 2)}"`;
    parts.push(before, kind === "value" ? hole : " ".repeat(length));
    from = range.end;
  }
  return { neutral: (parts.join("") + text.slice(from)).replace(/^\uFEFF/, " "), isTemplate };
}

function endsInString(text: string, wasInString: boolean): boolean {
  let isInString = wasInString;
  for (const { 0: sign } of text.matchAll(/\\[\s\S]|["\r\n]/g))
    if (sign === '"') isInString = !isInString;
    // A string of JSON ends with its line at the latest.
    else if (sign === "\n" || sign === "\r") isInString = false;
  return isInString;
}

const sentences: Readonly<Record<string, string>> = {
  InvalidSymbol: "strings and keys stand in double quotes.",
  PropertyNameExpected: "a key in double quotes is expected here; JSON has no comma after the last entry.",
  ValueExpected: "a value is expected here; JSON has no comma after the last one.",
  ColonExpected: "a colon is expected here.",
  CommaExpected: "a comma is expected here.",
  CloseBraceExpected: "a closing } is missing.",
  CloseBracketExpected: "a closing ] is missing.",
  InvalidCommentToken: "JSON has no comments: remove this one.",
  UnexpectedEndOfComment: "JSON has no comments: remove this one.",
  UnexpectedEndOfString: "this string is never closed; a line break in it is written \\n.",
  InvalidUnicode: "\\u takes four hexadecimal digits.",
  InvalidEscapeCharacter: "this escape is unknown; a backslash itself is written \\\\.",
  InvalidCharacter: "this character must be escaped; a tab is written \\t.",
  EndOfFileExpected: "nothing may follow the end of the value.",
};

function invalid(text: string, { error, offset, length }: ParseError): PromptProblem {
  const start = Math.min(offset, Math.max(text.length - 1, 0));
  return {
    code: "syntax-invalid",
    severity: "error",
    message: `This is not valid JSON: ${sentences[printParseErrorCode(error)] ?? "this cannot stand here."}`,
    range: { start, end: Math.min(Math.max(offset + length, start + 1), text.length) },
  };
}

const tooDeep = (text: string): PromptProblem => ({
  code: "syntax-invalid",
  severity: "error",
  message: `This file nests more than ${deepestData} levels deep and is not read: close what is open.`,
  range: { start: 0, end: Math.min(text.length, 1) },
});

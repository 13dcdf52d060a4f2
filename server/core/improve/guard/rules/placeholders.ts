import type { Range } from "../../../base/index.ts";
import { type PromptDocument, templatePieces } from "../../../prompt/index.ts";
import { type Fault, type GuardRule, quoted } from "../violation.ts";

/**
 * Every placeholder, include and tag of a template is still there, unescaped; tags stand in the same order. A placeholder that the prompt
 * has may be used once more; one that it does not have would stay empty. The template can be read as well as before.
 */
export const placeholders: GuardRule = {
  name: "placeholders",
  severity: "stop",
  check: ({ documents: { before, after } }) => [
    ...missing(before, after),
    ...fresh(before, after),
    ...tagsMoved(before, after),
    ...broken(before, after),
  ],
};

/** `%(name)s`, `%s`, `$name`, `{0}`, `<<name>>`, `[[name]]`, `<%= name %>`, `#{name}`, `@{...}`: what programs fill in besides templates. */
const otherNotations =
  /%(?:\(\w+\))?[sdif]\b|(?<![\w$\\])\$[a-zA-Z_]\w{2,}\b(?!\$)|\{\d+\}|<<\w+>>|\[\[\w+\]\]|<%[^%]{0,500}%>|[#@]\{[^{}\n]{1,200}\}|\{\{[$@][^{}\n]{0,200}\}\}/g;

interface Mark {
  readonly range: Range;
  readonly kind: "hole" | "tag";
  readonly text: string;
  readonly name: string;
}

function marksOf({ text, includes }: PromptDocument): Mark[] {
  const pieces = templatePieces(text).pieces.flatMap((piece): Mark[] => {
    if (piece.kind === "literal") return [];
    const { range } = piece;
    const written = `${text[range.start - 1] === "\\" ? "\\" : ""}${text.slice(range.start, range.end)}`;
    const name = piece.kind === "hole" ? piece.name : written.replace(/\s+/g, " ");
    return [{ range, kind: piece.kind, name, text: written.replace(/\s+/g, " ") }];
  });
  const others = [...text.matchAll(otherNotations)].flatMap((match): Mark[] => {
    const range = { start: match.index, end: match.index + match[0].length };
    const isRead = pieces.some((one) => one.range.start <= range.start && range.end <= one.range.end);
    return isRead ? [] : [{ range, kind: "hole", name: match[0], text: match[0] }];
  });
  const included = includes.map(({ range, path }): Mark => ({ range, kind: "hole", name: path, text: path }));
  return [...pieces, ...others, ...included];
}

function missing(before: PromptDocument, after: PromptDocument): Fault[] {
  const left = countsOf(marksOf(after));
  return marksOf(before).flatMap(({ text, range }): Fault[] => {
    const n = left.get(text) ?? 0;
    if (n > 0) left.set(text, n - 1);
    return n > 0 ? [] : [{ in: "before", range, message: `The edit drops or changes ${quoted(text)}.` }];
  });
}

/** Tags are counted like placeholders, but a second one is never the same as one. */
function fresh(before: PromptDocument, after: PromptDocument): Fault[] {
  const known = new Set(marksOf(before).map(({ text }) => text));
  const left = countsOf(marksOf(before).filter(({ kind }) => kind === "tag"));
  return marksOf(after).flatMap(({ text, range, kind }): Fault[] => {
    const n = left.get(text) ?? 0;
    if (kind === "tag") left.set(text, n - 1);
    const isKnown = kind === "tag" ? n > 0 : known.has(text);
    return isKnown ? [] : [{ in: "after", range, message: `The prompt did not have ${quoted(text)}.` }];
  });
}

function tagsMoved(before: PromptDocument, after: PromptDocument): Fault[] {
  const [old, now] = [before, after].map((document) =>
    marksOf(document).filter(({ kind }) => kind === "tag"),
  );
  if (old!.length !== now!.length) return [];
  const at = now!.findIndex(({ text }, i) => text !== old![i]!.text);
  return at < 0
    ? []
    : [
        {
          in: "after",
          range: now![at]!.range,
          message: `Tags stand in another order from ${quoted(now![at]!.text)} on.`,
        },
      ];
}

function broken(before: PromptDocument, after: PromptDocument): Fault[] {
  const known = new Set(before.problems.map(({ code }) => code));
  return after.problems.flatMap(({ code, range, message, severity }): Fault[] =>
    known.has(code) || severity === "hint" || severity === "information"
      ? []
      : [{ in: "after", range, message: `The edit brings a problem: ${message}` }],
  );
}

const countsOf = (marks: readonly Mark[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { text } of marks) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
};

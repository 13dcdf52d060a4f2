import type { Include, Variable } from "./prompt-document.ts";

/** `{{name}}`, `{{ name | filter }}`, `${input:name:hint}`, `${name}` and `{name}`: the holes people write into prompts. */
const hole =
  /\{\{[~#/]?\s*([A-Za-z_][\w.-]*)(?![\w.-])[^{}\n]*\}\}|\$\{(?:input:)?([A-Za-z_][\w.-]*)(?![\w.-])[^{}\n]*\}|(?<![\w{$])\{([A-Za-z_][\w.]*)\}(?!\})/g;

/** Every use of a variable in `text` from `from` on, in order. */
export function readVariables(text: string, from: number): Variable[] {
  const found: Variable[] = [];
  hole.lastIndex = from;
  for (let match = hole.exec(text); match; match = hole.exec(text)) {
    const name = match[1] ?? match[2] ?? match[3];
    if (name) found.push({ name, range: { start: match.index, end: match.index + match[0].length } });
  }
  return found;
}

/** Literal stretches of a text between its holes, white space trimmed: what must be found again in a rendered prompt. */
export function literalsOf(text: string): string[] {
  const literals: string[] = [];
  let from = 0;
  for (const { range } of readVariables(text, 0)) {
    literals.push(text.slice(from, range.start));
    from = range.end;
  }
  literals.push(text.slice(from));
  return literals.map((literal) => literal.trim()).filter((literal) => literal.length > 0);
}

/** Lengths are bounded so that a page of brackets does not take quadratic time. */
const link =
  /\[[^\]\n]{0,500}\]\(\s{0,9}<?([^()\s<>]{1,500})>?[^()\n]{0,500}\)|#file:([^\s)\]]+)|(?<=^|\s)@((?:\.{0,2}\/)?[\w./-]+\.\w+)/dgm;

/** References to other files: markdown links, `#file:path`, and `@path.md` lines. Links to the web or into the page are none. */
export function readIncludes(text: string, from: number): Include[] {
  const found: Include[] = [];
  link.lastIndex = from;
  for (let match = link.exec(text); match; match = link.exec(text)) {
    const group = [1, 2, 3].find((index) => match?.[index] !== undefined) ?? 0;
    const path = match[group];
    if (!path || /^(?:[a-z][a-z0-9+.-]*:|#|\/\/)/i.test(path)) continue;
    const [start, end] = match.indices![group]!;
    found.push({ path: path.replace(/[#?].*$/, ""), range: { start, end } });
  }
  return found;
}

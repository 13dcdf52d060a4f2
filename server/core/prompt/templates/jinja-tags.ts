import { ForwardSearch } from "./forward-search.ts";
import type { TagKind, TemplateTag } from "./template-tags.ts";

/** Words that open a block of Jinja2 or nunjucks, and the word that closes it. */
const closing: Readonly<Record<string, string>> = {
  if: "endif",
  ifAsync: "endif",
  for: "endfor",
  asyncEach: "endeach",
  asyncAll: "endall",
  switch: "endswitch",
  macro: "endmacro",
  call: "endcall",
  filter: "endfilter",
  block: "endblock",
  with: "endwith",
  autoescape: "endautoescape",
  trans: "endtrans",
  set: "endset",
  raw: "endraw",
  verbatim: "endverbatim",
};
const closedBy = new Map(Object.entries(closing).map(([open, close]) => [close, open]));
closedBy.set("endif", "if");
const branching = new Set(["else", "elif", "elseif", "elseIf", "case", "default", "pluralize"]);
const bringing = new Set(["include", "import", "from", "extends"]);

/** The tags of a Jinja2 or nunjucks template from `from` on. What stands in `{% raw %}` is text. */
export function scanJinja(text: string, from: number, dialect: "jinja2" | "nunjucks"): TemplateTag[] {
  return new JinjaScanner(text, dialect === "jinja2").scan(from);
}

/** The word that closes a block: `endif` for `if`. */
export const closingWord = (name: string): string => closing[name] ?? `end${name}`;

class JinjaScanner {
  private readonly tags: TemplateTag[] = [];
  private readonly search: ForwardSearch;
  /** By kind of quote: up to where it is known that none follows on the line. */
  private readonly lineWithout = new Map<string, number>();
  /** Characters looked at for tags that turned out to have no end. */
  private wasted = 0;

  constructor(
    private readonly text: string,
    /** Jinja2 pairs the brackets in an expression, so that `}}` ends no tag inside a mapping; nunjucks does not. */
    private readonly pairsBrackets: boolean,
  ) {
    this.search = new ForwardSearch(text);
  }

  scan(from: number): TemplateTag[] {
    let at = this.search.find("{", from);
    while (at < this.text.length) {
      const sign = this.text[at + 1];
      const end =
        sign === "#" ? this.comment(at) : sign === "{" || sign === "%" ? this.code(at, sign) : at + 1;
      at = this.search.find("{", end);
    }
    return this.tags;
  }

  private comment(at: number): number {
    const close = this.search.find("#}", at + 2);
    const end = close < this.text.length ? closed(close + 2) : this.open(at + 2, close);
    return this.put({ kind: "comment" }, at, end);
  }

  private code(at: number, sign: "{" | "%"): number {
    const end = this.endOfCode(at + 2, sign === "{" ? "}}" : "%}");
    if (sign === "{") return this.put({ kind: "value" }, at, end);
    const inside = this.text.slice(at + 2, end.isClosed ? end.at - 2 : end.at);
    const word = /^[-+]?\s*([A-Za-z_]\w*)/.exec(inside)?.[1] ?? "";
    const after = this.put({ kind: kindOf(word, inside), word }, at, end);
    return end.isClosed && (word === "raw" || word === "verbatim") ? this.endOfRaw(word, after) : after;
  }

  /** Everything up to the closing tag is text; without one, all the rest. */
  private endOfRaw(word: string, from: number): number {
    const close = new RegExp(`\\{%[-+]?\\s*${closingWord(word)}\\s*[-+]?%\\}`, "g");
    close.lastIndex = from;
    return close.exec(this.text)?.index ?? this.text.length;
  }

  /** Where the closing brackets end, unless another tag or the end of the text comes first. Brackets in quotes do not count. */
  private endOfCode(from: number, close: "}}" | "%}"): TagEnd {
    let depth = 0;
    let i = from;
    const limit = this.wasted > 4 * this.text.length ? this.search.endOfLine(from) : this.text.length;
    for (; i < limit; i++) {
      const sign = this.text[i]!;
      if (sign === '"' || sign === "'") i = this.endOfString(i, sign);
      else if (depth <= 0 && this.text.startsWith(close, i)) return closed(i + 2);
      else if (sign === "{" && /[{%#]/.test(this.text[i + 1] ?? "")) break;
      else if (this.pairsBrackets && (sign === "{" || sign === "[" || sign === "(")) depth++;
      else if (this.pairsBrackets && (sign === "}" || sign === "]" || sign === ")")) depth--;
    }
    this.wasted += i - from;
    return this.open(from, i);
  }

  /** A tag without an end is taken to end with its line. */
  private open(from: number, until: number): TagEnd {
    return { at: this.search.endOfLine(from, until), isClosed: false };
  }

  /** The closing quote; a quote without one on its line is an apostrophe somebody forgot, not a string that swallows the page. */
  private endOfString(at: number, quote: string): number {
    if (at < (this.lineWithout.get(quote) ?? 0)) return at;
    for (let i = at + 1; i < this.text.length; i++) {
      const sign = this.text[i];
      if (sign === quote) return i;
      if (sign === "\\") i++;
      else if (sign === "\n" || sign === "\r") {
        this.lineWithout.set(quote, i);
        return at;
      }
    }
    this.lineWithout.set(quote, this.text.length);
    return at;
  }

  private put(
    { kind, word = "" }: { kind: TagKind; word?: string },
    start: number,
    { at: end, isClosed }: TagEnd,
  ): number {
    const inside = this.text.slice(start + 2, isClosed ? end - 2 : end);
    const lead = leadOf(inside, word);
    const expression = inside.slice(lead).replace(/[-+]$/, "").trimEnd();
    this.tags.push({
      kind,
      name: kind === "value" ? (/^[A-Za-z_][\w.]*/.exec(expression)?.[0] ?? "") : blockName(word),
      expression,
      at: start + 2 + lead,
      range: { start, end },
      isClosed,
    });
    return end;
  }
}

interface TagEnd {
  readonly at: number;
  readonly isClosed: boolean;
}

const closed = (at: number): TagEnd => ({ at, isClosed: true });

/** The length of what stands before the expression: white space control, the word, blanks. */
function leadOf(inside: string, word: string): number {
  const sign = /^[-+]?\s*/.exec(inside)![0].length;
  const rest = inside.slice(sign + word.length);
  return sign + word.length + rest.length - rest.trimStart().length;
}

const blockName = (word: string): string => closedBy.get(word) ?? (word === "ifAsync" ? "if" : word);

function kindOf(word: string, inside: string): TagKind {
  if (closedBy.has(word)) return "close";
  if (branching.has(word)) return "else";
  if (bringing.has(word)) return "partial";
  // `{% set x = 1 %}` is whole; `{% set x %}` opens a block.
  if (word === "set") return /=/.test(inside) ? "statement" : "open";
  return word in closing ? "open" : "statement";
}

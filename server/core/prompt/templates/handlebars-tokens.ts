import type { ForwardSearch } from "./forward-search.ts";

export type TokenKind =
  | "("
  | ")"
  | "="
  | "@"
  | "|"
  | "as"
  | "separator"
  | "id"
  | "string"
  | "number"
  | "literal"
  | "invalid";

export interface Token {
  readonly kind: TokenKind;
  /** Without quotes or square brackets. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** The tokens of one tag, and what ended it: nothing, where another tag or the end of the text came first. */
export interface TagTokens {
  readonly tokens: readonly Token[];
  readonly close?: "}}" | "}}}" | "}}}}";
  /** Where the last token ends and the closing brackets may begin. */
  readonly inner: number;
  /** After the closing brackets. */
  readonly end: number;
}

const blanks = /\s+/y;
const brackets = /\}\}\}\}|\}~?\}\}|~?\}\}/y;
const number = /-?[0-9]+(?:\.[0-9]+)?(?=[~}\s)])/y;
const literal = /(?:true|false|undefined|null)(?=[~}\s)])/y;
const blockParams = /as\s+\|/y;
const word = /[^\s!"#%-,./;->@[-^`{-~]+/y;
const afterWord = /[=~}\s/.)|]/;
const signs: Readonly<Record<string, TokenKind>> = {
  "(": "(",
  ")": ")",
  "=": "=",
  "@": "@",
  "|": "|",
  "/": "separator",
  ".": "separator",
};

/**
 * The words of a Handlebars tag from `from` on, by the rules of Handlebars' own lexer, which it must agree with on every text. A quote
 * or bracket without an end up to `limit` is an invalid character.
 */
export function tokensOf(text: string, from: number, search: ForwardSearch, limit: number): TagTokens {
  const tokens: Token[] = [];
  let i = from;
  while (i < limit && !text.startsWith("{{", i)) {
    const end = endOf(blanks, text, i);
    if (end > i) {
      i = end;
      continue;
    }
    const after = endOf(brackets, text, i);
    if (after > i) return { tokens, close: closing(text.slice(i, after)), inner: i, end: after };
    const token = tokenAt(text, i, search, limit);
    tokens.push(token);
    i = token.end;
  }
  return { tokens, inner: Math.min(i, limit), end: Math.min(i, limit) };
}

const closing = (signs: string): "}}" | "}}}" | "}}}}" => {
  if (signs === "}}}}") return signs;
  return signs.startsWith("}") && signs.length > 2 ? "}}}" : "}}";
};

function tokenAt(text: string, at: number, search: ForwardSearch, limit: number): Token {
  const sign = text[at]!;
  const token = (kind: TokenKind, end: number, value = text.slice(at, end)): Token => ({
    kind,
    value,
    start: at,
    end,
  });
  if (text.startsWith("..", at)) return token("id", at + 2);
  if (sign === "." && afterWord.test(text[at + 1] ?? "")) return token("id", at + 1);
  if (signs[sign]) return token(signs[sign], at + 1);
  if (sign === '"' || sign === "'" || sign === "[") {
    const end = endOfQuoted(text, at, sign === "[" ? "]" : sign, search, limit);
    if (end === undefined) return token("invalid", at + 1);
    return token(sign === "[" ? "id" : "string", end, text.slice(at + 1, end - 1));
  }
  for (const [kind, pattern] of wordLike) {
    const end = endOf(pattern, text, at);
    if (end > at) return token(kind, end);
  }
  const end = endOf(word, text, at);
  if (end === at) return token("invalid", at + 1);
  return token(afterWord.test(text[end] ?? "") ? "id" : "invalid", end);
}

const wordLike: readonly (readonly [TokenKind, RegExp])[] = [
  ["literal", literal],
  ["number", number],
  ["as", blockParams],
];

/** After the first closing sign without a backslash before it; where there is none, after the last one at all. */
function endOfQuoted(
  text: string,
  at: number,
  close: string,
  search: ForwardSearch,
  limit: number,
): number | undefined {
  let last: number | undefined;
  for (let end = search.find(close, at + 1); end < limit; end = search.find(close, end + 1)) {
    last = end + 1;
    if (text[end - 1] !== "\\") return last;
  }
  return last;
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

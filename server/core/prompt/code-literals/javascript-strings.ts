import type { Range } from "../../base/index.ts";
import { decode, type Segment } from "./literal-text.ts";

/** How a literal of JavaScript is written. */
export type JavaScriptKind = '"' | "'" | "`" | "raw";

const special =
  /\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|[\n\r\u2028\u2029])|([0-3][0-7]{0,2}|[4-7][0-7]?)|([\s\S]))|\r\n?/g;
const lineEnd = /\r\n?/g;
const letters: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  v: "\v",
};

/** The value of a stretch between the quotes that holds no `${...}`. */
export const decodeJavaScript = (source: string, range: Range, kind: JavaScriptKind): Segment[] =>
  kind === "raw"
    ? decode(source, range, lineEnd, () => "\n")
    : decode(source, range, special, ([all, braced, four, two, lineBreak, octal, other]) => {
        const hex = braced ?? four ?? two;
        if (hex !== undefined) return fromCode(Number.parseInt(hex, 16), all);
        if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
        if (lineBreak !== undefined) return "";
        return other === undefined ? "\n" : (letters[other] ?? other);
      });

/** A code point beyond Unicode is an error of the language; the text stays as it is. */
export const fromCode = (code: number, otherwise: string): string =>
  code <= 0x10_ff_ff ? String.fromCodePoint(code) : otherwise;

/** Characters that must not stand in a file as they are. */
export const escapeUnprintable = (text: string): string =>
  text
    .replace(/\0/g, "\\x00")
    .replace(/\r/g, "\\r")
    .replace(
      /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g,
      (half) => `\\u${half.charCodeAt(0).toString(16)}`,
    );

/** Writes text so that every one of these kinds of literal reads it back; `lineBreak` is a line end and the indentation after it. */
export function encodeJavaScript(
  kinds: readonly JavaScriptKind[],
  lineBreak: (text: string) => string,
): (text: string) => string {
  const holds = (kind: JavaScriptKind): boolean => kinds.includes(kind);
  if (kinds.length > 0 && kinds.every((kind) => kind === "raw")) return (text) => lineBreak(encodeRaw(text));
  const isBlock = kinds.length > 0 && kinds.every((kind) => kind === "`" || kind === "raw");
  return (text) => {
    let written = text.replace(/\\/g, "\\\\");
    if (holds('"')) written = written.replace(/"/g, '\\"');
    if (holds("'")) written = written.replace(/'/g, "\\'");
    // At both ends, the other half of `${` may stand in the file already.
    if (holds("`")) written = written.replace(/`|\$(?=\{|$)|^\{/g, "\\$&");
    written = escapeUnprintable(written);
    return isBlock ? lineBreak(written) : written.replace(/\n/g, "\\n");
  };
}

/** `String.raw` knows no escapes: what would end the literal gives way to what looks like it. */
const encodeRaw = (text: string): string =>
  text
    .replace(/`/g, "'")
    .replace(/\$(?=\{|$)/g, "$ ")
    .replace(/\r\n?/g, "\n")
    .replace(/\0/g, " ")
    .replace(/\\$/, "\\ ");

import type { Scalar } from "yaml";
import type { Range } from "../../base/index.ts";
import { type MappedText, MappedTextBuilder } from "../mapped-text.ts";
import { blockScalarText } from "./block-scalar.ts";
import { doubleQuotedText, plainText, singleQuotedText } from "./flow-scalar.ts";

/**
 * What a scalar of YAML stands for, every character with its place in the file. The scalar must have been parsed with
 * `keepSourceTokens`; one without its token is mapped as a whole.
 */
export function yamlText(source: string, scalar: Scalar, isInFlow = false): MappedText {
  const { srcToken: token, range, source: value = "" } = scalar;
  const [start, end] = range ?? [0, 0];
  if (token?.type === "block-scalar")
    return blockScalarText(source, token, { start: end - token.source.length, end });
  const flow = { source, start, end, indent: token && "indent" in token ? token.indent : 0 };
  if (token?.type === "double-quoted-scalar") return doubleQuotedText(flow);
  if (token?.type === "single-quoted-scalar") return singleQuotedText(flow);
  if (token?.type === "scalar") return plainText(flow, isInFlow);
  return new MappedTextBuilder(source).put(value, start, end).build();
}

const escapes: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/**
 * What a string of JSON stands for. `range` takes in the quotes; the closing one may be missing. Quotes between them count as text, since
 * a template may write them there.
 */
export function jsonText(source: string, { start, end }: Range): MappedText {
  const builder = new MappedTextBuilder(source);
  let from = start + 1;
  for (const { 0: code, index } of source.slice(start, end).matchAll(/\\(?:u[\dA-Fa-f]{4}|[\s\S])/g)) {
    const at = start + index;
    builder.verbatim(from, at).put(meaningOf(code), at, at + code.length);
    from = at + code.length;
  }
  const isClosed = end > from && source[end - 1] === '"';
  return builder.verbatim(from, Math.max(from, isClosed ? end - 1 : end)).build(encodeJson);
}

const meaningOf = (code: string): string =>
  code.length === 6
    ? String.fromCharCode(Number.parseInt(code.slice(2), 16))
    : (escapes[code[1]!] ?? code[1]!);

const encodeJson = (text: string): string => JSON.stringify(text).slice(1, -1);

import type { ByteSource } from "./byte-source.ts";
import { protoFramingOf } from "./otlp/proto-pieces.ts";

/** What the first bytes of a file say about it. A file may be read in more than one way; the formats choose. */
export interface Sample {
  /** `lines`: one JSON object a line. `array` and `object`: one JSON document (or several after each other). `bytes`: no text. */
  readonly shape: "lines" | "array" | "object" | "bytes";
  /** The keys of its first object: the line, the array's first element, the document. Of bytes, how they are framed. */
  readonly keys: ReadonlySet<string>;
  /** The keys inside of its members that are objects themselves, as `member.key`: some formats are wrapped. */
  readonly innerKeys?: ReadonlySet<string>;
}

/** Sizes to look at in turn: most files tell at once, one with a large first entry or a large first member needs more. */
export const SAMPLE_BYTES = [64 * 1024, 1024 * 1024, 16 * 1024 * 1024] as const;
const LINES_TRIED = 50;

export async function firstBytes(source: ByteSource, limit: number, signal?: AbortSignal): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of source.read({ signal })) {
    parts.push(chunk);
    size += chunk.length;
    if (size >= limit) break;
  }
  return Buffer.concat(parts).subarray(0, limit);
}

/** UTF-16 has a byte order mark, or, JSON beginning with ASCII, a zero in every other byte. */
export function isUtf16(bytes: Buffer): boolean {
  if (bytes.length < 2) return false;
  const mark = bytes.readUInt16BE(0);
  if (mark === 0xfeff || mark === 0xfffe) return true;
  return (
    bytes.length >= 4 &&
    (bytes[0] === 0) !== (bytes[1] === 0) &&
    (bytes[2] === 0) === (bytes[0] === 0) &&
    (bytes[3] === 0) === (bytes[1] === 0)
  );
}

/** The ways to read a file, the likeliest first; empty where it is neither JSON nor OTLP in protobuf. */
export function samplesOf(bytes: Buffer): Sample[] {
  const framing = protoFramingOf(bytes);
  if (framing) return [{ shape: "bytes", keys: new Set([framing]) }];
  const text = bytes.toString("utf8");
  const lines = samplesOfLines(text);
  const first = text.trimStart()[0];
  if (first !== "{" && first !== "[") return lines;
  const shape = first === "[" ? ("array" as const) : ("object" as const);
  const document = { shape, ...keysOfFirstObject(text) };
  return first === "[" ? [document, ...lines] : [...lines, document];
}

/**
 * Lines that are an object by themselves show a file of lines, even where others are broken. They have to start at column 0: the last
 * element of a pretty-printed array is an object too, but indented.
 */
function samplesOfLines(text: string): Sample[] {
  const samples = text.split("\n", LINES_TRIED).flatMap((line): Sample[] => {
    if (!line.startsWith("{")) return [];
    try {
      JSON.parse(line);
      return [{ shape: "lines", ...keysOfFirstObject(line) }];
    } catch {
      return []; // Broken, cut by the end of the sample, or the first line of a document.
    }
  });
  // One line longer than the sample, or a file cut inside its first line: no line end, and so no document of several lines.
  if (samples.length > 0 || !text.startsWith("{") || text.trimEnd().includes("\n")) return samples;
  return [{ shape: "lines", ...keysOfFirstObject(text) }];
}

/**
 * Keys of the first object and of the objects that are its members, as far as the text goes: it may be cut anywhere, which JSON.parse
 * would not forgive.
 */
function keysOfFirstObject(text: string): Required<Pick<Sample, "keys" | "innerKeys">> {
  const keys = new Set<string>();
  const innerKeys = new Set<string>();
  let depth = 0;
  let keyDepth: number | undefined;
  let isInner = false;
  let [member, lastString] = ["", ""];
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    const level = depth - (keyDepth ?? depth);
    if (char === '"') {
      const start = ++i;
      while (i < text.length && text[i] !== '"') i += text[i] === "\\" ? 2 : 1;
      if (level <= 1) lastString = text.slice(start, i);
    } else if (char === ":" && level === 0 && keyDepth !== undefined) {
      member = lastString;
      keys.add(member);
    } else if (char === ":" && level === 1 && isInner) innerKeys.add(`${member}.${lastString}`);
    else if (char === "{" || char === "[") {
      if (level === 0 && keyDepth !== undefined) isInner = char === "{";
      depth++;
      if (char === "{") keyDepth ??= depth;
    } else if (char === "}" || char === "]") {
      if (depth-- === keyDepth) break;
    }
  }
  return { keys, innerKeys };
}

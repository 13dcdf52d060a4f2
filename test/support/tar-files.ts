import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const BLOCK = 512;

/** The regular files of a gzipped tar, by path: headers of 512 bytes, contents padded to as much (POSIX ustar, and GNU's long names). */
export function filesInTar(path: string): Map<string, string> {
  const bytes = gunzipSync(readFileSync(path));
  const text = (from: number, length: number): string =>
    bytes
      .subarray(from, from + length)
      .toString("utf8")
      .replace(/\0.*$/s, "");
  const files = new Map<string, string>();
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12).trim() || "0", 8);
    const type = text(at + 156, 1);
    const prefix = text(at + 345, 155);
    const name = longName ?? (prefix ? `${prefix}/${text(at, 100)}` : text(at, 100));
    const content = at + BLOCK;
    longName = type === "L" ? text(content, size) : undefined;
    if (type === "0" || type === "")
      files.set(name, bytes.subarray(content, content + size).toString("utf8"));
    at = content + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

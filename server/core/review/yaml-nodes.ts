import { isNode, isScalar } from "yaml";
import type { Range } from "../base/index.ts";

/** A scalar as it is written: what is digits alone is no number. Empty for what is no scalar. */
export function textOf(node: unknown): string {
  if (!isScalar(node)) return "";
  if (typeof node.value === "string") return node.value;
  return node.source ?? (node.value === null ? "" : String(node.value));
}

/** Where a node stands, one character at least; the file's beginning for what has no place. */
export function rangeOf(node: unknown): Range {
  const [start, end] = (isNode(node) && node.range) || [0, 1];
  return { start, end: Math.max(end, start + 1) };
}

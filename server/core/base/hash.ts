import { createHash } from "node:crypto";

/** sha256 of a text, as 64 hex digits. */
export const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

/** Short stable id made from parts: `length` hex digits (default 16 = 64 bits). Parts are separated so that they cannot run together. */
export const stableId = (parts: readonly unknown[], length = 16): string =>
  sha256(JSON.stringify(parts)).slice(0, length);

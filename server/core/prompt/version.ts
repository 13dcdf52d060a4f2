import { sha256 } from "../base/index.ts";

/** NFC, LF line ends, no byte order mark, blanks trimmed at the end of lines and of the text: what a version is the hash of. */
export const canonicalText = (text: string): string =>
  text
    .replace(/^\uFEFF/, "")
    .normalize("NFC")
    .replace(/\r\n?/g, "\n")
    // Only from where blanks begin: tried at each blank, a long run inside a line would take quadratic time.
    .replace(/(?<![ \t])[ \t]+$/gm, "")
    .trimEnd();

/** A prompt's version: sha256 of its canonical text, 64 hex digits, front matter included. */
export const promptVersion = (text: string): string => sha256(canonicalText(text));

/** A version as people see it: eight hex digits. */
export const shortVersion = (version: string): string => version.slice(0, 8);

/** White space folded and NFC: two texts that a model reads alike compare equal. */
export const foldText = (text: string): string => text.normalize("NFC").replace(/\s+/g, " ").trim();

import picomatch from "picomatch";
import { messageOf } from "../base/index.ts";
import { type PromptFormat, promptFormats } from "./formats.ts";
import type { PromptDocument } from "./prompt-document.ts";
import { promptVersion } from "./version.ts";

const matchers = promptFormats.map((format) => ({
  format,
  matches: picomatch([...format.globs], { dot: true, nocase: true }),
}));
const plain = promptFormats.at(-1)!;

/** The format that claims a path (with `/` between folders), or undefined for a file that is a prompt only where config says so. */
export const formatOf = (path: string): PromptFormat | undefined =>
  matchers.find(({ format, matches }) => format.globs.length > 0 && matches(path))?.format;

/** True for files that are prompts by their name alone. */
export const isPromptPath = (path: string): boolean => formatOf(path) !== undefined;

/** Globs of every file that is a prompt by its name alone. */
export const promptGlobs: readonly string[] = promptFormats.flatMap((format) => format.globs);

/** Longer texts are not read: nobody edits a prompt of this size by hand, and typing must not wait. In UTF-16 units. */
export const maxPromptLength = 1_000_000;

/** Reads a prompt file. Never throws: what cannot be read becomes a problem on the range where reading stopped. */
export function readPrompt(path: string, text: string): PromptDocument {
  const format = formatOf(path) ?? plain;
  if (text.length > maxPromptLength)
    return unread(
      format.id,
      text,
      `This file has ${text.length} characters; prompts up to ${maxPromptLength} are read.`,
    );
  if (text.includes("\0"))
    return unread(
      format.id,
      text,
      "This file holds NUL characters, so it is no text prompt; save it as UTF-8.",
    );
  try {
    return format.read(text);
  } catch (error) {
    return unread(format.id, text, `This prompt could not be read: ${messageOf(error)}`);
  }
}

const unread = (format: string, text: string, message: string): PromptDocument => ({
  format,
  text,
  version: promptVersion(text),
  messages: [],
  sections: [],
  instructions: [],
  variables: [],
  includes: [],
  problems: [{ code: "prompt-unreadable", message, range: { start: 0, end: Math.min(text.length, 1) } }],
});

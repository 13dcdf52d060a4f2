import picomatch from "picomatch";
import { messageOf } from "../base/index.ts";
import { assemble, type InstructionPlace, instructionPlaces } from "./assemble.ts";
import { type PromptFormat, plainFormat, promptFormats } from "./formats.ts";
import type { PromptDocument } from "./prompt-document.ts";
import { freshTrees, RememberedTrees, type Trees } from "./trees.ts";
import { promptVersion } from "./version.ts";

const matcher = (globs: readonly string[] = []): ((path: string) => boolean) =>
  globs.length === 0 ? () => false : picomatch([...globs], { dot: true, nocase: true });
const matchers = promptFormats.map((format) => ({
  format,
  claims: matcher(format.globs),
  reads: matcher(format.named),
}));

/** The format that claims a path (with `/` between folders), or undefined for a file that is a prompt only where config says so. */
export const formatOf = (path: string): PromptFormat | undefined =>
  matchers.find(({ claims }) => claims(path))?.format;

/** True for files that are prompts by their name alone. */
export const isPromptPath = (path: string): boolean => formatOf(path) !== undefined;

/** Globs of every file that is a prompt by its name alone. */
export const promptGlobs: readonly string[] = promptFormats.flatMap((format) => format.globs);

/** Longer texts are not read: nobody edits a prompt of this size by hand, and typing must not wait. In UTF-16 units. */
export const maxPromptLength = 1_000_000;

/** What the configuration says of a file. */
export interface ReadOptions {
  /** Names (globs) of the variables that hold prompts, for files of code. */
  readonly literals?: readonly string[];
}

/** Reads a prompt file. Never throws: what cannot be read becomes a problem on the range where reading stopped. */
export function readPrompt(
  path: string,
  text: string,
  options: ReadOptions = {},
  trees: Trees = freshTrees,
): PromptDocument {
  const format = formatFor(path);
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
    return assemble(format.id, text, format.read({ path, text, trees, ...options }), trees);
  } catch (error) {
    return unread(format.id, text, `This prompt could not be read: ${messageOf(error)}`);
  }
}

/** Where each instruction of a file that can be read stands in the text that a model gets, in the document's order. */
export const placesIn = (path: string, text: string, options: ReadOptions = {}): InstructionPlace[] =>
  instructionPlaces(text, formatFor(path).read({ path, text, trees: freshTrees, ...options }), freshTrees);

const formatFor = (path: string): PromptFormat =>
  formatOf(path) ?? matchers.find(({ reads }) => reads(path))?.format ?? plainFormat;

/** Reads one file again and again as it is edited; gives what `readPrompt` gives, sooner. */
export class PromptReader {
  private trees = new RememberedTrees();

  constructor(private readonly path: string) {}

  read(text: string, options: ReadOptions = {}): PromptDocument {
    const document = readPrompt(this.path, text, options, this.trees);
    // What stopped a parser half-way must not be built upon.
    if (document.problems.some(({ code }) => code === unreadable)) this.trees = new RememberedTrees();
    return document;
  }
}

const unreadable = "prompt-unreadable";

const unread = (format: string, text: string, message: string): PromptDocument => ({
  format,
  text,
  version: promptVersion(text),
  messages: [],
  texts: [],
  sections: [],
  instructions: [],
  variables: [],
  includes: [],
  problems: [{ code: unreadable, message, range: { start: 0, end: Math.min(text.length, 1) } }],
});

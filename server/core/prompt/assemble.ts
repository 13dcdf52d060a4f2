import type { Tree } from "@lezer/common";
import type { Range } from "../base/index.ts";
import { bodyProblems } from "./instructions/body-problems.ts";
import {
  InstructionBuilder,
  type InstructionDraft,
  type Surroundings,
  withKeys,
} from "./instructions/instruction-builder.ts";
import { type Markdown, readMarkdown } from "./instructions/markdown-prompt.ts";
import { trimmed } from "./instructions/paragraphs.ts";
import type { MappedText } from "./mapped-text.ts";
import type {
  FrontMatter,
  Include,
  InstructionKind,
  PromptDocument,
  PromptMessage,
  PromptProblem,
  Section,
  Variable,
} from "./prompt-document.ts";
import { readIncludes, readVariables } from "./references.ts";
import type { Trees } from "./trees.ts";
import { promptVersion } from "./version.ts";

/** A stretch of text that a model gets. */
export interface TextBlock {
  /** Control tags and comments of the format are blanked already; variables stand as they are written. */
  readonly text: MappedText;
  /** Index into `messages`. */
  readonly message: number;
  /** Default: nothing around it. */
  readonly around?: Surroundings;
  /** `whole`: one instruction, whatever it holds. Default: it is read as markdown. */
  readonly as?: "markdown" | "whole";
  /** What all of it is, where the format says so. */
  readonly kind?: InstructionKind;
}

/** What a format reads of a file; the rest is the same for all. */
export interface PromptParts {
  readonly messages: readonly PromptMessage[];
  readonly blocks: readonly TextBlock[];
  readonly frontMatter?: FrontMatter;
  readonly problems?: readonly PromptProblem[];
  /** Default: what looks like a hole in the blocks. */
  readonly variables?: readonly Variable[];
  readonly declared?: readonly Variable[];
  /** Beside those that the blocks hold. */
  readonly includes?: readonly Include[];
  /** Sections that the format itself knows, beside the headings in the blocks. */
  readonly sections?: readonly Section[];
  /** What the version is the hash of, where that is not the whole file. */
  readonly versionText?: string;
}

/** Where an instruction stands in the text that a model gets: what is changed there is written back through its block. */
export interface InstructionPlace {
  readonly block: MappedText;
  readonly range: Range;
}

/** Places of the instructions, in the order in which the document has them. */
export function instructionPlaces(text: string, parts: PromptParts, trees: Trees): InstructionPlace[] {
  return readBlocks(parts, trees)
    .flatMap(({ block, drafts }) =>
      drafts.map(({ range }) => ({
        place: { block: block.text, range },
        at: trimmed(text, block.text.toSource(range)).start,
      })),
    )
    .sort((a, b) => a.at - b.at)
    .map(({ place }) => place);
}

/** Makes a document of what a format has read: instructions of all blocks in the order of the file, with their places in it. */
export function assemble(format: string, text: string, parts: PromptParts, trees: Trees): PromptDocument {
  const read = readBlocks(parts, trees);
  const drafts = read.flatMap(({ block, drafts }) =>
    drafts.map((draft) => ({
      ...draft,
      range: trimmed(text, block.text.toSource(draft.range)),
      kind: block.kind ?? draft.kind,
      message: block.message,
    })),
  );
  const inBlocks = <T extends { readonly range: Range }>(of: (text: string) => readonly T[]): T[] =>
    read.flatMap(({ block: { text } }) =>
      of(text.text).map((one) => ({ ...one, range: text.toSource(one.range) })),
    );
  return {
    format,
    text,
    version: promptVersion(parts.versionText ?? text),
    ...(parts.frontMatter && { frontMatter: parts.frontMatter }),
    messages: parts.messages,
    texts: textsOf(parts),
    sections: inOrder([
      ...(parts.sections ?? []),
      ...read.flatMap(({ block, sections }) => placed(block, sections)),
    ]),
    instructions: withKeys(drafts),
    variables: inOrder(parts.variables ?? inBlocks((one) => readVariables(one, 0))),
    ...(parts.declared && { declared: parts.declared }),
    includes: inOrder([...(parts.includes ?? []), ...inBlocks((one) => readIncludes(one, 0))]),
    problems: inOrder([
      ...(parts.problems ?? []),
      ...read.flatMap(({ block, tree }) => (tree ? bodyProblems(block.text, tree) : [])),
    ]),
  };
}

/**
 * What an assistant says in a prompt is an example of what it should say, and so is what it answers to, as long as the chat goes on
 * behind it. Turns with variables are none: they are filled in anew each time.
 */
function withShots({ messages, blocks }: PromptParts): readonly TextBlock[] {
  const isSaid = (index: number): boolean =>
    messages[index]?.role === "assistant" && !messages[index].isAlone;
  const isShot = (index: number): boolean =>
    isSaid(index) || (messages[index]?.role === "user" && isSaid(index + 1) && index + 2 < messages.length);
  return blocks.map((block) =>
    isShot(block.message) && !block.kind && readVariables(block.text.text, 0).length === 0
      ? { ...block, as: "whole", kind: "example" }
      : block,
  );
}

function textsOf({ messages, blocks }: PromptParts): readonly string[] {
  const texts: string[][] = messages.map(() => []);
  for (const { message, text } of blocks) texts[message]?.push(text.text);
  return texts.map((list) => list.join("\n\n"));
}

const readBlocks = (parts: PromptParts, trees: Trees) =>
  withShots(parts).map((block, index) => ({ block, ...readBlock(block, index, trees) }));

type Block = Omit<Markdown, "tree"> & { readonly tree?: Tree };

function readBlock(block: TextBlock, index: number, trees: Trees): Block {
  const { text, around = { triggers: [], section: [] }, as = "markdown" } = block;
  if (as === "whole") return { sections: [], drafts: wholeBlock(text.text, around, block.kind) };
  return readMarkdown(text.text, around, (parser, masked) => trees.parse(`block ${index}`, parser, masked));
}

function wholeBlock(
  text: string,
  around: Surroundings,
  kind: InstructionKind | undefined,
): readonly InstructionDraft[] {
  const builder = new InstructionBuilder(text);
  builder.add({ start: 0, end: text.length }, around, kind);
  return builder.drafts;
}

const placed = ({ text }: TextBlock, sections: readonly Section[]): Section[] =>
  sections.map((section) => ({
    ...section,
    heading: text.toSource(section.heading),
    range: text.toSource(section.range),
  }));

const inOrder = <T extends { readonly range: Range }>(list: readonly T[]): T[] =>
  [...list].sort((a, b) => a.range.start - b.range.start);

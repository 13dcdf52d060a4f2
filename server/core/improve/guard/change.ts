import type { Frozen } from "../../attribution/index.ts";
import { LineIndex, type Range } from "../../base/index.ts";
import { type PromptDocument, type ReadOptions, readPrompt } from "../../prompt/index.ts";

/** What an edit of a prompt is held against. */
export interface GuardInput {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  readonly options?: ReadOptions;
  readonly frozen?: readonly Frozen[];
  /** Titles of the sections that may be edited; absent: everything may. */
  readonly allowed?: readonly string[];
  /** Inputs and expected answers of cases, and what evaluators ask for. */
  readonly testTexts?: readonly string[];
  /** What users and tools said in captured conversations. */
  readonly traceTexts?: readonly string[];
  /**
   * What was said in conversations that an example may be made of. An example alone may say it again, although other conversations have words
   * in common with these.
   */
  readonly exampleTexts?: readonly string[];
  /** Documents that the configuration names: a sentence of theirs is no copy of who said it as well. */
  readonly quotableTexts?: readonly string[];
  /** By how much a prompt may grow, as a share of its length. */
  readonly mostGrowth?: number;
}

/** A sentence of a prompt, without its bullet. */
export interface Sentence {
  readonly range: Range;
  readonly text: string;
  /** Counted from 0. */
  readonly line: number;
  readonly words: readonly string[];
}

/** An edit as rules read it. */
export interface Change extends GuardInput {
  readonly documents: { readonly before: PromptDocument; readonly after: PromptDocument };
  /** Sentences that are in one text alone; what only moved is in neither. */
  readonly removed: readonly Sentence[];
  readonly added: readonly Sentence[];
}

export function changeOf(input: GuardInput): Change {
  const { file, before, after, options } = input;
  const [old, fresh] = [sentencesIn(before), sentencesIn(after)];
  return {
    ...input,
    documents: { before: readPrompt(file, before, options), after: readPrompt(file, after, options) },
    removed: without(old, fresh),
    added: without(fresh, old),
  };
}

const bullet = /^[\s>]*(?:[-*+•]\s+|\d+[.)]\s+|#{1,6}\s+|\|\s*)?/;

/** Lines, and within lines what ends with a mark: a sentence that was not touched stays the same beside one that was. */
export function sentencesIn(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  const lines = new LineIndex(text);
  for (const line of text.matchAll(/[^\r\n]+/g)) {
    const start = line.index + bullet.exec(line[0])![0].length;
    const end = line.index + line[0].length;
    for (const piece of text.slice(start, end).matchAll(/\S.*?(?:[.!?;:。！？]["'”»)]*(?=\s|$)|$)/gu))
      sentences.push({
        text: piece[0],
        range: { start: start + piece.index, end: start + piece.index + piece[0].length },
        line: lines.positionAt(line.index).line,
        words: wordsIn(piece[0]),
      });
  }
  return sentences;
}

function without(sentences: readonly Sentence[], others: readonly Sentence[]): Sentence[] {
  const left = new Map<string, number>();
  for (const { text } of others) left.set(text, (left.get(text) ?? 0) + 1);
  return sentences.filter(({ text }) => {
    const n = left.get(text) ?? 0;
    if (n > 0) left.set(text, n - 1);
    return n === 0;
  });
}

/** Words as they are compared: lower case, numbers without their separators, no marks of typography. */
export const wordsIn = (text: string): string[] =>
  (text.normalize("NFKC").match(/\p{N}[\p{N}.,]*\p{N}|[\p{L}\p{N}]+/gu) ?? []).map((word) =>
    /^\p{N}/u.test(word)
      ? word.replace(/[.,](?=\p{N}{3})/gu, "").replace(/[.,]0+$/u, "")
      : word.toLowerCase(),
  );

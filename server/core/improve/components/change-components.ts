import { applyHunks, type Hunk, hunkOf } from "../edits/index.ts";
import { type Component, type ComponentEdit, type ComponentSpec, outOfBounds } from "./component.ts";
import { readComponents } from "./read-components.ts";

/** A file with what an edit may change of it. */
export interface ComponentFile {
  readonly file: string;
  readonly text: string;
  readonly specs: readonly ComponentSpec[];
}

/** The file with the edits made and every other byte as it was; or why that cannot be, as a sentence. */
export type ChangedFile = { readonly text: string } | { readonly cannot: string };

/**
 * Writes other texts and values into a file, as its syntax needs them, and reads it again: where anything else would be read otherwise than
 * before, or not what was meant, nothing is changed.
 */
export function changeComponents(
  { file, text, specs }: ComponentFile,
  edits: readonly ComponentEdit[],
): ChangedFile {
  const { components } = readComponents(file, text, specs);
  const wanted = new Map<Component, string>();
  for (const edit of edits) {
    const own = components.find(({ at }) => at === edit.at);
    if (!own) return { cannot: "What it is about is not in this file." };
    const put = edit.text.trim();
    const fault =
      put === "" ? "There are no words in it." : own.bounds && outOfBounds(put, own.text, own.bounds);
    if (fault !== undefined) return { cannot: fault };
    wanted.set(own, put);
  }
  const changed = applyHunks(
    text,
    [...wanted].map(([{ range, encode }, put]) => hunkOf(text, range, encode(put))),
  );
  if (changed === text) return { cannot: "It changes nothing." };
  const after = readComponents(file, changed, specs);
  const isMeant = components.every((one, i) => {
    const now = after.components[i];
    return now?.at === one.at && now.text === (wanted.get(one) ?? one.text);
  });
  return isMeant &&
    after.components.length === components.length &&
    isSameAround(text, components, changed, after.components)
    ? { text: changed }
    : { cannot: "Its words cannot stand in this file." };
}

/** Whether two texts differ in components alone. */
export function isSameAround(
  before: string,
  old: readonly Component[],
  after: string,
  fresh: readonly Component[],
): boolean {
  if (old.length !== fresh.length || old.some((one, i) => !isSamePlace(one, fresh[i]!))) return false;
  const around = (text: string, components: readonly Component[]): string[] => {
    const ends = [0, ...components.map(({ range }) => range.end)];
    return ends.map((end, i) => text.slice(end, components[i]?.range.start ?? text.length));
  };
  // Quotes may come with a value that needs them.
  const [a, b] = [around(before, old), around(after, fresh)];
  return a.every((one, i) => one === b[i] || unquoted(one) === unquoted(b[i]!));
}

const isSamePlace = (a: Component, b: Component): boolean => a.at === b.at && a.isText === b.isText;

const unquoted = (text: string): string => text.replace(/^["']|["']$/g, "");

/** What was changed of a file, each component as one hunk; undefined where something else was. */
export function componentHunks(file: ComponentFile, changed: string): Hunk[] | undefined {
  const { components: old } = readComponents(file.file, file.text, file.specs);
  const { components: fresh } = readComponents(file.file, changed, file.specs);
  if (!isSameAround(file.text, old, changed, fresh)) return undefined;
  // What stands between two components is the same, so each hunk reaches from the one to the other where quotes came with it.
  return old.flatMap((one, i) => {
    if (one.text === fresh[i]!.text) return [];
    const grown = quotesAround(file.text, one, changed, fresh[i]!);
    return [hunkOf(file.text, grown.before, changed.slice(grown.after.start, grown.after.end))];
  });
}

/** Both ranges with the quotes that one of them gained or lost. */
function quotesAround(before: string, old: Component, after: string, fresh: Component) {
  const isQuoted = (text: string, { range }: Component): boolean =>
    /["']/.test(text[range.start - 1] ?? "") && text[range.start - 1] === text[range.end];
  const [was, is] = [isQuoted(before, old), isQuoted(after, fresh)];
  const more = (isIn: boolean): number => (isIn && was !== is ? 1 : 0);
  const grown = ({ range }: Component, by: number) => ({ start: range.start - by, end: range.end + by });
  return { before: grown(old, more(was)), after: grown(fresh, more(is)) };
}

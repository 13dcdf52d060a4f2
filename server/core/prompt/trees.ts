import { type Parser, type Tree, TreeFragment } from "@lezer/common";

/** Parses the texts of one file. `slot` names which of its texts this is, so that a later parse can build on an earlier one. */
export interface Trees {
  parse(slot: string, parser: Parser, text: string): Tree;
}

export const freshTrees: Trees = { parse: (_slot, parser, text) => parser.parse(text) };

/** Remembers the last tree of every slot and parses only what changed since: the stretch between common beginning and common end. */
export class RememberedTrees implements Trees {
  private readonly last = new Map<string, { readonly text: string; readonly tree: Tree }>();

  parse(slot: string, parser: Parser, text: string): Tree {
    const before = this.last.get(slot);
    const tree = before ? parser.parse(text, unchanged(before, text)) : parser.parse(text);
    this.last.set(slot, { text, tree });
    return tree;
  }
}

function unchanged(
  before: { readonly text: string; readonly tree: Tree },
  text: string,
): readonly TreeFragment[] {
  const { text: old, tree } = before;
  const shorter = Math.min(old.length, text.length);
  let start = 0;
  while (start < shorter && old.charCodeAt(start) === text.charCodeAt(start)) start++;
  const fragments = TreeFragment.addTree(tree);
  if (start === old.length && start === text.length) return fragments;
  let same = 0;
  while (
    same < shorter - start &&
    old.charCodeAt(old.length - 1 - same) === text.charCodeAt(text.length - 1 - same)
  )
    same++;
  return TreeFragment.applyChanges(fragments, [
    { fromA: start, toA: old.length - same, fromB: start, toB: text.length - same },
  ]);
}

import type { Parser, SyntaxNode, Tree } from "@lezer/common";
import type { Range } from "../../base/index.ts";
import { blank } from "../instructions/tag-blocks.ts";
import type { Role } from "../prompt-document.ts";
import type { LiteralText } from "./literal-text.ts";

/** A text that a program holds: one string literal, or several that are joined where they stand. */
export interface CodeLiteral {
  /** Where its string literals begin. */
  readonly starts: readonly number[];
  /** What it is assigned to, innermost first: a property, then the variable that holds the object. */
  readonly names: readonly string[];
  /** True where the innermost name is its own, not that of a list or object it stands in. */
  readonly isOwnName: boolean;
  readonly role?: Role;
  /** True for template tags such as prompt`...`. */
  readonly isTagged: boolean;
  /** Its value; worked out only for what is a prompt. */
  readonly read: () => LiteralText;
}

/** What differs between languages; the tree is that of `parser` over the text with `maskForParser`. */
export interface CodeLanguage {
  readonly parser: Parser;
  /** In the order of the file. `source` is the file's own text. */
  readonly literals: (source: string, tree: Tree) => CodeLiteral[];
  /** Names of nodes that hold statements or members. */
  readonly bodies: ReadonlySet<string>;
}

/** Deeper expressions are not read: nobody writes them, and the stack ends somewhere. */
export const maxDepth = 100;

/** Names of more characters are not looked at. */
export const maxName = 200;

export const isComment = (node: SyntaxNode): boolean => node.name.endsWith("Comment");

/** The sibling before a node, comments passed over. */
export function before(node: SyntaxNode): SyntaxNode | null {
  let sibling = node.prevSibling;
  while (sibling && isComment(sibling)) sibling = sibling.prevSibling;
  return sibling;
}

/** The sibling after a node, comments passed over. */
export function after(node: SyntaxNode): SyntaxNode | null {
  let sibling = node.nextSibling;
  while (sibling && isComment(sibling)) sibling = sibling.nextSibling;
  return sibling;
}

/** What a language knows of its trees. */
export interface LiteralRules {
  /** Names of nodes below which there is no text of a program. */
  readonly skipped: ReadonlySet<string>;
  /** Names of nodes that are string literals. */
  readonly leaves: ReadonlySet<string>;
  /** A string literal that may say something. */
  readonly isLeaf: (node: SyntaxNode) => boolean;
  readonly isClosed: (leaf: SyntaxNode) => boolean;
  /** The node around a text that is still the same text. */
  readonly textAround: (node: SyntaxNode) => SyntaxNode | undefined;
  readonly literal: (root: SyntaxNode, leaves: readonly SyntaxNode[]) => Omit<CodeLiteral, "starts">;
}

/** All texts of a program, each once, whatever number of literals it is joined of; those with an unclosed literal are left out. */
export function collectLiterals(tree: Tree, rules: LiteralRules): CodeLiteral[] {
  const rootOf = rootFinder(rules.textAround);
  const found = new Map<SyntaxNode, { leaves: SyntaxNode[]; isClosed: boolean }>();
  tree.iterate({
    enter: (cursor) => {
      if (rules.skipped.has(cursor.name)) return false;
      if (!rules.leaves.has(cursor.name)) return true;
      const node = cursor.node;
      if (!rules.isLeaf(node)) return true;
      const root = rootOf(node);
      const known = found.get(root) ?? { leaves: [], isClosed: true };
      known.leaves.push(node);
      known.isClosed &&= rules.isClosed(node);
      found.set(root, known);
      return true;
    },
  });
  return [...found].flatMap(([root, { leaves, isClosed }]) => {
    if (!isClosed) return [];
    const literal = rules.literal(root, leaves);
    return [{ ...literal, starts: leaves.map(({ from }) => from), read: once(literal.read) }];
  });
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Climbs from a literal to the whole text it is part of; every node on the way is climbed once, however long a chain is. */
function rootFinder(
  textAround: (node: SyntaxNode) => SyntaxNode | undefined,
): (leaf: SyntaxNode) => SyntaxNode {
  const roots = new Map<number, SyntaxNode>();
  return (leaf) => {
    const passed: number[] = [];
    let node = leaf;
    for (;;) {
      const known = roots.get(keyOf(node));
      if (known) {
        node = known;
        break;
      }
      passed.push(keyOf(node));
      const next = textAround(node);
      if (!next) break;
      node = next;
    }
    for (const key of passed) roots.set(key, node);
    return node;
  };
}

/** Ranges tell text nodes apart: none holds another of its own size. Prompts are far shorter than 2^25. */
const keyOf = (node: SyntaxNode): number => node.from * 2 ** 25 + node.to;

const roles: Readonly<Record<string, Role>> = {
  system: "system",
  developer: "system",
  user: "user",
  human: "user",
  assistant: "assistant",
  ai: "assistant",
  model: "assistant",
  tool: "tool",
  function: "tool",
};

/** The role that a word such as "human" names. */
export const roleOf = (word: string): Role | undefined =>
  Object.hasOwn(roles, word.toLowerCase()) ? roles[word.toLowerCase()] : undefined;

/** The role in the name of a class or tag: `SystemMessage`, `HumanMessagePromptTemplate.from_template`, `userPrompt`. */
export function roleInName(name: string): Role | undefined {
  const word = /(?:^|\.)(system|developer|user|human|assistant|ai|tool)(?:Chat)?(?:Message|Prompt)/i.exec(
    name,
  )?.[1];
  return word === undefined ? undefined : roleOf(word);
}

/** Calls that hand on the text they are given: prompt templates and messages of the usual libraries, and what only tidies up. */
export const handsOn = (callee: string): boolean =>
  /prompt|message|template|dedent|outdent|stripIndent|cleandoc|freeze|^dict$/i.test(callee);

/** The last two names of a callee, where it is made of names alone. */
export function calleeName(source: string, callee: SyntaxNode | null): string {
  if (!callee || callee.to - callee.from > maxName) return "";
  return /(?:^|\.)((?:[\w$]+\.)?[\w$]+)$/.exec(source.slice(callee.from, callee.to))?.[1] ?? "";
}

/** Properties that hold what a message says, beside its role. */
export const holdsContent = (name: string): boolean => /^(?:content|text|parts|prompt|template)$/.test(name);

/**
 * At the same length, what the parsers get wrong: CRLF after a backslash, lone CR as a line end, a byte order mark; and what no program
 * holds, on which they would spend seconds: the same few characters over and over, thousands of brackets that nobody closes.
 */
export const maskForParser = (text: string): string => {
  const masked = withKnownLineEnds(text).replace(/([\s\S]{1,8}?)\1{99,}/g, blank);
  return nestsDeeper(masked, deepestCode) ? blank(masked) : masked;
};

const deepestCode = 2_000;

/** Counts brackets as they stand, in strings as well: of those, a program leaves few open. */
function nestsDeeper(text: string, limit: number): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[()[\]{}]/g)) {
    depth = Math.max(0, depth + (/[([{]/.test(bracket) ? 1 : -1));
    if (depth > limit) return true;
  }
  return false;
}

const withKnownLineEnds = (text: string): string =>
  text
    .replace(/^\uFEFF/, " ")
    // The parsers take a backslash with one character after it; an odd run of them continues the line.
    .replace(/(?<!\\)\\+\r\n/g, (run) => (run.length % 2 === 1 ? ` ${run.slice(0, -2)}\n` : run))
    .replace(/\r\n/g, " \n")
    .replace(/\r/g, "\n");

/** The file's line end. */
export const lineEndOf = (source: string): string => (source.includes("\r\n") ? "\r\n" : "\n");

/** Line ends as the file has them, with the indentation that the program will take away again. */
export const lineBreaks =
  (source: string, margin: string) =>
  (text: string): string =>
    text.replace(/\n(?=(\n|$)?)/g, (_, isEmptyLine) =>
      isEmptyLine === undefined ? lineEndOf(source) + margin : lineEndOf(source),
    );

/** A range as the file has it. */
export const rangeOf = ({ from, to }: { readonly from: number; readonly to: number }): Range => ({
  start: from,
  end: to,
});

/** What a text is assigned to. */
export type Owners = Pick<CodeLiteral, "names" | "isOwnName" | "role">;

/** Collects owners from the inside out. */
export class OwnersBuilder {
  private readonly names: string[] = [];
  private isOwnName = true;
  private role: Role | undefined;

  add(name: string): void {
    if (name !== "") this.names.push(name);
  }

  /** The last owner. */
  end(name: string): undefined {
    this.add(name);
  }

  /** From here on, names are those of a list around the text. */
  enterList(role: Role | undefined): void {
    if (this.names.length === 0) this.isOwnName = false;
    this.setRole(role);
  }

  /** The innermost role counts. */
  setRole(role: Role | undefined): void {
    this.role ??= role;
  }

  finish(): Owners {
    return { names: this.names, isOwnName: this.isOwnName, ...(this.role && { role: this.role }) };
  }
}

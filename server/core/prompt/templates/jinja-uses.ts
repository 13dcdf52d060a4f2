import type { Template, TemplateBlock, TemplateTag } from "./template-tags.ts";
import type { VariableUse } from "./template-variables.ts";
import { BoundNames, walkTemplate } from "./walk-template.ts";

/** A longer expression is data that somebody pasted. */
const longest = 5_000;
const token =
  /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[A-Za-z_]\w*(?:[ \t]*\.[ \t]*[A-Za-z_]\w*)*|\d[\w.]*|[=!<>]=|[^\s\w]/g;
const split = (words: string): ReadonlySet<string> => new Set(words.split(" "));
const keywords = split(
  "and or not in is if else true false none null True False None loop self super caller varargs kwargs",
);
/** Words that mean something in `for`, `import` and `include` alone. */
const phrases = split("recursive as import with without context ignore missing");
/** Functions that Jinja2 or nunjucks bring along. */
const provided = new Set(["range", "dict", "lipsum", "cycler", "joiner", "namespace"]);
const loops = new Set(["for", "asyncEach", "asyncAll"]);

interface Word {
  readonly text: string;
  readonly at: number;
}

/**
 * The names that a Jinja2 or nunjucks template takes from what it is given: not those that a loop, `set`, `macro`, `with` or `import`
 * binds, nor filters, tests, attributes and functions.
 */
export function jinjaUses(template: Template): VariableUse[] {
  const uses: VariableUse[] = [];
  const words = new Map(template.tags.map((tag) => [tag, wordsOf(tag)]));
  const set = new Set(template.tags.flatMap((tag) => boundBy(tag, words.get(tag)!)));
  const mayMiss = optionalNames([...words.values()]);
  const bound = new BoundNames();
  const pass = (block: TemplateBlock, by: 1 | -1): void =>
    bound.bind(loops.has(block.name) ? targetsOf(words.get(block.open)!) : [], by);
  const visit = (tag: TemplateTag): void => {
    const own = words.get(tag)!;
    const targets = loops.has(tag.name) ? targetsOf(own) : [];
    for (const { text, at } of namesIn(tag, own)) {
      const name = text.replace(/[ \t]/g, "");
      const root = rootOf(name);
      if (set.has(root) || bound.has(root) || targets.includes(root)) continue;
      const place = { start: tag.at + at, end: tag.at + at + text.length };
      const range = tag.kind === "value" && at === own[0]!.at && isWhole(own) ? tag.range : place;
      uses.push({ name, range, at: place, root, mustBeDeclared: !mayMiss.has(root) && tag.isClosed });
    }
  };
  walkTemplate(template, { enter: (block) => pass(block, 1), leave: (block) => pass(block, -1), visit });
  return uses;
}

/** `{{ name }}` and `{{ name | filter }}`: the hole as a whole stands for the name. */
const isWhole = (words: readonly Word[]): boolean => words.length === 1 || words[1]?.text === "|";

const asking = new Set([
  "if",
  "elif",
  "elseif",
  "elseIf",
  "switch",
  "case",
  "set",
  "do",
  "print",
  "with",
  "call",
  "filter",
]);

function wordsOf({ kind, expression }: TemplateTag): readonly Word[] {
  if (kind === "comment" || kind === "close" || expression.length > longest) return [];
  return [...expression.matchAll(token)].map(({ 0: text, index }) => ({ text, at: index }));
}

/** Names that a tag reads. */
function namesIn(tag: TemplateTag, words: readonly Word[]): readonly Word[] {
  if (loops.has(tag.name) && tag.kind === "open")
    return readNames(words.slice(words.findIndex(({ text }) => text === "in") + 1)).filter(
      ({ text }) => text !== "recursive",
    );
  return tag.kind === "value" || asking.has(tag.name) ? readNames(words) : [];
}

function readNames(words: readonly Word[]): readonly Word[] {
  return words.filter(({ text }, index) => {
    if (!/^[A-Za-z_]/.test(text) || keywords.has(rootOf(text)) || provided.has(text)) return false;
    const before = words[index - 1]?.text;
    const isTest = before === "is" || (before === "not" && words[index - 2]?.text === "is");
    if (before === "|" || before === "." || isTest) return false;
    const after = words[index + 1]?.text;
    // A key of a call, a name that is set, or a function; what a value's own method is called on is read.
    return after !== "=" && !(after === "(" && !text.includes("."));
  });
}

/** Names that a tag binds for all that follows. */
function boundBy({ name, kind }: TemplateTag, words: readonly Word[]): readonly string[] {
  const texts = words.map(({ text }) => text);
  if (name === "set") return names(texts.slice(0, texts.includes("=") ? texts.indexOf("=") : 1));
  if (name === "macro" || name === "call") return names(texts);
  if (name === "with") return texts.filter((_, index) => texts[index + 1] === "=");
  const brings = kind === "partial" && (name === "import" || name === "from");
  return brings ? names(texts) : [];
}

const names = (texts: readonly string[]): readonly string[] =>
  texts.filter((text) => /^[A-Za-z_]\w*$/.test(text) && !keywords.has(text) && !phrases.has(text));

const targetsOf = (words: readonly Word[]): readonly string[] => {
  const texts = words.map(({ text }) => text);
  return names(texts.slice(0, Math.max(0, texts.indexOf("in"))));
};

/** Names that the template itself is ready to miss: `x is defined`, `x | default("")`. */
function optionalNames(all: readonly (readonly Word[])[]): ReadonlySet<string> {
  const optional = new Set<string>();
  for (const words of all)
    for (const [index, { text }] of words.entries()) {
      const [next, second, third] = [1, 2, 3].map((step) => words[index + step]?.text);
      const test = next === "is" ? (second === "not" ? third : second) : undefined;
      const isAsked = test === "defined" || test === "undefined" || test === "none";
      if (isAsked || (next === "|" && (second === "default" || second === "d"))) optional.add(rootOf(text));
    }
  return optional;
}

/** `user` of `user . name`. */
const rootOf = (path: string): string => /^\w*/.exec(path)![0];

import type { MappedText } from "../mapped-text.ts";
import type { Include, PromptProblem } from "../prompt-document.ts";
import { templateProblems } from "../templates/template-problems.ts";
import {
  blankTags,
  readTemplate,
  type TemplateDialect,
  type TemplateTag,
} from "../templates/template-tags.ts";
import type { VariableUse } from "../templates/variable-uses.ts";

/** What a text holds that nunjucks or Jinja2 fills in. Ranges are places in the file. */
export interface TemplateText {
  /** With blanks for all tags but the holes. */
  readonly text: MappedText;
  readonly variables: readonly VariableUse[];
  readonly includes: readonly Include[];
  readonly problems: readonly PromptProblem[];
}

export function readNunjucks(text: MappedText, dialect: TemplateDialect = "nunjucks"): TemplateText {
  const template = readTemplate(text.text, dialect);
  const bound = boundBy(template.tags);
  return {
    text: text.masked((plain) => blankTags(plain, template)),
    variables: template.tags.flatMap((tag) => useOf(text, tag, bound)),
    includes: template.tags.flatMap((tag) => includeOf(text, tag)),
    problems: templateProblems(template).map((problem) => inFile(text, problem)),
  };
}

/** A problem of a decoded text as one of the file it was read from. */
export function inFile(text: MappedText, problem: PromptProblem): PromptProblem {
  const fixes = problem.fixes?.map(({ title, edits }) => ({
    title,
    edits: edits.map(({ range, newText }) => ({
      range: text.toSource(range),
      newText: text.encode(newText),
    })),
  }));
  return { ...problem, range: text.toSource(problem.range), ...(fixes && { fixes }) };
}

const binding = new Set("for asyncEach asyncAll set macro call import from with block".split(" "));
const words = new Set("true false none null True False None not and or in is if else loop".split(" "));
/** What nunjucks and promptfoo know by themselves. */
const known = "env _conversation range cycler joiner caller super self".split(" ");

/** Every word of a tag that gives names: loops, `set`, macros, imports. Some of them are no names, and that does no harm. */
function boundBy(tags: readonly TemplateTag[]): Set<string> {
  const bound = new Set(known);
  for (const { name, expression } of tags)
    if (binding.has(name)) for (const [word] of expression.matchAll(/[A-Za-z_]\w*/g)) bound.add(word);
  return bound;
}

function useOf(text: MappedText, tag: TemplateTag, bound: ReadonlySet<string>): VariableUse[] {
  const { kind, name, expression, at: start, range, isClosed } = tag;
  const root = name.split(".")[0]!;
  if (kind !== "value" || !isClosed || name === "" || words.has(root)) return [];
  const rest = expression.slice(name.length);
  const isOptional = bound.has(root) || /^\s*\(|\|\s*(?:default|d)\b|\b(?:if|or|and|is|in)\b/.test(rest);
  const at = text.toSource({ start, end: start + name.length });
  return [{ name, range: text.toSource(range), at, text, isOptional }];
}

function includeOf(text: MappedText, { kind, expression, at, isClosed }: TemplateTag): Include[] {
  const path = /^(["'])([^"'\r\n]+)\1/.exec(expression)?.[2];
  if (kind !== "partial" || !isClosed || path === undefined) return [];
  return [{ path, range: text.toSource({ start: at + 1, end: at + 1 + path.length }) }];
}

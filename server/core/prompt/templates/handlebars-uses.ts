import type { Range } from "../../base/index.ts";
import type { PathWord, Word } from "./handlebars-call.ts";
import type { Template, TemplateBlock, TemplateTag } from "./template-tags.ts";
import type { VariableUse } from "./template-variables.ts";
import { BoundNames, walkTemplate } from "./walk-template.ts";

/** Blocks in which names mean what they mean outside. */
const sameContext = new Set(["if", "unless", "role", "section", "ifEquals", "unlessEquals"]);
/** Blocks whose argument is a variable of the prompt, and not what some helper makes of it. */
const asking = new Set(["if", "unless", "each", "with"]);

/** The names that a Handlebars template takes from what it is given; in `each` and `with` a name is a part of something else. */
export function handlebarsUses(template: Template, helpers: ReadonlySet<string>): VariableUse[] {
  const uses: VariableUse[] = [];
  const bound = new BoundNames();
  let inside = 0;
  const pass = (block: TemplateBlock, by: 1 | -1): void => {
    if (!sameContext.has(block.name) || block.open.fault) inside += by;
    bound.bind(block.open.call?.blockParams ?? [], by);
  };
  // An opening tag that is reported already is not spoken of twice.
  const unclosed = new Set(template.blocks.flatMap(({ open, close }) => (close ? [] : [open])));
  const visit = (tag: TemplateTag): void => {
    if (inside > 0 || !tag.isClosed || tag.fault) return;
    for (const { path, range, mustBeDeclared } of pathsOf(tag, helpers)) {
      const root = path.parts[0];
      if (root === undefined || path.isRelative || path.isData || bound.has(root)) continue;
      const checked = mustBeDeclared && !unclosed.has(tag);
      uses.push({ name: path.name, range, at: path.range, root, mustBeDeclared: checked });
    }
  };
  walkTemplate(template, { enter: (block) => pass(block, 1), leave: (block) => pass(block, -1), visit });
  return uses;
}

interface PathUse {
  readonly path: PathWord;
  readonly range: Range;
  readonly mustBeDeclared: boolean;
}

function pathsOf(tag: TemplateTag, helpers: ReadonlySet<string>): PathUse[] {
  const { call } = tag;
  if (!call) return [];
  const { callee } = call;
  const isBare = call.params.length === 0 && call.hash.length === 0;
  if (tag.kind === "value" && isBare && callee.kind === "path")
    return helpers.has(callee.name) ? [] : [{ path: callee, range: tag.range, mustBeDeclared: true }];
  // `{{else if a}}` is a call of `if`, as `{{#if a}}` is.
  const asks =
    (tag.kind === "open" || tag.kind === "else") && callee.kind === "path" && asking.has(callee.name);
  const words = [...call.params, ...call.hash.map(({ value }) => value)];
  return words.flatMap((word) => argumentsOf(word, asks));
}

/** The paths of an argument; inside parentheses a helper may take any name for itself. */
function argumentsOf(word: Word, mustBeDeclared: boolean): PathUse[] {
  if (word.kind === "path") return [{ path: word, range: word.range, mustBeDeclared }];
  if (word.kind !== "call") return [];
  return [...word.params, ...word.hash.map(({ value }) => value)].flatMap((one) => argumentsOf(one, false));
}

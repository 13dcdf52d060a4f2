import type { Range } from "../../base/index.ts";
import type { PromptParts, TextBlock } from "../assemble.ts";
import { type FrontMatterRead, readFrontMatter } from "../data/front-matter.ts";
import type { PromptInput } from "../formats.ts";
import { MappedText } from "../mapped-text.ts";
import type { Include, Variable } from "../prompt-document.ts";
import { handlebarsUses } from "../templates/handlebars-uses.ts";
import { templateProblems } from "../templates/template-problems.ts";
import { blankTags, readTemplate, type Template, type TemplateTag } from "../templates/template-tags.ts";
import { undeclared, unused, variablesOf } from "../templates/template-variables.ts";
import { readRoles } from "./dotprompt-roles.ts";
import { isRecord, schemaProperties, withoutTypeSyntax } from "./picoschema.ts";

/** A dotprompt file: front matter with schemas, and a Handlebars template in which `{{role "..."}}` begins a message. */
export function readDotprompt({ text }: PromptInput): PromptParts {
  const head = readFrontMatter(text, { mayFollowComments: true, mend: withoutTypeSyntax });
  const body = { start: head.bodyStart, end: text.length };
  const template = readTemplate(text, "handlebars", body);
  const { turns, starts, problems } = readRoles(template, body);
  const blanked = blankTags(text, template, isHole).replace(/\\(?=\{\{)/g, " ");
  // What only holds comments and helpers reaches no model, unless a partial or the history fills it.
  const filled = blankTags(text, template, fills);
  const spoken = turns.filter(({ range }) => filled.slice(range.start, range.end).trim() !== "");
  const messages = spoken.length > 0 ? spoken : [{ role: "user" as const, range: body }];
  const declared = declaredIn(head, text);
  const uses = handlebarsUses(template, helpers);
  const wrong = [
    ...head.problems,
    ...templateProblems(template, starts),
    ...problems,
    ...undeclared(text, uses, declared, "input.schema"),
  ];
  return {
    ...(head.frontMatter && { frontMatter: head.frontMatter }),
    messages,
    blocks: messages.map(({ range }, message) => blockOf(text, blanked, range, message)),
    variables: variablesOf(uses),
    ...(declared && { declared }),
    includes: partialsOf(template),
    problems: [...wrong, ...unused(template, declared, wrong)],
  };
}

/** Helpers that are no variables even where they stand alone in a tag. */
const helpers = new Set(["history", "role", "json", "media", "section", "log", "lookup"]);
/** Those that leave no text where they stand. */
const silent = new Set(["role", "history", "section", "media"]);

const isHole = ({ kind, name, isClosed }: TemplateTag): boolean =>
  kind === "value" && isClosed && !silent.has(name);
const fills = (tag: TemplateTag): boolean =>
  isHole(tag) || tag.kind === "partial" || tag.name === "history" || tag.name === "media";

function blockOf(text: string, blanked: string, range: Range, message: number): TextBlock {
  const masked = blanked.slice(range.start, range.end);
  return { text: MappedText.verbatim(text, range).masked(() => masked), message };
}

/** The properties of `input.schema` and the keys of `input.default`; undefined where neither says which variables there are. */
function declaredIn({ frontMatter, places }: FrontMatterRead, text: string): Variable[] | undefined {
  const input = frontMatter?.data.input;
  if (!isRecord(input)) return undefined;
  const properties = schemaProperties(input.schema);
  const defaults = isRecord(input.default) ? Object.keys(input.default) : [];
  // A schema kept elsewhere declares what cannot be seen here.
  if (!properties && (input.schema !== undefined || defaults.length === 0)) return undefined;
  const declared = [
    ...(properties ?? []).map(({ name, path }) => ({ name, path: ["input", "schema", ...path] })),
    ...defaults.map((name) => ({ name, path: ["input", "default", name] })),
  ];
  const seen = new Set<string>();
  return declared.flatMap(({ name, path }) => {
    const key = places?.keyAt(path);
    if (!key || seen.has(name)) return [];
    seen.add(name);
    return [{ name, range: nameIn(text, key, name) }];
  });
}

/** A key without its quotes and what Picoschema says behind the name. */
function nameIn(text: string, key: Range, name: string): Range {
  const at = text.slice(key.start, key.end).indexOf(name);
  return at < 0 ? key : { start: key.start + at, end: key.start + at + name.length };
}

/** `{{> shared/tone}}` brings in `shared/_tone.prompt`; partials that the template defines itself are no files. */
function partialsOf({ text, tags }: Template): Include[] {
  const inline = new Set(
    tags.flatMap(({ kind, name, call }) =>
      kind === "open" && name === "inline" && call?.params[0]?.kind === "string" ? [call.params[0].name] : [],
    ),
  );
  return tags.flatMap(({ kind, call, range }) => {
    const isPartial =
      kind === "partial" || (kind === "open" && /^\{\{~?#>/.test(text.slice(range.start, range.start + 5)));
    const callee = call?.callee;
    if (!isPartial || !callee || callee.kind === "call" || inline.has(callee.name)) return [];
    const isName = callee.kind === "string" || (callee.kind === "path" && !callee.isData);
    if (!isName) return [];
    return [{ path: `${callee.name.replace(/([^/]+)$/, "_$1")}.prompt`, range: callee.range }];
  });
}

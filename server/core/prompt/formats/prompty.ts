import type { Range } from "../../base/index.ts";
import type { PromptParts } from "../assemble.ts";
import { type FrontMatterPlaces, type FrontMatterRead, readFrontMatter } from "../data/front-matter.ts";
import type { PromptInput } from "../formats.ts";
import { MappedText } from "../mapped-text.ts";
import type { Include, Variable } from "../prompt-document.ts";
import { jinjaUses } from "../templates/jinja-uses.ts";
import { mustacheUses } from "../templates/mustache-uses.ts";
import { templateProblems } from "../templates/template-problems.ts";
import { blankTags, readTemplate, type Template, type TemplateDialect } from "../templates/template-tags.ts";
import { undeclared, unused, variablesOf } from "../templates/template-variables.ts";
import { isRecord } from "./picoschema.ts";
import { readRoleMarkers } from "./role-markers.ts";

/** A prompty file of version 1 or 2: front matter, and a template whose messages begin with `system:` alone on a line. */
export function readPrompty({ text }: PromptInput): PromptParts {
  const head = readFrontMatter(text);
  const body = { start: head.bodyStart, end: text.length };
  const template = readTemplate(text, dialectOf(head.frontMatter?.data ?? {}), body);
  const blanked = blankTags(text, template);
  const { messages, starts, problems } = readRoleMarkers(blanked, body);
  const declared = head.places && declaredIn(head.frontMatter?.data ?? {}, head.places);
  const uses = template.dialect === "mustache" ? mustacheUses(template) : jinjaUses(template);
  const wrong = [
    ...head.problems,
    ...templateProblems(template, starts),
    ...problems,
    ...undeclared(text, uses, declared, "inputs"),
  ];
  return {
    ...(head.frontMatter && { frontMatter: head.frontMatter }),
    messages,
    blocks: messages.map(({ range }, message) => {
      const masked = blanked.slice(range.start, range.end);
      return { text: MappedText.verbatim(text, range).masked(() => masked), message };
    }),
    variables: variablesOf(uses),
    ...(declared && { declared }),
    includes: [...filesIn(head, text), ...templatesIn(template)],
    problems: [...wrong, ...unused(template, declared?.filter(isForTheText(head)), wrong)],
  };
}

/** `template: mustache`, `template: { format: mustache }` or `{ format: { kind: mustache } }`; Jinja2 where it does not say. */
function dialectOf({ template }: Readonly<Record<string, unknown>>): TemplateDialect {
  const format = isRecord(template) ? (template.format ?? template.type) : template;
  const kind = String(isRecord(format) ? format.kind : format).toLowerCase();
  return kind === "mustache" || kind === "nunjucks" ? kind : "jinja2";
}

/** Inputs and the sample together; undefined where one of them lies in another file, or neither is there. */
function declaredIn(
  { inputs, sample, base }: Readonly<Record<string, unknown>>,
  places: FrontMatterPlaces,
): Variable[] | undefined {
  if (inputs === undefined && sample === undefined) return undefined;
  if (base !== undefined || !isWhole(inputs) || !isWhole(sample) || Array.isArray(sample)) return undefined;
  const found = new Map<string, Range | undefined>();
  const add = (name: string, range: Range | undefined): void => {
    if (range && !found.has(name)) found.set(name, range);
  };
  if (Array.isArray(inputs))
    for (const [index, input] of inputs.entries())
      if (isRecord(input) && typeof input.name === "string")
        add(input.name, places.valueAt(["inputs", index, "name"]));
  for (const [key, map] of [
    ["inputs", inputs],
    ["sample", sample],
  ] as const)
    if (isRecord(map)) for (const name of Object.keys(map)) add(name, places.keyAt([key, name]));
  return [...found].flatMap(([name, range]) => (range ? [{ name, range }] : []));
}

/** Not what the front matter names once more, as an argument of a tool. */
const isForTheText =
  ({ places }: FrontMatterRead) =>
  ({ name, range }: Variable): boolean =>
    !places?.scalars().some((other) => other.value === name && other.range.start !== range.start);

const isWhole = (value: unknown): boolean =>
  value === undefined || value === null || typeof value === "object";

/** `${file:tools.json}` anywhere in the front matter. */
function filesIn({ places }: FrontMatterRead, text: string): Include[] {
  return (places?.scalars() ?? []).flatMap(({ range }) =>
    [...text.slice(range.start, range.end).matchAll(/\$\{file:([^}\r\n]{1,500})\}/gi)].flatMap(
      ({ 0: whole, 1: path, index }) => {
        const start = range.start + index + whole.indexOf(path!);
        return path!.trim() ? [{ path: path!.trim(), range: { start, end: start + path!.length } }] : [];
      },
    ),
  );
}

/** `{% include "tone.txt" %}`; mustache's `{{> tone}}` names no file. */
function templatesIn({ tags, dialect }: Template): Include[] {
  return tags.flatMap(({ kind, expression, at }) => {
    const quoted =
      kind === "partial" && dialect !== "mustache" ? /^(["'])([^"'\r\n]+)\1/.exec(expression) : null;
    return quoted ? [{ path: quoted[2]!, range: { start: at + 1, end: at + 1 + quoted[2]!.length } }] : [];
  });
}

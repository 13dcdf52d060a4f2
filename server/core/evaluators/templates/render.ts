import { underDeadline } from "../deadline.ts";

/** Whether a text holds a tag of promptfoo's templates: `{{ name }}`, `{% if %}`, `{# comment #}`. */
export const isTemplate = (text: string): boolean => /\{[{%#]/.test(text);

export type Vars = Readonly<Record<string, unknown>>;

/** `{{ a }}`, `{{ a.b[0] }}`: what nearly all templates are made of. */
const PLAIN_TAG = /\{\{-?\s*([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*|\[\d{1,9}\])*)\s*-?\}\}/g;
/** Words of the language itself are not names of variables. */
const KEYWORDS = new Set(["true", "false", "none", "null", "loop", "range", "cycler", "joiner", "not"]);
/** How long one template may take for one sample. */
const DEADLINE_MS = 250;
const LONGEST_RANGE = 10_000;

/**
 * Renders a template as promptfoo does with nunjucks, where a variable that is not there is empty. Templates are interpreted, never
 * compiled to code, since a configuration may not run code in an untrusted workspace: nunjucks itself would let it. Variables are rendered
 * right here; conditions, loops, filters and expressions by the interpreter of Jinja, which nunjucks is a dialect of. Rejects where the
 * template is broken, or uses what that interpreter does not know.
 */
export async function render(template: string, vars: Vars): Promise<string> {
  const plain = renderPlain(template, vars);
  if (plain !== undefined) return plain;
  const { Environment, Interpreter, parse, tokenize } = await import("@huggingface/jinja");
  const outcome = underDeadline(() => {
    // A last line break is dropped by Jinja and kept by nunjucks, so a character is kept behind it.
    const program = parse(tokenize(`${template}$`, { lstrip_blocks: false, trim_blocks: false }));
    const environment = new Environment();
    for (const [name, value] of Object.entries({ ...vars, ...GLOBALS }))
      if (name !== "namespace") environment.set(name, value);
    return String(new Interpreter(environment).run(program).value).slice(0, -1);
  }, DEADLINE_MS);
  if ("overrun" in outcome) throw new Error(`the template took longer than ${DEADLINE_MS} ms`);
  return outcome.value;
}

const GLOBALS = { true: true, false: false, none: null, range };

/** nunjucks's `range(stop)` and `range(start, stop, step)`. */
function range(...bounds: number[]): number[] {
  const [start, stop, step = 1] =
    bounds.length === 1 ? [0, bounds[0]!] : (bounds as [number, number, number?]);
  const count = Math.max(0, Math.ceil((stop - start) / step));
  if (!(count <= LONGEST_RANGE)) throw new Error(`range() gives at most ${LONGEST_RANGE} numbers`);
  return Array.from({ length: count }, (_, i) => start + i * step);
}

/** The text where all tags are plain variables, else undefined. */
function renderPlain(template: string, vars: Vars): string | undefined {
  let complex = false;
  const rest = template.replace(PLAIN_TAG, (tag, path: string) => {
    if (tag.startsWith("{{-") || tag.endsWith("-}}") || KEYWORDS.has(path)) complex = true;
    return "";
  });
  if (complex || isTemplate(rest)) return undefined;
  return template.replace(PLAIN_TAG, (_, path: string) => textOf(valueAt(vars, path)));
}

function valueAt(vars: Vars, path: string): unknown {
  let value: unknown = vars;
  for (const [, key] of path.matchAll(/([\w$]+)/g)) {
    if (value === undefined || value === null) return undefined;
    const owner = Object(value) as Record<string, unknown>;
    // Only what is in the data: `{{ name.constructor }}` is a variable that is not there.
    const isLength = key === "length" && (typeof value === "string" || Array.isArray(value));
    value = isLength || Object.hasOwn(owner, key!) ? owner[key!] : undefined;
  }
  return value;
}

/** As nunjucks writes a value: a list as `a,b`, an object as `[object Object]`, nothing as nothing. */
const textOf = (value: unknown): string => (value === undefined || value === null ? "" : String(value));

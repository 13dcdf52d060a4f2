import { type Document, isAlias, isMap, isScalar, isSeq, parseDocument, type Scalar, visit } from "yaml";
import type { Range } from "../../base/index.ts";
import type { FrontMatter, PromptProblem } from "../prompt-document.ts";
import { deepestData } from "./data-tree.ts";
import { isNestedTooDeep } from "./yaml-data.ts";

const opening = /^\uFEFF?---[ \t]*(?:\r\n|\n|\r)/;
const openingBelowComments = /^\uFEFF?(?:(?:#[^\r\n]*|[ \t]*)(?:\r\n|\n|\r(?!\n)))*---[ \t]*(?:\r\n|\n|\r)/;
const closing = /^(?:---|\.\.\.)[ \t]*$/m;

export interface FrontMatterOptions {
  /** Lines of `#` and blank lines may stand above it: a license. */
  readonly mayFollowComments?: boolean;
  /** What else than YAML is let pass: turns it into YAML at equal length. Asked only where the text is no YAML. */
  readonly mend?: (yaml: string) => string;
}

export interface FrontMatterRead {
  readonly frontMatter?: FrontMatter;
  readonly problems: PromptProblem[];
  readonly bodyStart: number;
  /** Where the values inside it stand. */
  readonly places?: FrontMatterPlaces;
}

/** Reads YAML front matter at the top of a text. Nothing there gives nothing; what is broken gives a problem and the rest is read on. */
export function readFrontMatter(text: string, options: FrontMatterOptions = {}): FrontMatterRead {
  const open = (options.mayFollowComments ? openingBelowComments : opening).exec(text);
  if (!open) return { problems: [], bodyStart: 0 };
  const yamlStart = open[0].length;
  const close = closing.exec(text.slice(yamlStart));
  // A prompt may open with a thematic break: without a closing line this is not front matter.
  if (!close) return { problems: unclosed(text, open[0]), bodyStart: 0 };
  const yamlEnd = yamlStart + close.index;
  const bodyStart = yamlEnd + close[0].length;
  const range = { start: open[0].lastIndexOf("---") === 1 ? 0 : open[0].lastIndexOf("---"), end: bodyStart };
  return { ...parseYaml(text.slice(yamlStart, yamlEnd), yamlStart, range, options), bodyStart };
}

/** Where keys and values of front matter stand in the file; found when asked for. */
export class FrontMatterPlaces {
  constructor(
    readonly document: Document.Parsed,
    private readonly offset: number,
  ) {}

  /** The range of the key or list item at a path, quotes included. */
  keyAt(path: readonly (string | number)[]): Range | undefined {
    return this.rangeOf(this.find(path)?.key);
  }

  /** The range of the value at a path. */
  valueAt(path: readonly (string | number)[]): Range | undefined {
    return this.rangeOf(this.find(path)?.value);
  }

  /** Every text in it, with its range as it is written. */
  scalars(): { readonly value: string; readonly range: Range }[] {
    const found: { value: string; range: Range }[] = [];
    visit(this.document, {
      Scalar: (key, node) => {
        const range = key === "key" ? undefined : this.rangeOf(node);
        if (range && typeof node.value === "string") found.push({ value: node.value, range });
      },
    });
    return found;
  }

  private find(path: readonly (string | number)[]): { key: unknown; value: unknown } | undefined {
    let found: { key: unknown; value: unknown } = { key: undefined, value: this.document.contents };
    for (const part of path) {
      const node = isAlias(found.value) ? found.value.resolve(this.document) : found.value;
      const next = isSeq(node)
        ? itemOf(node.items, part)
        : isMap(node)
          ? pairOf(node.items, part)
          : undefined;
      if (!next) return undefined;
      found = next;
    }
    return found;
  }

  private rangeOf(node: unknown): Range | undefined {
    const range = (node as Scalar | undefined)?.range;
    return range ? { start: this.offset + range[0], end: this.offset + range[1] } : undefined;
  }
}

const itemOf = (
  items: readonly unknown[],
  index: string | number,
): { key: unknown; value: unknown } | undefined =>
  items[Number(index)] === undefined ? undefined : { key: items[Number(index)], value: items[Number(index)] };

const pairOf = (
  items: readonly { key: unknown; value: unknown }[],
  name: string | number,
): { key: unknown; value: unknown } | undefined =>
  items.find(({ key }) => isScalar(key) && String(key.value) === String(name));

function unclosed(text: string, open: string): PromptProblem[] {
  const looksLikeYaml = /^[A-Za-z_-]+[ \t]*:/.test(text.slice(open.length));
  if (!looksLikeYaml) return [];
  const message = "The front matter opened here is never closed: end it with a line of ---.";
  const start = open.lastIndexOf("---");
  const range = { start: start === 1 ? 0 : start, end: open.trimEnd().length };
  return [{ code: "front-matter-unclosed", message, range }];
}

function parseYaml(
  source: string,
  offset: number,
  range: Range,
  { mend }: FrontMatterOptions,
): { frontMatter: FrontMatter; problems: PromptProblem[]; places: FrontMatterPlaces } {
  if (isNestedTooDeep(source)) return tooDeep(offset, range);
  const document = parsed(source, mend);
  const problems = document.errors.map((error) => ({
    code: "front-matter-invalid",
    message: `The front matter is not valid YAML: ${error.message}`,
    range: { start: offset + error.pos[0], end: offset + Math.max(error.pos[1], error.pos[0] + 1) },
  }));
  const keys = isMap(document.contents)
    ? document.contents.items.flatMap(({ key }) =>
        isScalar(key) && key.range
          ? [{ name: String(key.value), range: { start: offset + key.range[0], end: offset + key.range[1] } }]
          : [],
      )
    : [];
  const data = problems.length ? {} : asRecord(document);
  return { frontMatter: { range, keys, data }, problems, places: new FrontMatterPlaces(document, offset) };
}

function tooDeep(
  offset: number,
  range: Range,
): { frontMatter: FrontMatter; problems: PromptProblem[]; places: FrontMatterPlaces } {
  const message = `The front matter is nested too deep (more than ${deepestData} levels) and is not read: close what is open.`;
  return {
    frontMatter: { range, keys: [], data: {} },
    problems: [
      {
        code: "front-matter-invalid",
        message,
        range: { start: range.start, end: Math.min(offset, range.end) },
      },
    ],
    places: new FrontMatterPlaces(parseDocument(""), offset),
  };
}

function parsed(source: string, mend: FrontMatterOptions["mend"]): Document.Parsed {
  // YAML knows a lone carriage return as a line end; the parser does not.
  const yaml = source.replace(/\r(?!\n)/g, "\n");
  const document = parseDocument(yaml, { prettyErrors: false, uniqueKeys: true, logLevel: "silent" });
  const mended = mend && document.errors.length > 0 ? mend(yaml) : yaml;
  return mended === yaml || mended.length !== yaml.length || isNestedTooDeep(mended)
    ? document
    : better(document, parsed(mended, undefined));
}

const better = (first: Document.Parsed, second: Document.Parsed): Document.Parsed =>
  second.errors.length === 0 ? second : first;

/** Aliases that expand without end make `toJS` throw; the text is then simply not data. */
function asRecord(document: Document.Parsed): Record<string, unknown> {
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}

import { isMap, isScalar, parseDocument } from "yaml";
import type { Range } from "../base/index.ts";
import type { FrontMatter, PromptProblem } from "./prompt-document.ts";

const opening = /^\uFEFF?---[ \t]*\r?\n/;
const closing = /^(?:---|\.\.\.)[ \t]*$/m;

/** Reads YAML front matter at the top of a text. Nothing there gives nothing; what is broken gives a problem and the rest is read on. */
export function readFrontMatter(text: string): {
  frontMatter?: FrontMatter;
  problems: PromptProblem[];
  bodyStart: number;
} {
  const open = opening.exec(text);
  if (!open) return { problems: [], bodyStart: 0 };
  const yamlStart = open[0].length;
  const close = closing.exec(text.slice(yamlStart));
  // A prompt may open with a thematic break: without a closing line this is not front matter.
  if (!close) return { problems: unclosed(text, open[0]), bodyStart: 0 };
  const yamlEnd = yamlStart + close.index;
  const bodyStart = yamlEnd + close[0].length;
  return { ...parseYaml(text.slice(yamlStart, yamlEnd), yamlStart, { start: 0, end: bodyStart }), bodyStart };
}

function unclosed(text: string, open: string): PromptProblem[] {
  const looksLikeYaml = /^[A-Za-z_-]+[ \t]*:/.test(text.slice(open.length));
  if (!looksLikeYaml) return [];
  const message = "The front matter opened here is never closed: end it with a line of ---.";
  return [{ code: "front-matter-unclosed", message, range: { start: 0, end: open.trimEnd().length } }];
}

function parseYaml(
  yaml: string,
  offset: number,
  range: Range,
): { frontMatter: FrontMatter; problems: PromptProblem[] } {
  const document = parseDocument(yaml, { prettyErrors: false, uniqueKeys: true, logLevel: "silent" });
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
  return { frontMatter: { range, keys, data: problems.length ? {} : asRecord(document) }, problems };
}

/** Aliases that expand without end make `toJS` throw; the text is then simply not data. */
function asRecord(document: ReturnType<typeof parseDocument>): Record<string, unknown> {
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}

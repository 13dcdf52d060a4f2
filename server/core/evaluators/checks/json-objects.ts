import { parseDocument } from "yaml";

/** Longest object looked for, as in promptfoo. */
const LONGEST = 100_000;

/**
 * Every JSON object inside a text, outermost ones only, in promptfoo's forgiving sense: from each `{` to the brace that balances it
 * (or to the end, with the missing braces added), read as YAML once `//` comments are turned into YAML's. So `{a: 'b'}` and
 * even `{name}` count. Quadratic on a text of nothing but `{`, so callers set a deadline.
 */
export function* jsonObjectsIn(text: string): Generator<object> {
  // A brace as the very last character opens nothing.
  for (
    let start = text.indexOf("{");
    start >= 0 && start < text.length - 1;
    start = text.indexOf("{", start + 1)
  ) {
    const { end, open } = balance(text, start);
    const value = forgivingParse(text.slice(start, end) + "}".repeat(open));
    if (typeof value !== "object" || value === null) continue;
    yield value;
    start = end - 1;
  }
}

/** Where the object that starts at `start` ends, and how many braces are still open there. Braces inside strings count, too. */
function balance(text: string, start: number): { end: number; open: number } {
  const limit = Math.min(start + LONGEST, text.length);
  let open = 1;
  let end = start + 1;
  for (; end < limit && open > 0; end++) {
    const code = text.charCodeAt(end);
    if (code === 123) open++;
    else if (code === 125) open--;
  }
  return { end, open };
}

function forgivingParse(text: string): unknown {
  try {
    // Most objects are plain JSON, which is read a hundred times faster; its meaning as YAML is the same.
    return JSON.parse(text);
  } catch {
    return yamlOrNothing(text);
  }
}

/** Control characters YAML does not allow. */
const UNPRINTABLE = /[^\P{Cc}\t\n\r\u0085]/u;

function yamlOrNothing(text: string): unknown {
  try {
    if (UNPRINTABLE.test(text)) return undefined;
    const yaml = text.split("\n").map(withHashComment).join("\n");
    const document = parseDocument(yaml, { merge: true, uniqueKeys: false, logLevel: "error" });
    // A warning is a tag nobody knows, which promptfoo's parser refuses.
    return document.errors.length + document.warnings.length > 0 ? undefined : document.toJS();
  } catch {
    return undefined;
  }
}

/** Turns `// comment` outside quotes into `# comment`, leaving `https://` alone. Apostrophes inside words open no quotation. */
function withHashComment(line: string): string {
  let quoted = "";
  for (let i = 0; i < line.length; i++) {
    const character = line[i]!;
    if (quoted) {
      const inWord = quoted === "'" && /[a-zA-Z]/.test(line[i + 1] ?? "");
      if (character === quoted && !isEscaped(line, i) && !inWord) quoted = "";
    } else if (character === '"' || (character === "'" && !/[a-zA-Z]/.test(line[i - 1] ?? ""))) {
      quoted = character;
    } else if (line.startsWith("//", i) && !isInUrl(line, i)) {
      const slashes = /^\/+/.exec(line.slice(i))![0].length;
      return line.slice(0, i) + "#".repeat(Math.floor(slashes / 2)) + line.slice(i + slashes);
    }
  }
  return line;
}

/** Whether the word that reaches to here already holds `://`. */
const isInUrl = (line: string, index: number): boolean =>
  line
    .slice(0, index + 2)
    .split(/\s/)
    .at(-1)!
    .includes("://");

function isEscaped(line: string, index: number): boolean {
  let backslashes = 0;
  while (line[index - 1 - backslashes] === "\\") backslashes++;
  return backslashes % 2 === 1;
}

import { parseTree } from "jsonc-parser";
import { describe, expect, it } from "vitest";
import { isMap, isScalar, isSeq, parseDocument, type Scalar } from "yaml";
import { processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import { seededRandom } from "../../base/index.ts";
import type { MappedText } from "../mapped-text.ts";
import { jsonText, yamlText } from "./scalar-text.ts";

/** The scalar under the key `a`, or the first of a list under it. */
function scalarOf(source: string): { scalar: Scalar; errors: number; isInFlow: boolean } | undefined {
  const { contents, errors } = parseDocument(source, {
    prettyErrors: false,
    keepSourceTokens: true,
    logLevel: "silent",
  });
  const value = isMap(contents) ? contents.items[0]?.value : contents;
  const scalar = isSeq(value) ? value.items[0] : value;
  return isScalar(scalar)
    ? { scalar, errors: errors.length, isInFlow: isSeq(value) && !!value.flow }
    : undefined;
}

function textOf(source: string): MappedText {
  const found = scalarOf(source);
  if (!found) throw new Error(`no scalar in ${JSON.stringify(source)}`);
  return yamlText(source, found.scalar, found.isInFlow);
}

/** What stands in the file for a stretch of the text. */
function sourceOf(source: string, text: MappedText, part: string): string {
  const start = text.text.indexOf(part);
  if (start < 0) throw new Error(`no ${part} in ${text.text}`);
  const range = text.toSource({ start, end: start + part.length });
  return source.slice(range.start, range.end);
}

describe("a scalar of YAML", () => {
  it.each([
    ["plain", "a: Ask first.\n", "Ask first.", "first", "first"],
    ["plain on two lines", "a: Ask\n   first.\n", "Ask first.", "Ask first", "Ask\n   first"],
    ["plain with an empty line", "a: Ask\n\n   first.\n", "Ask\nfirst.", "first", "first"],
    ["plain under CRLF", "a: Ask\r\n   first.\r\nb: 1\r\n", "Ask first.", "k f", "k\r\n   f"],
    ["in single quotes", "a: 'Don''t ask 🚚.'\n", "Don't ask 🚚.", "n't", "n''t"],
    [
      "in double quotes",
      'a: "Say \\"hi\\" \\u00e9\\x21 🚚.\\n- Stop."\n',
      'Say "hi" é! 🚚.\n- Stop.',
      '"hi" é!',
      '\\"hi\\" \\u00e9\\x21',
    ],
    ["with an astral escape", 'a: "x \\U0001F69A y"\n', "x 🚚 y", "🚚", "\\U0001F69A"],
    ["with a continued line", 'a: "Ask \\\n   first."\n', "Ask first.", "first", "first"],
    ["with tabs", 'a: "Ask\tfirst\t\n  \tnow."\n', "Ask\tfirst now.", "first now", "first\t\n  \tnow"],
    ["literal", "a: |\n  Ask.\n    Then go.\n", "Ask.\n  Then go.\n", "  Then", "  Then"],
    ["literal under CRLF", "a: |\r\n  Ask 🚚.\r\n  Go.\r\n", "Ask 🚚.\nGo.\n", "🚚.\nGo", "🚚.\r\n  Go"],
    ["literal with an indicator", "a: |2-\n    Ask.\n  Go.\n\n", "  Ask.\nGo.", "Go.", "Go."],
    ["literal that keeps its end", "a: |+\n  Ask.\n\n\n", "Ask.\n\n\n", "Ask.", "Ask."],
    ["folded", "a: >-\n  Ask\n  first.\n\n  Go.\n", "Ask first.\nGo.", "k f", "k\n  f"],
    [
      "folded with deeper lines",
      "a: >\n  Ask\n    - x\n    - y\n  Go.\n",
      "Ask\n  - x\n  - y\nGo.\n",
      "- y",
      "- y",
    ],
    ["after a BOM", "\uFEFFa: Ask.\n", "Ask.", "Ask", "Ask"],
  ])("%s gives its value and its places", (_, source, value, part, inFile) => {
    const text = textOf(source);
    expect(text.text).toBe(value);
    expect(sourceOf(source, text, part)).toBe(inFile);
  });

  it("reads what the yaml library reads, every character at its own place", () => {
    const random = seededRandom(7);
    let exact = 0;
    for (let i = 0; i < 20_000; i++) {
      const source = scalarSource(random);
      const found = scalarOf(source);
      if (!found?.scalar.range) continue;
      const text = yamlText(source, found.scalar, found.isInFlow);
      const where = JSON.stringify(source);
      expectPlaces(source, text, found.scalar.range, where);
      if (found.errors > 0) continue;
      if (text.text !== found.scalar.source) expect.fail(`${JSON.stringify(text.text)} of ${where}`);
      exact++;
    }
    expect(exact).toBeGreaterThan(5_000);
  });
});

const pieces = [
  ..."ab  \n\n\t:#-'\"\\,é🚚{}[]|>",
  "\n  ",
  "\n\n   ",
  "\r\n  ",
  " \n",
  "''",
  '\\"',
  "\\n",
  "\\t",
  "\\u00e9",
  "\\x41",
  "\\U0001F69A",
  "\\\n  ",
  "\\ ",
  "{{x}}",
  ": ",
  " #",
  "word",
  "Ask first. ",
];
const headers = ["|", ">", "|-", ">-", "|+", ">+", "|2", ">2-", "|1+", "|4", "> # why", "|-2"];

function scalarSource(random: () => number): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  let body = "";
  for (let left = Math.floor(random() * 14); left >= 0; left--) body += pick(pieces);
  const lead = pick(["a: ", "a: ", "- ", "a:\n  - ", "", "a: [", "a: &x ", "\uFEFFa: "]);
  const kind = Math.floor(random() * 4);
  const isFlow = lead.endsWith("[");
  if (kind === 0 && !isFlow) {
    const indentation = " ".repeat(Math.floor(random() * 6));
    const eol = pick(["\n", "\n", "\r\n"]);
    return (
      lead +
      pick(headers) +
      eol +
      indentation +
      body.replace(/\n/g, eol + indentation) +
      pick(["", eol, eol + eol, `${eol}b: 1`])
    );
  }
  const quoted = kind === 1 ? `'${body}'` : kind === 2 ? `"${body}"` : body;
  return lead + quoted + (isFlow ? ", 1]" : "") + pick(["", "\n", "\r\n", " # why\n"]);
}

/** Places lie inside the scalar and go up; what is no white space and stands for itself is the same character in the file. */
function expectPlaces(source: string, text: MappedText, range: readonly number[], where: string): void {
  let before = range[0]!;
  for (let at = 0; at < text.text.length; at++) {
    const { start, end } = text.toSource({ start: at, end: at + 1 });
    if (start < before || end < start || end > range[1]!)
      expect.fail(`${at} at ${start}..${end} in ${where}`);
    const sign = text.text[at]!;
    const isSame =
      source.slice(start, end) === sign || source[start] === "\\" || source.slice(start, end) === "''";
    if (!/\s/.test(sign) && !isSame) expect.fail(`${sign} at ${start}..${end} in ${where}`);
    before = start;
  }
}

describe("text written back into a scalar", () => {
  const inserted = [
    "x",
    'Say "hi" and don\'t.',
    "one\ntwo",
    "a\n\nb",
    "back\\slash",
    "{{name}}",
    "🚚 é",
    "tab\tstop",
    "a # b",
    "a: b",
  ];
  const hosts: readonly (readonly [string, string, readonly string[]])[] = [
    ["double-quoted", 'a: "Ask WORD now."\nb: 1\n', inserted],
    ["single-quoted", "a: 'Ask WORD now.'\nb: 1\n", inserted],
    ["single-quoted in a list", "a:\n  - 'Ask WORD now.'\nb: 1\n", inserted],
    ["literal", "a: |\n  Ask WORD now.\n  Go.\nb: 1\n", inserted],
    ["literal under CRLF", "a: |\r\n  Ask WORD now.\r\nb: 1\r\n", inserted],
    ["literal in a list", "a:\n  - |\n    Ask WORD now.\nb: 1\n", inserted],
    ["folded", "a: >-\n  Ask WORD now.\nb: 1\n", inserted],
    ["plain", "a: Ask WORD now.\nb: 1\n", inserted.slice(0, 8)],
    ["plain in a list", "a:\n  - Ask WORD now.\nb: 1\n", inserted.slice(0, 8)],
  ];
  it.each(hosts)("is read back as given: %s", (_, source, texts) => {
    for (const given of texts) {
      const text = textOf(source);
      const start = text.text.indexOf("WORD");
      const range = text.toSource({ start, end: start + 4 });
      const changed = source.slice(0, range.start) + text.encode(given) + source.slice(range.end);
      expect(scalarOf(changed)?.errors, changed).toBe(0);
      expect(textOf(changed).text, changed).toBe(text.text.replace("WORD", given));
      expect(parseDocument(changed).toJS()).toMatchObject({ b: 1 });
    }
  });

  it.each(["a: b", "- x", "a # b", '"quoted"', "key:", "| x", "@x", "a\n# b", "\u0007"])(
    "never breaks a plain scalar: %j",
    (given) => {
      for (const source of ["a: WORD now\nb: 1\n", "a: Ask WORD\nb: 1\n", "a: [WORD now, c]\nb: 1\n"]) {
        const text = textOf(source);
        const start = text.text.indexOf("WORD");
        const range = text.toSource({ start, end: start + 4 });
        const changed = source.slice(0, range.start) + text.encode(given) + source.slice(range.end);
        expect(scalarOf(changed)?.errors, changed).toBe(0);
        expect(parseDocument(changed).toJS(), changed).toMatchObject({ b: 1 });
        expect(textOf(changed).text.length, changed).toBeGreaterThanOrEqual(given.length - 1);
      }
    },
  );
});

describe("a string of JSON", () => {
  it.each([
    ['"Ask\\nfirst 🚚."', "Ask\nfirst 🚚.", "k\nf", "k\\nf"],
    ['"\\u00e9\\/\\"x\\\\"', 'é/"x\\', '"x\\', '\\"x\\\\'],
    ['"\\ud83d\\ude9a!"', "🚚!", "🚚", "\\ud83d\\ude9a"],
    ['"never closed', "never closed", "closed", "closed"],
    ['"ends in an escape\\"', 'ends in an escape"', 'escape"', 'escape\\"'],
    ['"half \\u00', "half u00", "half ", "half "],
    ['"', "", "", ""],
    ['"\\', "\\", "\\", "\\"],
    ['"{{ a | default("b") }}"', '{{ a | default("b") }}', '"b"', '"b"'],
  ])("%s", (source, value, part, inFile) => {
    const text = jsonText(source, { start: 0, end: source.length });
    expect(text.text).toBe(value);
    expect(sourceOf(source, text, part)).toBe(inFile);
  });

  it("reads what JSON reads and is written back", () => {
    const random = seededRandom(3);
    const signs = [...'ab "\\/\n\r\t\b\f\u0000é\u2028', "\ud83d", "🚚"];
    for (let i = 0; i < 3_000; i++) {
      let value = "";
      while (random() < 0.9) value += signs[Math.floor(random() * signs.length)]!;
      const source = JSON.stringify(value).replace(/é/g, () => (random() < 0.5 ? "\\u00e9" : "é"));
      const node = parseTree(source)!;
      const text = jsonText(source, { start: node.offset, end: node.offset + node.length });
      expect(text.text).toBe(value);
      expect(JSON.parse(`"${text.encode(value)}"`)).toBe(value);
    }
  });

  it("inside a scalar of YAML keeps its places in the file", () => {
    const source = "a: '[\"Don''t\\nask 🚚.\"]'\n";
    const outer = textOf(source);
    const inner = jsonText(outer.text, { start: 1, end: outer.text.length - 1 }).within(outer);
    expect(inner.text).toBe("Don't\nask 🚚.");
    expect(sourceOf(source, inner, "n't\na")).toBe("n''t\\na");
    expect(sourceOf(source, inner, "🚚.")).toBe("🚚.");
    expect(inner.encode("it's\n")).toBe("it''s\\n");
  });
});

describe("long scalars", () => {
  it.each([
    ["blanks in double quotes", `a: "${" ".repeat(50_000)}x"`],
    ["folds in double quotes", `a: "${"x \n ".repeat(12_000)}x"`],
    ["folds in single quotes", `a: '${"x \n ".repeat(12_000)}x'`],
    ["plain folds", `a: ${"x \n ".repeat(12_000)}x`],
    ["escapes", `a: "${"\\n".repeat(25_000)}x"`],
    ["a literal block", `a: |\n${"  x\n\n".repeat(10_000)}`],
    ["a folded block", `a: >\n${"  x\n    y\n".repeat(6_000)}`],
    ["blank lines", `a: |+\n  x\n${"\n".repeat(50_000)}`],
  ])("%s are mapped in no time", (_, source) => {
    const { scalar } = scalarOf(source)!;
    yamlText(source, scalar);
    const before = processorMs();
    const { text } = yamlText(source, scalar);
    expect(processorMs() - before).toBeLessThan(roomFor(100));
    expect(text).toBe(scalar.source);
  });
});

import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  Parser,
  type YAMLError,
} from "yaml";
import type { Range } from "../../base/index.ts";
import type { PromptProblem } from "../prompt-document.ts";
import { type DataEntry, type DataNode, deepestData } from "./data-tree.ts";
import { yamlText } from "./scalar-text.ts";

/** After so many mistakes the next ones are the first one's children. */
const most = 20;

/** What a file of YAML holds (of several documents, the first), and what is wrong with it; what can be read is read all the same. */
export function readYamlData(text: string): { root?: DataNode; problems: PromptProblem[] } {
  // YAML knows a lone carriage return as a line end; the library does not.
  const yaml = text.replace(/\r(?!\n)/g, "\n");
  const tokens = [...new Parser().parse(yaml)];
  // The library composes by recursion, and a stack that runs out inside it can take the process along.
  if (depthOf(tokens) > deepestData) return { problems: [tooDeep(text)] };
  const document = composed(tokens, yaml.length);
  if (!document) return { problems: [] };
  const reader = new YamlReader(yaml);
  const root = reader.read(document.contents, false);
  const problems = [...document.errors.map((error) => invalid(text, error)), ...reader.problems];
  return { ...(root && { root }), problems: problems.slice(0, most) };
}

/** True for YAML that must not be composed: the library would run out of stack. */
export const isNestedTooDeep = (yaml: string): boolean =>
  depthOf([...new Parser().parse(yaml)]) > deepestData;

function composed(tokens: readonly CST.Token[], length: number): Document.Parsed | undefined {
  const composer = new Composer({
    keepSourceTokens: true,
    prettyErrors: false,
    logLevel: "silent",
    // It compares every key with every other; `YamlReader` looks for doubles by name.
    uniqueKeys: false,
  });
  // Of ten thousand mistakes each would note where in the program it was found, which takes longer than all the rest.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return [...composer.compose(tokens, true, length)][0];
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** How deep the tokens of a text nest, found without recursion. */
export function depthOf(tokens: readonly CST.Token[]): number {
  let deepest = 0;
  const open: { token: CST.Token; depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { token, depth } = next;
    deepest = Math.max(deepest, depth);
    if (token.type === "document" && token.value) open.push({ token: token.value, depth });
    if (!("items" in token)) continue;
    for (const { key, value } of token.items) {
      if (key) open.push({ token: key, depth: depth + 1 });
      if (value) open.push({ token: value, depth: depth + 1 });
    }
  }
  return deepest;
}

class YamlReader {
  readonly problems: PromptProblem[] = [];
  /** Filled in the order of the file, so that an alias finds what was named before it and never itself. */
  private readonly named = new Map<string, DataNode>();

  constructor(private readonly text: string) {}

  read(node: Document["contents"] | undefined, isInFlow: boolean): DataNode | undefined {
    if (!node) return undefined;
    const [start, end] = node.range ?? [0, 0];
    const range = { start, end };
    if (isAlias(node)) return this.named.get(node.source) ?? this.nameless(node.source, range);
    const read = this.readPlain(node, range, isInFlow);
    if ("anchor" in node && node.anchor) this.named.set(node.anchor, read);
    return read;
  }

  private nameless(name: string, range: Range): DataNode {
    this.problems.push({
      code: "syntax-invalid",
      severity: "error",
      message: `Nothing above is named \`&${name}\`: write what is meant, or name it there.`,
      range,
    });
    return { kind: "none", range };
  }

  private readPlain(node: Document["contents"], range: Range, isInFlow: boolean): DataNode {
    if (isMap(node))
      return { kind: "map", range, entries: this.entries(node.items, isInFlow || !!node.flow) };
    if (isSeq(node)) {
      const items = node.items.map((item) =>
        this.read(item as Document["contents"], isInFlow || !!node.flow),
      );
      return { kind: "list", range, items: items.map((item) => item ?? { kind: "none", range }) };
    }
    if (!isScalar(node) || node.value === null || node.source === undefined) return { kind: "none", range };
    const { source } = node;
    const isString = typeof node.value === "string";
    return {
      kind: "text",
      range,
      value: source,
      isString,
      mapped: () => yamlText(this.text, node, isInFlow),
    };
  }

  private entries(pairs: readonly Pair[], isInFlow: boolean): DataEntry[] {
    const seen = new Set<string>();
    return pairs.flatMap(({ key, value }) => {
      if (!isScalar(key) || !key.range) return [];
      const name = key.source ?? String(key.value ?? "");
      const range = { start: key.range[0], end: key.range[1] };
      // Read in any case: it may name what an alias asks for.
      const read = this.read(value as Document["contents"], isInFlow) ?? {
        kind: "none",
        range: { start: range.end, end: range.end },
      };
      if (seen.has(name)) this.problems.push(double(name, range));
      seen.add(name);
      return [{ name, key: range, value: read }];
    });
  }
}

const double = (name: string, range: Range): PromptProblem => ({
  code: "syntax-invalid",
  severity: "error",
  message: `The key \`${name}\` stands here a second time: keep one of the two.`,
  range,
});

function invalid(text: string, { code, message, pos }: YAMLError): PromptProblem {
  const start = Math.min(pos[0], Math.max(text.length - 1, 0));
  const end = Math.min(Math.max(pos[1], start + 1), text.length);
  const next = code === "BLOCK_AS_IMPLICIT_KEY" ? " Put a value that holds a colon in quotes." : "";
  return {
    code: "syntax-invalid",
    severity: "error",
    message: `This is not valid YAML: ${message}.${next}`.replace(/\.\./, "."),
    range: { start, end },
  };
}

const tooDeep = (text: string): PromptProblem => ({
  code: "syntax-invalid",
  severity: "error",
  message: `This file nests more than ${deepestData} levels deep and is not read: close what is open.`,
  range: { start: 0, end: Math.min(text.length, 1) },
});

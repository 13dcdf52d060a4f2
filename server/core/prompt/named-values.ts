import type { Range } from "../base/index.ts";
import { maskForParser } from "./code-literals/code-literal.ts";
import { pathOf } from "./code-literals/which-literals.ts";
import type { DataNode, DataText } from "./data/data-tree.ts";
import { readJsonData } from "./data/json-data.ts";
import { readYamlData } from "./data/yaml-data.ts";
import { languageOf } from "./formats/code-prompt.ts";
import type { MappedText } from "./mapped-text.ts";
import type { PromptProblem } from "./prompt-document.ts";
import { freshTrees } from "./trees.ts";

/** A value that stands in a file under a name: of JSON and YAML a scalar, of a program the text of a string literal. */
export interface NamedValue {
  /** A JSON pointer, `/retrieval/top_k`; in a program the names it is assigned to, outermost first: `config.greeting`. */
  readonly at: string;
  /** What is replaced: of a text its words without what stands around them, the line end behind a block included in that. */
  readonly range: Range;
  /** As it is read; of what is no text as it is written. */
  readonly value: string;
  readonly isText: boolean;
  /** How a value is written there. Whoever writes it reads the file again: not all forms can hold all texts. */
  readonly encode: (value: string) => string;
}

export interface NamedValues {
  /** In the order of the file. */
  readonly values: readonly NamedValue[];
  readonly problems: readonly PromptProblem[];
}

const isData = /\.(?:json|ya?ml)$/i;
const isCode = /\.(?:[cm]?[jt]s|[jt]sx|py)$/i;

/** True for files whose values can be named. */
export const holdsNamedValues = (path: string): boolean => isData.test(path) || isCode.test(path);

/** The values of a file of JSON, YAML, TypeScript, JavaScript or Python; of any other none. */
export function namedValues(path: string, text: string): NamedValues {
  if (isCode.test(path)) return { values: literalsIn(path, text), problems: [] };
  if (!isData.test(path)) return { values: [], problems: [] };
  const isJson = /json$/i.test(path);
  const { root, problems } = isJson ? readJsonData(text) : readYamlData(text);
  const values = root ? scalarsIn(root, "") : [];
  return { values: values.map(({ at, node }) => scalarValue(node, at, text, isJson)), problems };
}

interface Scalar {
  readonly at: string;
  readonly node: DataText;
}

function scalarsIn(node: DataNode, at: string): Scalar[] {
  if (node.kind === "text") return [{ at, node }];
  if (node.kind === "list") return node.items.flatMap((item, i) => scalarsIn(item, `${at}/${i}`));
  if (node.kind === "none") return [];
  return node.entries.flatMap(({ name, value }) => scalarsIn(value, `${at}/${pointerPart(name)}`));
}

/** RFC 6901. */
const pointerPart = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");

function scalarValue(
  { range, isString, mapped }: DataText,
  at: string,
  text: string,
  isJson: boolean,
): NamedValue {
  if (!isString)
    return { at, range, value: text.slice(range.start, range.end), isText: false, encode: (plain) => plain };
  const value = textValue(at, mapped());
  const isPlain = !isJson && !/["'|>&!]/.test(text[range.start] ?? "");
  return isPlain ? { ...value, encode: plainOrQuoted(value, text) } : value;
}

/** Not every text can stand without quotes: one that would be read otherwise gets them. */
const plainOrQuoted =
  ({ at, range, encode }: NamedValue, yaml: string) =>
  (value: string): string => {
    const plain = encode(value);
    const { root } = readYamlData(yaml.slice(0, range.start) + plain + yaml.slice(range.end));
    const read = root && scalarsIn(root, "").find((one) => one.at === at)?.node;
    return read?.isString && read.mapped().text === value ? plain : JSON.stringify(value);
  };

function textValue(at: string, mapped: MappedText): NamedValue {
  const value = mapped.text.trimEnd();
  const range = mapped.toSource({ start: 0, end: value.length });
  return { at, range, value, isText: true, encode: mapped.encode };
}

/** Only what is one literal: of a sum nobody can say which part a new text belongs to. */
function literalsIn(path: string, text: string): NamedValue[] {
  const language = languageOf(path);
  const tree = freshTrees.parse("code", language.parser, maskForParser(text));
  return language
    .literals(text, tree)
    .filter(({ starts, names }) => starts.length === 1 && names.length > 0)
    .map((literal) => textValue(pathOf(literal.names), literal.read().text));
}

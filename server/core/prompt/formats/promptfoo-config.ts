import type { PromptParts, TextBlock } from "../assemble.ts";
import { type DataNode, type DataText, entriesOf, entryOf, itemsOf, valueAt } from "../data/data-tree.ts";
import { readJsonTemplate } from "../data/json-data.ts";
import { readYamlData } from "../data/yaml-data.ts";
import type { PromptInput } from "../formats.ts";
import type { MappedText } from "../mapped-text.ts";
import type { Include, PromptMessage, PromptProblem, Variable } from "../prompt-document.ts";
import { asVariables, undefinedVariables, type VariableUse } from "../templates/variable-uses.ts";
import { isChat, readChat } from "./chat-messages.ts";
import { inFile, readNunjucks } from "./nunjucks-text.ts";

/** A configuration of promptfoo: the prompts written into it, each by itself, and references to those that stand in files. */
export function readPromptfooConfig({ text }: Pick<PromptInput, "text">): PromptParts {
  const { root, problems } = readYamlData(text);
  const reader = new ConfigReader();
  for (const [index, entry] of entriesIn(valueAt(root, "prompts")).entries()) reader.read(entry, index);
  const { messages, blocks, includes, uses } = reader;
  const declared = problems.length === 0 ? declaredBy(root) : undefined;
  const unknown = declared ? undefinedVariables(uses, declared, noTest) : [];
  return {
    messages,
    blocks,
    includes,
    variables: asVariables(uses),
    ...(declared && { declared }),
    problems: [...problems, ...reader.problems, ...unknown],
  };
}

const noTest = (name: string, close: string | undefined): string =>
  `No test gives \`${name}\` a value: ${close ? `write ${close}, or ` : ""}add it to \`vars\`.`;

interface PromptEntry {
  readonly node: DataNode;
  readonly label?: string;
}

/** `prompts:` is one prompt, a list of them, or (as of old) a mapping of files to labels. */
function entriesIn(prompts: DataNode | undefined): PromptEntry[] {
  if (prompts?.kind === "text") return [{ node: prompts }];
  return [...new Set(itemsOf(prompts))].map((item) => {
    if (item.kind !== "map") return { node: item };
    const node = ["raw", "content", "id"]
      .map((key) => valueAt(item, key))
      .find((value) => value?.kind === "text");
    const label = valueAt(item, "label") ?? valueAt(item, "display");
    return { node: node ?? item, ...(label?.kind === "text" && { label: label.value }) };
  });
}

class ConfigReader {
  readonly messages: PromptMessage[] = [];
  readonly blocks: TextBlock[] = [];
  readonly includes: Include[] = [];
  readonly uses: VariableUse[] = [];
  readonly problems: PromptProblem[] = [];

  read({ node, label }: PromptEntry, index: number): void {
    const name = label ?? `prompt ${index + 1}`;
    if (isChat(node)) this.addChat(node, name);
    if (node.kind !== "text" || node.value.trim() === "") return;
    const include = includeOf(node);
    if (include === "elsewhere") return;
    if (include) this.includes.push(include);
    else if (!this.addInnerChat(node, name)) this.addText(node.mapped(), name);
  }

  private addText(text: MappedText, name: string): void {
    const bare = text.text.trim();
    const start = text.text.indexOf(bare);
    const range = text.toSource({ start, end: start + bare.length });
    this.addBlock({ text, message: this.messages.length });
    this.messages.push({ role: "system", range, name, isAlone: true });
  }

  /** A chat that stands as JSON or YAML in a string. */
  private addInnerChat(node: DataText, name: string): boolean {
    const isJson = /^\s*[[{]/.test(node.value);
    if (!isJson && !/^\s*-\s+role\s*:/.test(node.value)) return false;
    const outer = node.mapped();
    const { root, problems } = isJson ? readJsonTemplate(outer.text) : readYamlData(outer.text);
    const list = [root, valueAt(root, "messages")].find(isChat);
    if (!list) return false;
    this.problems.push(...problems.map((problem) => inFile(outer, problem)));
    this.addChat(list, name, outer);
    return true;
  }

  private addChat(list: DataNode, name: string, outer?: MappedText): void {
    const first = this.messages.length;
    const chat = readChat(list, { isOpen: true, name, first, ...(outer && { outer }) });
    this.messages.push(...chat.messages);
    this.problems.push(...chat.problems);
    for (const block of chat.blocks) this.addBlock(block);
  }

  private addBlock(block: TextBlock): void {
    const read = readNunjucks(block.text);
    this.blocks.push({ ...block, text: read.text });
    this.uses.push(...read.variables);
    this.includes.push(...read.includes);
    this.problems.push(...read.problems);
  }
}

const extension =
  /\.(?:[cm]?[jt]s|jsonl?|py|txt|ya?ml|md|j2|csv|sh|bash|rb|pl|exe|bat|cmd|ps1)(?::[\w.]+)?$/i;

/** The file an entry stands for; `elsewhere` for a prompt in a service or in files that a pattern names; undefined for text. */
function includeOf(node: DataText): Include | "elsewhere" | undefined {
  const value = node.value.trim();
  const isFile = value.startsWith("file://") || value.startsWith("exec:");
  if (/[\r\n]/.test(value) || (!isFile && /\s/.test(value))) return undefined;
  if (/^(?!file:)[a-z][a-z\d+.-]*:\/\/\S+$/i.test(value)) return "elsewhere";
  if (!isFile && !extension.test(value)) return undefined;
  const path = value.replace(/^(?:file:\/\/|exec:)/, "").replace(/(\.\w+):[\w.]+$/, "$1");
  if (path === "" || /[*?{}[\]]/.test(path) || (value.startsWith("exec:") && /\s/.test(path)))
    return "elsewhere";
  const mapped = node.mapped();
  const start = mapped.text.indexOf(path);
  return { path, range: mapped.toSource({ start, end: start + path.length }) };
}

/** Where values come from that this file does not show. */
const elsewhere = ["scenarios", "extensions", "redteam", "vars", "$ref", "<<", "commandLineOptions"];

/** The variables all tests give values to; undefined unless all tests are written out here. */
function declaredBy(root: DataNode | undefined): Variable[] | undefined {
  const tests = itemsOf(valueAt(root, "tests"));
  if (tests.length === 0 || elsewhere.some((key) => entryOf(root, key))) return undefined;
  const defaults = valueAt(root, "defaultTest");
  const found = new Map<string, Variable>();
  for (const test of new Set(defaults && defaults.kind !== "none" ? [defaults, ...tests] : tests)) {
    const given = givenBy(test);
    if (!given) return undefined;
    for (const variable of given) if (!found.has(variable.name)) found.set(variable.name, variable);
  }
  return [...found.values()];
}

/** What one test gives values to, and what it keeps of its answer for later ones. */
function givenBy(test: DataNode): Variable[] | undefined {
  const vars = valueAt(test, "vars");
  const options = valueAt(test, "options");
  const isHere =
    test.kind === "map" && (!vars || vars.kind === "map" || vars.kind === "none") && options?.kind !== "text";
  const hidden = [test, vars, options].some((node) => entryOf(node, "<<") ?? entryOf(node, "$ref"));
  if (!isHere || hidden || entryOf(options, "transformVars")) return undefined;
  const stored = valueAt(options, "storeOutputAs");
  return [
    ...entriesOf(vars).map(({ name, key }) => ({ name, range: key })),
    ...(stored?.kind === "text" ? [{ name: stored.value, range: stored.range }] : []),
  ];
}

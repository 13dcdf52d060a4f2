import type { PromptParts } from "../assemble.ts";
import { type DataNode, type DataText, entriesOf, entryOf, itemsOf, valueAt } from "../data/data-tree.ts";
import { readJsonData } from "../data/json-data.ts";
import { readYamlData } from "../data/yaml-data.ts";
import type { PromptInput } from "../formats.ts";
import type { MappedText } from "../mapped-text.ts";
import type { PromptProblem, Variable } from "../prompt-document.ts";
import { asVariables, undefinedVariables, type VariableUse } from "../templates/variable-uses.ts";
import { readChat } from "./chat-messages.ts";
import { inFile } from "./nunjucks-text.ts";

/** A prompt of GitHub Models: YAML with messages, test data that fill their `{{holes}}`, and evaluators. */
export function readGithubModels({ text }: Pick<PromptInput, "text">): PromptParts {
  const { root, problems: invalid } = readYamlData(text);
  const list = valueAt(root, "messages");
  const { messages, blocks, problems } = readChat(list);
  // Tools that extend the format list the variables themselves.
  const declared = entryOf(root, "variables") ? undefined : declaredBy(valueAt(root, "testData"));
  const uses = [
    ...blocks.flatMap((block) => holesIn(block.text)),
    ...itemsOf(valueAt(root, "evaluators")).flatMap(evaluatorHoles),
  ];
  return {
    messages,
    blocks,
    variables: asVariables(uses),
    ...(declared && { declared }),
    problems: [
      ...invalid,
      ...(itemsOf(list).length === 0 && invalid.length === 0 ? [messagesMissing(text, root)] : []),
      ...problems,
      ...(declared ? undefinedVariables(uses, declared, noRow) : []),
      ...schemaProblems(valueAt(root, "jsonSchema")),
    ],
  };
}

const noRow = (name: string, close: string | undefined): string =>
  `No row of testData has \`${name}\`: ${close ? `write ${close}, or ` : ""}add it there.`;

const hole = /\{\{\s*([A-Za-z_][\w.-]*)\s*\}\}/g;

const holesIn = (text: MappedText): VariableUse[] =>
  [...text.text.matchAll(hole)].map(({ 0: whole, 1: name = "", index }) => {
    const start = index + whole.indexOf(name);
    return {
      name,
      range: text.toSource({ start: index, end: index + whole.length }),
      at: text.toSource({ start, end: start + name.length }),
      text,
      isOptional: false,
    };
  });

/** An evaluator compares with, or asks a model about, text that has holes of its own. `{{completion}}` is what the model said. */
function evaluatorHoles(evaluator: DataNode): VariableUse[] {
  const strings = entriesOf(valueAt(evaluator, "string")).map(({ value }) => value);
  const llm = valueAt(evaluator, "llm");
  const asked = ["prompt", "systemPrompt"].map((key) => valueAt(llm, key));
  const holes = (nodes: readonly (DataNode | undefined)[]): VariableUse[] =>
    nodes.filter(isText).flatMap((node) => holesIn(node.mapped()));
  return [...holes(strings), ...holes(asked).filter(({ name }) => name !== "completion")];
}

const isText = (node: DataNode | undefined): node is DataText => node?.kind === "text";

/** The keys of all rows; undefined where there are none, or where a row is not written out here. */
function declaredBy(testData: DataNode | undefined): Variable[] | undefined {
  const rows = itemsOf(testData);
  if (rows.length === 0) return undefined;
  const found = new Map<string, Variable>();
  for (const row of new Set(rows)) {
    if (row.kind !== "map" || entryOf(row, "<<")) return undefined;
    for (const { name, key } of row.entries) if (!found.has(name)) found.set(name, { name, range: key });
  }
  return [...found.values()];
}

function messagesMissing(text: string, root: DataNode | undefined): PromptProblem {
  const key = entryOf(root, "messages")?.key;
  return {
    code: "messages-missing",
    message: key
      ? "There is no message here: add a list of `role` and `content`."
      : "This prompt has no messages: add `messages:`, a list of `role` and `content`.",
    range: key ?? { start: 0, end: Math.min(text.length, 1) },
  };
}

/** The schema of the answer is JSON inside a scalar of YAML; one that is no JSON keeps the file from being loaded. */
function schemaProblems(schema: DataNode | undefined): PromptProblem[] {
  if (!isText(schema)) return [];
  const mapped = schema.mapped();
  const [first] = readJsonData(mapped.text).problems;
  if (!first) return [];
  return [{ ...inFile(mapped, first), message: first.message.replace("This", "`jsonSchema`") }];
}

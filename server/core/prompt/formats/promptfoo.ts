import type { Range } from "../../base/index.ts";
import type { PromptParts } from "../assemble.ts";
import { type DataNode, entryOf, valueAt } from "../data/data-tree.ts";
import { readFrontMatter } from "../data/front-matter.ts";
import { readJsonTemplate } from "../data/json-data.ts";
import { readYamlData } from "../data/yaml-data.ts";
import type { PromptInput } from "../formats.ts";
import { MappedText } from "../mapped-text.ts";
import type { PromptProblem } from "../prompt-document.ts";
import { blankTags, readTemplate, type TemplateDialect } from "../templates/template-tags.ts";
import { asVariables } from "../templates/variable-uses.ts";
import { isChat, readChat } from "./chat-messages.ts";
import { readGithubModels } from "./github-models.ts";
import { readNunjucks } from "./nunjucks-text.ts";
import { readPromptfooConfig } from "./promptfoo-config.ts";

/** A text with nunjucks or Jinja2 tags: one system message. */
export const readTemplateFile =
  (dialect: TemplateDialect) =>
  ({ text }: Pick<PromptInput, "text">): PromptParts => {
    const { head, range } = bodyOf(text);
    const read = readNunjucks(MappedText.verbatim(text, range), dialect);
    return {
      ...head,
      messages: [{ role: "system", range }],
      blocks: [{ text: read.text, message: 0 }],
      variables: asVariables(read.variables),
      includes: read.includes,
      problems: [...(head?.problems ?? []), ...read.problems],
    };
  };

/**
 * A plain text: one system message, or several prompts between lines of `---`. Tags of nunjucks are no text, and since nobody says that
 * this is a template, nothing about them is a problem.
 */
export function readPlainText({ text }: Pick<PromptInput, "text">): PromptParts {
  const { head, range } = bodyOf(text);
  const prompts = separated(text, range);
  const isAlone = prompts.length > 1;
  const ranges = prompts.length > 0 ? prompts : [range];
  return {
    ...head,
    messages: ranges.map((one) => ({ role: "system", range: one, ...(isAlone && { isAlone }) })),
    blocks: ranges.map((one, message) => ({ text: withoutTags(MappedText.verbatim(text, one)), message })),
  };
}

/** Lines of `---` part prompts as well: what they enclose is front matter only where it has keys. */
function bodyOf(text: string): { head?: Pick<PromptParts, "frontMatter" | "problems">; range: Range } {
  const { frontMatter, problems, bodyStart } = readFrontMatter(text);
  const hasKeys = frontMatter !== undefined && frontMatter.keys.length > 0;
  return {
    ...(hasKeys && { head: { frontMatter, problems } }),
    range: { start: hasKeys ? bodyStart : 0, end: text.length },
  };
}

const withoutTags = (text: MappedText): MappedText =>
  text.masked((plain) => blankTags(plain, readTemplate(plain, "nunjucks")));

/** What stands between lines of `---`, but for stretches that are empty. Without such a line it is all of it. */
function separated(text: string, { start, end }: Range): Range[] {
  const body = text.slice(start, end);
  const lines = [...body.matchAll(/^[ \t]*---[ \t]*$/gm)];
  if (lines.length === 0) return [{ start, end }];
  const starts = [0, ...lines.map((line) => line.index + line[0].length)];
  return starts.flatMap((from, index) => {
    const part = body.slice(from, lines[index]?.index ?? body.length);
    const bare = part.trim();
    const at = start + from + part.indexOf(bare);
    return bare === "" ? [] : [{ start: at, end: at + bare.length }];
  });
}

/** A chat in JSON, `[{role, content}]` or `{messages}`, that nunjucks may fill in. What is no chat is read as plain text. */
export function readJsonChat({ text }: Pick<PromptInput, "text">): PromptParts {
  return chatParts(text, readJsonTemplate(text)) ?? readPlainText({ text });
}

/** A chat in YAML, or what else a YAML file with prompts can be. What is no chat is read as plain text. */
export function readYamlChat({ text }: Pick<PromptInput, "text">): PromptParts {
  const data = yamlTemplate(text);
  const has = (...keys: string[]): boolean => keys.some((key) => entryOf(data.root, key));
  if (has("prompts") && has("providers", "targets", "tests")) return readPromptfooConfig({ text });
  if (has("messages") && has("model", "testData", "evaluators")) return readGithubModels({ text });
  return chatParts(text, data) ?? readPlainText({ text });
}

interface ChatData {
  readonly root?: DataNode;
  readonly problems: readonly PromptProblem[];
  /** True where the file as a whole is a template, not each of its strings. */
  readonly isTemplate: boolean;
}

/** With control tags around its lines a file becomes YAML only when they are filled in. */
function yamlTemplate(text: string): ChatData {
  const data = readYamlData(text);
  if (data.problems.length === 0) return { ...data, isTemplate: false };
  const template = readTemplate(text, "nunjucks");
  const isTemplate = template.tags.some(({ kind, isClosed }) => kind !== "value" && isClosed);
  return isTemplate
    ? { ...readYamlData(blankTags(text, template)), problems: [], isTemplate }
    : { ...data, isTemplate };
}

function chatParts(text: string, { root, problems, isTemplate }: ChatData): PromptParts | undefined {
  const list = [root, valueAt(root, "messages"), valueAt(root, "contents")].find(isChat);
  if (!list) return undefined;
  const { messages, blocks, problems: ofChat } = readChat(list, { isOpen: true });
  const texts = blocks.map((block) => readNunjucks(block.text));
  const filled = isTemplate
    ? [readNunjucks(MappedText.verbatim(text, { start: 0, end: text.length }))]
    : texts;
  return {
    messages,
    blocks: blocks.map((block, index) => ({ ...block, text: texts[index]!.text })),
    variables: asVariables(filled.flatMap(({ variables }) => variables)),
    includes: filled.flatMap(({ includes }) => includes),
    problems: [...problems, ...ofChat, ...filled.flatMap((one) => one.problems)],
  };
}

import type { Range } from "../../base/index.ts";
import type { TextBlock } from "../assemble.ts";
import { type DataNode, type DataText, itemsOf, valueAt } from "../data/data-tree.ts";
import type { MappedText } from "../mapped-text.ts";
import type { PromptMessage, PromptProblem, Role } from "../prompt-document.ts";
import { closeName } from "../templates/close-name.ts";

/** A chat as a prompt holds it, in the coordinates of the file. */
export interface Chat {
  readonly messages: readonly PromptMessage[];
  readonly blocks: readonly TextBlock[];
  readonly problems: readonly PromptProblem[];
}

export interface ChatOptions {
  /** What the chat itself was read from, where that is a string inside a file. */
  readonly outer?: MappedText;
  /** True where some program may know roles that we do not: only a slip of the pen is a problem then. */
  readonly isOpen?: boolean;
  /** What all its messages are called. */
  readonly name?: string;
  /** Where the numbers of its messages begin. */
  readonly first?: number;
}

const roles: Readonly<Record<string, Role>> = {
  system: "system",
  developer: "system",
  user: "user",
  assistant: "assistant",
  model: "assistant",
  tool: "tool",
  function: "tool",
};

/** True for a list of `{role, content}`. */
export const isChat = (node: DataNode | undefined): boolean =>
  itemsOf(node).some((item) => valueAt(item, "role") !== undefined);

/** Reads a list of `{role, content}`; `content` is a string, or a list of parts of which those of text are read. */
export function readChat(list: DataNode | undefined, options: ChatOptions = {}): Chat {
  const messages: PromptMessage[] = [];
  const blocks: TextBlock[] = [];
  const problems: PromptProblem[] = [];
  const { outer, name, first = 0 } = options;
  // What an alias names stands in the file once, and is read once.
  const read = new Set<DataNode>();
  for (const item of itemsOf(list)) {
    if (item.kind !== "map" || read.has(item)) continue;
    read.add(item);
    const { role, problem } = roleOf(item, options);
    if (problem) problems.push(problem);
    const texts = textsOf(item).filter((node) => !read.has(node) && read.add(node));
    for (const node of texts) blocks.push({ text: mappedOf(node, outer), message: first + messages.length });
    messages.push({ role, range: placeOf(item.range, outer), ...(name !== undefined && { name }) });
  }
  return { messages, blocks, problems };
}

export const mappedOf = (node: DataText, outer: MappedText | undefined): MappedText =>
  outer ? node.mapped().within(outer) : node.mapped();

const placeOf = (range: Range, outer: MappedText | undefined): Range =>
  outer ? outer.toSource(range) : range;

/** The texts of a message, in order: of OpenAI's and Anthropic's `content`, of Google's `parts`. */
function textsOf(message: DataNode): DataText[] {
  const content = valueAt(message, "content") ?? valueAt(message, "parts");
  const parts = content?.kind === "list" ? content.items : content ? [content] : [];
  return parts.flatMap((part) => {
    const text = part.kind === "map" ? valueAt(part, "text") : part;
    return text?.kind === "text" ? [text] : [];
  });
}

function roleOf(message: DataNode, { outer, isOpen }: ChatOptions): { role: Role; problem?: PromptProblem } {
  const written = valueAt(message, "role");
  if (written?.kind !== "text") {
    const start = message.range.start;
    const problem: PromptProblem = {
      code: "role-missing",
      message: "This message has no role: write `role: user`, or system, or assistant.",
      range: placeOf({ start, end: Math.min(start + 1, message.range.end) }, outer),
    };
    return { role: "user", ...(!isOpen && { problem }) };
  }
  const word = written.value.trim();
  const role = roles[word.toLowerCase()];
  // What a template fills in is not known here.
  if (role || /\{[{%]/.test(word)) return { role: role ?? "user" };
  const close = closeName(word.toLowerCase(), Object.keys(roles));
  if (isOpen && !close) return { role: "user" };
  return {
    role: (close && roles[close]) || "user",
    problem: roleUnknown(mappedOf(written, outer), word, close),
  };
}

function roleUnknown(text: MappedText, word: string, close: string | undefined): PromptProblem {
  const range = text.toSource({ start: 0, end: text.text.length });
  const next = close ? `write ${close}.` : "roles are system, user, assistant and tool.";
  return {
    code: "role-unknown",
    message: `\`${word}\` is no role: ${next}`,
    range,
    ...(close && {
      fixes: [{ title: `Change to ${close}`, edits: [{ range, newText: text.encode(close) }] }],
    }),
  };
}

import type { Message } from "../../store/index.ts";

/** A conversation as a model is shown it, its steps numbered from 1; and the texts of its messages, for finding what is quoted. */
export interface ShownConversation {
  readonly text: string;
  readonly messages: readonly string[];
}

export type ShownRoles = "all" | "circumstances";

const mostOfMessage = 1_000;
const mostInAll = 6_000;

/**
 * `circumstances`: without what the agent says: what it is judged by is not what put a line to work. `turn`: up to the answer to it. Long
 * messages are cut, and of long conversations the middle is left out.
 */
export function shownConversation(
  messages: readonly Message[],
  turn: number | undefined,
  roles: ShownRoles,
): ShownConversation {
  const own = messages.slice(0, endOfTurn(messages, turn));
  const texts = own.map((one) => textOf(one, roles));
  const lines = texts.flatMap((text, at) => (text === "" ? [] : [`${at + 1} ${text}`]));
  return { text: withoutMiddle(lines).join("\n"), messages: texts };
}

function endOfTurn(messages: readonly Message[], turn: number | undefined): number {
  if (turn === undefined) return messages.length;
  const asked = messages.flatMap(({ role }, at) => (role === "user" ? [at] : []));
  return asked[turn + 1] ?? messages.length;
}

function textOf({ role, text, toolCalls = [] }: Message, roles: ShownRoles): string {
  const calls = toolCalls.map(({ name, args }) => `call: ${name} ${JSON.stringify(args)}`);
  const said = cut(text.trim());
  if (role === "user") return `user: ${said}`;
  if (role === "tool") return `result: ${said}`;
  if (role !== "assistant") return "";
  const own = roles === "all" && said !== "" ? [`agent: ${said}`] : [];
  return [...own, ...calls.map(cut)].join("\n");
}

const cut = (text: string): string =>
  text.length <= mostOfMessage ? text : `${text.slice(0, mostOfMessage)} …`;

/** How it began and how it ended. */
function withoutMiddle(lines: readonly string[]): string[] {
  const total = lines.reduce((sum, one) => sum + one.length, 0);
  if (total <= mostInAll) return [...lines];
  const [first, last]: [string[], string[]] = [[], []];
  let left = mostInAll;
  for (let i = 0, j = lines.length - 1; i <= j; ) {
    const isFirst = first.length <= last.length;
    const line = isFirst ? lines[i++]! : lines[j--]!;
    left -= line.length;
    if (left < 0) break;
    if (isFirst) first.push(line);
    else last.unshift(line);
  }
  return [...first, "…", ...last];
}

/** Fewer characters may stand anywhere by chance. */
const shortestQuote = 12;

/** The message whose text holds what is quoted, whatever its blanks and cases; undefined where none does. */
export function quotedMessage({ messages }: ShownConversation, quote: string): number | undefined {
  const wanted = flat(quote.replace(/^["“'\s]+|["”'\s.…]+$/g, ""));
  if (wanted.length < shortestQuote) return undefined;
  const at = messages.findIndex((text) => flat(text).includes(wanted));
  return at < 0 ? undefined : at;
}

const flat = (text: string): string => text.toLowerCase().replace(/\s+/g, " ").trim();

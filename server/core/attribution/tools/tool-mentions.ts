import { type Range, remembered } from "../../base/index.ts";

/**
 * A word of a text that names a tool. `isNamed`: the text calls it one ("the `lookup` tool"); otherwise it stands where a tool's name would
 * ("call get_order"), and may be something else of that form.
 */
export interface ToolMention {
  readonly name: string;
  /** Within the text. */
  readonly range: Range;
  readonly isNamed: boolean;
}

/** A word in the form of an identifier, with what marks it as code; longer ones are no names that people write. */
const word =
  /(?<![\w.@#$%&*/\\<>{}=:~-])(`?)([A-Za-z][A-Za-z0-9]*(?:[_-]{1,2}[A-Za-z0-9]+){0,8})(?=(\(?)[^\n]{0,40})/g;
const snake = /^[a-z][a-z0-9]*(?:_{1,2}[a-z0-9]+)+$/;
const kebab = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/;
const camel = /^[a-z]+[a-z0-9]*(?:[A-Z][a-z0-9]*)+$/;
const pascal = /^(?:[A-Z][a-z0-9]+){2,}$/;

export type NameStyle = "snake" | "camel" | "pascal" | "kebab" | "word";

/** How a name is written; undefined for what no tool is called. */
export function styleOf(name: string): NameStyle | undefined {
  if (snake.test(name)) return "snake";
  if (camel.test(name)) return "camel";
  if (pascal.test(name)) return "pascal";
  if (kebab.test(name)) return "kebab";
  return /^[A-Za-z][a-z0-9]*$/.test(name) ? "word" : undefined;
}

const quoted = "[`*\"'“‘]{0,3}";
const unquoted = "[`*\"'”’]{0,3}(?:\\(\\))?[`*\"'”’]{0,3}";
const between = "\\s*(?:,?\\s+(?:and|or)|,|/)\\s*(?:the\\s+)?";
/** "`a`, `b` and `c` tools": those of a list are all written alike. */
const listed = (item: string): string => `(?:${between}${item}){0,6}`;
const codeItem = "\\*{0,2}`[\\w-]{2,60}(?:\\(\\))?`\\*{0,2}";
const plainItem = "[\"'“*]{0,3}[A-Za-z]+(?:[_-]\\w+|[A-Z]\\w*){1,8}[\"'”*]{0,3}";
const isTool = "\\s+(?:MCP\\s+|mcp\\s+)?tools?\\b(?![-_])";
const codeAfter = new RegExp(`^(?:\\(\\))?\`\\*{0,2}${listed(codeItem)}${isTool}`);
const plainAfter = new RegExp(`^${unquoted}${listed(plainItem)}${isTool}`);
const meant =
  "(?:the|your|use|uses|using|call|calls|calling|invoke|invoking|via|with|by|run|running)\\s+(?:the\\s+)?";
/** "Use the …": what is spoken of is one thing and not a kind of tools ("every `approved` tool"). */
const codeBefore = new RegExp(`\\b${meant}(?:${codeItem}${between}){0,6}\\*{0,2}\`$`, "i");
const plainBefore = new RegExp(`\\b${meant}(?:${plainItem}${between}){0,6}["'“*]{0,3}$`, "i");
const namedBefore = new RegExp(
  `\\b(?:tools?\\s+(?:named|called)|tool\\s+calls?\\s+to(?:\\s+the)?|calls?\\s+to\\s+the\\s+tool)\\s+${quoted}$`,
  "i",
);
const orderedBefore = new RegExp(
  `\\b(?:call|calls|calling|invoke|invokes|invoking|use|uses|using|run|runs|running|via|through)\\s+(?:(?:only|first|the|either|both|always)\\s+){0,2}${quoted}$`,
  "i",
);
/** What follows a name of something else: "use `user_id` as the key", "the user_name field". */
const isElse =
  /^[`*"'”’]{0,3}\s+(?:fields?|parameters?|params?|arguments?|args?|attributes?|property|properties|variables?|columns?|keys?|values?|files?|folders?|director(?:y|ies)|tables?|class(?:es)?|components?|hooks?|methods?|functions?|library|libraries|packages?|modules?|commands?|flags?|options?|settings?|tags?|elements?|blocks?|events?|types?|props?|headers?|syntax|format|style|notation|case|names?|pattern|statements?|keywords?|operators?|decorators?|annotations?|attributes|instead of)\b/i;

/** Where a text names tools, in its order. Words that merely could be names of tools are none. */
export const toolMentions: (text: string) => readonly ToolMention[] = remembered((text) => {
  const found: ToolMention[] = [];
  for (const match of text.matchAll(word)) {
    const [, tick = "", name = ""] = match;
    const style = styleOf(name);
    if (style === undefined || name.length < 3 || name.length > 64) continue;
    const start = match.index + tick.length;
    const end = start + name.length;
    const mention = mentionAt(
      text,
      { start, end },
      name,
      style,
      tick !== "" && /^[`(]/.test(text.slice(end)),
    );
    if (mention) found.push(mention);
  }
  return found;
});

/** How much of what stands around a word says what it is. */
const near = 120;

function mentionAt(
  text: string,
  range: Range,
  name: string,
  style: NameStyle,
  isCode: boolean,
): ToolMention | undefined {
  const before = text.slice(Math.max(0, range.start - near), range.start);
  const after = text.slice(range.end, range.end + 2 * near);
  // "Search.py", "search/all": part of something longer.
  if (/^[\w./\\:=@-]*[\w/\\=@]/.test(after) && /^[./\\:=@-]/.test(after)) return undefined;
  const isCompound = style === "snake" || style === "camel";
  const isCalled = isCode
    ? codeAfter.test(after) && codeBefore.test(before)
    : style !== "word" && style !== "kebab" && plainAfter.test(after) && plainBefore.test(before);
  if (isCalled || ((isCode || isCompound) && namedBefore.test(before))) return { name, range, isNamed: true };
  if (isElse.test(after) || !isCompound) return undefined;
  return orderedBefore.test(before) ? { name, range, isNamed: false } : undefined;
}

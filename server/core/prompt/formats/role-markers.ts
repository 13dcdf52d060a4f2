import type { Range } from "../../base/index.ts";
import type { PromptMessage, PromptProblem, Role } from "../prompt-document.ts";
import { closeName } from "../templates/close-name.ts";

const roles: Readonly<Record<string, Role>> = {
  system: "system",
  user: "user",
  assistant: "assistant",
  developer: "system",
  tool: "tool",
  function: "tool",
};

/** A word and a colon alone on a line; attributes in brackets may stand between. `# System:` is one as well. */
const line = /^[ \t]*(?:#[ \t]*)?([A-Za-z]+)(\[[ \t]*\w+[ \t]*=[^\]\r\n]{0,500}\])?[ \t]*:[ \t]*$/gm;

/**
 * Divides a text by its role markers: `system:` alone on a line begins a message, in small or large letters. What stands before the
 * first one, or without any, is the system's. `starts` are where the markers stand.
 */
export function readRoleMarkers(
  text: string,
  body: Range,
): { messages: PromptMessage[]; starts: number[]; problems: PromptProblem[] } {
  const messages: PromptMessage[] = [];
  const starts: number[] = [];
  const problems: PromptProblem[] = [];
  let role: Role = "system";
  let from = body.start;
  const finish = (end: number): void => {
    const isMarked = starts.length > 0;
    const range = { start: from, end: Math.max(from, end) };
    if (isMarked || text.slice(range.start, range.end).trim() !== "") messages.push({ role, range });
  };
  line.lastIndex = body.start;
  for (let match = line.exec(text); match && match.index < body.end; match = line.exec(text)) {
    const name = match[1]!.toLowerCase();
    const next = roles[name];
    const at = match.index + match[0].indexOf(match[1]!);
    if (!next) {
      const problem = unknownRole(match[1]!, at, match[2] !== undefined);
      if (problem) problems.push(problem);
      continue;
    }
    finish(match.index);
    starts.push(match.index);
    role = next;
    from = match.index + match[0].length;
  }
  finish(body.end);
  return { messages: messages.length > 0 ? messages : [{ role: "system", range: body }], starts, problems };
}

/** Any word may stand before a colon: only attributes, or a slip that makes no word of its own, show that a role was meant. */
function unknownRole(name: string, at: number, hasAttributes: boolean): PromptProblem | undefined {
  const isSlip = /^[a-z]{5,}$/.test(name) && !/s$/.test(name);
  const close = closeName(name.toLowerCase(), Object.keys(roles), 1);
  if (!hasAttributes && !(isSlip && close && !name.startsWith(close))) return undefined;
  const range = { start: at, end: at + name.length };
  return {
    code: "role-unknown",
    message: `There is no role ${name}: write ${close ?? Object.keys(roles).join(", ")}.`,
    range,
    ...(close && { fixes: [{ title: `Write ${close}`, edits: [{ range, newText: close }] }] }),
  };
}

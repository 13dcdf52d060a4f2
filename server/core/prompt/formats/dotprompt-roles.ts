import type { Range } from "../../base/index.ts";
import type { PromptMessage, PromptProblem, Role } from "../prompt-document.ts";
import { closeName } from "../templates/close-name.ts";
import type { Template, TemplateTag } from "../templates/template-tags.ts";

const roles: Readonly<Record<string, Role>> = {
  system: "system",
  user: "user",
  model: "assistant",
  tool: "tool",
};
/** What other formats call the same. */
const elsewhere: Readonly<Record<string, string>> = {
  assistant: "model",
  ai: "model",
  bot: "model",
  human: "user",
  developer: "system",
  function: "tool",
};

export interface Turns {
  /** What stands between the markers, in order, empty stretches too. */
  readonly turns: readonly PromptMessage[];
  /** Where messages begin: at their markers. */
  readonly starts: readonly number[];
  readonly problems: readonly PromptProblem[];
}

/**
 * Divides a body by its role helpers: `{{role "user"}}` holds until the next one, `{{#role "user"}}...{{/role}}` for its block. What
 * stands outside is the user's.
 */
export function readRoles({ tags, blocks }: Template, body: Range): Turns {
  const turns: PromptMessage[] = [];
  const starts: number[] = [];
  const problems: PromptProblem[] = [];
  const closing = new Set(blocks.flatMap(({ name, close }) => (name === "role" && close ? [close] : [])));
  let role: Role = "user";
  let from = body.start;
  const turn = (tag: TemplateTag, next: Role): void => {
    turns.push({ role, range: { start: from, end: tag.range.start } });
    role = next;
    from = tag.range.end;
  };
  for (const tag of tags) {
    if (closing.has(tag)) turn(tag, "user");
    if (tag.name !== "role" || (tag.kind !== "value" && tag.kind !== "open")) continue;
    const said = tag.call?.params[0];
    if (!said) continue;
    starts.push(tag.range.start);
    if (said.kind === "string" && !roles[said.name]) problems.push(unknownRole(said.name, said.range));
    turn(tag, said.kind === "string" ? (roles[said.name] ?? roles[meant(said.name) ?? "user"]!) : "user");
  }
  turns.push({ role, range: { start: from, end: body.end } });
  return { turns, starts, problems };
}

/** The role that an unknown name stands for: in other letters, by a slip of the pen, or in another format. */
function meant(name: string): string | undefined {
  const lower = name.toLowerCase();
  return roles[lower] ? lower : (elsewhere[lower] ?? closeName(lower, Object.keys(roles)));
}

function unknownRole(name: string, quoted: Range): PromptProblem {
  const range = { start: quoted.start + 1, end: quoted.end - 1 };
  const role = meant(name);
  return {
    code: "role-unknown",
    message: `There is no role "${name}" in dotprompt: write ${role ? `"${role}"` : "system, user, model or tool"}.`,
    range,
    ...(role && { fixes: [{ title: `Write "${role}"`, edits: [{ range, newText: role }] }] }),
  };
}

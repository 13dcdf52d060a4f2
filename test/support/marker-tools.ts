import { forbiddenTools } from "../../server/core/attribution/index.ts";
import type { PromptDocument, Snapshot } from "../../server/core/index.ts";

/**
 * What conversations had of tools, by a section of a marker file: `40 told: get_order(order_id), cancel_order` says of how many
 * conversations the list of tools is known, `12 called: cancel_order` in how many of all they were called.
 */
export function markedTools(
  section: string,
  file: string,
  document: PromptDocument,
  conversations: number,
): Pick<Snapshot, "tools" | "forbidden"> {
  const rows = [...section.matchAll(/^(\d+) (told|called): (.+)$/gm)].map(([, n, how, list = ""]) => ({
    n: Number(n),
    how,
    tools: [...list.matchAll(/([\w-]+)(?:\(([^)]*)\))?/g)].map(([, name = "", args = ""]) => ({
      name,
      args,
    })),
  }));
  if (rows.length === 0) return {};
  const tools = rows.flatMap((row) => row.tools);
  const names = [...new Set(tools.map(({ name }) => name))].sort();
  const told = rows.filter(({ how }) => how === "told").map(({ n }) => n);
  const called = (tool: string): number =>
    rows
      .filter((row) => row.how === "called" && row.tools.some(({ name }) => name === tool))
      .reduce((sum, { n }) => sum + n, 0);
  return {
    tools: [
      {
        file,
        names,
        conversations: Math.max(...rows.map(({ n }) => n)),
        offering: Math.max(0, ...told),
        arguments: [...new Set(tools.flatMap(({ args }) => args.match(/\w+/g) ?? []))].sort(),
      },
    ],
    forbidden: document.instructions.flatMap(({ key, text }) =>
      forbiddenTools(text, names)
        .filter((tool) => called(tool) > 0)
        .map((tool) => ({ file, key, tool, k: called(tool), n: conversations, conversations: [] })),
    ),
  };
}

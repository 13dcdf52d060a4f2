import { type PromptTools, type UnknownTool, unknownTools } from "../attribution/index.ts";
import type { Finding } from "./findings.ts";
import type { PromptView } from "./prompt-view.ts";
import { percent, tame } from "./wording.ts";

/** Calls alone show that there is a tool, and only many of them that there is none. */
const fewestCalling = 30;

/** Tools that lines name and no conversation had, and tools that were called although a line forbids them. */
export function toolFindings(view: PromptView): Finding[] {
  return [...unknownToolFindings(view), ...forbiddenFindings(view)];
}

function unknownToolFindings(view: PromptView): Finding[] {
  const known = view.snapshot.tools?.find(({ file }) => file === view.file);
  if (!known) return [];
  const { document, measured } = view;
  const lines = measured.filter(({ instruction }) => instruction.kind !== "example");
  const unknown = unknownTools(
    lines.map(({ instruction: { range } }) => document.text.slice(range.start, range.end)),
    {
      names: [...known.names, ...declaredTools(view)],
      arguments: [...known.arguments, ...variableNames(view)],
    },
  );
  return lines.flatMap(({ instruction, figures }, index) =>
    unknown[index]!.filter(
      (one) => one.meant !== undefined || (figures !== undefined && isToldApart(known)),
    ).map((one) => unknownFinding(one, known, instruction.key, instruction.range.start)),
  );
}

/** Whether that nobody had a tool says anything. */
const isToldApart = ({ offering, conversations }: PromptTools): boolean =>
  offering > 0 || conversations >= fewestCalling;

function unknownFinding(
  { name, range, meant }: UnknownTool,
  { conversations, offering }: PromptTools,
  instruction: string,
  from: number,
): Finding {
  const place = { start: from + range.start, end: from + range.end };
  const shown = `\`${tame(name, 80)}\``;
  const had =
    offering > 0
      ? `There is no tool ${shown} in any of the ${conversations} conversations that had tools.`
      : `None of the ${conversations} conversations that call tools calls ${shown}.`;
  const message = `${had}${meant === undefined ? "" : ` Did you mean \`${tame(meant, 80)}\`?`}`;
  return {
    range: place,
    severity: meant !== undefined || offering > 0 ? "warning" : "information",
    code: "tool-unknown",
    message,
    instruction,
    ...(meant !== undefined && {
      fixes: [{ title: `Change to “${tame(meant, 80)}”`, edits: [{ range: place, newText: meant }] }],
    }),
  };
}

function forbiddenFindings(view: PromptView): Finding[] {
  const own = (view.snapshot.forbidden ?? []).filter(({ file }) => file === view.file);
  return own.flatMap(({ key, tool, k, n }): Finding[] => {
    const line = view.document.instructions.find((one) => one.key === key);
    if (!line) return [];
    const message = `\`${tame(tool, 80)}\` was called in ${k} of ${n} conversations under this line (${percent(k / n)}), which forbids it.`;
    return [{ range: line.range, severity: "warning", code: "tool-forbidden", message, instruction: key }];
  });
}

/** Tools that the front matter of the prompt gives its model. */
function declaredTools({ document }: PromptView): string[] {
  const { tools } = document.frontMatter?.data ?? {};
  if (!Array.isArray(tools)) return [];
  return tools.flatMap((one: unknown) => {
    if (typeof one === "string") return [one];
    const { name, id } = (typeof one === "object" && one !== null ? one : {}) as Record<string, unknown>;
    return [name, id].filter((value) => typeof value === "string");
  });
}

const variableNames = ({ document }: PromptView): string[] => [
  ...document.variables.map(({ name }) => name),
  ...(document.declared ?? []).map(({ name }) => name),
];

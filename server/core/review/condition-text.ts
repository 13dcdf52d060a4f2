import type { ExerciseEvidence } from "../attribution/index.ts";
import type { HoverLinks } from "./hover.ts";
import { tame, tameMarkdown } from "./wording.ts";

/** A conversation that met the conditions of a line, and by what. */
export interface ConditionMetView {
  readonly conversationId: string;
  readonly evidence: readonly ExerciseEvidence[];
}

/** Pieces of evidence that are told of one conversation. */
const mostTold = 2;

/** Where the conditions of a line were met, in the words of the conversations, each a way to the message. */
export function conditionMetText(
  met: readonly ConditionMetView[],
  instruction: string,
  links: Pick<HoverLinks, "conversation">,
): string[] {
  const lines = met.flatMap(({ conversationId, evidence }) => {
    const [first] = evidence;
    if (!first) return [];
    const link = links.conversation(conversationId, instruction, first.messageIndex);
    return [`- ${link}: ${evidence.slice(0, mostTold).map(evidenceText).join("; ")}`];
  });
  return lines.length === 0 ? [] : [["Its condition was met in:", ...lines].join("\n")];
}

/** "the user says “…”, message 1"; what others wrote stands as text. */
function evidenceText({ kind, quote, tool, messageIndex }: ExerciseEvidence): string {
  const where = `message ${messageIndex + 1}`;
  const shown = `“${tameMarkdown(quote, 120)}”`;
  const by = tool === undefined ? "a tool" : tameMarkdown(tool, 60);
  switch (kind) {
    case "said":
      return `the user says ${shown}, ${where}`;
    case "data":
      return `${by} gives ${shown}, ${where}`;
    case "call":
      return `${tameMarkdown(tame(quote, 60), 60)} is called, ${where}`;
  }
}

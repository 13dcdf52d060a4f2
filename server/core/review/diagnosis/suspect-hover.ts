import type { HoverLinks } from "../hover.ts";
import type { PromptView } from "../prompt-view.ts";
import { tameMarkdown } from "../wording.ts";
import { effectText } from "./diagnosis-words.ts";
import { type SuspectOnLine, suspectsOnLines } from "./suspects-on-lines.ts";

const mostConversations = 3;

/** Why a line is suspected: how probably, what shows it, in which conversations, and the way to the whole. As markdown. */
export const suspectHover = (view: PromptView, key: string, links: HoverLinks): string[] =>
  suspectsOnLines(view)
    .filter((one) => one.key === key)
    .map((one) => suspectBlock(one, links));

function suspectBlock({ suspect, key, suspicion, counts }: SuspectOnLine, links: HoverLinks): string {
  const { evaluators, why, evidence } = suspect;
  const effect = effectText(suspect);
  const by = evaluators.slice(0, 3).map((name) => tameMarkdown(name, 60));
  const seen = evidence
    .slice(0, mostConversations)
    .map(({ conversationId, messageIndex }) => links.conversation(conversationId, key, messageIndex));
  return [
    `**${suspicion}**: ${counts}${effect ? ` (${effect})` : ""}${by.length > 0 ? `, by ${by.join(", ")}` : ""}.`,
    ...why
      .filter((sentence) => !sentence.startsWith(`${suspect.failing} of ${suspect.exercised} `))
      .map((sentence) => `- ${tameMarkdown(sentence, 300)}`),
    ...(seen.length > 0 ? [`- Seen in ${seen.join(", ")}`] : []),
    ...(links.diagnosis ? [`- ${links.diagnosis("Why is this line suspected?")}`] : []),
  ].join("\n");
}

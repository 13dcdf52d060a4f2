import { type BehaviorLines, linesByBehavior } from "../attribution/index.ts";
import type { Built } from "./build-snapshot.ts";
import { promptConversations } from "./figures-input.ts";
import type { PromptFile } from "./prompt-files.ts";

/** By the lines of the file as it is on disk; nothing for a file that is no prompt here. */
export function behaviorLines(
  files: readonly PromptFile[],
  { snapshot, input }: Built,
  file: string,
): BehaviorLines[] {
  const prompt = files.find((one) => one.file === file);
  const figures = snapshot.prompts.find((one) => one.file === file);
  if (!prompt || !figures) return [];
  const found = linesByBehavior(
    prompt.document.instructions,
    figures,
    promptConversations(input, file),
    input.exercise,
  );
  const known = new Set(snapshot.behaviors.map(({ id }) => id));
  return found.filter(({ behaviorId }) => known.has(behaviorId));
}

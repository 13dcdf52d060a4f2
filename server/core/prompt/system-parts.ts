import type { Instruction, PromptDocument } from "./prompt-document.ts";

/**
 * What of a prompt may stand in a system text: each list is looked for by itself. The prompts of a program stand alone; of a chat its
 * system messages count, for what the user's turn holds is not in the system text; a prompt that is one user message may be either.
 */
export function systemParts(document: PromptDocument): readonly (readonly Instruction[])[] {
  const { messages, instructions } = document;
  const hasSystem = messages.some(({ role }) => role === "system");
  const relevant = instructions.filter(
    ({ message }) => !hasSystem || (messages[message]?.role ?? "system") === "system",
  );
  if (!messages.some(({ isAlone }) => isAlone)) return [relevant];
  return messages
    .map((_, index) => relevant.filter(({ message }) => message === index))
    .filter((part) => part.length);
}

/** The same parts as whole texts: all that stands between the instructions is in them, too. */
export function systemTexts({ messages, texts }: PromptDocument): readonly string[] {
  const hasSystem = messages.some(({ role }) => role === "system");
  const relevant = texts.filter((_, index) => !hasSystem || messages[index]?.role === "system");
  return messages.some(({ isAlone }) => isAlone) ? relevant : [relevant.join("\n\n")];
}

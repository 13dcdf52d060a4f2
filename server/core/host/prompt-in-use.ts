import type { PromptInUse } from "../attribution/index.ts";
import { LineIndex } from "../base/index.ts";
import type { FiguresInput } from "./figures-input.ts";
import type { PromptFile } from "./prompt-files.ts";

/** A prompt as it is on disk, and the conversations that it answered. */
export function promptInUse({ file, document }: PromptFile, { linked }: FiguresInput): PromptInUse {
  const lines = new LineIndex(document.text);
  return {
    file,
    instructions: document.instructions.map(({ key, text, triggers, range }) => ({
      key,
      text,
      triggers,
      line: lines.positionAt(range.start).line,
    })),
    conversations: [...new Set(linked.get(file)?.map(({ conversationId = "" }) => conversationId))].sort(),
  };
}

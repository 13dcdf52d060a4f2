import type { Instruction, PromptDocument } from "../../prompt/index.ts";
import { resolveCover } from "../links.ts";

const shortest = 40;

/**
 * What to write under `covers:` so that this instruction alone is meant: its anchor, else as much of its text as tells it from the others.
 * Undefined where its whole text stands several times: then an anchor must be given first.
 */
export function coverOf(instruction: Instruction, document: PromptDocument): string | undefined {
  const isIt = (cover: string): boolean => {
    const { keys } = resolveCover(cover, document);
    return keys.length === 1 && keys[0] === instruction.key;
  };
  if (instruction.anchor !== undefined && isIt(`#${instruction.anchor}`)) return `#${instruction.anchor}`;
  const plain = instruction.text.replace(/\*+|`+/g, "");
  for (let length = shortest; length < plain.length; length += shortest) {
    const start = plain.slice(0, length).replace(/\s+\S*$/u, "");
    // A quotation that begins with # would be read as an anchor.
    if (!start.startsWith("#") && start.length >= shortest / 2 && isIt(start)) return start;
  }
  return !plain.startsWith("#") && isIt(plain) ? plain : undefined;
}

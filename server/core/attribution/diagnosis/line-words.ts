import type { Instruction } from "../../prompt/index.ts";
import { termsIn } from "../terms.ts";
import type { Vocabulary } from "./word-sets.ts";

/** The words of a line by their numbers: when it applies, and what it asks for. */
export interface LineWords {
  readonly condition: readonly number[];
  readonly action: readonly number[];
  /** Titles of the sections that it stands in: what it is about, though it need not say so itself. */
  readonly around: readonly number[];
  /** It says what must not be done: an answer that shows its words is one that does not follow it. */
  readonly forbids: boolean;
}

const prohibition =
  /\b(?:never|do not|don't|does not|must not|mustn't|should not|shouldn't|may not|can ?not|can't|avoid|refrain|no longer|not allowed|under no circumstances|without)\b/i;

export function lineWords({ text, triggers, section }: Instruction, vocabulary: Vocabulary): LineWords {
  const condition = new Set(triggers.flatMap(termsIn));
  const action = new Set(termsIn(text).filter((term) => !condition.has(term)));
  const around = new Set(
    section.flatMap(termsIn).filter((term) => !condition.has(term) && !action.has(term)),
  );
  return {
    around: [...around].map((term) => vocabulary.numberOf(term)),
    condition: [...condition].map((term) => vocabulary.numberOf(term)),
    action: [...action].map((term) => vocabulary.numberOf(term)),
    forbids: prohibition.test(text),
  };
}

import type { ConversationPrompt } from "./conversation-text.ts";
import { fieldsOf } from "./shown-message.ts";
import type { Texts } from "./shown-text.ts";
import { tame } from "./wording.ts";

/** A prompt with the keys of those of its instructions that the system text did not hold. */
export interface FoundPrompt extends ConversationPrompt {
  readonly missing: readonly string[];
}

/** Of a prompt with more versions than these that are as likely, nobody goes through all. */
const mostCandidates = 20;

/** A prompt of a conversation, with what else it may have been and what its variables were filled with. */
export function tracePrompt(
  { file, version, how, missing, candidates = [], variables = {}, hintVersion }: FoundPrompt,
  place: string,
  texts: Texts,
) {
  return {
    ...{ file, version, how: tame(how, 40), missing },
    // Versions that say the same are no other answer where one was decided on.
    candidates:
      how === "ambiguous"
        ? candidates.slice(0, mostCandidates).map((one) => ({ ...one, file: tame(one.file, 1_000) }))
        : [],
    variables: fieldsOf(`${place}:variable`, variables, texts),
    ...(hintVersion !== undefined && { hintVersion: tame(hintVersion, 40) }),
  };
}

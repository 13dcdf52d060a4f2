import { isDirectiveKind } from "../../attribution/index.ts";
import { groupBy, remembered } from "../../base/index.ts";
import { type Instruction, opensWithOrder, type PromptDocument } from "../../prompt/index.ts";
import { lineAbove } from "./surroundings.ts";

/** An instruction and the one above it that says the same. */
export interface Repeated {
  readonly instruction: Instruction;
  readonly first: Instruction;
  /** Not only in the same words, but to the letter. */
  readonly isExact: boolean;
}

const fewestWords = 5;
/** What stands there more often is the frame of a form, or a refrain. */
const mostTimes = 3;
/** "You must…", "The agent should never…", "Replies never…" */
const saysWhatToDo =
  /^(?:[\p{L}'-]+\s+){1,3}(?:must|should|shall|never|always|do not|does not|don't|doesn't|cannot|ha(?:s|ve) to|needs? to)\b/iu;
/** Placeholders, blanks to fill in, lead-ins, code and data. */
const unlikeAnOrder =
  /<[^<>\n]*\s[^<>\n]*>|^[[("'\\]|"""|__|:\W*$|^(?:import|export|from|const|function|select|order by|group by|where|insert|@|\{|\||\+|<)|(?<!:)\/\/|;$|=>|\\["n]/i;
/** What speaks of something that stands beside it says another thing in another place. */
const pointsBeside =
  /\b(?:this|these|the (?:above|following|previous|next))\s+(?:function|tool|parameter|field|option|command|step|section|file|skill|mode|property|argument|value|setting|line|block|method|class|endpoint)s?\b/i;

/**
 * Orders that stand twice in the same section under the same conditions. Other sections may say the same of something else, steps may
 * be done again, and points of other lists may mean other cases: of those nothing is said.
 */
export function repeatedIn({ instructions, text }: PromptDocument): Repeated[] {
  const candidates = instructions.filter(isOrderAlone);
  const same = groupBy(candidates, ({ message, section, triggers, text: said }) =>
    [message, ...section, "", ...triggers, "", folded(said)].join("\n"),
  );
  return [...same.values()].flatMap((group) => {
    const [first, ...others] = group;
    if (others.length === 0 || group.length > mostTimes) return [];
    const { parent, isStep } = lineAbove(text, first!.range.start);
    if (isStep) return [];
    return others.flatMap((instruction) => {
      const above = lineAbove(text, instruction.range.start);
      if (above.isStep || above.parent !== parent) return [];
      return [{ instruction, first: first!, isExact: instruction.text === first!.text }];
    });
  });
}

const isOrderAlone = ({ kind, text }: Instruction): boolean => isDirectiveKind(kind) && readsAsOrder(text);

const readsAsOrder = remembered(
  (text) =>
    (opensWithOrder(text) || saysWhatToDo.test(text)) &&
    !unlikeAnOrder.test(text) &&
    !pointsBeside.test(text) &&
    (text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) >= fewestWords,
);

/** Without what changes no meaning: emphasis, quotation marks, the stop at the end, case at the beginning. */
const folded = (text: string): string => {
  const bare = text
    .replace(/[*`_]+/g, "")
    .replace(/[“”]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/[\s.!]+$/, "");
  return bare.charAt(0).toLowerCase() + bare.slice(1);
};

import { foldText } from "../version.ts";

/** Headings of a column that says when a row applies: "When", "Situation", "User asks"; "When to use" speaks of something else. */
const condition =
  /^(?:(?:if|when|whenever)(?:\b(?!.*\bto use\b).*)?|situation|scenario|condition|trigger|(?:the )?(?:user|customer|caller|client)s?(?:'s)? (?:says|asks|wants|mentions|reports|requests?|questions?|intent|messages?)\b.*)$/i;

export const isConditionColumn = (heading: string): boolean => condition.test(plain(heading));

/** The condition that the first cell of a row names. */
export function cellTrigger(cell: string): string | undefined {
  const trigger = plain(cell).replace(/^(?:if|when|whenever)\s+/i, "");
  return /\p{L}{3}/u.test(trigger) ? trigger : undefined;
}

const plain = (cell: string): string => foldText(cell.replace(/[*`]+/g, "")).replace(/[.:…\s]+$/, "");

import type { SuggestedHunk } from "../../improve/index.ts";
import { plural, tame } from "../wording.ts";

const labelLength = 90;

/** What an edit does, in one line: "add: Begin every answer with “Dear guest,”." Of one inside of a line both sides. */
export function editLabel({ operator, replaced, text }: SuggestedHunk): string {
  const [before, after] = [words(replaced), words(text)];
  const did = operator ?? (before === "" ? "add" : after === "" ? "remove" : "rewrite");
  const said = after === "" ? before : after;
  return `${tame(did, 30)}: ${said === "" ? "blank lines" : tame(said, labelLength)}`;
}

/** "alone +0.80 a case over 12 cases"; undefined where it was not measured. */
export function worthText({ worth }: Pick<SuggestedHunk, "worth">): string | undefined {
  if (!worth) return undefined;
  const { alone, effect, cases } = worth;
  const sign = effect < 0 ? "−" : "+";
  return `${alone ? "alone" : "its share"} ${sign}${Math.abs(effect).toFixed(2)} a case over ${plural(cases, "case")}`;
}

/** Without the marks of a list. */
const words = (text: string): string => text.trim().replace(/^(?:[-*+]|\d+[.)])\s+/, "");

import { lowerWordsOf, stemOf } from "../../behaviors/index.ts";
import { opensWithOrder } from "../../prompt/index.ts";

/** What a sentence orders or forbids, in words that can be compared. */
export interface Order {
  readonly forbids: boolean;
  /** Stems of what is to be done or left, in their order, one blank between them. */
  readonly action: string;
}

const opening =
  /^(?:(?:important|note|warning|critical|remember|rule|reminder)\s*[:!–—-]+\s*)?(?:(?:please|also|and|but|then|however|additionally|finally|so)\b[,\s]*)*/i;
const subject =
  "(?:you|we|the (?:agent|assistant|model|bot|chatbot)|(?:your |the |all |every )?(?:answers?|responses?|repl(?:y|ies)))";
const forbidding = new RegExp(
  `^(?:${subject}\\s+)?(?:(?:must|should|shall|may|can|will|are|is)\\s+(?:not|never)\\s+(?:to\\s+|be allowed to\\s+|allowed to\\s+)?|(?:mustn't|shouldn't|cannot|can't|won't)\\s+|(?:do|does)\\s+not\\s+|(?:don't|doesn't)\\s+|never\\s+|avoid\\s+|refrain from\\s+|under no circumstances\\s+(?:should you\\s+|may you\\s+)?)(?:ever\\s+)?`,
  "i",
);
const ordering = new RegExp(
  `^(?:(?:${subject}\\s+)?(?:must|should|shall|needs? to|ha(?:ve|s) to|are to|is to)\\s+(?:always\\s+)?|(?:${subject}\\s+)?always\\s+)?`,
  "i",
);
/** What points at something beside it, leads into a list or is cut off: the same words mean another thing elsewhere. */
const hangs =
  /\b(?:this|that|these|those|it|them|following|above|below|such|here|there|so|otherwise|instead|either|for|to|use)\W*$|\b(?:this|these|those|it|them|its|following|above|below|here)\b|[:…]\W*$|\.\.\.|\[|</i;
/** Where reasons begin, and what makes an order only stronger. */
const addition =
  /(?:,?\s+(?:because|since|even if|even when|regardless|under any circumstances|at all times|at all|ever|in any case|no matter)\b.*|[.!]+)$/is;
const empty = new Set(
  "a an the any all your their his her our ever always please some every each".split(" "),
);

/** The order of one sentence, with every word of it that means something; undefined where it is none, or hangs on what stands beside it. */
export function orderIn(sentence: string): Order | undefined {
  const text = sentence
    .replace(/[*`_]+/g, "")
    .replace(/’/g, "'")
    .replace(opening, "")
    .replace(addition, "");
  const negative = forbidding.exec(text);
  const [lead] = negative ?? ordering.exec(text)!;
  const rest = text.slice(lead.length);
  if (hangs.test(rest) || (lead === "" && !opensWithOrder(rest))) return undefined;
  const [verb, ...others] = lowerWordsOf(rest)
    .filter((word) => !empty.has(word))
    .map(stemOf);
  if (verb === undefined || others.length === 0) return undefined;
  return { forbids: negative !== null, action: [verbRoot(verb), ...others].join(" ") };
}

/** "Avoid using" forbids to use. */
const verbRoot = (verb: string): string => {
  const root = verb.replace(/ing$/, "").replace(/e$/, "");
  return root.length < 2 ? verb : root.replace(/(.)\1$/, "$1");
};

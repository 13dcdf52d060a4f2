import type { CheckPattern } from "./line-to-check.ts";
import { nameFrom, numberOf, numberPattern } from "./line-to-check.ts";

const offering =
  /\b(?:do not|don't|never|must not|should not)\s+(?:proactively\s+)?(?:offer|mention|suggest|propose|bring up|promote|volunteer)\s+(?:any |an? |the )?([\p{L}-]+(?: [\p{L}-]+)?)\b[^.;]{0,40}\b(?:unless|until|before)\b[^.;]{0,40}\b(?:ask|request|mention|bring)/iu;

/** How people ask for it without the word. */
const alsoAsked: Readonly<Record<string, readonly string[]>> = {
  compensation: ["make up for", "make it right", "make this right", "make it up", "reimburs*", "voucher*"],
  discount: ["cheaper", "coupon*", "promo*", "better price", "price reduction"],
  refund: ["money back", "reimburs*", "return"],
  upgrade: ["better plan", "higher plan", "better seat"],
};

/** "Do not offer X unless the user asks". */
export const offers: CheckPattern = {
  name: "offers",
  doc: "What may not be offered unless the user asks for it.",
  propose: ({ text }) => {
    const [, noun] = offering.exec(text) ?? [];
    if (noun === undefined) return [];
    const words = noun
      .toLowerCase()
      .replace(/\b(?:unless|until|before|to|for)\b.*$/, "")
      .trim();
    if (words.length < 4) return [];
    const stem =
      words.length > 8 && /ations?$/.test(words) ? words.replace(/ations?$/, "at") : words.replace(/s$/, "");
    return [
      {
        name: nameFrom(words, "only if asked"),
        description: `The agent offers no ${words} before the user speaks of it.`,
        scope: "conversation",
        assert: [
          {
            type: "only-if-asked",
            value: Object.hasOwn(alsoAsked, words)
              ? { offer: [`${stem}*`], asked: alsoAsked[words] }
              : `${stem}*`,
          },
        ],
      },
    ];
  },
};

const measured =
  "(?:business |working |calendar |full )?(?:days?|hours?|hrs|weeks?|months?|years?|minutes?)|percent|per cent|miles|kilometers|kilometres";

/** "Within 5 to 7 business days": where the agent gives such a figure it is the line's. */
export const figures: CheckPattern = {
  name: "stated-figures",
  doc: "A period that the line states: where the agent gives a number of the same unit, in a sentence on the same matter, it is one of the line's.",
  propose: ({ text }) => {
    const match = new RegExp(
      `\\b(${numberPattern})(?:\\s*(?:-|–|to)\\s*(${numberPattern}))?\\s+(${measured})\\b`,
      "i",
    ).exec(text);
    if (!match) return [];
    const [, low, high, unit] = match;
    // "Days" alone are many things; a unit of two words, or a range, is what the line is about.
    if (high === undefined && !/ /.test(unit!)) return [];
    const numbers = [low, high].flatMap((one) => (one === undefined ? [] : [numberOf(one)]));
    const plural = unit!.toLowerCase().replace(/(?<!s)$/, "s");
    return [
      {
        name: nameFrom("states", numbers.join(" to "), plural),
        description: `Where the agent gives ${plural} it says ${numbers.join(" to ")}.`,
        scope: "turn",
        when: [{ type: "says", value: [plural, plural.replace(/s$/, "")] }],
        assert: [{ type: "stated-quantity", value: { unit: plural, numbers } }],
      },
    ];
  },
};

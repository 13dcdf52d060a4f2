import type { CheckType, JsonSchema, Prepared } from "../../check-type.ts";
import { verdictOf } from "../../check-type.ts";
import { quote, shown } from "../../evidence.ts";
import { isRecord } from "../../is-record.ts";
import { firstSaid, folded, phrasesOf, placeOf } from "./said-in.ts";

const phraseList: JsonSchema = {
  anyOf: [
    { type: "string", minLength: 1 },
    { type: "array", items: { type: "string", minLength: 1 }, minItems: 1 },
  ],
};

export const onlyIfAsked: CheckType = {
  name: "only-if-asked",
  doc: "The assistant does not offer what `value` names (a phrase or a list) before the user has spoken of it. An offer is a sentence that holds one of the phrases and words of offering (`I can offer`, `would you like`, `how about`, …) and does not deny it. With `{offer: [...], asked: [...]}` the user may ask in other words. Phrases are whole words without case; one that ends with `*` stands for every word that begins so.",
  version: 2,
  value: {
    anyOf: [
      ...(phraseList.anyOf as JsonSchema[]),
      {
        type: "object",
        properties: { offer: phraseList, asked: phraseList },
        required: ["offer"],
        additionalProperties: false,
      },
    ],
  },
  required: ["value"],
  needsConversation: true,
  prepare({ value }, inverse): Prepared {
    const given = isRecord(value) ? value : { offer: value };
    const offered = phrasesOf(given.offer);
    const asked = given.asked === undefined ? [] : phrasesOf(given.asked);
    if (!offered || !asked)
      return {
        problem: "`value` must be a phrase, a list of phrases, or an object with `offer`",
        at: "value",
      };
    return {
      check: (sample) => {
        const all = sample.messages;
        const spoken = all.findIndex(
          ({ role, text }) => role === "user" && firstSaid(text, [...offered, ...asked]) !== undefined,
        );
        const end = spoken < 0 ? sample.to : Math.min(spoken, sample.to);
        for (let i = sample.from; i < end; i++) {
          const offer = all[i]!.role === "assistant" ? offerIn(all[i]!.text, offered) : undefined;
          if (offer === undefined) continue;
          return verdictOf({
            ...{ holds: false, inverse, subject: "The assistant", claim: claimOf(offered) },
            ...{ evidence: `message ${i + 1} says ${quote(offer)}`, messageIndex: i },
          });
        }
        return verdictOf({ holds: true, inverse, subject: "The assistant", claim: claimOf(offered) });
      },
    };
  },
};

const claimOf = (phrases: readonly string[]): string =>
  `offer ${shown(phrases.join(", "))} only once the user has spoken of it`;

const offering =
  /\b(?:offer(?:ing|ed)?|would you like|do you want|i can (?:provide|give|issue|send|arrange|add|apply|get|process)|we can (?:provide|give|issue|send|arrange|add|apply)|(?:i'd|i would|we'd|we would) (?:be happy|like|be glad|love) to|i'll (?:provide|give|issue|send|add)|i will (?:provide|give|issue|send|add)|you (?:are|'re) (?:eligible|entitled)|you (?:qualify|can (?:get|receive))|entitled to|eligible for|interested in|(?:how|what) about|let me (?:offer|give|provide|issue)|as a gesture)\b/;
const denying =
  /\b(?:not|n't|cannot|can't|unable|no|without|unfortunately|isn't|aren't|never|neither|nor|only (?:if|when))\b/;

/** The first sentence of a text that offers one of the phrases. */
function offerIn(text: string, phrases: readonly string[]): string | undefined {
  return text.split(/(?<=[.!?。！？])\s+|\n+/).find((sentence) => {
    const inside = folded(sentence);
    if (firstSaid(sentence, phrases) === undefined) return false;
    return offering.test(inside) && !denying.test(inside) && placeOf(inside, "if you ask") < 0;
  });
}

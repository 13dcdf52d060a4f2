import { formPassage } from "./form-passages.ts";
import type { Passage } from "./passage.ts";

/**
 * Manners of speaking, by the type of the check that looks for them. The examples are what people say so, written down before any check was
 * tried on them; the patterns are wider than they are, so that no harmless change brings a manner in, nor a break leaves one there.
 */
export const mannerPassages: Readonly<Record<string, Passage>> = {
  hedges: formPassage(
    /[^.!?\n]*\b(?:think|believe|guess|suppose|assume|(?:not|n't)[^.!?]{0,20}(?:sure|certain)|know|knowledge|seems?|appears?|perhaps|maybe|possibly|probably|might|may|could|sort of|kind of|likely|mistaken)\b[^.!?\n]*[.!?]?/i,
    [
      "I think that should work.",
      "I'm not entirely sure about this.",
      "It will probably be fine.",
      "Maybe it helps, maybe not.",
      "It seems to be on its way.",
      "It might take a little longer.",
      "As far as I know, that is so.",
      "I believe it is still open.",
      "If I'm not mistaken, it is free.",
    ],
  ),
  disclaims: formPassage(
    /[^.!?\n]*\b(?:not an?|no|an AI|language model|assistant|advice|professional|doctor|lawyer|informational|consult)\b[^.!?\n]*[.!?]?/i,
    [
      "I am not a doctor.",
      "This is not legal advice.",
      "As an AI, I cannot judge this.",
      "Please consult a professional.",
      "This does not replace medical advice.",
      "It is for informational purposes only.",
      "I'm just a virtual assistant.",
      "Talk to your doctor before you start.",
    ],
  ),
  apologises: formPassage(/[^.!?\n]*\b(?:sorry|apolog\w+|forgive|pardon|excuse)\b[^.!?\n]*[.!?]?/i, [
    "I'm sorry about that.",
    "We apologize for the trouble.",
    "Please accept our apologies.",
    "My apologies for the wait.",
    "Sorry for the delay.",
    "I do apologise.",
    "Forgive me for asking again.",
    "We are very sorry that it broke.",
  ]),
  polite: formPassage(
    /[^.!?\n]*\b(?:please|thanks?|welcome|happy|glad|pleasure|kindly|mind|appreciate|good (?:morning|afternoon|evening|day)|(?:nice|great|good|lovely) (?:day|evening|weekend)|of course|regards|wishes)\b[^.!?\n]*[.!?]?/i,
    [
      "Thank you for your patience.",
      "Please let me know.",
      "You're welcome!",
      "I am happy to help.",
      "Have a nice day!",
      "We appreciate your message.",
      "It was my pleasure.",
      "Would you mind waiting a moment?",
    ],
  ),
  promises: formPassage(
    /[^.!?\n]*\b(?:promise|guarantee\w*|assure|swear|word|assured|without (?:fail|(?:a )?doubt)|100|definitely|certainly|surely|risk|no (?:way|chance|doubt)|always|count on)\b[^.!?\n]*[.!?]?/i,
    [
      "I promise that it will be there.",
      "We guarantee a full refund.",
      "It will definitely arrive tomorrow.",
      "You have my word.",
      "Rest assured that it is safe.",
      "Delivery by Friday is guaranteed.",
      "There is no risk at all.",
      "I can assure you that it works.",
      "You will certainly get your money back.",
    ],
  ),
  opines: formPassage(
    /[^.!?\n]*\b(?:opinion|view|experience|ask me|personally|recommend\w*|suggest\w*|advi[sc]e|prefer\w*|favou?r\w*|love|better|best|choice|worth|should|would go)\b[^.!?\n]*[.!?]?/i,
    [
      "In my opinion the blue one is nicer.",
      "I would recommend the larger size.",
      "Personally, I like the second one.",
      "If you ask me, it is not worth the price.",
      "That is a great choice.",
      "Your best option is the express delivery.",
      "I suggest that you take the red one.",
      "My advice is to wait until spring.",
      "You should definitely get the lamp.",
    ],
  ),
};

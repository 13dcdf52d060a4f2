/**
 * How a sentence asks. `plea`: it asks the agent to do something ("can you"), `order`: it tells it to, `wish`: it says what the user
 * needs, `question`: it asks for a fact, which may be one about what was just said.
 */
export type AskingForm = "plea" | "order" | "wish" | "question";

/** A sentence of a message that has the form of a request. */
export interface Asking {
  /** Offsets of the sentence in the message. */
  readonly start: number;
  readonly end: number;
  readonly form: AskingForm;
  /** "also", "another thing", "by the way": the user says that something else comes, here or in a sentence before. */
  readonly isMarked: boolean;
  /** To change something: of what is going on, while it is going on. */
  readonly isChange: boolean;
  /** A thing is named and nothing that is to be done with it: "I need a room". */
  readonly isNeed: boolean;
  /** How often it points at what was said before: "it", "that one", "again". */
  readonly pointsBack: number;
}

/** Sentences looked at in one message: what is longer was pasted. */
const MAX_SENTENCES = 24;
/** "One more thing." In characters. */
const ANNOUNCEMENT = 60;
/** A dot inside of a word or number ends no sentence. */
const SENTENCES = /(?:[^.!?\n]|[.](?=\w))+[.!?]*/gu;

/** Sentences of a message that ask for something. `lower`: in small letters, with straight apostrophes. English only. */
export function askingsIn(lower: string): Asking[] {
  const askings: Asking[] = [];
  let sentences = 0;
  let announced = false;
  for (const { 0: found, index } of lower.matchAll(SENTENCES)) {
    if (++sentences > MAX_SENTENCES) break;
    const sentence = found.trim();
    const form = formOf(sentence);
    const isMarked: boolean = announced || MARKER.test(sentence);
    announced = !form && isMarked && sentence.length <= ANNOUNCEMENT;
    if (!form) continue;
    const start = index + found.length - found.trimStart().length;
    const pointsBack = sentence.match(POINTS_BACK)?.length ?? 0;
    askings.push({
      ...{ start, end: start + sentence.length, form, isMarked, pointsBack },
      isChange: CHANGE.test(sentence),
      isNeed: form === "wish" && NEED.test(sentence),
    });
  }
  return askings;
}

function formOf(sentence: string): AskingForm | undefined {
  if (IDLE.test(sentence)) return undefined;
  const said = sentence.replace(LEAD, "");
  if (ABOUT.test(said)) return "question";
  if (PLEA.test(said)) return "plea";
  if (ORDER.test(said) || PLEASE.test(said)) return "order";
  if (WISH.test(said)) return "wish";
  return QUESTION.test(said) ? "question" : undefined;
}

/** Whole words: any of `alternatives`, not inside of a longer word. */
const words = (alternatives: string, flags = "u"): RegExp =>
  new RegExp(`(?<![\\p{L}'])(?:${alternatives})(?![\\p{L}'])`, flags);

/** What people ask agents to do. "Get to", "get out" is what they do themselves. */
const VERBS =
  "book|reserve|schedule|arrange|order|buy|purchase|rent|hire|call|send|get(?! (?:to|out|going|back|home|there))|give|find|search|look (?:up|for|into|at)|check|show|tell|explain|recommend|suggest|compare|list|play|start|cancel|change|update|modify|add|remove|delete|upgrade|refund|return|report|file|set up|create|make|write|draft|translate|summari[sz]e|review|calculate|convert|remind|rsvp|track|open|close|pay|plan|know|see|view|ask|apply|claim|redeem|switch|downgrade|request|submit|follow up|inquire";
const VERBS_ING = "booking|reserving|scheduling|ordering|changing|cancell?ing|checking|finding|getting";
const ADVERBS = "(?:also|still|just|now|really|actually|then|next)";

/** What may stand before a request in its sentence. */
const LEAD =
  /^(?:(?:oh|ooh|ok|okay|great|perfect|good|nice|cool|awesome|sweet|excellent|wonderful|fantastic|alright|all right|right|well|so|and|but|yes|yeah|yep|no|nope|sure|thanks|thank you|hey|hi|hmm|now|then|also|next|finally|lastly|besides|actually|anyway|while [^,.!?]{1,40},|before [^,.!?]{1,40},|by the way|btw|please|kindly|just|first|one more thing|another thing)(?![\p{L}'])[\s,.!:;-]*)+/u;
const ORDER = new RegExp(`^(?:go ahead and |help me |let's |lets )?(?:${VERBS}) `, "u");
const PLEASE = words(`please (?:also )?(?:${VERBS})(?= )`);
const PLEA = words(
  `(?:can|could|would|will) (?:you|u|ya|i|we)(?: be able to| possibly| please)?(?: ${ADVERBS})*(?: please)?(?: help(?: me)?(?: (?:to|with|out))?)? (?:${VERBS}|help (?:me )?with|put|do a|take)`,
);
const WISHING = `(?:i|we)(?:'d| would|'ll| will)? ?(?:${ADVERBS} )*`;
const NEEDING = "(?:need|want|require)(?: help with)? (?:a|an|the|my|another|directions|information)";
const NEED = words(`${WISHING}${NEEDING}`);
const CHANGE = words("change|switch|move|make");
const WISH = words(
  `${WISHING}(?:(?:need|want|wish|wanna|like|love|(?:am|'m|was|are|were)(?: ${ADVERBS})* (?:looking|trying|hoping|planning|interested|wondering))(?: to)? (?:(?:in|on|about) )?(?:${ADVERBS} )*(?:${VERBS}|${VERBS_ING})|${NEEDING}|(?:am|'m|was)(?: ${ADVERBS})* looking for)`,
);
const QUESTION =
  /^(?:whats|what(?:'s| is| are| was| will| about your)|where(?:'s| is| are| can| do)|how (?:much|many|do i|can i|long|does)|(?:is|are) there|do you (?:have|offer|sell|accept|provide|support)|i wonder what)(?![\p{L}'])/u;

/** "Can you tell me when it will be warmer" is a question. */
const ABOUT = words(
  "(?:tell me|know|see|explain|check|remind me) (?:if|whether|when|why|where|who|how|which|what (?!the)|the (?:next|name))",
);

/** What has the form of a request and asks for nothing, checks what was agreed, or makes conversation. */
const IDLE =
  /^(?:and |but |so |then |well,? )?(?:if|unless|since|because|as long as)(?![\p{L}'])|(?<![\p{L}'])(?:guess what|see if|make sure|how (?:are you|nice|rude|dare)|right\?$|ok(?:ay)?\?$|huh\?$|can you (?:believe|hear|hurry|wait|hold|imagine)|who knows|why not|do you (?:think|like|know|ever|believe|want|need)|(?:are|have|would|did) you (?:ever|seen|heard|like|enjoy|want|been|get|a|an|one)(?: |$)|your favou?rite|what do you|would you mind|looking forward|let me (?:think|see|check|know)|see (?:you|ya)|different (?:time|date|day)|another (?:time|date|day|driver)|solutions?|options?|alternatives?|somehow|(?:the )?reason for|as for|proceed with|the one i|exceptions?|flexib\p{L}+|supervisor|some (?:other )?way|what i(?:'m| am)|i appreciate|can i (?:tell|give|ask)|ask (?:me|other)|the reason|what can be done|nevermind|never mind|(?:use|using) (?:my|the|both|only|one|a|two) (?:\p{L}+ ){0,2}(?:cards?|certificates?|visa|mastercard|points|balance)|like to use|payment|pay (?:with|using|for)|because|(?:i|we) (?:just|really|still) (?:need|want)|any(?:thing|one|where)?|possib(?:le|ility)|give me a (?:minute|second|moment)|any ?ways?|regarding (?:that|this|it)|in (?:that|this|which|my) case)(?![\p{L}'])/u;

const MARKER = words(
  "also|another (?:thing|question|request|issue|matter|problem)|(?:one|two|a few|some) (?:more|other|last|final) (?:thing|question|request|issue|favou?r)s?|(?:other|last|next) (?:thing|question|request|item)|something else|by the way|btw|while (?:you(?:'re| are)|i(?:'m| am| have)|we(?:'re| are))|besides|in addition|additionally|furthermore|before i (?:go|forget|leave)|as well|separately|(?:on )?(?:another|a different) (?:note|question|topic|matter|subject)",
);

const POINTS_BACK = words(
  "it|it's|it'll|that|that's|that'll|this|these|those|they|they've|them|their|he|she|his|her|him|there|instead|again|one|ones|different|other|others|remaining|rest|else|same|either|more|back|another",
  "gu",
);

import type { CheckType } from "../../check-type.ts";
import { folded } from "./said-in.ts";
import { type Found, plainCheck } from "./text-check.ts";

/**
 * Words by which a text hedges, promises, apologises… in English; each pattern is run on one folded sentence. They find what is said
 * in so many words: an evaluator of them asks for words, not for an attitude.
 */
const sentencePatterns = {
  hedges:
    /\b(?:i think|i believe|i guess|i suppose|i assume|i'm not (?:entirely |quite |completely |100% )?sure|i am not (?:entirely |quite |completely )?sure|not certain|as far as i know|to my knowledge|it seems|it appears|seemingly|apparently|presumably|perhaps|maybe|possibly|probably|might be|may be able|could be|sort of|kind of|(?:it|this|that|there|they|we|you) might|likely|i would guess|if i'm not mistaken|in all likelihood|may vary|might vary)\b/,
  disclaims:
    /\b(?:i(?:'m| am) (?:not|no) (?:a |an |your )?(?:(?:medical|licensed|qualified|financial|legal|tax|mental health|health ?care|certified|registered) )*(?:doctor|physician|lawyer|attorney|clinician|professional|expert|advis[oe]r|therapist|accountant|dietitian|pharmacist)|as an ai\b|i(?:'m| am) (?:just |only )?an? (?:ai|artificial intelligence|language model|virtual assistant|chatbot|bot)\b|(?:is|does|should|are|this) not (?:be (?:taken|considered|construed) as |constitute |a substitute for |intended as |a replacement for )?(?:a substitute for )?(?:professional |medical |legal |financial |tax |investment )+(?:advice|diagnosis|treatment|opinion)|not (?:replace (?:\w+ )?)?(?:medical|legal|financial|tax|investment|professional) advice|for (?:informational|educational|general information) purposes|(?:consult|see|speak (?:to|with)|talk to|contact|seek) (?:a|an|your|the advice of a) (?:\w+ )?(?:doctor|physician|lawyer|attorney|professional|advis[oe]r|therapist|accountant|healthcare provider|health care provider|pharmacist))/,
  apologises:
    /\b(?:i(?:'m| am)(?: \w+)? sorry|we(?:'re| are)(?: \w+)? sorry|sorry (?:about|for|to|that|if)|so sorry|my apologies|our apologies|(?:i|we) (?:do |sincerely |deeply )*apologi[sz]e|apologies for|please accept (?:my|our)|forgive me|pardon me|excuse the)\b|^(?:\W*oh,? )?sorry\b/,
  polite:
    /\b(?:please|thank you|thanks|you're welcome|you are welcome|happy to help|glad to help|my pleasure|kindly|would you mind|i appreciate|we appreciate|have a (?:great|nice|good|lovely|wonderful)|good (?:morning|afternoon|evening|day)|with pleasure|of course)\b/,
  promises:
    /\b(?:i (?:can )?(?:promise|guarantee|assure you|swear)|we (?:can )?(?:promise|guarantee|assure you)|(?:is|are|comes?|be|fully|it's) guaranteed|guaranteed (?:to|that)|you have my word|rest assured|without (?:a |any )?(?:fail|doubt)|100 ?% (?:sure|certain|safe|guaranteed|refund)|will (?:definitely|certainly|absolutely|surely|always|never fail)|no risk|risk[- ]free|there(?:'s| is) no (?:chance|way|risk|doubt)|you will (?:definitely|certainly|surely)|you can be sure|count on it)\b/,
  opines:
    /\b(?:in my (?:humble |honest |personal )?(?:opinion|view|experience)|if you ask me|personally|i (?:would |'d |do |strongly |highly |really |also |definitely |still ){0,2}(?:recommend|suggest|advise|prefer|favou?r|love|like how|think|feel|find)(?! (?:transferring|escalating|contacting|reaching out|speaking (?:to|with)|consulting|(?:that )?you (?:contact|see|speak|consult|reach out|'re asking|are asking|are referring)))|i'd (?:strongly |highly )?(?:recommend|suggest|advise|say|go (?:for|with))|my (?:recommendation|suggestion|advice|favou?rite|preference)|you(?:'d| would) be better off|(?:the |your )best (?:option|choice|bet)\b|(?:great|excellent|smart|wise|good|perfect) (?:choice|decision|option|pick)|it's worth it|you should definitely)/,
  refuses:
    /\b(?:i(?:'m| am)? ?(?:sorry,? (?:but )?i )?(?:can(?:no|')t|can not|am unable to|'m unable to|unable to|am not able to|'m not able to|won't|will not|am not allowed to|'m not allowed to|don't have (?:the )?(?:ability|permission|access))|we (?:can(?:no|')t|can not|are unable to|are not able to|don't offer|do not offer)|(?:is|are|that's|it's) not (?:possible|allowed|permitted|available|something i can)|isn't (?:possible|allowed|permitted|something i can)|not eligible|(?:does|do) not (?:qualify|allow)|against (?:our|the) policy|i must decline)/,
  offersAlternative:
    /\b(?:instead|alternatively|however,? (?:i|we|you) can(?!['n])|but (?:i|we|you) can(?!['n])|another (?:option|way)|other options?|what i can do|you (?:could|can|may|might) (?:also |still |try|contact|use|choose|book|ask|visit|call|consider|find|reach|submit|go)|would you like (?:me )?to|i can (?:help|offer|suggest|assist|transfer|connect|look|check|provide|still)|let me (?:connect|transfer|help|know if)|here(?:'s| is) what|if you(?:'d| would)? (?:like|prefer|want))/,
} as const;

type Manner = keyof typeof sentencePatterns;

/** Offset of the first sentence that a pattern finds; quotations of others (`> …`) and code do not count. */
function placeOfManner(output: string, manner: Manner): number {
  let at = 0;
  for (const sentence of output.split(/(?<=[.!?。！？\n])/)) {
    // What is bold is said as well.
    const said = folded(sentence.replace(/\*+/g, ""));
    if (!/^\s*>/.test(sentence) && sentencePatterns[manner].test(said)) {
      // Where its first word stands.
      return at + sentence.search(/\S/);
    }
    at += sentence.length;
  }
  return -1;
}

const saysSo =
  (manner: Manner) =>
  (output: string): Found => {
    const at = placeOfManner(output, manner);
    return at < 0 ? { holds: false } : { holds: true, at };
  };

const manners: readonly CheckType[] = [
  plainCheck(
    "hedges",
    "The output hedges: `I think`, `I'm not sure`, `probably`, `it seems`, `may vary`… in English. `not-hedges` asks for plain statements.",
    "hedge",
    saysSo("hedges"),
  ),
  plainCheck(
    "disclaims",
    "The output disclaims: `I am not a doctor`, `this is not legal advice`, `as an AI`, `consult a professional`… in English.",
    "disclaim",
    saysSo("disclaims"),
  ),
  plainCheck(
    "apologises",
    "The output apologises: `I'm sorry`, `my apologies`, `we apologize`… in English.",
    "apologise",
    saysSo("apologises"),
  ),
  plainCheck(
    "polite",
    "The output holds a word of politeness: `please`, `thank you`, `happy to help`… in English.",
    "hold a word of politeness",
    saysSo("polite"),
  ),
  plainCheck(
    "promises",
    "The output promises or guarantees: `I promise`, `guaranteed`, `100 % safe`, `will definitely`… in English.",
    "promise or guarantee something",
    saysSo("promises"),
  ),
  plainCheck(
    "opines",
    "The output gives an opinion or a recommendation of its own: `I recommend`, `in my opinion`, `great choice`, `your best option`… in English. To recommend whom to turn to is none.",
    "give an opinion or a recommendation",
    saysSo("opines"),
  ),
  plainCheck(
    "refuses-with-alternative",
    "Where the output refuses (`I can't`, `that is not possible`, `against our policy`…) it also says what can be done (`instead`, `you can`, `I can transfer you`…), in English. An output that refuses nothing passes: the check `is-refusal` in `when` leaves it out.",
    "offer something where it refuses",
    (output) => {
      const at = placeOfManner(output, "refuses");
      if (at < 0) return { holds: true, note: "it refuses nothing" };
      return { holds: placeOfManner(output, "offersAlternative") >= 0, at };
    },
  ),
];

export const mannerChecks: readonly CheckType[] = manners.map((row) => ({ ...row, version: 2 }));

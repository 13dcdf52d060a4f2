/**
 * English words that hold a sentence together. A name may contain them but neither begins nor ends with one ("cancel my flight",
 * never "my flight and"). Other languages get theirs from the data: see `phrasesOf`.
 */
const FUNCTION_WORDS = new Set(
  `a an the this that these those some any each every all both either neither such own same other another few couple more most much many lot lots
  i me my mine myself we us our ours you your yours he him his she her it its they them their theirs one ones something anything everything nothing someone anyone
  am is are was were be been being isn't aren't wasn't weren't it's that's there's i'm i've i'd i'll we're we've we'd you're they're what's
  do does did doing don't doesn't didn't have has had having haven't hasn't hadn't can could will would shall should may might must can't cannot couldn't won't wouldn't shouldn't
  to of in on at by for from with without into onto over under about after before between during through until till up down out off back than via per upon within near as
  and or but nor so if because since while when where which who whom whose what why how then though although whether unless
  not no yes too very also just only even still already yet again ever never always really actually currently recently maybe perhaps quite rather soon now here there today tomorrow yesterday
  able possible need needs needed needing want wants wanted think thought know known knew believe try tried trying like help helped advise tell wonder wondering guess hope hoping seem seems understand explain happen happens happened happening going goes gone go gonna let
  please thanks thank hi hello hey ok okay sure well right etc like im ive id dont cant didnt doesnt isnt wont
  de la le les des du un une et en que el los las y por con para der die das und ein eine ist ich mir mein meine den dem mit für auf von zu im il lo gli di da che per una o e mi mio mia mon ma mes je`.split(
    /\s+/,
  ),
);

/** Words that open a question: a name may begin with them when it goes on ("how many bags can I take"). */
const QUESTION_WORDS = new Set(["how", "why", "what", "where", "when", "which", "who"]);

/** Words that act but say little on their own: fine to begin a name with, not enough to be one ("get my card", never "get"). */
const LIGHT_WORDS = new Set(
  "get gets getting got make makes making made use uses using used do find take takes taken give put set show see look keep come work working check ask asked say said issue issues problem problems thing things way question time times people new".split(
    " ",
  ),
);

/** Words that belong to the verb before them: "top up", "log out", "send back". */
const PARTICLES = new Set(["up", "off", "out", "back", "down"]);

export const isParticle = (lower: string): boolean => PARTICLES.has(lower);
export const isLightWord = (lower: string): boolean => LIGHT_WORDS.has(lower);
export const isFunctionWord = (lower: string): boolean => FUNCTION_WORDS.has(lower);
export const isQuestionWord = (lower: string): boolean => QUESTION_WORDS.has(lower);

/** Stands where something was taken out of a text, one for each character: words on both sides of it are not neighbours. */
const GAP = "\u0001";

/** Letters with digits, underscores, long numbers: names of records, not of intents. "2nd", "24h" and "5G" are not meant. */
const IDENTIFIERS = [
  /\b(?:https?:\/\/|www\.)\S+/giu,
  /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu,
  /\p{L}+(?:_[\p{L}\p{N}]+)+/gu,
  /#?(?=[\p{L}\p{N}-]*\p{N})(?=[\p{L}\p{N}-]*\p{L})(?!\d{1,4}(?:st|nd|rd|th|am|pm|h|g|k|m|min|x|kg|lb|lbs|km|mi)\b)[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*(?<=[\p{L}\p{N}-]{4,})/giu,
  /(?<=(?:reservation|booking|order|code|number|reference|ref|ids?|ID|confirmation|ticket|case)(?: (?:id|ID|number|code))?(?: is)?[\s:#,]+)\p{Lu}{5,10}(?!\p{L})/gu,
  /[$€£¥#]?\d+(?:[.,:/-]\d+)*(?:st|nd|rd|th|am|pm)?\b%?/giu,
];

/** "My reservation number is ...": says who asks, not what for. The number itself is a gap by then. */
const IDENTIFICATION = new RegExp(
  `(?<![\\p{L}'])(?:my|the|our|under|with|in|and|it's|using)(?: the)?(?: \\p{L}+){0,2} (?:ids?|numbers?|codes?|username|email(?: address)?)(?: (?:is|are|of|under))?(?=[\\s:]*${GAP})|(?<![\\p{L}'])(?:and )?(?:i'm|i am|this is|it's|it is)(?= ${GAP})`,
  "giu",
);

const HELP = "(?:help|assist|support|advise)";
const PLEASE = "(?:please|kindly|possibly|maybe|just|also|really|perhaps)";
/** One word that softens a request; it may stand inside a phrase of asking. */
const POLITE = new RegExp(`(?<![\\p{L}'])${PLEASE}(?![\\p{L}'])`, "giu");

/** Openers, thanks and offers of courtesy: they say that somebody talks, not what about. Whole phrases, longest first. */
const COURTESY = [
  "good (?:morning|afternoon|evening|day)",
  "(?:hi|hello|hey|hiya|howdy|yo|greetings)(?: (?:there|team|all|everyone|again|guys|folks|support|agent|bot|coach))*",
  "hope (?:you're|you are|all is|this finds you)(?: doing)? well",
  "how are you(?: doing)?(?: today)?",
  "(?:many |much )?(?:thanks|thank you)(?: (?:so|very) much| a lot| in advance| for (?:your|the) (?:help|assistance|time))?",
  "(?:sure|okay|ok|alright|well|yes|yeah|yep|no|right|great|perfect|sorry)(?=\\s*(?:[,.!?;]|$))",
  "if (?:that's|that is|it's|it is) (?:ok|okay|possible|alright)",
  "excuse me",
  "s'il vous pla[iî]t|bonjour|merci|salut|hola|buen[oa]s (?:d[ií]as|tardes|noches)|por favor|gracias|hallo|guten (?:tag|morgen|abend)|bitte|danke|ciao|buongiorno|grazie|per favore|ol[aá]|obrigad[oa]|hej|tack|привет|здравствуйте|спасибо|пожалуйста|こんにちは|すみません|お願いします|ありがとう(?:ございます)?|你好|您好|谢谢|请问|안녕하세요|감사합니다|namaste|مرحبا|السلام عليكم|شكرا",
];

/** What people put in front of what they want. The longest reading comes first, as alternatives are tried in order. */
const FRAMES = [
  `(?:can|could|would|will|do|are) (?:you|someone|anyone)(?: be)?(?: able)?(?: to)? ${HELP}(?: me| us)?(?: out)?(?: here)?(?: (?:with|on) (?:that|this|it|these|something))?(?: (?:then|today))?`,
  `(?:i|we)(?:'d| would|'ll| will)? (?:need|want|like|require|have)(?: (?:to get|some|a little|a bit of|your|any))* (?:help|assistance|support)(?: (?:with|on|regarding|about|in|from|for|to))?`,
  `(?:i'm|i am|i was|we're|we are|i've been) (?:just )?(?:hoping|looking|trying|wanting|planning|wondering|calling|writing|reaching out|contacting you|interested|checking|hoping you)(?: (?:to|in|about|regarding|because|if|whether|for|on))*(?: (?:you|i|we) (?:can|could|might))?(?: help(?: me)?(?: with)?)?(?: get| find out| figure out| do)?(?: if)?`,
  `(?:i|we)(?:'d| would)? (?:need|want|like|love|wish|have|hope)(?: you)? to(?: (?:know|do|get help with|ask(?: about)?|find out|understand))?`,
  `(?:can|could|would|will) (?:you|someone)(?: be able to)? (?:tell|let|show|give|explain to)(?: me| us)?(?: know)?`,
  `(?:can|could|would|will|may|do) (?:you|someone|i|we)(?: mind)?`,
  `(?:tell|let) me(?: know)?`,
  `(?:with|about|for) (?:that|this|it)(?=\\W*$)`,
];

/** A blank in a phrase also matches a gap: "could you please tell me" is still "could you tell me". */
const whole = (phrases: readonly string[]): RegExp =>
  new RegExp(
    `(?<![\\p{L}\\p{N}'])(?:${phrases.join("|").replaceAll(" ", `[\\s${GAP}]+`)})(?![\\p{L}\\p{N}'])`,
    "giu",
  );
const COURTESY_PATTERN = whole(COURTESY);
const FRAME_PATTERN = whole(FRAMES);

const CAPITALISED = "(?!I(?![\\p{L}]))\\p{Lu}[\\p{L}']*";
const NAME = `${CAPITALISED}(?:(?:[ ${GAP}-]|, | \\()${CAPITALISED}\\)?)*`;
/** Capitalised words after a preposition name a place, a person or a month: what varies inside an intent. The preposition goes too. */
const SLOT = new RegExp(
  `(?:(?<![\\p{L}'])(?:from|to|in|at|on|for|of|between|with|via|near|into)|(?<=(?<![\\p{L}'])(?:named|called|friend|name is|i'm|i am|this is))) ${NAME}`,
  "gu",
);
/** A preposition that has lost its number or date: "on 12/05", "at 3pm". */
const BARE_PREPOSITION = new RegExp(`(?<![\\p{L}'])(?:from|to|at|on|by|until)(?= ${GAP})`, "gu");

const MOSTLY_CAPITALS = 0.4;

/**
 * What a request is about: the text with courtesies, phrases of asking, record ids, numbers and names of places and people taken
 * out, each character of them replaced by a gap, so that offsets in the result are offsets in the text. A text made of nothing else
 * comes back whole: there is always something to compare. English is known best; other languages lose greetings and ids only.
 */
export function contentOf(text: string): string {
  const plain = text.replace(/[’‘ʼ]/g, "'");
  let content = withoutIdentifiers(plain);
  if (!isMostlyCapitals(plain)) content = blank(content, [SLOT, BARE_PREPOSITION]);
  const courteous = blank(content, [IDENTIFICATION, COURTESY_PATTERN, POLITE]);
  const asked = blank(courteous, [FRAME_PATTERN]);
  return [asked, courteous, content, plain].find((candidate) => /\p{L}{2,}/u.test(candidate)) ?? plain;
}

/** The same for texts that ask the same in the same words, whatever the ids, courtesies, case and punctuation. */
export const contentKey = (text: string): string => keyOfContent(contentOf(text));

export const keyOfContent = (content: string): string =>
  content
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();

/** True where something other than courtesy is left; "Hi, I need some help" has none. */
export function hasContent(text: string): boolean {
  const plain = text.replace(/[’‘ʼ]/g, "'");
  // Mostly the beginning decides. Of it only that counts which no phrase across its end can reach.
  const sure = leftOf(plain.slice(0, FIRST_LOOK)).slice(0, -LONGEST_PHRASE);
  return (plain.length > FIRST_LOOK && saysMore(sure.replace(/\p{L}+$/u, ""))) || saysMore(leftOf(plain));
}

const FIRST_LOOK = 300;
/** In characters, with room to spare. */
const LONGEST_PHRASE = 140;

const leftOf = (text: string): string =>
  blank(withoutIdentifiers(text), [IDENTIFICATION, COURTESY_PATTERN, POLITE, FRAME_PATTERN]);

const saysMore = (left: string): boolean =>
  left.split(/[^\p{L}]+/u).some((word) => word.length > 1 && !EMPTY_WORDS.has(word.toLowerCase()));

/** Words that are left over from courtesy ("some help with something") and say nothing on their own. */
const EMPTY_WORDS = new Set(
  "a an the me my i you it is this that these to with for of and or so some something anything question questions help assistance issue problem here today now again quick there what's up thing things things' few have got can could do user id ids username name is are have don't sure".split(
    " ",
  ),
);

export const isGap = (between: string): boolean =>
  between !== " " && (between.includes(GAP) || /[^\s'"()-]/u.test(between));

/** Without any of these none of the identifiers is there, and most requests have none. */
const HINT_OF_IDENTIFIER = /[\p{N}_@]|:\/\/|[wW]{3}\.|\p{Lu}{5}/u;

const withoutIdentifiers = (text: string): string =>
  HINT_OF_IDENTIFIER.test(text) ? blank(text, IDENTIFIERS) : text;

function blank(text: string, patterns: readonly RegExp[]): string {
  return patterns.reduce((left, pattern) => left.replace(pattern, (found) => GAP.repeat(found.length)), text);
}

function isMostlyCapitals(text: string): boolean {
  const words = text.match(/\p{L}{2,}/gu) ?? [];
  return words.filter((word) => /^\p{Lu}/u.test(word)).length > MOSTLY_CAPITALS * Math.max(words.length, 5);
}

import { isDone, isRefusal } from "../signals/index.ts";
import type { LaterRequest, Message } from "../store/index.ts";
import { type Asking, askingsIn } from "./asking.ts";
import { isFunctionWord, isLightWord } from "./function-words.ts";
import { contentOf } from "./request-text.ts";
import { capped, handlingOf, openingIndex } from "./requests.ts";
import { lowerWordsOf, stemOf } from "./words.ts";

/** Nobody asks for more things in one conversation; what goes on longer is played by a program. */
const MAX_REQUESTS = 20;
/** In characters: what is read of a message in which something may be asked, and of one in which words may stand. */
const READ = 1_500;
const HEARD = 4_000;
/** "Book it": nothing shorter opens a subject. */
const SHORTEST = 10;

/**
 * Requests that change the subject, in order: messages after the opening with a sentence that has the form of a request and whose words
 * are mostly new, said neither by the user nor by the agent. An answer, a correction, a rephrasing and a question about the same thing
 * say what was said, or point at it. Precision before recall: `npm run bench -- later-requests` has the figures. English only;
 * elsewhere a conversation has its opening request alone. `turn` is for the caller to know. Linear in the messages.
 */
export function laterRequests(messages: readonly Message[]): LaterRequest[] {
  const found = changesOfSubject(messages);
  return found.map(({ messageIndex, text }, i) => {
    const handling = handlingOf(messages.slice(messageIndex, found[i + 1]?.messageIndex));
    return { messageIndex, text, ...(handling && { handling }) };
  });
}

function changesOfSubject(messages: readonly Message[]): Pick<LaterRequest, "messageIndex" | "text">[] {
  // Most conversations of a suite, and many of a bot, have one message of the user.
  if (messages.filter(({ role }) => role === "user").length < 2) return [];
  const opening = openingIndex(messages);
  if (opening === undefined) return [];
  const heard = new Heard();
  const found: Pick<LaterRequest, "messageIndex" | "text">[] = [];
  let unheard = opening;
  let answer = "";
  // Read once, however much a user says before the next answer.
  let after: Omit<Situation, "heard"> | undefined;
  for (let i = opening + 1; i < messages.length && found.length < MAX_REQUESTS; i++) {
    const { role, text } = messages[i]!;
    if (role === "assistant" && text !== "") [answer, after] = [text, undefined];
    if (role !== "user" || text.length < SHORTEST) continue;
    const straight = text.slice(0, READ).replace(/[’‘ʼ]/g, "'");
    const askings = askingsIn(inPlace(straight));
    if (askings.length === 0) continue;
    for (; unheard < i; unheard++) heard.add(messages[unheard]!);
    after ??= situationAfter(answer);
    const situation = { heard, ...after };
    const asking = askings.find((one) => isNewSubject(one, straight, situation));
    if (asking) found.push({ messageIndex: i, text: capped(text.slice(asking.start)) });
  }
  return found;
}

/** Small letters, each where it was: of all letters only this one becomes two. */
const inPlace = (text: string): string => text.replaceAll("İ", "i").toLowerCase();

interface Situation {
  readonly heard: Heard;
  /** The agent waits for a detail, or refused: whatever comes is an answer or insists, unless it says otherwise. */
  readonly isAnswering: boolean;
  /** The agent is done, or asked what else it can do. */
  readonly isInvited: boolean;
}

const MOSTLY = 0.6;

/** Worked: "What's the weather in Chicago?" has one new thing and a new name, so two new words, as many as a question needs. */
function isNewSubject(asking: Asking, text: string, { heard, isAnswering, isInvited }: Situation): boolean {
  const { form, isMarked, pointsBack } = asking;
  if (!isMarked && isAnswering && (form !== "plea" || asking.isChange)) return false;
  if (!isMarked && !isInvited && (asking.isNeed || form === "question")) return false;
  const sentence = text.slice(asking.start, asking.end);
  const names = namesIn(sentence);
  const things = [...termsOf(contentOf(sentence))].filter((term) => !STEPS.has(term) && !names.has(term));
  const fresh = things.filter((term) => !heard.has(term));
  if (fresh.length === 0 || fresh.length < MOSTLY * things.length) return false;
  const needed =
    (form === "question" ? 3 : 1) + (isAnswering ? 1 : 0) + Math.min(pointsBack, 2) - (isMarked ? 1 : 0);
  if (fresh.length >= needed) return true;
  return [...termsOf(sentence)].filter((term) => !heard.has(term)).length >= needed;
}

const LAST_WORDS = 200;
const GOES_ON =
  /(?:anything|something|what) else|else (?:i|we|you)|(?:further|other|more) (?:assistance|questions|help)|how (?:else )?i can (?:assist|help)|how (?:can|may|else) i (?:help|assist)/i;
const GOODBYE = /\bgood ?bye\b|\bbye\b|welcome|enjoy|have a (?:nice|great|good)/i;
/** "Shall I look for other flights, or is there anything else?" */
const EITHER = /,? or (?:is there |do you (?:have|need) |should i )?(?:any|some)thing else/i;
const DETAILS =
  /(?:so|and|,) (?:that )?(?:i can|i'll|we can|we'll|i will) (?:\w+ ){0,3}(?:assist|help|proceed)|filter|narrow|criteria|let us know|let me know (?:which|what|the|your|how you|whether|if you(?:'d| would) like)|(?:please|could you|and|then) (?:provide|tell|enter|give|specify|confirm|share)|please[.]?$|can i (?:proceed|book|confirm)/i;

function situationAfter(answer: string): Omit<Situation, "heard"> {
  const last = answer.trimEnd().slice(-LAST_WORDS);
  const goesOn = GOES_ON.test(last) && !EITHER.test(last);
  const isAsked = !goesOn && (/[?？]$/.test(last) || DETAILS.test(last));
  const lower = answer.toLowerCase();
  return {
    isInvited: goesOn || (!isAsked && (isDone(lower) || GOODBYE.test(last))),
    isAnswering: isAsked || isRefusal(lower),
  };
}

/** What was said so far: the opening, and of the rest the latest, so that a conversation of any length is read in linear time. */
class Heard {
  private opening = "";
  private latest = "";

  add({ role, text }: Message): void {
    if (role !== "user" && role !== "assistant") return;
    const lower = text.slice(0, HEARD).toLowerCase();
    this.opening ||= lower;
    this.latest += `\n${lower}`;
    if (this.latest.length > 2 * KEPT) this.latest = this.latest.slice(-KEPT);
  }

  has(stem: string): boolean {
    return isIn(this.latest, stem) || isIn(this.opening, stem);
  }
}

/** Whether a word of that stem occurs. A stem is the beginning of its words, so only those that begin like it are looked at. */
function isIn(said: string, stem: string): boolean {
  let tries = 0;
  for (let at = said.indexOf(stem); at >= 0 && tries < TRIES; at = said.indexOf(stem, at + 1)) {
    if (WORD_CHARACTER.test(said[at - 1] ?? "")) continue;
    tries++;
    if (stemOf(lowerWordsOf(said.slice(at, at + LONGEST))[0] ?? "") === stem) return true;
  }
  return false;
}

const KEPT = 20_000;
const TRIES = 50;
const LONGEST = 40;
const WORD_CHARACTER = /[\p{L}\p{N}]/u;

/** Stems of the words that tell what a sentence is about. */
const termsOf = (text: string): Set<string> => new Set(lowerWordsOf(text).filter(tells).map(stemOf));

const tells = (word: string): boolean =>
  word.length > 2 &&
  !/\d/.test(word) &&
  !word.startsWith("let'") &&
  !isFunctionWord(word) &&
  !isLightWord(word) &&
  !VAGUE.has(word);

/** Capitalised words inside of a sentence: names are what varies, "check Los Angeles" is no new subject. */
const namesIn = (sentence: string): Set<string> =>
  new Set(
    [...sentence.matchAll(/(?<=[\p{L}',] )(?!I\b)\p{Lu}[\p{L}']+/gu)].map(([name]) =>
      stemOf(name.toLowerCase()),
    ),
  );

/** Times, places, praise and exclamations: they come with any subject. */
const VAGUE = new Set(
  `let lets ahh aww wow imm gosh alright yeah yep around late later early maybe wanna gonna gotta it'll i'm today tomorrow tonight morning afternoon evening night noon day week weekend month year
  monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december two three four five six seven eight nine ten first second last next
  good great perfect nice fine best better bad sorry love dear hope thanks kind guy guys man lol haha yes sir little bit ahead person people town try sound sounds actually instead different another cheap cheapest expensive
  option options exactly wait check start also everything stuff place name north south east west center side part area star rating price information info able anytime can't soon`.split(
    /\s+/,
  ),
);

/** Steps of whatever is going on: to book what was found is no new subject. */
const STEPS = new Set(
  "book reserve reservation schedule arrange order buy rent hire call send find search look check show tell explain recommend suggest compare list play start cancel change update modify add remove delete upgrade return report file set create make write review remind track open close pay plan switch request submit status"
    .split(" ")
    .map(stemOf),
);

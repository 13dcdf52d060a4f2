/** English verbs that open an order. Not complete: an unknown verb falls back to the modal words below. */
const verbs = new Set(
  `accept account acknowledge act add address adjust adopt advise aim allow analyze answer apologize append apply approach ask assign assist assume attempt avoid base be
begin book brainstorm break build call cancel carry categorize cite check choose clarify classify close collect combine comment communicate compare compile
complete compute conclude confirm consider consult continue convert correct count cover create decide decline default define delete deliver demonstrate deny describe design
detail determine develop direct discuss display document draft draw edit elaborate emphasize encourage end enforce ensure enter escalate establish estimate evaluate examine exclude
execute expand explain explore express extract fail fetch fill filter find finish fix focus follow format gather generate get give greet group guide handle help
highlight hold identify ignore implement import improve include incorporate increase indicate infer inform insert inspect install instruct integrate introduce invite issue join justify
keep label lead leave let limit link list listen load locate log look maintain make map mark match measure mention merge minimize mirror modify monitor move
name narrow never note notify number obtain offer omit open order organize outline output paraphrase parse pass pause perform pick place plan point politely post praise prefer prepare
present preserve prevent print prioritize proceed process produce prompt propose provide publish push put quote rank rate read recall recommend record redirect reduce refer refrain
refuse reject remain remember remind remove rename render repeat rephrase replace reply report request require research resist resolve respect respond restate restrict return review
revise rewrite round route run save say scan schedule score search secure see select send separate set share show simplify skip solve sort speak specify split
stand start state stay stick stop store structure submit suggest summarize supply support take talk tell test thank think track transfer translate treat trim try turn understand
update upload use validate verify view wait walk warn watch work wrap write
annotate archive assert assess calculate capture click clone configure customize decompose deduce delegate deploy derive detect diagnose disable dismiss dispatch
distinguish hand divide download drop embed enable enhance enrich enumerate expose favor formulate honor illustrate initialize inject interpret invoke isolate learn
leverage migrate narrate navigate normalize obey optimize paste phrase pinpoint populate predict propagate quantify reassure recap recognize reconcile
refactor refine reflect reformat reformulate register reinforce represent reproduce rerun retain retrieve retry reuse revert reword sanitize seek shorten simulate
sketch skim standardize strip strive substitute swap switch synthesize tag tailor teach transcribe transform triage uncover utilize visit weigh`.split(
    /\s+/,
  ),
);

/** Verbs that are nouns as well: they order something where an object follows ("Commit your changes"). */
const nounVerbs = new Set(
  "access balance bundle cache commit copy debug default export forward mock name pair pin position prefix profile pull query reference sample signal surface target trace trigger trust value".split(
    " ",
  ),
);
const object =
  /^(?:the|an?|your|their|its|his|her|my|our|all|any|each|every|both|other|these|those|this|that|it|them|only|everything|no|to|with|from|as|if)$/;

const isVerb = (word: string, next: string): boolean =>
  verbs.has(word) ||
  verbs.has(word.replace(/ys?e$/, "yze").replace(/ise$/, "ize").replace(/our$/, "or")) ||
  (nounVerbs.has(word) && object.test(next));

const modal =
  /\b(?:must|should|shall|need(?:s)? to|ha(?:s|ve) to|cannot|can't|can|may|might not|never|always|only|required?|allowed|forbidden|at most|at least|no more than|ensure|make sure|do not|don't|does not|doesn't|avoid|prefer|ought to|is to|are to|will)\b/i;

const adverb =
  /^(?:always|never|please|also|now|then|first|next|finally|instead|otherwise|only|just|do|not|\p{L}{3,}ly)$/iu;

/** The first words; what opens a text stands in its first characters. */
const words = (text: string): string[] =>
  text
    .slice(0, 120)
    .toLowerCase()
    .match(/[\p{L}'’]+/gu) ?? [];

/** "Re-read the order", "double-check it". */
const repeated = /^[^\p{L}]*(?:re|pre|double|cross)-(?=\p{L})/iu;

/** "Do you have the number?" asks, "Do it" orders. */
const asksBack = /^(?:i|you|he|she|we|they|users?|customers?)$/;

/** True where the text opens with an order: "Ask for…", "Never promise…", "Please keep…". */
export function opensWithOrder(text: string): boolean {
  const [first = "", second = "", third = "", fourth = ""] = words(text.replace(repeated, ""));
  if (
    /^(?:never|always|don't|avoid|please|ensure|no)$/.test(first) ||
    (first === "do" && !asksBack.test(second))
  )
    return true;
  if (isVerb(first, second)) return true;
  return adverb.test(first) && (isVerb(second, third) || (adverb.test(second) && isVerb(third, fourth)));
}

/** "To write a letter, use the form": the order comes after a phrase that sets the scene. */
const scene =
  /^(?:to|for|in|on|with|before|after|as|by|during|at|from|upon|under|given|based on|using|according to|if|when|whenever|where|unless|once|while)\b[^,.;:!?]{2,120},\s+/i;
const namedSteps =
  /\b(?:perform|use|follow|complete|do|take|apply|answer)\s+(?:the|these|this)\s+(?:following|steps)\b/i;

/** True where the text orders something, be it after a label or a phrase that sets the scene. */
export const isOrder = (text: string): boolean =>
  opensWithOrder(text) ||
  opensWithOrder(text.replace(/^[^:]{1,40}:[*_`]*\s+/, "")) ||
  opensWithOrder(text.replace(/^[^:.,;–—-]{1,60} [-–—] /, "")) ||
  (scene.test(text) && opensWithOrder(text.replace(scene, ""))) ||
  namedSteps.test(text);

/** True where the text tells the model to do, or not to do, something; false for plain statements of fact. */
export const isDirective = (text: string): boolean => isOrder(text) || modal.test(text);

const strongModal = /\b(?:must|should|shall|will|never|always|do not|don't|please)\b/i;

/** True for what only announces what follows: "Here are the rules:", "INPUT:". What orders something itself is more than a label. */
export const isLabel = (text: string): boolean =>
  /[:：][*_`]*$/.test(text.trimEnd()) &&
  // "Answer:" names a place, though the word alone could be an order.
  (words(text).length <= 1 || (!isOrder(text) && !strongModal.test(text)));

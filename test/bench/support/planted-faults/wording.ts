import type { Draw } from "./draw.ts";

const stop = new Set(
  `about after again all also always and another any anything are because been before being below both but can could did does doing done during each else ever
every first for from get gets give given goes had has have having her here him his how into its just know let like made make makes many may mine more most much must
myself nobody not nothing now off once only other our out over own please put quite rather really same say says she should since some somebody something still such
than that the their them then there these they thing things this those though through too under until upon use used very want wants was way well were what when where
which while who whom whose why will with within without would yet you your customer passenger client patient user people person`.split(
    /\s+/,
  ),
);

/** What a text is about, by the beginnings of its words, so that inflections are one. */
const contentOf = (text: string): Set<string> =>
  new Set(
    (text.toLowerCase().match(/\p{L}{3,}|\p{N}+/gu) ?? [])
      .filter((word) => !stop.has(word))
      .map((word) => word.replace(/(?:ing|ed|es|s)$/, "").slice(0, 5)),
  );

/** Whether two texts have a content word in common, in any inflection. */
export function sharesWord(one: string, other: string): boolean {
  const words = contentOf(other);
  return [...contentOf(one)].some((word) => words.has(word));
}

const frames = [
  "{s}",
  "{s}",
  "{s}",
  "The thing is: {s}",
  "You should know: {s}",
  "{s} In case that matters.",
  "{s} I don't know whether it plays a role.",
  "Just so that it's on file: {s}",
  "Mind you, {s}",
  "To be clear: {s}",
];

/** One of several words for the same; whoever says it has a habit, but not always. */
const synonyms: readonly (readonly string[])[] = [
  ["please", "pls", "kindly"],
  ["I want to", "I'd like to", "I need to", "I would like to"],
  ["Can I", "Could I", "May I", "Is it possible that I"],
  ["Can you", "Could you", "Would you"],
  ["my wife", "my partner", "my girlfriend"],
  ["my husband", "my partner", "my boyfriend"],
  ["my boss", "my manager", "the head of my team"],
  ["my son", "our son", "my boy"],
  ["my daughter", "our daughter", "my girl"],
  ["my father", "my dad"],
  ["my mother", "my mum"],
  ["somebody", "someone"],
  ["Monday", "Tuesday", "Wednesday", "Thursday"],
  ["last week", "the other day", "a week ago"],
  ["yesterday", "a day ago", "the day before today"],
  ["tonight", "this evening"],
  ["really", "truly", "very"],
  ["again and again", "all the time", "over and over"],
  ["everything", "all of it"],
  ["money", "cash", "dollars"],
  ["paper", "document", "sheet"],
  ["letter", "note"],
  ["gone", "lost", "away"],
  ["huge", "enormous", "massive"],
  ["small", "little", "tiny"],
  ["company", "firm"],
  ["colleague", "coworker"],
  ["two months", "ten weeks", "sixty days"],
  ["next one", "following one"],
  ["come by", "stop by", "pass by"],
  ["looks at", "glances at"],
  ["not good with", "bad at"],
  ["nothing happens", "there is no reaction"],
];

function reworded(text: string, draw: Draw): string {
  let said = text;
  for (const group of synonyms) {
    const found = group.find((word) => said.includes(word));
    if (found !== undefined && draw.chance(0.6)) said = said.replace(found, draw.pick(group));
  }
  return said;
}

/** A sentence in other words and another frame; never in a word of `avoid`. */
export function inOtherWords(sentences: readonly string[], draw: Draw, avoid?: string): string {
  for (let tries = 0; tries < 8; tries++) {
    const sentence = draw.pick(sentences);
    const said = framed(draw.pick(frames), reworded(sentence, draw));
    if (avoid === undefined || !sharesWord(said, avoid)) return said;
  }
  return draw.pick(sentences);
}

/** What an agent says of what it does, before and after. */
const agentFrames = [
  "{s}",
  "{s}",
  "{s}",
  "{s}",
  "So: {s}",
  "{s} That is settled.",
  "As to that: {s}",
  "Next, {s}",
];

export const agentSays = (sentence: string, draw: Draw): string =>
  framed(draw.pick(agentFrames), reworded(sentence, draw));

/** Behind a comma a sentence goes on in lower case, but for "I". */
const framed = (frame: string, sentence: string): string =>
  frame.replace("{s}", () =>
    frame.includes(", {s}") && !/^I\b|^I'/.test(sentence)
      ? sentence.charAt(0).toLowerCase() + sentence.slice(1)
      : sentence,
  );

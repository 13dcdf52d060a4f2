import type { Draw, PromptName } from "../demo-types.ts";
import { fillSlots, type Slots } from "./slots.ts";
import { besides, closers, openers } from "./small-talk.ts";

/** Ways of saying the same that go with any request, so that they move no request from one intent to another. */
const rephrasings: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\bI'd like to\b/g, ["I want to", "I would like to", "id like to"]],
  [/\bI want to\b/g, ["I'd like to", "I'd love to", "i wanna"]],
  [/\b[Cc]an you\b/g, ["could you", "would you", "can u"]],
  [/\b[Cc]ould you\b/g, ["can you", "would you please", "could u"]],
  [/\b[Cc]an I\b/g, ["may I", "could I", "am I able to"]],
  [/\b[Hh]ow do I\b/g, ["how can I", "how would I", "how to"]],
  [/\bWhat should I\b/g, ["What do I", "what would you"]],
  [/\b(?:[Pp]lease|pls)\b/g, ["please", "pls", "if possible"]],
  [/\bdoesn't\b/g, ["does not", "doesnt"]],
  [/\bdon't\b/g, ["do not", "dont"]],
  [/\bI'm\b/g, ["I am", "im"]],
  [/\bI've got\b/g, ["I have", "ive got"]],
  [/\bIt's\b/g, ["It is", "its"]],
  [/\bbecause\b/g, ["cause", "since"]],
  [/\bevery\b/g, ["each", "every single"]],
  [/\ball the time\b/g, ["constantly", "always"]],
  [/\bsince\b/g, ["ever since", "since"]],
  [/\bvery\b/g, ["really", "so"]],
  [/\bby mistake\b/g, ["by accident", "accidentally"]],
  [/\bagain\b/g, ["once more", "again"]],
  [/(?<!\b[Dd]o )\bI need\b/g, ["i need", "I'd need", "I do need"]],
  [/\byou\b/g, ["u", "you"]],
];

/** Other people's words for what somebody wrote: the wish stays the same. */
export function retell(text: string, prompt: PromptName, slots: Slots, draw: Draw): string {
  const sentences = [typed(reworded(text, draw), draw)];
  if (draw.chance(0.25)) {
    const beside = typed(reworded(fillSlots(draw.pick(besides[prompt]), slots), draw), draw);
    if (draw.chance(0.5)) sentences.unshift(beside);
    else sentences.push(beside);
  }
  if (draw.chance(0.3)) sentences[0] = greeted(draw.pick(openers), sentences[0]!);
  if (draw.chance(0.25)) sentences.push(draw.pick(closers));
  return sentences
    .map((sentence, i) =>
      i < sentences.length - 1 && /[\p{L}\p{N}]$/u.test(sentence) ? `${sentence}.` : sentence,
    )
    .join(" ");
}

const reworded = (text: string, draw: Draw): string =>
  rephrasings.reduce(
    (told, [from, to]) => told.replace(from, (found) => (draw.chance(0.35) ? draw.pick(to) : found)),
    text,
  );

function greeted(opener: string, sentence: string): string {
  const isName = /^(?:I\b|I'|[A-Z]{2}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)/.test(sentence);
  const goesOn = !opener.endsWith(".") && !isName;
  return `${opener} ${goesOn ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence}`;
}

/** In haste, with small letters or a slip of the finger. */
function typed(text: string, draw: Draw): string {
  const hasty = draw.chance(0.3) ? text.toLowerCase().replace(/[.!?]+$/, "") : text;
  return draw.chance(0.12) ? slipped(hasty, draw) : hasty;
}

/** Words by which an age is told keep their letters: whoever says it says it clearly. */
const spelt = /^(?:years?|turned|school)$/i;

/** Two neighbouring letters of one longer word are exchanged, or one is left out. */
function slipped(text: string, draw: Draw): string {
  const words = [...text.matchAll(/\p{L}{5,}/gu)].filter(([word]) => !spelt.test(word));
  if (words.length === 0) return text;
  const { 0: word, index } = draw.pick(words);
  const at = draw.int(1, word.length - 3);
  const wrong = draw.chance(0.5)
    ? word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2)
    : word.slice(0, at) + word.slice(at + 1);
  return text.slice(0, index) + wrong + text.slice(index + word.length);
}

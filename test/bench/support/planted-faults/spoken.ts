import type { Draw } from "./draw.ts";

/** What people say around what they want; domain-free. */
const openings = [
  "Hi, ",
  "Hello. ",
  "Hey there, ",
  "Good morning! ",
  "",
  "",
  "",
  "Quick one: ",
  "So, ",
  "Hello, I hope you can help. ",
  "ok ",
];
const asides = [
  "Thanks in advance.",
  "I'm on my way, so please be quick.",
  "Sorry for the long text.",
  "I looked on the page first and found nothing.",
  "My wife says hello.",
  "It's raining here.",
  "I tried last night as well.",
  "This is the first time I write.",
  "Let me know what you need from me.",
];
const thanks = [
  "Great, thanks!",
  "Perfect.",
  "ok thank you",
  "That helps, bye.",
  "Alright then.",
  "Thank you, that was all.",
  "cool",
];
const links = [
  "And another thing. ",
  "Also: ",
  "While I have you: ",
  "One more question. ",
  "Then there is this. ",
  "",
];
const agentFillers = [
  "Let me see.",
  "I had a look.",
  "Thanks for the details.",
  "Understood.",
  "I have it in front of me.",
  "That is clear.",
  "Right.",
];

export const opening = (draw: Draw): string => draw.pick(openings);
export const aside = (draw: Draw): string => draw.pick(asides);
export const thank = (draw: Draw): string => draw.pick(thanks);
export const link = (draw: Draw): string => draw.pick(links);
export const agentFiller = (draw: Draw): string => draw.pick(agentFillers);

/** How different people type the same thing. */
export function typed(text: string, draw: Draw): string {
  let said = text;
  if (draw.chance(0.12)) said = said.toLowerCase();
  if (draw.chance(0.1)) said = said.replace(/[.!]$/, "");
  if (draw.chance(0.06)) said = said.replace(/(\w)(\w)(\w{2,})\b/, "$2$1$3");
  if (draw.chance(0.08)) said = said.replace("I am", "Im").replace("I'm", "im");
  return said;
}

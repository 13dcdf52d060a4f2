import type { Draw } from "./demo-types.ts";

const greetings = [
  "Hi, ",
  "hey, ",
  "Hello! ",
  "hi there, ",
  "Quick question: ",
  "Morning! ",
  "sorry to bother you, ",
] as const;

const endings = [" please", ", thanks", " :)", "!!", ", thank you"] as const;

/**
 * The same request typed by somebody else. Used only where an intent has more conversations than hand-written openings: nobody
 * writes letter by letter what another person wrote.
 */
export function retype(text: string, draw: Draw): string {
  const plain = draw.chance(0.5) ? text.toLowerCase().replace(/[.!?]+$/, "") : text;
  const isName = /^(?:I\b|I'|GPS|PB)/.test(plain);
  const lower = isName ? plain : plain.charAt(0).toLowerCase() + plain.slice(1);
  const isGreeted = /^(?:hi|hey|hello|dear|good morning|ok so)\b/i.test(text);
  if (!isGreeted && (plain === text || draw.chance(0.5))) return `${draw.pick(greetings)}${lower}`;
  return plain === text ? `${text.replace(/[.!?]+$/, "")}${draw.pick(endings)}` : plain;
}

import { sharedOf, termsIn, wordsIn } from "../../signals/index.ts";

/** Two questions are one when so much of the shorter one's words stands in the other. */
const leastShared = 0.2;
const quoted = 120;

/**
 * Whether the recorded next message of the user no longer fits what the agent says now, and why, as a sentence. It fits where both answers
 * ask for the same things, or neither asks for anything. Otherwise the recorded message answers a question that was not asked, or leaves
 * one that was. A closing courtesy ("anything else?") asks for nothing. The test goes by question marks and by the phrases in which
 * English asks; it can take two wordings of one question for two, and then a replay ends early, which is said. It cannot see that an answer
 * without a question takes the conversation elsewhere.
 */
export function departs(recorded: string, fresh: string): string | undefined {
  if (recorded.trim() === fresh.trim()) return undefined;
  const [before, now] = [asksIn(recorded), asksIn(fresh)];
  if (before.length === 0 && now.length === 0) return undefined;
  if (now.length === 0)
    return `The user's next message answers what was asked in the recording (${quote(before[0]!)}), and was not asked this time.`;
  if (before.length === 0)
    return `The agent asks something that it did not ask in the recording (${quote(now[0]!)}), so the user's next message is no answer to it.`;
  const [old, own] = [before, now].map((asks) => termsIn(wordsIn(asks.join(" ").toLowerCase())));
  const smaller = Math.min(old!.size, own!.size);
  if (smaller === 0 || sharedOf(old!, own!) / smaller >= leastShared) return undefined;
  return `The agent asks something else (${quote(now[0]!)}) than in the recording (${quote(before[0]!)}), which the user's next message answers.`;
}

const asking =
  /[?？؟]\s*$|\b(?:please\s+(?:provide|share|tell|confirm|give|send|enter|reply|specify|let)|let me know|(?:i(?:'ll| will)?|we(?:'ll| will)?) (?:still )?need (?:your|the|to know|you to)|could you|can you|would you like)\b/i;
const courtesy =
  /\b(?:anything|something) else\b|\b(?:how|what) (?:can|may|could) I (?:help|assist|do)\b|\belse (?:can|may) I\b|\bfurther (?:questions|assistance|help)\b|\b(?:other|more) questions\b|\bfeel free\b/i;

/** Sentences that ask for something. */
function asksIn(text: string): string[] {
  const sentences = text.replace(/[’‘]/g, "'").match(/[^.!?？؟。！\n]+[.!?？؟。！]*/g) ?? [];
  return sentences
    .map((one) => one.replace(/^[\s\-*#>\d]+/, "").trim())
    .filter((one) => asking.test(one) && !courtesy.test(one));
}

const quote = (text: string): string => `“${text.length > quoted ? `${text.slice(0, quoted)}…` : text}”`;

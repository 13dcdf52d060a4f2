import type { Message } from "../../store/index.ts";
import type { CauseFound } from "./cause-marks.ts";
import type { CauseReading } from "./cause-reading.ts";

/** Characters of a conversation that are remembered; where there are more, a value that is not found may stand in the rest. */
const MOST = 400_000;
/** Of each result that came beside. */
const MOST_BESIDE = 10_000;
/** Arguments of one conversation that are looked up. */
const MOST_VALUES = 60;
/** Names of arguments that hold a reference to something that exists. What an agent makes up itself, as the name of a file, has others. */
const REFERENCE = /(?:^|_|[a-z])(?:id|Id|ID|number|Number|no|code|ref|reference)$/;
const NEW = /^(?:create|add|new|register|generate|insert|start|open|make)/i;

/**
 * The agent calls a tool with an id that stood in nothing it had read: no message, no result, no document. Only values with digits and of
 * four characters or more, whole or in their parts, and of calls that do not make something new. Agents whose system text names ids are
 * not seen, so the mark is no certainty.
 */
export function inventedArguments({ messages, spans, calls }: CauseReading): CauseFound[] {
  const documents = spans.flatMap(
    (span) => span.documents?.map(({ text, id }) => `${id ?? ""} ${text}`) ?? [],
  );
  let known = plain(documents.join("\n").slice(0, MOST));
  const answersTo = (message: Message, but: number): string =>
    calls
      .filter(({ at }) => messages[at] === message)
      .flatMap(({ answer }, nth) => (nth === but || !answer ? [] : answer.text.slice(0, MOST_BESIDE)))
      .join("\n");
  let looked = 0;
  const found: CauseFound[] = [];
  for (const [messageIndex, message] of messages.entries()) {
    if (known.length > MOST || looked > MOST_VALUES) break;
    const made = message.toolCalls ?? [];
    for (const [nth, { name, args }] of made.entries()) {
      if (NEW.test(name)) continue;
      // Some programs write down as one message what their agent did one after the other.
      const beside = made.length === 1 ? "" : plain(answersTo(message, nth));
      const isKnown = (value: string): boolean => known.includes(value) || beside.includes(value);
      const loose = referencesIn(args).find((value) => looked++ < MOST_VALUES && !isKnown(plain(value)));
      if (loose !== undefined)
        found.push({ messageIndex, quoted: `${name} ${JSON.stringify(args) ?? ""}`.slice(0, 2_000) });
    }
    // What the agent itself said first is no source, and its calls are what is looked at.
    if (message.role !== "assistant") known += `\n${plain(message.text)}`;
  }
  return found;
}

function referencesIn(args: unknown, depth = 0): string[] {
  if (typeof args !== "object" || args === null || depth > 4) return [];
  return Object.entries(args)
    .slice(0, 40)
    .flatMap(([name, value]) => {
      if (typeof value === "object") return referencesIn(value, depth + 1);
      const text = typeof value === "number" ? String(value) : value;
      return typeof text === "string" && REFERENCE.test(name) && isReference(text) ? [text] : [];
    });
}

/** With a digit in it, of a length that is no count, and no date. */
const isReference = (text: string): boolean =>
  text.length >= 4 && text.length <= 80 && /\d/.test(text) && !/^\d{4}-\d\d?-\d\d?|\s/.test(text);

/** Blanks and hyphens come and go when people read ids out. */
const plain = (text: string): string => text.toLowerCase().replace(/[\s#-]+/g, "");

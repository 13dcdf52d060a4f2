import { wrongSums } from "./arithmetic.ts";
import type { CauseFound, CauseRule } from "./cause-marks.ts";
import { type CauseReading, looksUp, type MadeCall } from "./cause-reading.ts";
import { asksToReckon, givesLongList } from "./hard-requests.ts";
import { inventedArguments } from "./invented-arguments.ts";
import { wrongCounts } from "./listed-count.ts";
import { keyOf } from "./tool.ts";

/** The model could not do it, whatever its prompt said: what is wrong here can be checked without knowing what was wanted. */
export const capabilityRules: readonly CauseRule[] = [
  {
    kind: "wrong-arithmetic",
    says: "a calculation that is wrong",
    strength: 0.9,
    find: (reading) =>
      byAnswer(reading, (text) => {
        const wrong = wrongSums(text)[0];
        return wrong && { at: wrong.at };
      }),
  },
  {
    kind: "wrong-count",
    says: "a list with more or fewer entries than it says",
    strength: 0.6,
    find: (reading) =>
      byAnswer(reading, (text) => {
        const wrong = wrongCounts(text)[0];
        return wrong && { at: wrong.at };
      }),
  },
  {
    kind: "reckoning-asked",
    says: "a request to reckon with many numbers",
    strength: 0.5,
    find: asksToReckon,
  },
  {
    kind: "long-list",
    says: "a long list to be worked through",
    strength: 0.5,
    find: givesLongList,
  },
  {
    kind: "malformed-json",
    says: "JSON that does not parse",
    strength: 0.6,
    find: (reading) => byAnswer(reading, brokenJson),
  },
  {
    kind: "malformed-arguments",
    says: "a tool call whose arguments do not parse",
    strength: 0.8,
    find: ({ calls }) =>
      calls.flatMap(({ call, at }) =>
        typeof call.args === "string" && /^\s{0,99}[{[]/.test(call.args)
          ? [{ messageIndex: at, quoted: `${call.name} ${call.args.slice(0, 1_000)}` }]
          : [],
      ),
  },
  {
    kind: "wrong-arguments",
    says: "a tool called with arguments that it does not take",
    strength: 0.6,
    find: (reading) => failuresOf(reading, "arguments"),
  },
  {
    kind: "failing-code",
    says: "code or a query of the agent's own that does not run",
    strength: 0.6,
    find: (reading) => failuresOf(reading, "code"),
  },
  {
    kind: "invented-argument",
    says: "a tool called with an id that nobody gave",
    strength: 0.6,
    find: inventedArguments,
  },
  {
    kind: "loop",
    says: "the same call three times and more without anything between that could change its result",
    strength: 0.7,
    find: loops,
  },
  {
    kind: "repeats-itself",
    says: "an agent that says the same again word for word",
    strength: 0.5,
    find: repeats,
  },
  {
    kind: "claims-undone",
    says: "an agent that says that it did what no call of it did",
    strength: 0.6,
    find: claimsUndone,
  },
  {
    kind: "takes-back",
    says: "an agent that takes back what it said",
    strength: 0.5,
    find: (reading) =>
      byAnswer(reading, (_, lower) => {
        const at = lower.search(TAKES_BACK);
        return at < 0 ? undefined : { at };
      }),
  },
];

function byAnswer(
  { said }: CauseReading,
  find: (text: string, lower: string) => { readonly at: number } | undefined,
): CauseFound[] {
  return said.flatMap(({ message, index, text, lower }) => {
    const found = message.role === "assistant" && text !== "" ? find(text, lower) : undefined;
    return found ? [{ messageIndex: index, quoted: text, at: found.at }] : [];
  });
}

const failuresOf = (reading: CauseReading, wanted: "arguments" | "code"): CauseFound[] =>
  reading.failures.flatMap(({ kind, messageIndex, text, spanId }) =>
    kind === wanted ? [{ messageIndex, quoted: text, ...(spanId && { spanId }) }] : [],
  );

/** A fenced block that says it is JSON. Placeholders and comments are for the reader. */
function brokenJson(text: string): { readonly at: number } | undefined {
  for (let from = text.indexOf("```json"); from >= 0; from = text.indexOf("```json", from + 7)) {
    const start = from + 7;
    const end = text.indexOf("```", start);
    if (end < 0) return undefined;
    const body = text.slice(start, end);
    if (/\.\.\.|…|\/\/|\/\*|<[a-z_ ]+>|\{\{/i.test(body)) continue;
    try {
      JSON.parse(body);
    } catch {
      return { at: start };
    }
  }
  return undefined;
}

/** Calls of one kind in a row; twice is a retry. */
const LOOP = 3;

/** Lookups that are made once more after something was written look at what has changed. */
function loops({ calls }: CauseReading): CauseFound[] {
  const times = new Map<string, number>();
  let turn = 0;
  return calls.flatMap((made) => {
    const key = keyOf(made);
    if (made.turn !== turn) times.clear();
    turn = made.turn;
    const own = (times.get(key) ?? 0) + 1;
    if (!looksUp(made.call.name))
      for (const other of [...times.keys()]) if (other !== key) times.delete(other);
    times.set(key, own);
    return own === LOOP ? [{ messageIndex: made.at, quoted: key }] : [];
  });
}

/** Shorter texts are said twice with good reason. */
const REPEATED = 60;

/** Word for word, although the user or a tool said something else between. The harness of a group passes texts on unchanged: those follow each other. */
function repeats({ said }: CauseReading): CauseFound[] {
  const before = new Map<string, string>();
  let heard = "";
  return said.flatMap(({ message, text, index }) => {
    if (message.role !== "assistant") {
      heard = text.slice(0, 2_000);
      return [];
    }
    const own = text.trim();
    if (own.length < REPEATED) return [];
    const then = before.get(own);
    before.set(own, heard);
    return then !== undefined && then !== heard ? [{ messageIndex: index, quoted: own }] : [];
  });
}

/** Its own mistake, in its own words: a tool's error is apologised for as well. */
const TAKES_BACK =
  /\bi (?:apologi[sz]e|am sorry|'m sorry) for (?:my (?:\w+ )?(?:mistakes?|errors?|oversight)|the (?:\w+ )?(?:oversight|miscalculation|misinformation|incorrect \w+|wrong \w+|mis-?read\w*|misstatement|mistakes?)|that (?:mistake|oversight|error))|\bi (?:made|have made) (?:a|an) (?:\w+ )?(?:mistake|error|miscalculation)\b|\bi (?:misread|miscalculated|misstated|miscounted|mistakenly|incorrectly|erroneously|overlooked)\b|\bmy (?:previous|earlier|last|initial) (?:\w+ )?(?:was|were) (?:wrong|incorrect|inaccurate|mistaken)\b/;

/** In the first person or with success, so that the state of something ("your flight has been cancelled") is none. English only. */
const CLAIMS =
  /\b(?:i(?:'ve| have)(?: now| just| also)?(?: successfully)?|(?:has|have) been successfully|successfully) (cancel(?:l)?ed|booked|updated|processed|refunded|changed|added|removed|issued|upgraded|modified|submitted|scheduled|created|deleted|transferred|placed)\b/;

/**
 * Agents with tools that write do things by calling them. Where no such call went well before the claim, nothing was done; agents without
 * such calls anywhere may work in ways that nobody recorded.
 */
function claimsUndone({ said, calls, failures }: CauseReading): CauseFound[] {
  if (calls.length === 0) return [];
  const failed = new Set(failures.map(({ messageIndex }) => messageIndex));
  const wrote = (made: MadeCall): boolean =>
    !looksUp(made.call.name) && !(made.answerAt !== undefined && failed.has(made.answerAt));
  return said.flatMap(({ message, index, text, lower }) => {
    const at = message.role === "assistant" ? lower.search(CLAIMS) : -1;
    if (at < 0 || calls.some((made) => made.at <= index && wrote(made))) return [];
    const tried = calls.some((made) => made.at < index && !looksUp(made.call.name));
    return [{ messageIndex: index, quoted: text, at, strength: tried ? 0.7 : 0.5 }];
  });
}

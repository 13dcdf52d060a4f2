import type { Message, Sample, ToolCall } from "../../../store/index.ts";
import { matchesWildcard } from "../../checks/tool-steps.ts";
import { isRecord } from "../../is-record.ts";
import type { ClaimedArgument, Particulars } from "../claims.ts";
import { callsOf, isCalled, mapCalls, ownMessages, withOwn } from "../mutant.ts";
import type { Break, MutationContext } from "../operator.ts";
import { pick } from "../words.ts";
import { moved } from "./consent.ts";

/** An argument that nobody gave, and too many or too few values of one. */
export const argumentBreaks: readonly Break[] = [
  invented("argument-invented", "an argument that nobody gave", (value) => shifted(value, 3)),
  invented("argument-mistyped", "an argument with one wrong character", (value) => shifted(value, 3, 1)),
  invented("argument-cut", "an argument without its last character", (value) => value.slice(0, -1)),
  invented("argument-lengthened", "an argument with one character more", (value) => `${value}7`),
  invented("argument-guessed", "an argument that was guessed", (value) =>
    value.includes("@") ? "john.doe@example.com" : /\d/.test(value) ? "12345" : "Unknown",
  ),
  {
    ...{ name: "argument-early", says: "a call before its argument was given", breaks: ["argument-source"] },
    mutate: (sample, context) => {
      const use = useIn(sample, context);
      if (!use) return undefined;
      const own = ownMessages(sample);
      const given = own.findIndex((message) => isSource(message, use) && holds(message.text, use.value));
      return given < 0 || given >= use.message
        ? undefined
        : unlessGiven(withOwn(sample, moved(own, use.message, given)), use);
    },
  },
  {
    ...{ name: "argument-not-given", says: "an argument that the user or a tool no longer gives" },
    breaks: ["argument-source"],
    mutate: (sample, context) => {
      const use = useIn(sample, context);
      if (!use) return undefined;
      const own = ownMessages(sample).map((message) =>
        isSource(message, use) && holds(message.text, use.value)
          ? { ...message, text: without(message.text, use.value) }
          : message,
      );
      return unlessGiven(withOwn(sample, own), use);
    },
  },
  values("a-value-too-many", "one value too many", "most-values", (items, { max = 0 }) =>
    filled(items, max + 1, (i) => i + 1),
  ),
  values("values-repeated", "the same value too often", "most-values", (items, { max = 0 }) =>
    filled(items, max + 1, () => 0),
  ),
  values("values-doubled", "twice as many values as allowed", "most-values", (items, { max = 0 }) =>
    filled(items, 2 * max + 2, (i) => i + 1),
  ),
  values("values-many", "ten values too many", "most-values", (items, { max = 0 }) =>
    filled(items, max + 10, (i) => i + 1),
  ),
  values("values-put-first", "values too many before the others", "most-values", (items, { max = 0 }) =>
    filled(items, max + 1, (i) => i + 1).reverse(),
  ),
  values("a-value-too-few", "one value too few", "fewest-values", (items, { min = 0 }) =>
    min > 1 ? items.slice(0, min - 1) : [],
  ),
  values("one-value-only", "one value alone", "fewest-values", (items, { min = 0 }) =>
    min > 1 ? items.slice(0, 1) : undefined,
  ),
  values("values-emptied", "an empty list of values", "fewest-values", () => []),
];

/** A value with its letters and figures turned round by some places: all of them, or the last few. */
function shifted(value: string, by: number, last = value.length): string {
  let left = (value.match(/[A-Za-z0-9]/g) ?? []).length - last;
  return value.replace(/[A-Za-z0-9]/g, (one) => {
    if (left-- > 0) return one;
    const [first, size] = /\d/.test(one) ? ["0", 10] : [one < "a" ? "A" : "a", 26];
    const base = first.charCodeAt(0);
    return String.fromCharCode(base + ((one.charCodeAt(0) - base + by) % size));
  });
}

type Source = Particulars["argumentSources"];

interface Use extends Source {
  readonly value: string;
  /** Of the call, among the sample's own messages. */
  readonly message: number;
}

/** The first use of an argument that somebody must have given. */
function useIn(sample: Sample, { claims, random }: MutationContext): Use | undefined {
  const { argumentSources } = claims.particulars;
  if (argumentSources.length === 0) return undefined;
  const claim = pick(argumentSources, random);
  for (const { call, message } of callsOf(sample)) {
    if (!isCalled(claim.tool, call)) continue;
    const value = textsUnder(call.args, claim).find((text) => text.length > 2);
    if (value !== undefined) return { ...claim, value, message };
  }
  return undefined;
}

const isSource = ({ role }: Message, { from }: Source): boolean => from.includes(role);

const holds = (text: string, value: string): boolean => text.toLowerCase().includes(value.toLowerCase());

const without = (text: string, value: string): string => {
  const at = text.toLowerCase().indexOf(value.toLowerCase());
  return at < 0 ? text : without(`${text.slice(0, at)}it${text.slice(at + value.length)}`, value);
};

/** A mutant in which the value was given before the call is none. */
function unlessGiven(mutant: Sample, use: Use): Sample | undefined {
  const own = ownMessages(mutant);
  const call = own.findIndex(({ role, toolCalls = [] }) =>
    role === "assistant"
      ? toolCalls.some((one) => isCalled(use.tool, one) && textsUnder(one.args, use).includes(use.value))
      : false,
  );
  const before = mutant.messages.slice(0, mutant.from + call);
  const isGiven = before.some((message) => isSource(message, use) && holds(message.text, use.value));
  return call < 0 || isGiven ? undefined : mutant;
}

function invented(name: string, says: string, give: (value: string) => string): Break {
  return {
    ...{ name, says, breaks: ["argument-source"] },
    mutate: (sample, context) => {
      const use = useIn(sample, context);
      if (!use) return undefined;
      // A value may have to be of a form: what the form says to the letter stays.
      const fixed = use.like?.split(/[*?]/)[0] ?? "";
      const kept = holds(use.value.slice(0, fixed.length), fixed) ? fixed.length : 0;
      const given = use.value.slice(0, kept) + give(use.value.slice(kept));
      const isNew = given !== use.value && given.length > 2 && hasForm(given, use);
      const isSaid = sample.messages.some(({ text }) => standsIn(text, given));
      if (!isNew || isSaid) return undefined;
      const mutant = mapCalls(sample, (call) =>
        isCalled(use.tool, call)
          ? {
              ...call,
              args: withValues(call.args, use.argument, (one) =>
                String(one) === use.value ? like(one, given) : one,
              ),
            }
          : call,
      );
      return mutant;
    },
  };
}

/** A number stays one. */
const like = (value: unknown, text: string): unknown =>
  typeof value === "number" && Number.isFinite(Number(text)) ? Number(text) : text;

/** As a word of its own: what is a part of a longer id was not said. */
const standsIn = (text: string, value: string): boolean => {
  const quoted = value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}_])${quoted}(?![\\p{L}\\p{N}_])`, "iu").test(text);
};

const hasForm = (text: string, { like: form }: ClaimedArgument): boolean =>
  form === undefined || matchesWildcard(text.toLowerCase(), form.toLowerCase());

const textsUnder = (args: unknown, claim: ClaimedArgument): string[] =>
  listsUnder(args, claim.argument)
    .flat()
    .flatMap((one) => (typeof one === "string" || typeof one === "number" ? [String(one)] : []))
    .filter((text) => hasForm(text, claim));

/** What stands under a key at any depth, each as a list. */
function listsUnder(args: unknown, key: string, depth = 0): unknown[][] {
  if (depth > 12) return [];
  if (Array.isArray(args)) return args.flatMap((item) => listsUnder(item, key, depth + 1));
  if (!isRecord(args)) return [];
  return Object.entries(args).flatMap(([name, value]) =>
    isKey(name, key) ? [[value].flat()] : listsUnder(value, key, depth + 1),
  );
}

const isKey = (name: string, key: string): boolean => name.toLowerCase() === key.toLowerCase();

/** Arguments with each value under a key given anew. */
const withValues = (args: unknown, key: string, give: (value: unknown) => unknown): unknown =>
  withLists(args, key, (value) => (Array.isArray(value) ? value.map(give) : give(value)));

function withLists(args: unknown, key: string, give: (value: unknown) => unknown, depth = 0): unknown {
  if (depth > 12) return args;
  if (Array.isArray(args)) return args.map((item) => withLists(item, key, give, depth + 1));
  if (!isRecord(args)) return args;
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name,
      isKey(name, key) ? give(value) : withLists(value, key, give, depth + 1),
    ]),
  );
}

type Count = Particulars["argumentCounts"];

/** The list under the argument, of the last call that has it once; what is no list becomes one. */
function values(
  name: string,
  says: string,
  aspect: "most-values" | "fewest-values",
  give: (items: readonly unknown[], claim: Count) => readonly unknown[] | undefined,
): Break {
  return {
    ...{ name, says, breaks: [aspect] },
    mutate: (sample, { claims, random }) => {
      const claimed = claims.particulars.argumentCounts.filter(({ min = 0, max }) =>
        aspect === "most-values" ? max !== undefined : min > 0,
      );
      if (claimed.length === 0) return undefined;
      const claim = pick(claimed, random);
      const isMeant = (call: ToolCall): boolean =>
        isCalled(claim.tool, call) && listsUnder(call.args, claim.argument).length === 1;
      const last = callsOf(sample).findLastIndex(({ call }) => isMeant(call));
      const call = callsOf(sample)[last]?.call;
      if (!call) return undefined;
      const [items = []] = listsUnder(call.args, claim.argument);
      const own = claim.like === undefined ? items : items.filter((one) => hasForm(String(one), claim));
      if (own.length === 0) return undefined;
      const given = give(own, claim);
      if (given === undefined) return undefined;
      const others = items.filter((one) => !own.includes(one));
      return mapCalls(sample, (one, at) =>
        at === last
          ? { ...one, args: withLists(one.args, claim.argument, () => [...others, ...given]) }
          : one,
      );
    },
  };
}

/** A list made as long as that, by likenesses of its first item; `by` says how far each differs. */
function filled(items: readonly unknown[], count: number, by: (i: number) => number): unknown[] {
  const first = items[0];
  const more = Array.from({ length: Math.max(1, count - items.length) }, (_, i) => varied(first, by(i)));
  return [...items, ...more];
}

function varied(value: unknown, by: number): unknown {
  if (typeof value === "number") return value + by;
  if (typeof value === "string") return by === 0 ? value : shifted(value, by, 2);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, varied(one, by)]));
}

import type { Sample, ToolCall } from "../../../store/index.ts";
import { isRecord } from "../../is-record.ts";
import type { ClaimedCalls } from "../claims.ts";
import { callsOf, isCalled, mapCalls, ownMessages, textsOf, withOwn } from "../mutant.ts";
import type { Break, MutationContext } from "../operator.ts";
import { asides } from "../stock-texts.ts";
import { pick } from "../words.ts";

/** Tools that are not called, wrongly named, called with other arguments, in another order, too often, too many at once, or with chatter. */
export const callBreaks: readonly Break[] = [
  {
    name: "call-dropped",
    says: "a dropped tool call",
    breaks: ["call"],
    mutate: (sample, context) => onNeeded(sample, context, () => undefined),
  },
  {
    name: "wrong-tool",
    says: "another tool in place of the right one",
    breaks: ["call"],
    mutate: (sample, context) =>
      onNeeded(sample, context, (call) => {
        const other = callsOf(sample).find(
          (one) => one.call.name !== call.name && !isNeeded(context, one.call),
        );
        return { ...call, name: other?.call.name ?? "send_newsletter" };
      }),
  },
  {
    name: "tool-misnamed",
    says: "a tool under a wrong name",
    breaks: ["call"],
    mutate: (sample, context) =>
      onNeeded(sample, context, (call) => ({ ...call, name: `legacy.${[...call.name].reverse().join("")}` })),
  },
  {
    name: "call-pretended",
    says: "a call that is told and not made",
    breaks: ["call"],
    mutate: (sample, context) => {
      const mutant = onNeeded(sample, context, () => undefined);
      return (
        mutant &&
        withOwn(mutant, [...ownMessages(mutant), { role: "assistant", text: "I have done that for you." }])
      );
    },
  },
  {
    name: "call-written-out",
    says: "a call written out as text",
    breaks: ["call"],
    mutate: (sample, context) => {
      const call = callsOf(sample).find((one) => isNeeded(context, one.call))?.call;
      const mutant = onNeeded(sample, context, () => undefined);
      if (!call || !mutant) return undefined;
      const text = JSON.stringify({ tool: call.name, arguments: call.args });
      return withOwn(mutant, [...ownMessages(mutant), { role: "assistant", text }]);
    },
  },
  ...["at-the-end", "at-the-beginning", "twice", "beside-another", "after-an-answer"].map(
    (place, i): Break => ({
      name: `forbidden-call-${place}`,
      says: `a forbidden call ${place.replaceAll("-", " ")}`,
      breaks: ["no-call"],
      mutate: (sample, context) => withForbiddenCall(sample, context, i),
    }),
  ),
  {
    name: "argument-changed",
    says: "a wrong argument",
    breaks: ["arguments"],
    mutate: (sample, context) =>
      onArgument(sample, context, (args, key) => ({ ...args, [key]: otherValue(args[key]) })),
  },
  {
    name: "argument-dropped",
    says: "a missing argument",
    breaks: ["arguments"],
    mutate: (sample, context) =>
      onArgument(sample, context, (args, key) =>
        Object.fromEntries(Object.entries(args).filter(([name]) => name !== key)),
      ),
  },
  {
    name: "argument-emptied",
    says: "an empty argument",
    breaks: ["arguments"],
    mutate: (sample, context) => onArgument(sample, context, (args, key) => ({ ...args, [key]: null })),
  },
  {
    name: "argument-misnamed",
    says: "an argument under a wrong name",
    breaks: ["arguments"],
    mutate: (sample, context) =>
      onArgument(sample, context, (args, key) =>
        Object.fromEntries(
          Object.entries(args).map(([name, value]) => [name === key ? `${name}_name` : name, value]),
        ),
      ),
  },
  {
    name: "arguments-lost",
    says: "a call without its arguments",
    breaks: ["arguments"],
    mutate: (sample, context) => onArgument(sample, context, () => ({})),
  },
  {
    name: "calls-reversed",
    says: "calls in reverse order",
    breaks: ["order"],
    mutate: (sample, context) => {
      const own = callsOf(sample)
        .map(({ call }) => call)
        .filter((call) => isNeeded(context, call));
      if (new Set(own.map(({ name }) => name)).size < 2) return undefined;
      const reversed = [...own].reverse();
      let at = 0;
      return mapCalls(sample, (call) =>
        isNeeded(context, call) ? { ...reversed[at++]!, id: call.id } : call,
      );
    },
  },
  {
    name: "call-late",
    says: "a call that comes after all others",
    breaks: ["order"],
    mutate: (sample, { claims: { calls } }) => {
      const first = calls.order[0];
      if (first === undefined || calls.order.length < 2) return undefined;
      const moved = callsOf(sample)
        .filter(({ call }) => isCalled(first, call))
        .map(({ call }) => call);
      const without = mapCalls(sample, (call) => (isCalled(first, call) ? undefined : call));
      return without && moved.length > 0
        ? withOwn(without, [...ownMessages(without), { role: "assistant", text: "", toolCalls: moved }])
        : undefined;
    },
  },
  {
    name: "calls-merged",
    says: "calls made in one message",
    breaks: ["calls-at-once"],
    mutate: (sample, { claims: { calls } }) => {
      const all = callsOf(sample);
      if (all.length <= calls.atOnce) return undefined;
      return mapCalls(sample, (_, at) => (at === 0 ? all.map(({ call }) => call) : undefined));
    },
  },
  crowded("call-doubled", "the same call twice in a message", (call) => [call]),
  crowded("call-added", "another call in the same message", () => [otherCall]),
  crowded("call-put-before", "another call before it in the same message", () => [otherCall], "before"),
  crowded("calls-many", "five calls in a message", (call) => [otherCall, call, otherCall, call]),
  {
    name: "calls-repeated",
    says: "more calls than allowed",
    breaks: ["most-calls"],
    mutate: (sample, { claims: { calls } }) => repeated(sample, calls, 1),
  },
  {
    name: "calls-repeated-often",
    says: "many more calls than allowed",
    breaks: ["most-calls"],
    mutate: (sample, { claims: { calls } }) => repeated(sample, calls, 5),
  },
  ...asides.map(
    (aside, i): Break => ({
      name: `text-beside-call-${["brief", "friendly", "long"][i]}`,
      says: "text beside a tool call",
      breaks: ["silent-call"],
      mutate: (sample) => besideCall(sample, aside),
    }),
  ),
  {
    name: "answer-beside-call",
    says: "the answer given beside a tool call",
    breaks: ["silent-call"],
    mutate: (sample) => besideCall(sample, textsOf(sample).at(-1) ?? "It is done."),
  },
  {
    name: "mark-beside-call",
    says: "a mere sign beside a tool call",
    breaks: ["silent-call"],
    mutate: (sample) => besideCall(sample, "…"),
  },
];

const isNeeded = ({ claims: { calls } }: MutationContext, call: ToolCall): boolean =>
  calls.needed.some((pattern) => isCalled(pattern, call));

/** All calls of one of the tools that are needed: the drawn one, so that others of a sequence stay. */
function onNeeded(
  sample: Sample,
  context: MutationContext,
  give: (call: ToolCall) => ToolCall | undefined,
): Sample | undefined {
  const names = [
    ...new Set(
      callsOf(sample)
        .filter(({ call }) => isNeeded(context, call))
        .map(({ call }) => call.name),
    ),
  ];
  if (names.length === 0) return undefined;
  const { needed } = context.claims.calls;
  // Of a sequence the first one goes; a pattern that stands for several tools loses all of them.
  const patterns = needed.filter((pattern) =>
    names.some((name) => isCalled(pattern, { id: "", name, args: {} })),
  );
  const pattern = pick(patterns, context.random);
  const mutant = mapCalls(sample, (call) => (isCalled(pattern, call) ? give(call) : call));
  // A pattern may stand for the other tool as well: then the needed one is still called.
  return mutant && callsOf(mutant).some(({ call }) => isCalled(pattern, call)) ? undefined : mutant;
}

/** Arguments that are claimed, of every call of the tool. */
function onArgument(
  sample: Sample,
  context: MutationContext,
  give: (args: Readonly<Record<string, unknown>>, key: string) => unknown,
): Sample | undefined {
  const { args: claimed } = context.claims.calls;
  if (!isRecord(claimed) || Object.keys(claimed).length === 0) return undefined;
  const key = pick(Object.keys(claimed), context.random);
  return mapCalls(sample, (call) =>
    isNeeded(context, call) && isRecord(call.args) && Object.hasOwn(call.args, key)
      ? { ...call, args: give(call.args, key) }
      : call,
  );
}

function otherValue(value: unknown): unknown {
  if (typeof value === "number") return value * 2 + 1;
  if (typeof value === "boolean") return !value;
  if (typeof value === "string") return value === "other" ? "another" : "other";
  return "other";
}

function withForbiddenCall(
  sample: Sample,
  { claims, random }: MutationContext,
  place: number,
): Sample | undefined {
  const { forbidden } = claims.calls;
  if (forbidden.length === 0) return undefined;
  const name = pick(forbidden, random).replace(/[*?]+/g, "x");
  const call = (i: number): ToolCall => ({ id: `forbidden-${i}`, name, args: {} });
  const own = ownMessages(sample);
  const message = (...toolCalls: ToolCall[]) => ({ role: "assistant" as const, text: "", toolCalls });
  const asked = own.findIndex(({ role }) => role === "user") + 1;
  if (place === 0) return withOwn(sample, [...own, message(call(0))]);
  if (place === 1) return withOwn(sample, [...own.slice(0, asked), message(call(0)), ...own.slice(asked)]);
  if (place === 2) return withOwn(sample, [...own, message(call(0)), message(call(1))]);
  if (place === 3) return mapCalls(sample, (one, at) => (at === 0 ? [one, call(0)] : one));
  const spoken = own.findIndex(({ role, text }) => role === "assistant" && text.trim() !== "");
  return spoken < 0
    ? undefined
    : withOwn(
        sample,
        own.map((one, i) =>
          i === spoken ? { ...one, toolCalls: [...(one.toolCalls ?? []), call(0)] } : one,
        ),
      );
}

const otherCall: ToolCall = { id: "other", name: "get_weather", args: {} };

/** More calls in the message of the first call than are allowed at once. */
function crowded(
  name: string,
  says: string,
  more: (call: ToolCall) => readonly ToolCall[],
  where: "before" | "after" = "after",
): Break {
  return {
    name,
    says,
    breaks: ["calls-at-once"],
    mutate: (sample, { claims: { calls } }) =>
      mapCalls(sample, (call, at) => {
        if (at > 0) return call;
        const added = Array.from({ length: calls.atOnce }, () => more(call))
          .flat()
          .map((one, i) => ({ ...one, id: `${call.id}-${i}` }));
        return where === "before" ? [...added, call] : [call, ...added];
      }),
  };
}

/** The last call of what is counted made so often that there are `over` more than allowed. */
function repeated(sample: Sample, { most, counted }: ClaimedCalls, over: number): Sample | undefined {
  const all = callsOf(sample).filter(({ call }) => counted.some((pattern) => isCalled(pattern, call)));
  const last = all.at(-1);
  if (most === undefined || !last) return undefined;
  const more = Array.from({ length: Math.max(1, most + over - all.length) }, (_, i) => ({
    role: "assistant" as const,
    text: "",
    toolCalls: [{ ...last.call, id: `${last.call.id}-${i}` }],
  }));
  return withOwn(sample, [...ownMessages(sample), ...more]);
}

function besideCall(sample: Sample, aside: string): Sample | undefined {
  const place = callsOf(sample)[0]?.message;
  return place === undefined
    ? undefined
    : withOwn(
        sample,
        ownMessages(sample).map((message, i) => (i === place ? { ...message, text: aside } : message)),
      );
}

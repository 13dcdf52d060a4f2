import type { Message, ToolCall } from "../store/index.ts";
import type { Reading } from "./reading.ts";
import type { Found } from "./signals-of.ts";
import { sharedOf } from "./similarity.ts";
import { isFailed } from "./tool-error.ts";

/** A call that was made, and what became of it. */
interface Made {
  readonly leaves: ReadonlySet<string>;
  readonly turn: number;
  readonly at: number;
  isFailed: boolean;
}

/**
 * tool-retry: the agent calls a tool again whose last call failed, in the same turn or, later, with much the same arguments; or it
 * repeats a call word for word within a turn although nothing was done in between that could have changed the answer. Looking
 * something up for other arguments is no retry, nor is reading back what was just written. Works in any language.
 */
export function toolRetry({ messages }: Reading): Found[] {
  const found: Found[] = [];
  const made = new Map<string, Made[]>();
  const open: { readonly call: ToolCall; readonly made: Made }[] = [];
  let turn = 0;
  let lastAct = -1;
  for (const [index, message] of messages.entries()) {
    if (message.role === "user") turn++;
    if (message.role === "tool") settle(open, message);
    const before = lastAct;
    for (const call of message.role === "assistant" ? (message.toolCalls ?? []) : []) {
      const now = madeOf(call, turn, index);
      const earlier = made.get(call.name) ?? [];
      const again = earlier.find((one) => one.at < index && isRetry(one, now, before));
      if (again) found.push({ messageIndex: index, quoted: `${call.name} ${[...now.leaves].join(" ")}` });
      made.set(call.name, [
        ...earlier.filter((one) => !one.isFailed || one.at === index).slice(-REMEMBERED),
        now,
      ]);
      open.push({ call, made: now });
      if (open.length > MAX_OPEN) open.shift();
      if (!READS.test(call.name)) lastAct = index;
    }
  }
  return found;
}

/** Calls of one tool that are looked back at: a loop repeats the last ones. */
const REMEMBERED = 12;
/** Calls that wait for a result; what is older never got one. */
const MAX_OPEN = 64;
const READS =
  /^(?:get|list|search|find|read|fetch|look|query|check|view|show|describe|calculate|think|count|browse|retrieve|load|select)/i;
/** Share of the arguments' values that are the same, from which an attempt after the user spoke is still the same attempt. */
const SAME_ATTEMPT = 0.5;

function isRetry(earlier: Made, now: Made, lastAct: number): boolean {
  if (earlier.isFailed)
    return earlier.turn === now.turn || sameShare(earlier.leaves, now.leaves) >= SAME_ATTEMPT;
  return earlier.turn === now.turn && sameShare(earlier.leaves, now.leaves) === 1 && lastAct <= earlier.at;
}

/** From 0 to 1; two calls without arguments are the same. */
function sameShare(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 && b.size === 0) return 1;
  return sharedOf(a, b) / Math.max(a.size, b.size);
}

function madeOf({ args }: ToolCall, turn: number, at: number): Made {
  const leaves = new Set<string>();
  collect(args, "", leaves, 0);
  return { leaves, turn, at, isFailed: false };
}

const MAX_ARGS = 2_000;
const MAX_LEAVES = 200;
const MAX_DEPTH = 8;

/** Values with their paths, case and white space aside: the order in which members are written says nothing. */
function collect(value: unknown, path: string, leaves: Set<string>, depth: number): void {
  if (leaves.size >= MAX_LEAVES || value === null || value === undefined || value === "") return;
  if (typeof value === "object" && depth < MAX_DEPTH)
    for (const [key, member] of Object.entries(value))
      collect(member, `${path}${path && "."}${key}`, leaves, depth + 1);
  else leaves.add(`${path}=${String(value).slice(0, MAX_ARGS).trim().replace(/\s+/g, " ").toLowerCase()}`);
}

/** A result settles the call it names, else the oldest that waits for one. */
function settle(open: { readonly call: ToolCall; readonly made: Made }[], message: Message): void {
  const named = open.findLastIndex(({ call }) => call.id !== "" && call.id === message.toolCallId);
  const at = Math.max(named, 0);
  const answered = open[at];
  if (!answered) return;
  answered.made.isFailed = isFailed(message);
  open.splice(at, 1);
}

import type { Message } from "../../store/index.ts";
import type { ReadSpan } from "./read-span.ts";
import type { PlacedSpan } from "./span-tree.ts";
import { newIn, repeats } from "./threads.ts";

/** A model call with its system text apart from the history it was given. */
export interface ModelCall {
  readonly span: ReadSpan;
  readonly nesting: number;
  readonly system?: string;
  readonly history: readonly Message[];
  readonly output?: Message;
}

/** Model calls that carry on one history. */
interface Thread {
  readonly calls: ModelCall[];
  readonly system?: string;
  said: readonly Message[];
}

/** A call carries on one of the latest threads: looking through thousands of single calls for each would take their square. */
const MAX_OPEN = 32;

/** A model call that runs inside of another one is the same call, recorded by a second instrumentation. */
export function modelCalls(spans: readonly PlacedSpan[]): ModelCall[] {
  const hasContent = ({ reading }: ReadSpan): boolean => Boolean(reading.input?.length || reading.output);
  const candidates = spans.filter(({ span }) => span.kind === "model" && hasContent(span));
  return candidates
    .filter(({ insideOf }) => !insideOf || !hasContent(insideOf))
    .map(({ span, nesting }) => ({ span, nesting, ...splitSystem(span) }));
}

/** System messages before anything else is said are the system text; a later one is part of the conversation. */
export function splitSystem({ reading }: ReadSpan): Omit<ModelCall, "span" | "nesting"> {
  const input = reading.input ?? [];
  const first = input.findIndex(({ role }) => role !== "system");
  const leading = input.slice(0, first < 0 ? undefined : first).map(({ text }) => text);
  const texts = [...new Set([...(reading.system === undefined ? [] : [reading.system]), ...leading])];
  return {
    system: texts.length > 0 ? texts.join("\n\n") : undefined,
    history: input.slice(leading.length),
    output: reading.output,
  };
}

/**
 * The calls of a trace in which the agent talks to the user. The others (sub-agents, routers, guards, titles) have histories of their
 * own. Of several threads it is the one that carries on what was said in earlier traces; else the least nested; else the one during
 * which all others ran, as a caller's does; else the longest.
 */
export function mainThread(calls: readonly ModelCall[], said: readonly Message[]): readonly ModelCall[] {
  const threads = threadsOf(calls);
  const carriesOn = (thread: Thread): boolean =>
    said.length > 0 && newIn(thread.calls[0]!.history, said, { onlyAtEnd: true }) !== undefined;
  const best = (list: readonly Thread[], rank: (thread: Thread) => number): readonly Thread[] => {
    const ranks = list.map(rank);
    const most = Math.max(...ranks);
    return list.filter((_, i) => ranks[i] === most);
  };
  const nesting = ({ calls: own }: Thread): number =>
    own.reduce((low, call) => Math.min(low, call.nesting), Infinity);
  const chars = (thread: Thread): number => thread.said.reduce((sum, { text }) => sum + text.length, 0);
  const ranks: readonly ((thread: Thread) => number)[] = [
    (thread) => Number(carriesOn(thread)),
    (thread) => -nesting(thread),
    (thread) => Number(enclosesAll(thread, threads)),
    (thread) => thread.said.length,
    chars,
  ];
  return ranks.reduce(best, threads)[0]?.calls ?? [];
}

/** Puts each call to the thread whose history it repeats, the latest first; where its history is unknown, by its system text. */
function threadsOf(calls: readonly ModelCall[]): Thread[] {
  const threads: Thread[] = [];
  for (const call of calls) {
    const known = threads.slice(-MAX_OPEN).findLast((thread) => isNext(call, thread));
    const thread = known ?? { calls: [], system: call.system, said: [] };
    if (!known) threads.push(thread);
    thread.calls.push(call);
    thread.said = saidAfter(thread.said, call);
  }
  return threads;
}

function isNext({ history, system }: ModelCall, { said, system: own }: Thread): boolean {
  if (repeats(history, said)) return true;
  if (system !== own) return newIn(history, said, { onlyAtEnd: true }) !== undefined;
  return history.length === 0 || newIn(history, said) !== undefined;
}

/** What was said once a call is over. */
export const saidAfter = (said: readonly Message[], { history, output }: ModelCall): readonly Message[] => [
  ...said,
  ...(newIn(history, said) ?? history),
  ...(output ? [output] : []),
];

function enclosesAll({ calls }: Thread, threads: readonly Thread[]): boolean {
  const from = (own: readonly ModelCall[]): number => own[0]!.span.startMs ?? 0;
  const to = (own: readonly ModelCall[]): number => own.at(-1)!.span.endMs ?? own.at(-1)!.span.startMs ?? 0;
  return threads.every(({ calls: other }) => from(calls) <= from(other) && to(calls) >= to(other));
}

import { createContext, Script } from "node:vm";

/** How long a regular expression, a JSON schema or a search for JSON may take on one sample. */
export const DEFAULT_DEADLINE_MS = 250;

const slot: { run?: () => unknown; result?: unknown } = {};
const context = createContext({ slot });
const script = new Script("slot.result = slot.run()");

// The error may belong to the script's own realm, where `instanceof Error` does not hold.
const isTimeout = (error: unknown): boolean =>
  (error as { code?: unknown } | undefined)?.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";

/** An overrun with less than this share of the deadline spent on processors says that the machine was busy, not the code. */
const spent = 0.8;
const tries = 3;
/** By how much the clock may run on for a process that gets few of the processors. */
const mostPatience = 4;

/**
 * Runs synchronous code without effects, as `onceUnderDeadline` does; where the process got too little of the processors meanwhile, again
 * and for longer, until it has had the deadline's worth of them: a verdict should not depend on what else a machine does. An endless
 * expression costs little more processor time for it.
 */
export function underDeadline<T>(
  run: () => T,
  deadlineMs: number,
): { readonly value: T } | { readonly overrun: true } {
  const start = process.cpuUsage();
  let limit = deadlineMs;
  for (let attempt = 1; ; attempt++) {
    const outcome = onceUnderDeadline(run, Math.round(limit));
    if ("value" in outcome || attempt === tries) return outcome;
    const { user, system } = process.cpuUsage(start);
    const used = (user + system) / 1_000;
    if (used >= spent * deadlineMs) return outcome;
    limit = deadlineMs * Math.min(mostPatience, (attempt * deadlineMs) / Math.max(used, 1));
  }
}

/**
 * Runs synchronous code that hostile text can make endless. V8 stops anything called from a vm script when its time is over, also
 * inside a backtracking regular expression, which nothing else in Node can interrupt on the same thread. Costs about 70 µs a call (a
 * watchdog thread). The thread is blocked meanwhile. Whatever `run` throws is thrown on.
 */
export function onceUnderDeadline<T>(
  run: () => T,
  deadlineMs: number,
): { readonly value: T } | { readonly overrun: true } {
  slot.run = run;
  try {
    script.runInContext(context, { timeout: deadlineMs });
    return { value: slot.result as T };
  } catch (error) {
    if (isTimeout(error)) return { overrun: true };
    throw error;
  } finally {
    slot.run = undefined;
    slot.result = undefined;
  }
}

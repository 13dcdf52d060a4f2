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
/** A machine that lets a process wait again and again is none on which anything is judged. */
const tries = 8;

/**
 * Runs synchronous code without effects, as `onceUnderDeadline` does; where the process got too little of the processors meanwhile, again:
 * a verdict must not depend on what else a machine does.
 */
export function underDeadline<T>(
  run: () => T,
  deadlineMs: number,
): { readonly value: T } | { readonly overrun: true } {
  for (let attempt = 1; ; attempt++) {
    const before = process.cpuUsage();
    const outcome = onceUnderDeadline(run, deadlineMs);
    if ("value" in outcome || attempt === tries) return outcome;
    const { user, system } = process.cpuUsage(before);
    if ((user + system) / 1_000 >= spent * deadlineMs) return outcome;
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

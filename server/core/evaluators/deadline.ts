import { createContext, Script } from "node:vm";

/** How long a regular expression, a JSON schema or a search for JSON may take on one sample. */
export const DEFAULT_DEADLINE_MS = 250;

const slot: { run?: () => unknown; result?: unknown } = {};
const context = createContext({ slot });
const script = new Script("slot.result = slot.run()");

// The error may belong to the script's own realm, where `instanceof Error` does not hold.
const isTimeout = (error: unknown): boolean =>
  (error as { code?: unknown } | undefined)?.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";

/**
 * Runs synchronous code that hostile text can make endless. V8 stops anything called from a vm script when its time is over, also
 * inside a backtracking regular expression, which nothing else in Node can interrupt on the same thread. Costs about 70 µs a call (a
 * watchdog thread). The thread is blocked meanwhile. Whatever `run` throws is thrown on.
 */
export function underDeadline<T>(
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

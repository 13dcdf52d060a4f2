/**
 * The other end of javascript-sandbox.ts: a process of its own that runs `javascript` checks, one at a time. Bundled as one CommonJS
 * file, so it imports nothing of the core but what it must. It dies with its parent.
 */
import { compileFunction } from "node:vm";
import { onceUnderDeadline } from "./deadline.ts";
import type { ScriptReply, ScriptRequest, ScriptValue } from "./javascript-sandbox.ts";

const REASON_LIMIT = 2000;

type Compiled = (output: string, context: unknown, process: NodeJS.Process) => unknown;
const compiled = new Map<string, Compiled>();

// Taken before any check runs: a check may overwrite what hangs on `process`.
const reply = process.send!.bind(process) as (message: ScriptReply) => boolean;

function functionOf(body: string): Compiled {
  const known = compiled.get(body);
  if (known) return known;
  const made = compileFunction(body, ["output", "context", "process"]) as Compiled;
  compiled.set(body, made);
  return made;
}

/** The three kinds of result promptfoo accepts; anything else is the check's mistake. */
function scriptValueOf(result: unknown): ScriptValue {
  if (typeof result === "boolean" || typeof result === "number") return result;
  const { pass, score, reason } = (result ?? {}) as Record<string, unknown>;
  if (typeof pass === "boolean" && typeof score === "number" && typeof reason === "string")
    return { pass, score, reason: reason.slice(0, REASON_LIMIT) };
  throw new TypeError(`it must return a boolean, a number or {pass, score, reason}, not ${typeof result}`);
}

async function run(request: ScriptRequest): Promise<ScriptReply> {
  try {
    const call = () => functionOf(request.body)(request.output, request.context, process);
    // The parent ends us at its own limit. This later one is for a parent that died: an endless loop must not outlive it.
    const outcome = onceUnderDeadline(call, request.timeoutMs * 2);
    if ("overrun" in outcome) process.exit(1);
    return { id: request.id, value: scriptValueOf(await outcome.value) };
  } catch (error) {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { id: request.id, threw: message.slice(0, REASON_LIMIT) };
  }
}

process.on("message", async (request: ScriptRequest) => void reply(await run(request)));
process.on("disconnect", () => process.exit(0));
// A check that forgot to await something fails by its own result, not by ending the process for the others.
process.on("unhandledRejection", () => undefined);
process.on("uncaughtException", () => undefined);
reply({ id: -1, value: true });

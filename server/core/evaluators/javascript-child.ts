/**
 * The other end of javascript-sandbox.ts: a process of its own that runs JavaScript of the configuration, one job at a time. Bundled as one
 * CommonJS file, so it imports nothing of the core but what it must. It dies with its parent.
 */
import { pathToFileURL } from "node:url";
import { compileFunction } from "node:vm";
import {
  longestMessage,
  type ScriptBatch,
  type ScriptJob,
  type ScriptReply,
  type ScriptResult,
} from "./code/script.ts";
import { onceUnderDeadline } from "./deadline.ts";

type Compiled = (...args: readonly unknown[]) => unknown;
const compiled = new Map<string, Compiled>();
const files = new Map<string, Promise<Compiled>>();

/** How long results wait for others: what has come back is safe from a job that never ends. */
const flushMs = 20;

// Taken before any check runs: a check may overwrite what hangs on `process`.
const reply = process.send!.bind(process) as (message: ScriptReply) => boolean;

function functionOf(body: string): Compiled {
  const known = compiled.get(body);
  if (known) return known;
  const made = compileFunction(body, ["output", "context", "process"]) as Compiled;
  // A suite has few bodies, or one for each of its thousands of tests; those are not asked for again.
  if (compiled.size >= 1000) compiled.clear();
  compiled.set(body, made);
  return made;
}

/** The function that a file exports: by its name, or as its default. */
async function functionIn(file: string, name: string | undefined): Promise<Compiled> {
  const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  const main = module.default as Record<string, unknown> | Compiled | undefined;
  const found =
    name === undefined
      ? typeof main === "function"
        ? main
        : (main as Record<string, unknown> | undefined)?.default
      : (module[name] ?? (main as Record<string, unknown> | undefined)?.[name]);
  if (typeof found !== "function")
    throw new TypeError(
      name === undefined ? `${file} exports no function` : `${file} exports no function ${name}`,
    );
  return isProvider(found) ? providerCall(found) : (found as Compiled);
}

/** promptfoo's providers are classes with `callApi(prompt, context)`. */
const isProvider = (found: unknown): found is new (options: object) => { callApi: Compiled } =>
  typeof (found as { prototype?: { callApi?: unknown } }).prototype?.callApi === "function";

function providerCall(Provider: new (options: object) => { callApi: Compiled }): Compiled {
  /** One for each configuration: a file may stand for several providers. */
  const made = new Map<string, { callApi: Compiled }>();
  return (prompt, context) => {
    const { providerId: id, config = {} } = (context ?? {}) as { providerId?: unknown; config?: unknown };
    const key = JSON.stringify([id, config]);
    const known = made.get(key) ?? new Provider({ ...(id !== undefined && { id }), config });
    made.set(key, known);
    return known.callApi(prompt, context);
  };
}

function fileFunction(job: ScriptJob): Promise<Compiled> {
  const key = JSON.stringify([job.file, job.name]);
  let known = files.get(key);
  if (!known) {
    known = functionIn(job.file!, job.name);
    files.set(key, known);
  }
  return known;
}

const call = (job: ScriptJob, made?: Compiled): unknown =>
  made ? made(...job.args) : functionOf(job.body!)(...job.args, process);

const failure = (error: unknown): ScriptResult => {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { threw: message.slice(0, longestMessage) };
};

/** What can cross to the parent; a function or a proxy cannot. */
function portable(value: unknown): ScriptResult {
  try {
    return { value: structuredClone(value) };
  } catch (error) {
    return failure(error);
  }
}

const settled = async (result: unknown): Promise<ScriptResult> => {
  try {
    return portable(await result);
  } catch (error) {
    return failure(error);
  }
};

type Started = { readonly result: unknown } | { readonly threw: ScriptResult };

/** Begins jobs from `from` on until one gave a promise or time is up. One watch over many: each costs a thread. */
function begin(jobs: readonly ScriptJob[], made: readonly (Compiled | undefined)[], from: number): Started[] {
  const started: Started[] = [];
  const since = performance.now();
  for (let i = from; i < jobs.length && (i === from || performance.now() - since < flushMs); i++) {
    try {
      const result = call(jobs[i]!, made[i]);
      started.push({ result });
      if (typeof (result as { then?: unknown } | undefined)?.then === "function") break;
    } catch (error) {
      started.push({ threw: failure(error) });
    }
  }
  return started;
}

async function run({ id, jobs, timeoutMs }: ScriptBatch): Promise<void> {
  for (let from = 0; from < jobs.length; ) {
    const made: (Compiled | undefined)[] = [];
    const broken = new Map<number, ScriptResult>();
    for (let i = from; i < jobs.length; i++)
      if (jobs[i]!.file !== undefined)
        made[i] = await fileFunction(jobs[i]!).catch((error: unknown) => {
          broken.set(i, failure(error));
          return () => undefined;
        });
    // The parent ends us at its own limit. This later one is for a parent that died: an endless loop must not outlive it.
    const outcome = onceUnderDeadline(() => begin(jobs, made, from), timeoutMs * 2 + flushMs);
    if ("overrun" in outcome) process.exit(1);
    const results: ScriptResult[] = [];
    for (const [i, one] of outcome.value.entries())
      results.push(broken.get(from + i) ?? ("threw" in one ? one.threw : await settled(one.result)));
    reply({ id, from, results });
    from += results.length;
  }
}

process.on("message", (batch: ScriptBatch) => void run(batch));
process.on("disconnect", () => process.exit(0));
// A check that forgot to await something fails by its own result, not by ending the process for the others.
process.on("unhandledRejection", () => undefined);
process.on("uncaughtException", () => undefined);
reply({ id: -1, from: 0, results: [] });

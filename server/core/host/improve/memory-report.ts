import {
  type Attempt,
  type AttemptContext,
  contextKeys,
  operators,
  type RankedOperator,
  rankOperators,
} from "../../improve/index.ts";
import { promptCalled } from "../evaluate-options.ts";
import type { PromptFile } from "../prompt-files.ts";
import { type MemoryPlace, rememberedAttempts } from "./remembered-attempts.ts";

export interface MemoryQuery {
  /** Name or file; default: of all prompts. */
  readonly prompt?: string;
  /** What is known of a failure: then it is told what would be tried first. Default: what is common to most attempts. */
  readonly context?: AttemptContext;
}

/** What is remembered, and what follows from it. */
export interface MemoryReport {
  /** The oldest first. */
  readonly attempts: readonly Attempt[];
  /** By context, the one with most attempts first: what would be tried first there, and why. */
  readonly choices: readonly {
    readonly context: AttemptContext;
    readonly ranked: readonly RankedOperator[];
  }[];
}

const mostContexts = 10;

/** Throws `prompt-unknown`. */
export async function memoryReport(
  place: Pick<MemoryPlace, "store" | "root">,
  files: readonly PromptFile[],
  { prompt, context }: MemoryQuery,
): Promise<MemoryReport> {
  const file = prompt === undefined ? undefined : promptCalled(prompt, files).file;
  const attempts = await rememberedAttempts(place, file);
  const contexts = context ? [context] : contextsOf(attempts);
  return {
    attempts,
    choices: contexts.map((one) => ({
      context: one,
      ranked: rankOperators(attempts, { operators, context: one, target: "", seed: 1 }),
    })),
  };
}

/** Causes and kinds of lines that something was tried for; evaluators and behaviors would part them too finely to read. */
function contextsOf(attempts: readonly Attempt[]): AttemptContext[] {
  const counts = new Map<string, { readonly context: AttemptContext; n: number }>();
  for (const { context } of attempts) {
    const some = Object.fromEntries(
      contextKeys.slice(0, 2).flatMap((key) => (context[key] === undefined ? [] : [[key, context[key]]])),
    ) as AttemptContext;
    const key = JSON.stringify(some);
    const there = counts.get(key) ?? { context: some, n: 0 };
    there.n++;
    counts.set(key, there);
  }
  return [...counts]
    .sort(([a, x], [b, y]) => y.n - x.n || (a < b ? -1 : 1))
    .slice(0, mostContexts)
    .map(([, { context }]) => context);
}

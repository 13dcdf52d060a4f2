import { UserError } from "../base/index.ts";
import { didYouMean, type Evaluator, mayCost } from "../evaluators/index.ts";
import type { Continuous } from "./config-evaluate.ts";
import type { Chosen, OpenRow } from "./open-conversations.ts";
import type { PromptFile } from "./prompt-files.ts";

/** What of all that is not judged is to be judged; absent = all of it. */
export interface EvaluateOptions {
  /** Names. */
  readonly evaluators?: readonly string[];
  /** Names or files. */
  readonly prompts?: readonly string[];
  /** Nobody asked for it: only what `evaluate.continuous` allows. */
  readonly isContinuous?: boolean;
}

/** A judge is asked about a conversation that nothing was added to for so long: an unfinished one would be judged, and paid for, again. */
const quietMs = 60_000;
/** And of what came before that nobody pays unasked. */
const recentMs = 24 * 3_600_000;

/** Throws `evaluator-unknown`, `prompt-unknown`. */
export function chosenBy(
  { evaluators: names, prompts, isContinuous = false }: EvaluateOptions,
  { evaluators, files, continuous, nowMs, onUnquiet }: EvaluateWorld,
): Chosen {
  const own = prompts && new Set(prompts.map((one) => promptCalled(one, files).name));
  const chosen = names && new Set(names.map((name) => evaluatorCalled(name, evaluators).key));
  const isQuiet = ({ receivedMs = 0 }: OpenRow): boolean => {
    if (receivedMs <= nowMs - recentMs) return false;
    const fromMs = receivedMs + quietMs;
    if (fromMs >= nowMs) onUnquiet?.(fromMs);
    return fromMs < nowMs;
  };
  return {
    evaluator: (one) =>
      (!chosen || chosen.has(one.key)) && (!isContinuous || continuous === "all" || !mayCost(one)),
    ...(own && { prompt: (name: string) => own.has(name) }),
    ...(isContinuous && { conversation: (row, one) => !mayCost(one) || isQuiet(row) }),
  };
}

interface EvaluateWorld {
  readonly evaluators: readonly Evaluator[];
  readonly files: readonly PromptFile[];
  readonly continuous: Continuous;
  readonly nowMs: number;
  /** Told of a conversation that a judge is not asked about yet: when it will have been quiet for long enough. */
  readonly onUnquiet?: (fromMs: number) => void;
}

export function evaluatorCalled(name: string, evaluators: readonly Evaluator[]): Evaluator {
  const found = evaluators.find((one) => one.name === name);
  if (found) return found;
  throw unknownName(
    "evaluator",
    name,
    evaluators.map((one) => one.name),
  );
}

/** By its name or its file. */
export function promptCalled(name: string, files: readonly PromptFile[]): PromptFile {
  const found =
    files.find(({ file }) => file === name.replace(/^\.\//, "")) ?? files.find((one) => one.name === name);
  if (found) return found;
  throw unknownName(
    "prompt",
    name,
    files.map((one) => one.name),
  );
}

function unknownName(kind: "evaluator" | "prompt", name: string, names: readonly string[]): UserError {
  const meant = didYouMean(name, names);
  return new UserError(
    `${kind}-unknown`,
    `There is no ${kind} called “${name}”.`,
    meant ? `Did you mean ${meant}?` : names.length > 0 ? `One of: ${names.join(", ")}` : undefined,
  );
}

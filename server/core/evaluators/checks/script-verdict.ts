import type { Sample } from "../../store/index.ts";
import { refusedVerdict, unknownVerdict, type Verdict } from "../check-type.ts";
import type { Stopped } from "../code/script.ts";
import { quote, saidLast } from "../evidence.ts";

/** What a script may say of a sample, as promptfoo has it. */
export type ScriptValue =
  | boolean
  | number
  | { readonly pass: boolean; readonly score: number; readonly reason: string };

export interface Judged {
  /** `javascript`, as sentences say it. */
  readonly language: string;
  readonly threshold: number | undefined;
  readonly inverse: boolean;
}

/** The verdict of what a script returned. */
export function scriptVerdict(
  sample: Sample,
  value: ScriptValue,
  { language, threshold, inverse }: Judged,
): Verdict {
  const holds = holdsOf(value, threshold);
  const score =
    typeof value === "boolean" ? Number(holds !== inverse) : typeof value === "number" ? value : value.score;
  const told = typeof value === "object" ? value.reason : `it returned ${value}`;
  if (holds === inverse)
    return { ...scriptFailed(sample, `The ${language} check failed, ${quote(told)}`), score: clamp(score) };
  return { label: "pass", score: clamp(score), reason: `The ${language} check passed, ${quote(told)}.` };
}

function holdsOf(value: ScriptValue, threshold: number | undefined): boolean {
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return threshold === undefined ? value > 0 : value >= threshold;
  return value.pass;
}

export function scriptFailed(sample: Sample, reason: string): Verdict {
  const { evidence, messageIndex } = saidLast(sample);
  return { label: "fail", score: 0, reason: `${reason}; in the output, ${evidence}.`, messageIndex };
}

/** Of a script that did not come to its end: for good, or for now, as its interpreter is not there. */
export const stoppedVerdict = (told: string, { isAway }: Stopped): Verdict =>
  isAway ? refusedVerdict(told) : unknownVerdict(told);

/** What scripts see beside the output. promptfoo's names; `messages` and what follows it are ours. */
export function contextOf(sample: Sample, config: unknown): object {
  const messages = sample.messages.slice(sample.from, sample.to);
  return {
    prompt: sample.input,
    vars: { input: sample.input, ...sample.vars },
    messages,
    toolCalls: messages.flatMap((message) => (message.role === "assistant" ? (message.toolCalls ?? []) : [])),
    scope: sample.scope,
    latencyMs: sample.latencyMs,
    costUsd: sample.costUsd,
    outcome: sample.outcome,
    config,
  };
}

const clamp = (score: number): number => (Number.isNaN(score) ? 0 : Math.min(1, Math.max(0, score)));

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import type { Evaluation, Message, Sample, ToolCall } from "../store/index.ts";
import type { Assertion } from "./check-type.ts";
import { evaluate } from "./evaluate.ts";
import type { Evaluator } from "./evaluator.ts";
import { parseEvaluators } from "./parse-evaluators.ts";
import { type SampleMeta, samplesOf } from "./samples.ts";
import { openServices } from "./services.ts";

/** For the tests of this room: short ways to write messages, samples and evaluators. */
export const user = (text: string, atMs?: number): Message => ({ role: "user", text, atMs });
export const says = (text: string, more: Partial<Message> = {}): Message => ({
  role: "assistant",
  text,
  ...more,
});
export const calls = (...names: (string | ToolCall)[]): Message => ({
  role: "assistant",
  text: "",
  toolCalls: names.map((name, i) => (typeof name === "string" ? call(name, {}, i) : name)),
});
export const call = (name: string, args: unknown = {}, i = 0): ToolCall => ({
  id: `${name}-${i}`,
  name,
  args,
});

/** The conversation sample of some messages, or of one answer to one question. */
export function sampleOf(said: string | readonly Message[], meta: SampleMeta = {}): Sample {
  const messages = typeof said === "string" ? [user("a question"), says(said)] : said;
  return samplesOf("c1", messages, meta)[0]!;
}

/** An evaluator that must parse without problems. */
export function evaluatorOf(definition: Record<string, unknown>): Evaluator {
  const { evaluators, problems } = parseEvaluators([{ name: "e", ...definition }]);
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join("\n"));
  return evaluators[0]!;
}

export const untrusted = openServices({ trusted: false });

/** Judges one sample by one assertion. */
export const judge = (
  assertion: Assertion,
  said: string | readonly Message[],
  meta?: SampleMeta,
): Promise<Evaluation> => evaluate(evaluatorOf({ assert: [assertion] }), sampleOf(said, meta), untrusted);

/** "pass" or "fail" of an assertion and of its `not-` form, as "pass/fail". */
export async function both(
  assertion: Assertion,
  said: string | readonly Message[],
  meta?: SampleMeta,
): Promise<string> {
  const plain = await judge(assertion, said, meta);
  const inverse = await judge({ ...assertion, type: `not-${assertion.type}` }, said, meta);
  return `${plain.label}/${inverse.label}`;
}

/** The messages of the problems of one assertion. */
export const problemsOf = (assertion: Record<string, unknown>): string[] =>
  parseEvaluators([{ name: "e", assert: [assertion] }]).problems.map(({ message }) => message);

/** Builds the child of the javascript sandbox as the product does, into a folder that `remove` deletes. */
export async function buildChild(): Promise<{ entry: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "javascript-child-"));
  const entry = join(folder, "javascript-child.cjs");
  const source = join(import.meta.dirname, "javascript-child.ts");
  await build({
    entryPoints: [source],
    outfile: entry,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
  });
  return { entry, remove: () => rm(folder, { recursive: true, force: true }) };
}

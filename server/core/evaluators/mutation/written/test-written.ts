import { checkpoint } from "../../../base/index.ts";
import type { Sample } from "../../../store/index.ts";
import { evaluate } from "../../evaluate.ts";
import { keepingNothing } from "../../judges/keeping-nothing.ts";
import { claimsOf } from "../claims-of.ts";
import { exampleOf } from "../example.ts";
import { mapTexts, textsOf } from "../mutant.ts";
import type { Example } from "../report.ts";
import { fewestSamples, type MutationTest, passing } from "../test-evaluator.ts";
import { writtenFault } from "./written-fault.ts";
import { orderOf, writtenForm } from "./written-form.ts";
import { type WrittenKind, writtenPlan } from "./written-kinds.ts";

/** What answers of one kind came to, that a model wrote. They are not certain to be what they were to be, so trust does not rest on them. */
export interface WrittenResult {
  readonly kind: string;
  readonly says: string;
  readonly isHarmless?: true;
  /** Written, found fit and judged. */
  readonly n: number;
  readonly failed: number;
  readonly unknown: number;
  /** Why some that were written were not judged, each with how many. */
  readonly dropped: Readonly<Record<string, number>>;
  /** So many the model wrote no usable answer for. */
  readonly unwritten: number;
}

/** Tests with answers that a model wrote, beside those with operators. Plain data: it is kept as JSON. */
export interface WrittenReport {
  /** Name and identity of the model, and the version of what it was asked. */
  readonly model: string;
  readonly version: number;
  readonly kinds: readonly WrittenResult[];
  /** Breaks that passed and paraphrases that failed, for a person to read. */
  readonly survivors: readonly Example[];
  readonly falseAlarms: readonly Example[];
  /** Why none could be written. */
  readonly nothing?: string;
  /** Why it ended before its end. */
  readonly stopped?: string;
}

export interface WrittenTest extends Omit<MutationTest, "perOperator" | "others"> {
  /** An entry of `models:`, and what people call it. */
  readonly writer: string;
  readonly model: string;
}

/** Answers of each kind. */
export const writtenPerKind = 4;
const mostExamples = 3;
/** Longer answers cannot be written anew as a whole by every model. */
const longestAnswer = 6_000;

/**
 * Has a model write broken and reworded answers, and the evaluator judge those that are fit. The model sees one recorded answer at a time,
 * fenced, and what is tested in the words of the configuration; what it wrote is kept with that conversation, so that a later test pays for
 * none again. Limits are the judge's. Throws the signal's AbortError only.
 */
export async function testWritten(test: WrittenTest): Promise<WrittenReport> {
  const { evaluator, instructions, model, signal } = test;
  const empty = { model, version: writtenForm.version, kinds: [], survivors: [], falseAlarms: [] };
  const plan = writtenPlan(evaluator, claimsOf(evaluator, instructions), instructions);
  if ("nothing" in plan) return { ...empty, nothing: plan.nothing };
  const { samples, isPutOff } = await passing(test);
  const spoken = samples
    .filter((sample) => textsOf(sample).length > 0 && answerOf(sample).length <= longestAnswer)
    .sort((a, b) => textsOf(a).length - textsOf(b).length);
  if (isPutOff) return { ...empty, stopped: "what it judges by could not be had" };
  if (spoken.length < fewestSamples)
    return {
      ...empty,
      nothing: `it passes ${spoken.length} answers of those at hand, ${fewestSamples} are needed`,
    };
  const outcomes: Outcome[] = [];
  for (const [done, kind] of plan.kinds.entries()) {
    outcomes.push(await ofKind(kind, { test, samples: spoken, criterion: plan.criterion }));
    test.progress?.({
      stage: `testing ${evaluator.name} with ${model}`,
      done: done + 1,
      total: plan.kinds.length,
    });
    await checkpoint(signal);
    if (outcomes.at(-1)!.stopped !== undefined) break;
  }
  const stopped = outcomes.at(-1)?.stopped;
  const examplesOf = (isHarmless: boolean): readonly Example[] =>
    outcomes
      .filter(({ result }) => (result.isHarmless ?? false) === isHarmless)
      .flatMap(({ examples }) => examples);
  return {
    ...empty,
    kinds: outcomes.map(({ result }) => result),
    survivors: examplesOf(false),
    falseAlarms: examplesOf(true),
    ...(stopped !== undefined && { stopped }),
  };
}

interface Outcome {
  readonly result: WrittenResult;
  readonly examples: readonly Example[];
  readonly stopped?: string;
}

interface Work {
  readonly test: WrittenTest;
  readonly samples: readonly Sample[];
  readonly criterion: string;
}

async function ofKind(kind: WrittenKind, { test, samples, criterion }: Work): Promise<Outcome> {
  const { evaluator, signal, services } = test;
  const { name, says, isHarmless } = kind;
  const judging = keepingNothing(services);
  let [n, failed, unknown, unwritten] = [0, 0, 0, 0];
  const dropped: Record<string, number> = {};
  const examples: Example[] = [];
  let stopped: string | undefined;
  for (const sample of samples.slice(0, writtenPerKind)) {
    const answer = answerOf(sample);
    const reply = await write(kind, { test, sample, answer, criterion });
    if ("refused" in reply) {
      if (reply.isPutOff) {
        stopped = reply.refused;
        break;
      }
      unwritten++;
      continue;
    }
    const { answer: written, change } = reply.answer;
    const fault = writtenFault(answer, written, kind);
    if (fault !== undefined) {
      dropped[fault] = (dropped[fault] ?? 0) + 1;
      continue;
    }
    const mutant = rewritten(sample, written);
    await checkpoint(signal);
    const evaluation = await evaluate(evaluator, { ...mutant, id: `${mutant.id}~${name}` }, judging, signal);
    if (evaluation.isPutOff) {
      stopped = "what it judges by could not be had to the end";
      break;
    }
    if (evaluation.label === "not-applicable") continue;
    if (evaluation.label === "unknown") {
      unknown++;
      continue;
    }
    n++;
    if (evaluation.label === "fail") failed++;
    if ((evaluation.label === "fail") === (isHarmless ?? false) && examples.length < mostExamples)
      examples.push({
        ...{ operator: name, says, conversationIds: [sample.conversationId], ...exampleOf(sample, mutant) },
        ...{ explanation: evaluation.explanation, change },
      });
  }
  return {
    result: { kind: name, says, ...(isHarmless && { isHarmless }), n, failed, unknown, dropped, unwritten },
    examples,
    ...(stopped !== undefined && { stopped }),
  };
}

/**
 * What is written anew: all that was said in a turn, since any of it may be what is tested; of a conversation the last answer, since one answer
 * to everything would be no conversation.
 */
const answerOf = (sample: Sample): string =>
  sample.scope === "conversation" ? textsOf(sample).at(-1)! : sample.output;

function rewritten(sample: Sample, written: string): Sample {
  const last = textsOf(sample).length - 1;
  const isWhole = sample.scope !== "conversation";
  return mapTexts(sample, (text, at) => (at === last ? written : isWhole ? "" : text))!;
}

interface Writing {
  readonly test: WrittenTest;
  readonly sample: Sample;
  readonly answer: string;
  readonly criterion: string;
}

async function write(kind: WrittenKind, { test, sample, answer, criterion }: Writing) {
  const { judge } = test.services;
  if ("refused" in judge) return { refused: judge.refused, isPutOff: true as const };
  const asked = sample.input.trim();
  return judge.ask(
    {
      form: writtenForm,
      criterion: orderOf(kind, criterion),
      shown: [
        ...(asked === "" ? [] : [{ label: "what the user asked", text: asked.slice(0, longestAnswer) }]),
        { label: "the answer", text: answer },
      ],
    },
    { conversationId: sample.conversationId, provider: test.writer, signal: test.signal },
  );
}

import { readPrompt } from "../../prompt/index.ts";
import type { Message, PlacedMark } from "../../store/index.ts";
import { turnTerms } from "../conditions/turn-terms.ts";
import { ExerciseModel } from "../exercise.ts";
import { saidTerms } from "../terms.ts";
import { diagnosePrompt } from "./diagnose-prompt.ts";
import type { DiagnosisSubject, PromptDiagnosis } from "./diagnosis.ts";
import type { DiagnosisInput } from "./diagnosis-input.ts";
import { extendedModel } from "./extended-model.ts";
import { type DiagnosisModel, diagnosisModel } from "./model.ts";

/** A conversation of one turn: what was asked, what was answered, and what evaluators said of it. */
export interface PlantedCase {
  readonly id: string;
  readonly asked: string;
  readonly answered: string;
  /** By evaluator, whether it failed, with a reason where one is given. */
  readonly verdicts: Readonly<Record<string, boolean | string>>;
  readonly task?: string;
  readonly behavior?: string;
  readonly inputs?: readonly string[];
  readonly marks?: readonly PlacedMark[];
}

/** What is said of planted cases under a prompt. */
export function diagnosed(
  prompt: string,
  cases: readonly PlantedCase[],
  {
    subject = { kind: "prompt", file: "a.prompt.md" },
    ...options
  }: PlantedOptions & { readonly subject?: DiagnosisSubject } = {},
): PromptDiagnosis & { readonly textOf: (key: string | undefined) => string | undefined } {
  const model = plantedModel(prompt, cases, options);
  const texts = new Map(model.input.instructions.map(({ key, text }) => [key, text]));
  return {
    ...diagnosePrompt(model, subject),
    textOf: (key) => (key === undefined ? undefined : texts.get(key)),
  };
}

export interface PlantedOptions {
  readonly covers?: Readonly<Record<string, readonly string[]>>;
  readonly criteria?: Readonly<Record<string, string>>;
  /** So many of the cases are fitted, the others held against that; default: all. */
  readonly fitted?: number;
}

export function plantedModel(
  prompt: string,
  cases: readonly PlantedCase[],
  { fitted = cases.length, ...options }: PlantedOptions = {},
): DiagnosisModel {
  const model = diagnosisModel(plantedInput(prompt, cases.slice(0, fitted), options));
  return fitted < cases.length
    ? extendedModel(model, plantedInput(prompt, cases.slice(fitted), options))
    : model;
}

function plantedInput(
  prompt: string,
  cases: readonly PlantedCase[],
  { covers = {}, criteria = {} }: PlantedOptions,
): DiagnosisInput {
  const document = readPrompt("a.prompt.md", prompt);
  const keyOf = (text: string): string =>
    document.instructions.find((one) => one.text.includes(text))?.key ?? `no line ${text}`;
  const turns = cases.map(({ id, asked, answered }) => {
    const messages: Message[] = [
      { role: "user", text: asked },
      { role: "assistant", text: answered },
    ];
    return { conversationId: id, index: 0, heard: turnTerms(messages), said: saidTerms(messages) };
  });
  const behaviors = new Set(cases.flatMap(({ behavior }) => behavior ?? []));
  return {
    ...{ file: "a.prompt.md", name: "a", version: document.version, instructions: document.instructions },
    keysOf: new Map([[document.version, new Set(document.instructions.map(({ key }) => key))]]),
    samples: cases.flatMap(({ id, verdicts }) =>
      Object.entries(verdicts).map(([evaluator, verdict]) => ({
        ...{ evaluator, conversationId: id, failed: verdict !== true },
        ...(typeof verdict === "string" && { explanation: verdict }),
      })),
    ),
    conversations: cases.map(({ id, task, behavior, marks = [], inputs = [] }) => ({
      ...{ id, version: document.version, missing: new Set<string>(), cluster: task ?? id, marks, inputs },
      requests: behavior ? [{ turn: 0, behaviorId: behavior }] : [],
    })),
    turns,
    exercise: new ExerciseModel(
      turns.map(({ conversationId, index, heard }) => ({ conversationId, index, terms: heard })),
    ),
    covers: new Map(Object.entries(covers).map(([name, texts]) => [name, new Set(texts.map(keyOf))])),
    criteria: new Map(Object.entries(criteria)),
    behaviors: new Map([...behaviors].map((name) => [name, name])),
  };
}

import { type DiagnosisInput, type JudgedSample, resolveCover } from "../../attribution/index.ts";
import { groupBy, indexBy } from "../../base/index.ts";
import { assertedIn, type Evaluator, mayCost } from "../../evaluators/index.ts";
import { evaluationId, type Store } from "../../store/index.ts";
import type { Built } from "../build-snapshot.ts";
import { conversationsOf } from "../figures-input.ts";
import { opinionsAbout } from "../opinions/kept-opinions.ts";
import type { PromptFile } from "../prompt-files.ts";
import type { DiagnosisRows } from "./diagnosis-reader.ts";
import { kindsOfInput } from "./kinds-of-input.ts";

export interface DiagnosisWorld {
  readonly store: Store;
  readonly evaluators: readonly Evaluator[];
  readonly files: readonly PromptFile[];
  readonly built: Built;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Of one prompt. An evaluator that is narrowed to other prompts has no verdict here. */
export function diagnosisInput(
  { file, name, document }: PromptFile,
  { evaluators, built }: DiagnosisWorld,
  rows: DiagnosisRows,
): DiagnosisInput {
  const { input } = built;
  const links = rows.links.filter((row) => row.file === file);
  const conversations = conversationsOf(links, input);
  const marks = groupBy(
    [...rows.marks].sort((a, b) => compare(a.id, b.id)),
    ({ conversationId }) => conversationId,
  );
  const inputs = kindsOfInput(
    new Map(rows.arrivals.map(({ conversationId, labels }) => [conversationId, labels])),
    links,
  );
  const ids = indexBy(conversations, ({ id }) => id);
  const own = evaluators.filter((one) => !one.prompts || one.prompts.includes(name));
  const names = new Set(own.map((one) => one.name));
  const versions = rows.versions.filter((one) => one.file === file);
  const opinions = opinionsAbout(rows.opinions, file, document);
  const reasonOf = reasonsBySample(rows.reasons);
  const samples = rows.verdicts.flatMap(
    ({ evaluator, conversationId, sampleId = "", turn, label }): JudgedSample[] => {
      if ((label !== "pass" && label !== "fail") || !names.has(evaluator) || !ids.has(conversationId))
        return [];
      return [
        {
          ...{ evaluator, conversationId, failed: label === "fail" },
          ...(turn !== undefined && { turn }),
          ...(label === "fail" && reasonOf(evaluator, sampleId)),
        },
      ];
    },
  );
  return {
    ...{ file, name, version: document.version, instructions: document.instructions },
    keysOf: new Map(
      versions.map((one) => [one.version, new Set(one.document.instructions.map(({ key }) => key))]),
    ),
    samples: samples.sort(bySample),
    conversations: conversations.map((one) => ({
      ...one,
      marks: marks.get(one.id)?.map(({ mark }) => mark) ?? [],
      inputs: inputs.get(one.id) ?? [],
    })),
    turns: rows.turns
      .filter(({ conversationId }) => ids.has(conversationId))
      .map(({ conversationId, index, terms: heard, said }) => ({ conversationId, index, heard, said }))
      .sort((a, b) => compare(a.conversationId, b.conversationId) || a.index - b.index),
    exercise: input.exercise,
    covers: new Map(
      own.map((one) => [
        one.name,
        new Set(one.covers.flatMap((cover) => resolveCover(cover, document).keys)),
      ]),
    ),
    rules: new Set(own.filter(isRule).map((one) => one.name)),
    criteria: new Map(own.map((one) => [one.name, criterionIn(one)])),
    behaviors: new Map(input.behaviors.map((one) => [one.id, one.name ?? ""])),
    ...(opinions && { opinions }),
  };
}

function reasonsBySample(reasons: DiagnosisRows["reasons"]) {
  const bySample = new Map(
    reasons.map(({ evaluator, sampleId, explanation, messageIndex }) => [
      evaluationId(evaluator, sampleId),
      { explanation, ...(messageIndex !== undefined && { messageIndex }) },
    ]),
  );
  return (evaluator: string, sampleId: string) => bySample.get(evaluationId(evaluator, sampleId));
}

const bySample = (a: JudgedSample, b: JudgedSample): number =>
  compare(a.conversationId, b.conversationId) ||
  (a.turn ?? -1) - (b.turn ?? -1) ||
  compare(a.evaluator, b.evaluator);

/** What it says of itself, and what its judge is asked. */
const criterionIn = (one: Evaluator): string =>
  [one.description, ...(mayCost(one) ? one.definition.assert.map(({ value }) => value) : [])]
    .filter((text) => typeof text === "string")
    .join(" ");

/** Neither a model's opinion nor a verdict from elsewhere. */
const isRule = (one: Evaluator): boolean =>
  !mayCost(one) &&
  assertedIn(one.definition).every(({ type }) => type !== "outcome" && type !== "recorded-evaluation");

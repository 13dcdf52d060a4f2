import {
  type DiagnosisInput,
  type JudgedSample,
  resolveCover,
  type TurnWords,
} from "../../attribution/index.ts";
import { groupBy, indexBy } from "../../base/index.ts";
import { assertedIn, type Evaluator, mayCost } from "../../evaluators/index.ts";
import { anyOf, evaluationId, markOf, type PlacedMark, type Store } from "../../store/index.ts";
import type { Built } from "../build-snapshot.ts";
import { promptConversations } from "../figures-input.ts";
import { knownVersions } from "../identity/known-versions.ts";
import type { PromptFile } from "../prompt-files.ts";
import { kindsOfInput } from "./kinds-of-input.ts";

export interface DiagnosisWorld {
  readonly store: Store;
  readonly evaluators: readonly Evaluator[];
  readonly files: readonly PromptFile[];
  readonly built: Built;
}

/** What diagnoses of all prompts are made from, beside figures: read once. */
export interface DiagnosisRows {
  readonly turns: readonly TurnWords[];
  readonly marks: ReadonlyMap<string, readonly PlacedMark[]>;
  /** By conversation, what it can be found by. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
  /** By the name of a sample and its evaluator. */
  readonly reasons: ReadonlyMap<string, { readonly explanation: string; readonly messageIndex?: number }>;
  readonly versions: Awaited<ReturnType<typeof knownVersions>>;
}

export async function readDiagnosisRows({
  store,
  evaluators,
  files,
  built,
}: DiagnosisWorld): Promise<DiagnosisRows> {
  const { marks, evaluations, conversations } = store.tables;
  const [marked, failing, versions, labelled] = await Promise.all([
    marks.read(),
    evaluations.read({
      where: `\`label\` = 'fail' AND ${anyOf(
        "evaluatorKey",
        evaluators.map(({ key }) => key),
      )}`,
      columns: ["evaluator", "sampleId", "explanation", "messageIndex"],
    }),
    knownVersions(store, files),
    conversations.read({ columns: ["id", "labels"] }),
  ]);
  return {
    turns: built.input.turns
      .map(({ conversationId, index, terms: heard, said }) => ({ conversationId, index, heard, said }))
      .sort((a, b) => compare(a.conversationId, b.conversationId) || a.index - b.index),
    marks: groupBy(
      marked
        .sort((a, b) => compare(a.id, b.id))
        .map((row) => ({
          ...markOf(row),
          conversationId: row.conversationId ?? "",
        })),
      ({ conversationId }) => conversationId,
    ),
    labels: new Map(labelled.map(({ id, labels = [] }) => [id, labels])),
    reasons: new Map(
      failing.map(({ evaluator = "", sampleId = "", explanation = "", messageIndex }) => [
        evaluationId(evaluator, sampleId),
        { explanation, ...(messageIndex !== undefined && { messageIndex }) },
      ]),
    ),
    versions,
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Of one prompt. An evaluator that is narrowed to other prompts has no verdict here. */
export function diagnosisInput(
  { file, name, document }: PromptFile,
  { evaluators, built }: DiagnosisWorld,
  rows: DiagnosisRows,
): DiagnosisInput {
  const { input } = built;
  const conversations = promptConversations(input, file);
  const inputs = kindsOfInput(rows.labels, input.linked.get(file) ?? []);
  const ids = indexBy(conversations, ({ id }) => id);
  const own = evaluators.filter((one) => !one.prompts || one.prompts.includes(name));
  const names = new Set(own.map((one) => one.name));
  const versions = rows.versions.filter((one) => one.file === file);
  const samples = input.verdicts.flatMap(
    ({ evaluator, conversationId, sampleId = "", turn, label }): JudgedSample[] => {
      if ((label !== "pass" && label !== "fail") || !names.has(evaluator) || !ids.has(conversationId))
        return [];
      const reason = label === "fail" ? rows.reasons.get(evaluationId(evaluator, sampleId)) : undefined;
      return [
        {
          ...{ evaluator, conversationId, failed: label === "fail" },
          ...(turn !== undefined && { turn }),
          ...reason,
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
      ...{ ...one, marks: rows.marks.get(one.id) ?? [], inputs: inputs.get(one.id) ?? [] },
    })),
    turns: rows.turns.filter(({ conversationId }) => ids.has(conversationId)),
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
  };
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

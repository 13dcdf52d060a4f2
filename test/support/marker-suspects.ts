import {
  diagnosePrompt,
  diagnosisModel,
  type ExerciseModel,
  resolveCover,
  type Suspect,
  saidTerms,
  turnTerms,
  type Verdict,
} from "../../server/core/attribution/index.ts";
import type { PromptDocument } from "../../server/core/index.ts";

export interface MarkedConversations {
  readonly file: string;
  /** The text that was measured, then those before it. */
  readonly documents: readonly PromptDocument[];
  readonly conversations: readonly {
    readonly id: string;
    readonly version: string;
    readonly cluster: string;
    readonly missing: ReadonlySet<string>;
  }[];
  /** What the users asked, in the order of the conversations. */
  readonly said: readonly string[];
  readonly verdicts: readonly Verdict[];
  readonly exercise: ExerciseModel;
  readonly evaluators: readonly { readonly name: string; readonly covers: readonly string[] }[];
}

/** What the real diagnosis suspects, from the outcomes and conversations of a marker file; without quotes, as a snapshot has it. */
export function markedSuspects(marked: MarkedConversations): readonly Suspect[] {
  const { file, documents, conversations, said, verdicts, exercise, evaluators } = marked;
  const [now] = documents as [PromptDocument];
  const keysOf = new Map(
    documents.map(({ version, instructions }) => [version, new Set(instructions.map(({ key }) => key))]),
  );
  const model = diagnosisModel({
    ...{ file, name: file, version: now.version, instructions: now.instructions, keysOf, exercise },
    samples: verdicts.flatMap(({ evaluator, conversationId, turn, label }) =>
      label === "pass" || label === "fail"
        ? [{ evaluator, conversationId, failed: label === "fail", ...(turn !== undefined && { turn }) }]
        : [],
    ),
    conversations: conversations.map((one) => ({ ...one, requests: [], marks: [] })),
    turns: conversations.map(({ id }, index) => {
      const messages = [{ role: "user" as const, text: said[index] ?? "" }];
      return { conversationId: id, index: 0, heard: turnTerms(messages), said: saidTerms(messages) };
    }),
    covers: new Map(
      evaluators.map(({ name, covers }) => [
        name,
        new Set(covers.flatMap((cover) => resolveCover(cover, now).keys)),
      ]),
    ),
    behaviors: new Map(),
  });
  return diagnosePrompt(model, { kind: "prompt", file }).suspects;
}

import { UserError } from "../../base/index.ts";
import { type ChatSettings, type ModelAccess, openChat } from "../../models/index.ts";
import type { ProposedLine, RubricPlan } from "../../review/index.ts";
import { firstJudge } from "../config-models.ts";
import { paidEffort } from "./measure-check.ts";

/**
 * Calls that one rubric takes at most: one to write it and one to write it again, two for each sample it is tried on (it may first ask
 * whether it applies), and for each of some twenty ways to change an answer as many as there are such answers.
 */
export const callsPerRubric = 2 + 2 * paidEffort.tried! + 20 * paidEffort.perOperator;

/** Entries of `models:`: who writes rubrics, and who judges by them. */
export interface RubricModels {
  readonly writer: string;
  readonly judge: string;
  /** As people call them, with where they are asked. */
  readonly names: Pick<RubricPlan, "writer" | "judge">;
  /** The writer without its address, which is nobody's business in a file that a team shares. */
  readonly model: string;
  /** Calls that the two may make in one evaluation. */
  readonly maxCalls: number;
}

/** Undefined where no chat model is named: an entry that only some evaluators ask is meant for those. */
export function rubricModels(
  chats: ReadonlyMap<string, ChatSettings>,
  access: ModelAccess,
): RubricModels | undefined {
  const judge = firstJudge(chats);
  const writer = chats.has("chat") ? "chat" : judge;
  const [first, second] = [chats.get(writer), chats.get(judge)];
  if (!first || !second) return undefined;
  const { name, model } = openChat(first, access);
  return {
    ...{ writer, judge, model },
    names: { writer: name, judge: openChat(second, access).name },
    maxCalls: first.maxCalls + (writer === judge ? 0 : second.maxCalls),
  };
}

export function requiredModels(...given: Parameters<typeof rubricModels>): RubricModels {
  const models = rubricModels(...given);
  if (models) return models;
  throw new UserError(
    "no-chat",
    "No chat model is named that could write a rubric, or this workspace is not trusted.",
    'Name one in homeostat.yaml, as models: { chat: { baseUrl: "http://127.0.0.1:11434/v1", model: llama3.2 } }; docs/models.md has more.',
  );
}

/** What asking for so many rubrics may take. */
export const planFor = (rubrics: number, { names, maxCalls }: RubricModels, calls?: number): RubricPlan => ({
  ...names,
  rubrics,
  mostCalls: Math.min(calls ?? Number.POSITIVE_INFINITY, maxCalls, rubrics * callsPerRubric),
});

/** The lines that a rubric would be asked for: where one line is meant whatever patterns read, else those that none reads. */
export const linesForRubrics = (lines: readonly ProposedLine[], isOne: boolean): readonly ProposedLine[] =>
  lines.filter(({ proposals, isUntestable }) => !isUntestable && (isOne || proposals.length === 0));

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ExerciseModel, exerciseThreshold } from "../../server/core/attribution/index.ts";
import { importFiles } from "../../server/core/capture/index.ts";
import { derive } from "../../server/core/host/import-conversations.ts";
import { type Instruction, readPrompt } from "../../server/core/prompt/index.ts";
import { halfOf } from "./judged-signals.ts";
import { realData } from "./real-data.ts";

/**
 * What one reader said of conditions of two airline policies in real conversations, before the matcher was changed: whether the situation
 * that a condition names was there, in the whole conversation or (`#t3`) by the end of a turn. Drawn by the match of the matcher as it was
 * then, as many pairs from each quarter of 0..1. By data set and condition, ids of conversations.
 */
export type ExerciseJudgements = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<"holds" | "holds-not", readonly string[]>>>>>
>;

/** What was said about membership and the like counts where nothing contradicts it; what a tool's result says counts more. */
export const exerciseJudgements = (): ExerciseJudgements =>
  JSON.parse(
    readFileSync(join(import.meta.dirname, "../exercise/judgements.json"), "utf8"),
  ) as ExerciseJudgements;

const prompts: Readonly<Record<string, string>> = {
  "tau2-airline": "policy.md",
  "tau-bench-airline": "wiki.md",
};

export interface JudgedPair {
  readonly condition: string;
  readonly conversationId: string;
  readonly turn?: number;
  readonly half: "tuning" | "held-out";
  readonly holds: boolean;
  /** What the matcher says now. */
  readonly x: number;
}

/** Every judged pair with what the matcher says of it; undefined where the data is absent. */
export async function judgedPairs(): Promise<JudgedPair[] | undefined> {
  const pairs: JudgedPair[] = [];
  for (const [set, conditions] of Object.entries(exerciseJudgements())) {
    const folder = realData("a-traces", set);
    if (!folder) return undefined;
    const exercise = await exerciseOf(folder);
    const instructions = instructionsIn(join(folder, prompts[set]!));
    for (const [condition, said] of Object.entries(conditions)) {
      const instruction = instructions.get(condition);
      if (!instruction) throw new Error(`no line of ${set} has the condition “${condition}”`);
      const pair = (id: string, holds: boolean): JudgedPair => {
        const [conversationId = "", turn] = id.split("#t");
        const at = turn === undefined ? undefined : Number(turn);
        const x = exercise.exercised(instruction.triggers, conversationId, at);
        return {
          ...{ condition, conversationId, half: halfOf(conversationId), holds, x },
          ...(at !== undefined && { turn: at }),
        };
      };
      pairs.push(
        ...said.holds.map((id) => pair(id, true)),
        ...said["holds-not"].map((id) => pair(id, false)),
      );
    }
  }
  return pairs;
}

export const instructionsIn = (file: string): Map<string, Instruction> =>
  new Map(
    readPrompt(file, readFileSync(file, "utf8"))
      .instructions.filter(({ triggers }) => triggers.length > 0)
      .map((instruction) => [instruction.triggers.join(" && "), instruction]),
  );

/** The model of a data set as an import makes it. */
async function exerciseOf(folder: string): Promise<ExerciseModel> {
  return new ExerciseModel(await turnsOf(folder));
}

/** The turns of a data set with what each can be met by. */
export async function turnsOf(
  folder: string,
): Promise<readonly { conversationId: string; index: number; terms: string }[]> {
  const turns: { conversationId: string; index: number; terms: string }[] = [];
  await importFiles([folder], {
    onCaptured: async (batch) => {
      for (const captured of batch)
        for (const { scope, conversationId, index, terms } of derive(captured).samples)
          if (scope === "turn")
            turns.push({ conversationId: conversationId ?? "", index: index ?? 0, terms: terms ?? "" });
    },
  });
  return turns;
}

export interface Agreement {
  readonly n: number;
  readonly right: number;
  readonly precision: number;
  readonly recall: number;
  /** Brier's score: the mean square of what separates x from what was so. */
  readonly brier: number;
}

/** How well x at or above a half tells whether a condition holds. */
export function agreementOf(pairs: readonly JudgedPair[]): Agreement {
  const said = pairs.filter(({ x }) => x >= exerciseThreshold);
  const right = said.filter(({ holds }) => holds).length;
  const all = pairs.filter(({ holds }) => holds).length;
  return {
    n: pairs.length,
    right: pairs.filter(({ x, holds }) => x >= exerciseThreshold === holds).length,
    precision: right / said.length,
    recall: right / all,
    brier: pairs.reduce((sum, { x, holds }) => sum + (x - Number(holds)) ** 2, 0) / pairs.length,
  };
}

/** Of pairs by tenths of x: the mean of x, and the share in which the condition holds. */
export function reliability(pairs: readonly JudgedPair[]): { x: number; holds: number; n: number }[] {
  const mean = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0) / list.length;
  return Array.from({ length: 10 }, (_, i) =>
    pairs.filter(({ x }) => Math.min(9, Math.floor(x * 10 + 1e-9)) === i),
  )
    .filter((own) => own.length > 0)
    .map((own) => ({
      x: mean(own.map(({ x }) => x)),
      holds: mean(own.map(({ holds }) => Number(holds))),
      n: own.length,
    }));
}

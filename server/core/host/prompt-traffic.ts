import {
  type BehaviorFigures,
  type PromptTraffic,
  type UnaddressedBehavior,
  unaddressedBehaviors,
} from "../attribution/index.ts";
import type { EvaluatorInfo } from "../review/index.ts";
import type { FiguresInput } from "./figures-input.ts";
import type { PromptFile } from "./prompt-files.ts";
import { promptInUse } from "./prompt-in-use.ts";

/** What prompts were asked, and how much of it a line speaks to and an evaluator judges; nothing where no behaviors were found. */
export function trafficOfPrompts(
  files: readonly PromptFile[],
  input: FiguresInput,
  behaviors: readonly BehaviorFigures[],
  evaluators: readonly EvaluatorInfo[],
): { readonly traffic: PromptTraffic[]; readonly unaddressed: UnaddressedBehavior[] } {
  if (behaviors.length === 0) return { traffic: [], unaddressed: [] };
  const members = membersByBehavior(input);
  const prompts = files.map((file) => ({
    prompt: promptInUse(file, input),
    instructions: file.document.instructions,
    sections: file.document.sections,
  }));
  const { unaddressed, addressedOf } = unaddressedBehaviors(
    prompts,
    behaviors.map((one) => ({ ...one, members: members.get(one.id) ?? new Set<string>() })),
    input.exercise,
  );
  const judged = judgedBy(input, evaluators);
  const traffic = prompts.flatMap(({ prompt: { file, conversations } }): PromptTraffic[] => {
    const addressed = addressedOf.get(file) ?? new Set();
    const asked = conversations.filter((id) => input.behaviorsOf.has(id));
    if (asked.length === 0) return [];
    return [
      {
        file,
        conversations: asked.length,
        addressed: asked.filter((id) => input.behaviorsOf.get(id)!.every((one) => addressed.has(one))).length,
        judged: asked.filter((id) => judged.any.has(id)).length,
        trusted: asked.filter((id) => judged.trusted.has(id)).length,
      },
    ];
  });
  return { traffic, unaddressed };
}

function membersByBehavior({ behaviorsOf }: FiguresInput): Map<string, Set<string>> {
  const members = new Map<string, Set<string>>();
  for (const [id, behaviorIds] of behaviorsOf)
    for (const one of behaviorIds) members.set(one, (members.get(one) ?? new Set()).add(id));
  return members;
}

/** What was recorded (outcome, latency, cost) reads nothing, and does not count. */
function judgedBy({ verdicts }: FiguresInput, evaluators: readonly EvaluatorInfo[]) {
  const trustOf = new Map(evaluators.map(({ name, trust }) => [name, trust]));
  const any = new Set<string>();
  const trusted = new Set<string>();
  for (const { evaluator, conversationId, label } of verdicts) {
    const trust = trustOf.get(evaluator);
    if (trust === undefined || trust === "declared" || (label !== "pass" && label !== "fail")) continue;
    any.add(conversationId);
    if (trust === "trusted") trusted.add(conversationId);
  }
  return { any, trusted };
}

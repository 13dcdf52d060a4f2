import pc from "picocolors";
import {
  askedJudges,
  plural,
  type TestedEvaluator,
  tame,
  testsText,
  type WritingPlan,
} from "../../core/index.ts";
import { callsIn } from "../calls-option.ts";
import { table } from "../paint.ts";
import type { Session } from "../session.ts";

export interface TestEvaluatorsOptions {
  readonly model?: true;
  readonly calls?: string;
}

/**
 * Mutation-tests evaluators, all or those named, and says what was asked of models. Where some are named, one is untrusted, or a model wrote
 * answers, with what each operator came to and examples. Exit code 1 where one is untrusted.
 */
export async function testEvaluatorsCommand(
  session: Session,
  names: readonly string[],
  { model, calls }: TestEvaluatorsOptions,
): Promise<number> {
  const query = {
    evaluators: names,
    ...(model && { model }),
    ...(calls !== undefined && { calls: callsIn(calls) }),
  };
  const { evaluators, judges, plan } = await session.host.testEvaluators(query, session.work);
  const untrusted = evaluators.filter(({ trust }) => trust === "untrusted");
  if (session.json) session.print(JSON.stringify({ evaluators, judges }));
  else {
    for (const sentence of askedJudges(judges ?? [], model ? "writing" : "test")) session.print(sentence);
    session.print(table(["evaluator", "trust", ""], evaluators.map(row)));
    const told = names.length > 0 || model ? evaluators : untrusted;
    if (told.length > 0) session.print(`\n${testsText(told)}`);
    if (plan) session.print(pc.dim(writingHint(plan)));
  }
  return untrusted.length > 0 ? 1 : 0;
}

const writingHint = ({ model, mostCalls }: WritingPlan): string =>
  `With --model ${tame(model, 120)} writes broken and reworded answers as well: at most ${plural(mostCalls, "call")}.`;

const paint: Readonly<Record<TestedEvaluator["trust"], (text: string) => string>> = {
  declared: pc.dim,
  trusted: pc.green,
  untrusted: pc.red,
  untested: pc.yellow,
};

const row = ({ evaluator, trust, says }: TestedEvaluator): string[] => [
  tame(evaluator, 80),
  paint[trust](trust),
  tame(says.replace(/^(?:not )?mutation-tested: |^untrusted: /, ""), 200),
];

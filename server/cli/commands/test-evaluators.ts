import pc from "picocolors";
import { askedJudges, type TestedEvaluator, tame, testsText } from "../../core/index.ts";
import { table } from "../paint.ts";
import type { Session } from "../session.ts";

/**
 * Mutation-tests evaluators, all or those named, and says what was asked of judges. Where some are named, or one is untrusted, with what each operator came to and examples.
 * Exit code 1 where one is untrusted.
 */
export async function testEvaluatorsCommand(session: Session, names: readonly string[]): Promise<number> {
  const { evaluators, judges } = await session.host.testEvaluators(names, session.work);
  const untrusted = evaluators.filter(({ trust }) => trust === "untrusted");
  if (session.json) session.print(JSON.stringify({ evaluators, judges }));
  else {
    for (const sentence of askedJudges(judges ?? [], "test")) session.print(sentence);
    session.print(table(["evaluator", "trust", ""], evaluators.map(row)));
    const told = names.length > 0 ? evaluators : untrusted;
    if (told.length > 0) session.print(`\n${testsText(told)}`);
  }
  return untrusted.length > 0 ? 1 : 0;
}

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

import {
  askedJudges,
  type BehaviorProposals,
  behaviorPlanText,
  behaviorProposalsText,
  leftToJudge,
  plural,
} from "../../core/index.ts";
import { callsIn } from "../calls-option.ts";
import type { Session } from "../session.ts";
import { addProposals, type ProposeOptions } from "./propose.ts";
import { behaviorIdOf } from "./show-behavior.ts";

/**
 * Says what could judge a behavior that fails: checks that tell its failing conversations from the others, and with `--model` a criterion by a
 * model; with `--add` writes the first to homeostat.yaml and judges by it. Exit code: 0 something is proposed, 1 nothing is.
 */
export async function proposeForBehaviorCommand(
  session: Session,
  named: string,
  options: ProposeOptions,
): Promise<number> {
  const { host, work, json, print } = session;
  const behavior = behaviorIdOf(await host.snapshot(), named);
  const read = await host.proposeForBehavior(
    { behavior, ...(options.calls !== undefined && { calls: callsIn(options.calls) }) },
    work,
  );
  if (options.model && options.dryRun) {
    const { plan } = read;
    print(
      json
        ? JSON.stringify(plan ?? null)
        : plan
          ? behaviorPlanText(plan)
          : "There is no model that could be asked, or nothing to tell apart.",
    );
    return 0;
  }
  const report = options.model ? await written(session, behavior, read) : read;
  if (!json) print(textOf(report));
  const [first] = report.proposals.filter(({ figure }) => figure.n > 0);
  const added = options.add && first ? [first] : [];
  if (added.length > 0) {
    await addProposals(
      session,
      added.map(({ entry }) => entry),
    );
    for (const { name, figure } of added) {
      process.stderr.write(`Added ${name}.\n`);
      const left = leftToJudge(figure);
      if (left > 0) process.stderr.write(`A model is asked to judge ${plural(left, "more answer")}.\n`);
    }
    // By these alone: what other evaluators have not judged may cost money.
    await host.evaluateOnly({ evaluators: added.map(({ name }) => name) }, work);
  }
  if (json)
    print(JSON.stringify({ ...report, ...(options.add && { added: added.map(({ name }) => name) }) }));
  return report.proposals.length > 0 ? 0 : 1;
}

/** With what a model wrote, above the checks. Throws `no-chat`. */
async function written(
  session: Session,
  behavior: string,
  read: BehaviorProposals,
): Promise<BehaviorProposals> {
  const { plan, ...rest } = read;
  if (plan && !session.json) process.stderr.write(`${behaviorPlanText(plan)}\n`);
  const calls = plan?.mostCalls;
  const asked = await session.host.proposeForBehavior(
    { behavior, byModel: true, ...(calls !== undefined && { calls }) },
    session.work,
  );
  return {
    ...rest,
    proposals: [...asked.proposals, ...read.proposals],
    ...(asked.nothing !== undefined && { nothing: asked.nothing }),
    ...(asked.judges && { judges: asked.judges }),
  };
}

const textOf = (report: BehaviorProposals): string =>
  [
    behaviorProposalsText(report),
    ...(report.plan ? ["With --model a model writes a criterion for it."] : []),
    ...askedJudges(report.judges ?? [], "rubric").map((sentence) => `${sentence}.`),
  ].join("\n");

import { plural, tame } from "../../core/index.ts";
import { table } from "../paint.ts";
import type { Session } from "../session.ts";

export async function evaluateCommand(session: Session): Promise<number> {
  const summary = await session.host.evaluate(session.work);
  if (session.json) {
    session.print(JSON.stringify(summary));
    return 0;
  }
  const { totals } = await session.host.snapshot();
  session.print(
    `${plural(summary.evaluations, "new evaluation")} in ${plural(summary.conversations, "conversation")}; ${totals.unmatched} of ${totals.conversations} conversations match no prompt`,
  );
  for (const problem of summary.tagProblems ?? []) session.print(tame(problem, 300));
  const rows = Object.entries(summary.labels).filter(([, labels]) =>
    Object.values(labels).some((n) => n > 0),
  );
  if (rows.length > 0)
    session.print(
      table(
        ["evaluator", "pass", "fail", "unknown", "not applicable"],
        rows.map(([name, labels]) => [
          tame(name, 80),
          ...[labels.pass, labels.fail, labels.unknown, labels["not-applicable"]].map(String),
        ]),
      ),
    );
  return 0;
}

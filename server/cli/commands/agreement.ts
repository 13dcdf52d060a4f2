import { type AgreementQuery, type AgreementReport, agreementText, type Rate } from "../../core/index.ts";
import type { Session } from "../session.ts";

/** Disagreements that are told of each evaluator where no limit is given; `--json` has the first hundred. */
const usualMost = 5;

/** `homeostat agreement`. Exit code 0. */
export async function agreementCommand(
  session: Session,
  { limit, ...query }: AgreementQuery & { readonly limit?: number },
): Promise<number> {
  const most = limit ?? (session.json ? undefined : usualMost);
  const asked = { ...query, ...(most !== undefined && { mostShown: most }) };
  const report = await session.host.agreement(asked, session.work);
  if (session.json) session.print(JSON.stringify(plainReport(report)));
  else session.print(agreementText(report, most ?? usualMost));
  return 0;
}

/** Counts and rates by name, for other programs. */
const plainReport = ({ evaluators, ...report }: AgreementReport) => ({
  ...report,
  evaluators: evaluators.map(({ rate, table, precision, recall, ...one }) => ({
    evaluator: one.evaluator,
    kind: one.kind,
    rated: one.rated,
    n: rate.n,
    agree: rate.passes,
    agreement: shareOf(rate),
    kappa: one.kappa ?? null,
    precision: shareOf(precision),
    recall: shareOf(recall),
    f1: one.f1 ?? null,
    table,
    unknown: one.unknown,
    notJudged: one.notJudged,
    older: one.older,
    isOnWhole: one.isOnWhole,
    disagreeing: one.disagreeing,
    disagreements: one.disagreements,
    olderLabels: one.olderLabels,
    change: one.change ?? null,
  })),
});

const shareOf = ({ passes, n, low, high }: Rate) => ({
  k: passes,
  n,
  rate: n > 0 ? passes / n : null,
  low,
  high,
});

import type { Baseline, KnownFinding } from "./baseline.ts";
import { severityRank } from "./findings.ts";
import type { FindingReport, PromptReport } from "./report.ts";

/** What is new since a baseline, what was known already, and what of it is gone. */
export interface BaselineDifference {
  /** The reports with new findings alone; those known already are under `known`. */
  readonly reports: readonly PromptReport[];
  readonly known: number;
  readonly fixed: readonly KnownFinding[];
}

/** A finding is new when the baseline does not hold it, or holds it as less severe. Only files that were checked can have fixed any. */
export function sinceBaseline(
  reports: readonly PromptReport[],
  baseline: Pick<Baseline, "findings">,
): BaselineDifference {
  const before = new Map(baseline.findings.map((finding) => [finding.fingerprint, finding]));
  const present = new Set<string>();
  const changed = reports.map((report) => {
    const findings: FindingReport[] = [];
    const known: FindingReport[] = [];
    for (const finding of [...report.findings, ...report.ignored]) present.add(finding.fingerprint);
    for (const finding of report.findings) {
      const old = before.get(finding.fingerprint);
      if (!old) findings.push({ ...finding, baselineState: "new" });
      else if (severityRank[finding.severity] < severityRank[old.severity])
        findings.push({ ...finding, baselineState: "updated" });
      else known.push(finding);
    }
    return { ...report, findings, known };
  });
  const checked = new Set(reports.map(({ file }) => file));
  return {
    reports: changed,
    known: changed.reduce((sum, { known }) => sum + known.length, 0),
    fixed: baseline.findings.filter(
      ({ fingerprint, file }) => checked.has(file) && !present.has(fingerprint),
    ),
  };
}

import { plural } from "../review/index.ts";
import type { CheckStatus, DoctorCheck, DoctorReport } from "./doctor.ts";

const marks: Record<CheckStatus, string> = { ok: "ok     ", warning: "warning", problem: "PROBLEM" };

/** The report as text, for a document or a terminal; `paint` colours the marks. What is wrong is repeated at the end. */
export function doctorText(
  { checks, counts }: DoctorReport,
  paint: (status: CheckStatus, text: string) => string = (_, text) => text,
): string {
  const areas = [...new Set(checks.map(({ area }) => area))];
  const sections = areas.map((area) =>
    [area, ...checks.filter((check) => check.area === area).map((check) => checkText(check, paint))].join(
      "\n",
    ),
  );
  const foot = `${plural(counts.problem, "problem")}, ${plural(counts.warning, "warning")}, ${counts.ok} ok.`;
  return `${[...sections, foot].join("\n\n")}\n`;
}

function checkText(
  { status, says, next }: DoctorCheck,
  paint: (status: CheckStatus, text: string) => string,
): string {
  const line = `  ${paint(status, marks[status])}  ${says}`;
  return next === undefined ? line : `${line}\n           -> ${next}`;
}

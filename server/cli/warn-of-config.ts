import { plural } from "../core/index.ts";
import { configProblems } from "./check-report.ts";
import { configIssueText } from "./formats/text.ts";
import type { Session } from "./session.ts";

const mostProblems = 5;

/** Says beside a command's own words what of homeostat.yaml it goes on without: an evaluator that is misspelt judges nothing. */
export async function warnOfConfig(session: Session): Promise<void> {
  const problems = await configProblems(session);
  const said = problems.slice(0, mostProblems).map(configIssueText);
  const left = problems.length - said.length;
  if (left > 0) said.push(`… and ${plural(left, "more mistake")}; homeostat doctor has all`);
  for (const line of said) process.stderr.write(`${line}\n`);
}

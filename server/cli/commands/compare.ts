import pc from "picocolors";
import { comparisonText } from "../../core/index.ts";
import type { Session } from "../session.ts";

/** What the difference in pass rate between two prompts is put down to: what differs between their texts. Exit code 0. */
export async function compareCommand(
  session: Session,
  [other, own]: readonly [string, string],
  { evaluator }: { readonly evaluator?: readonly string[] },
): Promise<number> {
  const comparisons = await session.host.comparePrompts(
    { own, other, ...(evaluator && { evaluators: evaluator }) },
    session.work,
  );
  session.print(
    session.json
      ? JSON.stringify({ comparisons })
      : comparisons.map((one) => comparisonText(one, pc)).join("\n\n"),
  );
  return 0;
}

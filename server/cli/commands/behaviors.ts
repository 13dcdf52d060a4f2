import pc from "picocolors";
import { percent, plural, type Snapshot, tame } from "../../core/index.ts";
import { byRate, table } from "../paint.ts";
import type { Session } from "../session.ts";

/** Finds the behaviors and lists them, largest first. */
export async function behaviorsCommand(session: Session): Promise<number> {
  await session.host.findBehaviors(session.work);
  const snapshot = await session.host.snapshot();
  session.print(session.json ? JSON.stringify(behaviorsJson(snapshot)) : behaviorsText(snapshot));
  return 0;
}

/** `failRate` and `n` are of judged conversations; `failRate` is absent where none was. */
const behaviorsJson = ({ behaviors, outliers, groups }: Snapshot): unknown => ({
  behaviors: behaviors.map(
    ({ id, name, description, size, share, rate, issue, words, exemplars, groupId }) => ({
      id,
      name,
      description,
      size,
      share,
      ...(rate.n > 0 && { failRate: 1 - rate.rate }),
      n: rate.n,
      issue,
      ...(groupId && { group: groupId }),
      words,
      exemplars,
    }),
  ),
  outliers,
  groups,
});

export function behaviorsText({ behaviors, outliers, totals }: Snapshot): string {
  if (behaviors.length === 0)
    return totals.conversations === 0
      ? "No conversations yet. Import some: homeostat import FILE"
      : "No behaviors found: no conversation opens with a request.";
  const rows = behaviors.map(({ name, size, share, rate, issue, words }) => [
    (issue ? pc.bold(pc.red("● ")) : "  ") + tame(name, 60),
    String(size),
    percent(share),
    rate.n > 0 ? byRate(rate.rate, `${percent(1 - rate.rate)} of ${rate.n}`) : pc.dim("not judged"),
    pc.dim(
      words
        .slice(0, 4)
        .map((word) => tame(word, 24))
        .join(", "),
    ),
  ]);
  const foot =
    outliers > 0
      ? [pc.dim(`${plural(outliers, "conversation")} in none: a request like no other, or no request`)]
      : [];
  return [table(["  behavior", "n", "share", "fail", "in the users' words"], rows), ...foot].join("\n");
}

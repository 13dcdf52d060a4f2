import pc from "picocolors";
import { askedText, decisionsFileName, percent, plural, type Snapshot, tame } from "../../core/index.ts";
import { byRate, table } from "../paint.ts";
import type { Session } from "../session.ts";

/** Finds the behaviors and lists them, largest first, or below their groups; then says what a chat model was asked. */
export async function behaviorsCommand(
  session: Session,
  options: { readonly tree?: boolean } = {},
): Promise<number> {
  const { asked } = await session.host.findBehaviors(session.work);
  const snapshot = await session.host.snapshot();
  if (session.json) session.print(JSON.stringify({ ...behaviorsJson(snapshot), ...(asked && { asked }) }));
  else {
    session.print(behaviorsText(snapshot, { isTree: options.tree }));
    if (asked) session.print(pc.dim(askedText(asked)));
  }
  return 0;
}

/** `failRate` and `n` are of judged conversations; `failRate` is absent where none was. */
const behaviorsJson = ({ behaviors, outliers, groups, decisionProblems }: Snapshot) => ({
  behaviors: behaviors.map(
    ({
      id,
      name,
      description,
      size,
      share,
      rate,
      issue,
      issues,
      people,
      words,
      exemplars,
      groupId,
      tags,
      outcomes,
      decision,
    }) => ({
      id,
      name,
      description,
      size,
      share,
      ...(rate.n > 0 && { failRate: 1 - rate.rate }),
      n: rate.n,
      issue,
      issues,
      people,
      ...(groupId && { group: groupId }),
      words,
      exemplars,
      ...(tags && { tags }),
      ...(outcomes && { outcomes }),
      ...(decision && { decision }),
    }),
  ),
  outliers,
  groups,
  ...(decisionProblems && { decisionProblems }),
});

export function behaviorsText(
  { behaviors: all, groups, outliers, totals, decisionProblems = [] }: Snapshot,
  { isTree = false }: { readonly isTree?: boolean | undefined } = {},
): string {
  const behaviors = all.filter(({ decision }) => !decision?.muted);
  const muted = all.filter(({ decision }) => decision?.muted);
  if (all.length === 0)
    return totals.conversations === 0
      ? "No conversations yet. Import some: homeostat import FILE"
      : "No behaviors found: no conversation opens with a request.";
  const rows =
    isTree && groups.length > 0
      ? groups.flatMap((group) => {
          const own = behaviors.filter(({ groupId }) => groupId === group.id);
          return [groupRow(group, own), ...own.map((one) => behaviorRow(one, "  "))];
        })
      : behaviors.map((one) => behaviorRow(one));
  const foot =
    outliers > 0
      ? [pc.dim(`${plural(outliers, "conversation")} in none: a request like no other, or no request`)]
      : [];
  return [
    table(["  behavior", "n", "share", "fail", "in the users' words"], rows),
    ...muted.map(mutedLine),
    ...foot,
    ...decisionProblems.map(({ line, message }) =>
      pc.yellow(`${decisionsFileName}:${line + 1}: ${tame(message, 300)}`),
    ),
  ].join("\n");
}

const mutedLine = ({ name, size, decision }: Snapshot["behaviors"][number]): string =>
  pc.dim(
    `muted: ${tame(name, 60)} (${size})${decision?.muted?.until ? ` until ${decision.muted.until}` : ""}: ${tame(decision?.muted?.reason ?? "", 200)}`,
  );

function groupRow({ name }: Snapshot["groups"][number], own: Snapshot["behaviors"]): string[] {
  const sum = (of: (one: Snapshot["behaviors"][number]) => number): number =>
    own.reduce((total, one) => total + of(one), 0);
  const [n, passes] = [sum(({ rate }) => rate.n), sum(({ rate }) => rate.passes)];
  return [
    pc.bold(tame(name, 60)),
    String(sum(({ size }) => size)),
    percent(sum(({ share }) => share)),
    n > 0 ? `${percent(1 - passes / n)} of ${n}` : pc.dim("not judged"),
    pc.dim(plural(own.length, "behavior")),
  ];
}

function behaviorRow(
  { name, size, share, rate, issue, words, decision }: Snapshot["behaviors"][number],
  indent = "",
): string[] {
  return [
    `${indent}${issue ? pc.bold(pc.red("● ")) : "  "}${tame(name, 60)}${decision?.pinned ? pc.dim(" (pinned)") : ""}`,
    String(size),
    percent(share),
    rate.n > 0 ? byRate(rate.rate, `${percent(1 - rate.rate)} of ${rate.n}`) : pc.dim("not judged"),
    pc.dim(
      words
        .slice(0, 4)
        .map((word) => tame(word, 24))
        .join(", "),
    ),
  ];
}

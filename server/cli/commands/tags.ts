import pc from "picocolors";
import { type BehaviorFigures, percent, type Snapshot, tagProposalsText, tame } from "../../core/index.ts";
import { liftText } from "../lift-text.ts";
import { byRate, table } from "../paint.ts";
import type { Session } from "../session.ts";

/** Lists the tags that occur: how often, how often it fails, and where they are over-represented. Exit code 0. */
export async function tagsCommand(session: Session): Promise<number> {
  const snapshot = await session.host.snapshot();
  session.print(session.json ? JSON.stringify({ tags: tagsJson(snapshot) }) : tagsText(snapshot));
  return 0;
}

const tagsJson = ({ tags = [], behaviors }: Snapshot): unknown =>
  tags.map(({ topBehaviors, ...tag }) => ({
    ...tag,
    behaviors: overRepresented(tag.name, topBehaviors, behaviors).map(({ id, name, figure }) => ({
      id,
      name,
      n: figure.n,
      share: figure.share,
      ...(figure.lift !== undefined && { lift: figure.lift }),
      low: figure.low,
      ...(figure.high !== undefined && { high: figure.high }),
    })),
  }));

function tagsText({ tags = [], behaviors, totals }: Snapshot): string {
  if (tags.length === 0)
    return totals.conversations === 0
      ? "No conversations yet. Import some: homeostat import FILE"
      : "No tags found. Conversations that came by the receiver are tagged by: homeostat evaluate";
  return table(
    ["tag", "n", "share", "fails", "more than elsewhere in"],
    tags.map(({ name, n, share, judged, failRate, topBehaviors }) => [
      tame(name, 60),
      String(n),
      percent(share),
      failRate === undefined
        ? pc.dim("not judged")
        : byRate(1 - failRate, `${percent(failRate)} of ${judged}`),
      overRepresented(name, topBehaviors, behaviors)
        .slice(0, 3)
        .map(
          ({ name: behavior, figure }) =>
            `${tame(behavior, 50)} ${pc.dim(`(${figure.n}, ${liftText(figure)})`)}`,
        )
        .join("; "),
    ]),
  );
}

const overRepresented = (tag: string, ids: readonly string[], behaviors: readonly BehaviorFigures[]) =>
  ids.flatMap((id) => {
    const behavior = behaviors.find((one) => one.id === id);
    const figure = behavior?.tags?.find((one) => one.tag === tag);
    return behavior && figure ? [{ id, name: behavior.name, figure }] : [];
  });

/** Proposes tags in the product's own words, as text for homeostat.yaml. Exit code 0. */
export async function proposeTagsCommand(session: Session): Promise<number> {
  const proposals = await session.host.proposeTags(session.work);
  session.print(
    session.json ? JSON.stringify({ proposals }) : tagProposalsText(proposals) || nothingToPropose,
  );
  return 0;
}

const nothingToPropose =
  "# Nothing to propose: no words that eight people wrote, in three behaviors, go with trouble more than those behaviors do.";

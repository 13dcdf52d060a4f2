import pc from "picocolors";
import {
  type ForgetPlace,
  type ForgetReport,
  forgetConversations,
  planForget,
  plural,
  type Selection,
  tame,
  UserError,
} from "../../core/index.ts";
import type { GlobalOptions } from "../session.ts";
import { workspaceOf } from "./doctor.ts";

export interface ForgetOptions {
  readonly user?: string;
  readonly conversation?: readonly string[];
  readonly all?: boolean;
  readonly yes?: boolean;
}

/** Exit code: 0 something was found (and with --yes removed), 1 nothing is known of it. Without --yes nothing is removed. */
export async function forgetCommand(options: GlobalOptions, chosen: ForgetOptions): Promise<number> {
  const selection = selectionOf(chosen);
  const controller = new AbortController();
  process.once("SIGINT", () => controller.abort());
  const workspace = workspaceOf(options);
  const report = chosen.yes
    ? await forgetConversations(workspace, selection, { signal: controller.signal })
    : await planForget(workspace, selection);
  process.stdout.write(`${options.json ? JSON.stringify(report) : forgetText(report)}\n`);
  return report.places.some(isKnown) ? 0 : 1;
}

const isKnown = ({ conversations, rows }: ForgetPlace): boolean =>
  conversations.length > 0 || Object.keys(rows).length > 0;

/** Throws `nobody-named` where the options name nobody. */
export function selectionOf({ user, conversation, all }: ForgetOptions): Selection {
  if (user === undefined && !conversation?.length && !all)
    throw new UserError("nobody-named", "Whom or what?", "Name it: --user ID, --conversation ID or --all");
  return {
    ...(user !== undefined && { user }),
    ...(conversation && { conversations: conversation }),
    ...(all && { all }),
  };
}

function forgetText({ places, labels, mentions, hasJournal, isDone }: ForgetReport): string {
  const count = places.reduce((sum, { conversations }) => sum + conversations.length, 0);
  const lines = places.filter(isKnown).map((place) => placeText(place, isDone));
  if (count === 0) lines.push("No conversation of it is in a store.");
  if (places.some(({ hasLostAndFound }) => hasLostAndFound))
    lines.push(`Copies that a repair put aside (lost+found) ${isDone ? "are removed" : "go"} as a whole.`);
  if (labels.about + labels.quoting > 0)
    lines.push(
      `homeostat/labels.yaml: ${plural(labels.about, "label")} of it ${isDone ? "removed" : "would go"}, and ${plural(labels.quoting, "reason")} that quote${labels.quoting === 1 ? "s" : ""} it. What was committed stays in git's history.`,
    );
  if (mentions.length > 0)
    lines.push(
      pc.yellow(
        `Committed files that name it, for you to edit: ${mentions.map((file) => tame(file, 200)).join(", ")}`,
      ),
    );
  if (hasJournal) lines.push("What the receiver's journal still holds of it is left out as it comes.");
  lines.push(
    isDone
      ? "The files that it was imported from are where they were: importing them again brings it back."
      : "Nothing was removed. To remove it for good, say it again with --yes",
  );
  return lines.join("\n");
}

function placeText({ store, conversations, rows }: ForgetPlace, isDone: boolean): string {
  const { conversations: _, ...others } = rows;
  const what = Object.entries(others)
    .map(([name, n]) => `${name} ${n}`)
    .join(", ");
  return `${tame(store, 200)}: ${plural(conversations.length, "conversation")}${isDone ? " removed" : ""}${what ? ` with ${what}` : ""}`;
}

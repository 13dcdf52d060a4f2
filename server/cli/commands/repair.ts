import { plural, type RepairReport, repairWorkspace, type TableRepair } from "../../core/index.ts";
import type { GlobalOptions } from "../session.ts";
import { workspaceOf } from "./doctor.ts";

/** Exit code: 0 everything is there, 1 something was lost. */
export async function repairCommand(options: GlobalOptions): Promise<number> {
  const controller = new AbortController();
  process.once("SIGINT", () => controller.abort());
  const report = await repairWorkspace(workspaceOf(options), { signal: controller.signal });
  process.stdout.write(`${options.json ? JSON.stringify(report) : repairText(report)}\n`);
  return report.tables.some(({ lost }) => lost !== 0) || report.incomplete > 0 ? 1 : 0;
}

/** What comes back by itself after a loss, by table. */
const comesBack: Readonly<Record<string, string>> = {
  evaluations: "the next evaluation makes them again",
  judged: "the next evaluation makes them again",
  links: "the next evaluation makes them again",
  promptVersions: "those of the files and of git are read again by the next evaluation",
  behaviors: "the next search for behaviors makes them again",
  requests: "the next search for behaviors makes them again",
  spans: "importing the same files again brings them back",
  texts: "importing the same files again brings them back",
  conversations: "importing the same files again brings them back",
};

function repairText({ tables, leftovers, orphans, rebuilt, incomplete, keptIn }: RepairReport): string {
  const lines = [
    ...tables.map(tableText),
    ...Object.entries(rebuilt).map(([name, count]) => `${name}: ${count} made again from other tables.`),
    ...Object.entries(orphans).map(
      ([name, count]) => `${name}: ${count} that belonged to no conversation were removed.`,
    ),
    ...(leftovers.length > 0 ? [`${plural(leftovers.length, "half-written file")} removed.`] : []),
    ...(incomplete > 0
      ? [`${plural(incomplete, "conversation")} not whole: import the same files again to bring them back.`]
      : []),
    ...(keptIn ? [`What was taken out is kept in the store's folder ${keptIn}.`] : []),
  ];
  return lines.length > 0 ? lines.join("\n") : "The store is in order; nothing was changed.";
}

function tableText({ table, cause, rows, lost, fromOlder, backToMs }: TableRepair): string {
  const back = lost === 0 ? "" : comesBack[table] ? `; ${comesBack[table]}` : "";
  const when =
    backToMs === undefined
      ? ""
      : ` What was written after ${new Date(backToMs).toISOString()} may be missing`;
  const count =
    lost === undefined
      ? when
        ? `${when}${back}.`
        : ` How many it had is not known${back}.`
      : lost > 0
        ? ` Lost: ${lost}${back}.`
        : "";
  const older =
    fromOlder > 0
      ? ` ${fromOlder} come from an older version of the table; some of them may have been deleted since.`
      : "";
  return `${table}: ${cause}. ${plural(rows, "row")} recovered.${older}${count}`;
}

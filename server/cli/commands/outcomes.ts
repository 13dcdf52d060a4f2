import pc from "picocolors";
import {
  forgetOutcomes,
  gaveUp,
  importOutcomes,
  type OutcomeColumns,
  type OutcomeImport,
  type OutcomeLift,
  type OutcomeReport,
  percent,
  plural,
  type Snapshot,
  tame,
} from "../../core/index.ts";
import { liftText } from "../lift-text.ts";
import { table } from "../paint.ts";
import type { GlobalOptions, Session } from "../session.ts";
import { workspaceOf } from "./doctor.ts";

const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** Exit code: 0 all read, 1 some lines could not be used (the rest was imported), 2 nothing could be read. */
export async function importOutcomesCommand(
  options: GlobalOptions,
  file: string,
  columns: OutcomeColumns,
): Promise<number> {
  const controller = new AbortController();
  process.once("SIGINT", () => controller.abort());
  const report = await importOutcomes(workspaceOf(options), file, columns, { signal: controller.signal });
  print(options.json ? JSON.stringify(report) : importText(report));
  return report.bad > 0 ? (report.read > 0 ? 1 : 2) : 0;
}

function importText({ file, kinds, columns, read, bad, problems }: OutcomeImport): string {
  const what = Object.entries(kinds).map(([kind, n]) => `${tame(kind, 80)} ${n}`);
  const from = Object.entries(columns).map(([name, column]) => `${name} from ${tame(column, 80)}`);
  return [
    `${plural(read, "outcome")} read from ${tame(file, 200)}${what.length > 0 ? `: ${what.join(", ")}` : ""}`,
    `  columns: ${from.join(", ")}`,
    ...problems.map(({ line, reason }) => pc.yellow(`  line ${line}: ${tame(reason, 300)}`)),
    ...(bad > problems.length ? [`  … and ${bad - problems.length} more lines`] : []),
    ...(read > 0 ? ["Next: homeostat outcomes"] : []),
  ].join("\n");
}

/** Lists the kinds, or with `kind` the behaviors by how much more often it happened to who asked for them. Exit code 0. */
export async function outcomesCommand(session: Session, kind: string | undefined): Promise<number> {
  if (kind !== undefined) {
    const report = await session.host.outcomes(kind);
    session.print(session.json ? JSON.stringify(report) : reportText(report));
    return 0;
  }
  const { outcomes = [] } = await session.host.snapshot();
  session.print(session.json ? JSON.stringify({ outcomes }) : kindsText(outcomes));
  return 0;
}

function kindsText(outcomes: NonNullable<Snapshot["outcomes"]>): string {
  if (outcomes.length === 0)
    return `No outcomes yet. Import some: homeostat outcomes import FILE.csv, or say in homeostat.yaml under outcomes: which conversations show one. Without any: homeostat outcomes --kind ${gaveUp}`;
  return [
    table(
      ["kind", "rows", "joined", "of", "happened to"],
      outcomes.map(({ kind, rows, joined, unit, n, hits }) => [
        tame(kind, 60),
        String(rows),
        String(joined),
        `${unit}s`,
        `${hits} of ${n}`,
      ]),
    ),
    "By behavior: homeostat outcomes --kind KIND",
  ].join("\n");
}

function reportText({ figures, behaviors }: OutcomeReport): string {
  const { kind, unit, n, hits, tags, failing } = figures;
  const head = `${tame(kind, 60)}: ${hits} of ${plural(n, unit)} (${n > 0 ? percent(hits / n) : "none"})`;
  const row = (name: string, lift: OutcomeLift): string[] => [
    (lift.isClear ? pc.bold("● ") : "  ") + tame(name, 60),
    `${lift.hits} of ${lift.n}`,
    percent(lift.rate),
    lift.restN > 0 ? percent(lift.restRate) : pc.dim("nobody else"),
    lift.restN > 0 ? liftText(lift) : "",
  ];
  const columns = ["it happened to", "rate", "others"];
  const where = behaviors
    .filter(({ isClear, dropOff }) => isClear && dropOff?.isClear)
    .slice(0, 5)
    .map(({ name, dropOff }) => {
      const { step, hits: stopped, n: left, restHits, restN } = dropOff!;
      return `  ${tame(name, 60)}: most stop after ${tame(step, 80)} (${stopped} of ${left}; of the others ${restHits} of ${restN})`;
    });
  return [
    head,
    behaviors.length > 0
      ? table(
          ["behavior", ...columns, "lift"],
          behaviors.slice(0, 40).map((one) => row(one.name, one)),
        )
      : "In no behavior. Find them: homeostat behaviors",
    ...(tags.length > 0
      ? [
          table(
            ["tag", ...columns, "lift"],
            tags.slice(0, 20).map((one) => row(one.tag, one)),
          ),
        ]
      : []),
    ...(failing ? [table(["", ...columns, "lift"], [row("failing", failing)])] : []),
    ...(where.length > 0 ? ["Where they drop off:", ...where] : []),
    pc.dim("● clearly other than the rest: 5 % false discoveries over all that is listed"),
  ].join("\n");
}

/** Exit code: 0 removed, 1 there are none of that kind. */
export async function forgetOutcomesCommand(options: GlobalOptions, kind: string): Promise<number> {
  const removed = await forgetOutcomes(workspaceOf(options), kind);
  print(
    options.json
      ? JSON.stringify({ kind, removed })
      : removed > 0
        ? `${plural(removed, "outcome")} ${tame(kind, 60)} removed`
        : `No outcomes ${tame(kind, 60)} were imported. One that homeostat.yaml defines is forgotten by taking it out there.`,
  );
  return removed > 0 ? 0 : 1;
}

import type { LineAblation } from "../../attribution/index.ts";
import { stableId } from "../../base/index.ts";
import type { KeptAblation } from "../../review/index.ts";
import type { Store } from "../../store/index.ts";
import type { AblationReport } from "./ablate-lines.ts";

/** The last result of each line and operator; whether it still holds is told by its version. */
export async function keptAblations({ tables }: Store): Promise<KeptAblation[]> {
  const rows = await tables.ablations.read({ columns: ["id", "file", "report"] });
  return rows
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap(({ file = "", report }) => (report ? [{ file, ...(JSON.parse(report) as LineAblation) }] : []));
}

/** Keeps what was compared; a run that was cut short takes no larger one's place. */
export async function keepAblations(
  store: Store,
  { lines, prompt: { file } }: AblationReport,
): Promise<void> {
  const results = lines.flatMap((line) => line.results).filter(({ compared }) => compared > 0);
  if (results.length === 0) return;
  const { ablations } = store.tables;
  const idOf = ({ key, operator }: LineAblation): string => stableId(["ablation", file, key, operator]);
  const known = new Map(
    (await ablations.readAny("id", results.map(idOf))).map((row) => [
      row.id,
      JSON.parse(row.report ?? "{}") as LineAblation,
    ]),
  );
  const isLess = (one: LineAblation): boolean => {
    const old = known.get(idOf(one));
    return old?.version === one.version && old.agent === one.agent && old.compared > one.compared;
  };
  await ablations.upsert(
    results
      .filter((one) => !isLess(one))
      .map((one) => ({
        ...{ id: idOf(one), file, version: one.version, key: one.key },
        ...{ report: JSON.stringify(one), atMs: one.atMs },
      })),
  );
}

import { groupBy, stableId, UserError } from "../../base/index.ts";
import type { Evaluator } from "../../evaluators/index.ts";
import type { EvaluatorHistory, EvaluatorVersion, Flips, Labels } from "../../review/index.ts";
import { equals, type Row, type Store } from "../../store/index.ts";
import { keptDefinition } from "./kept-definition.ts";

/**
 * Notes which definition of each evaluator is in force, where it is another than the last one noted. It lies in the store, beside the
 * evaluations that it explains: homeostat.yaml has its own history in git, and a file that every run writes to would be in everybody's way.
 * The definitions that labels were made under stand in the file of labels as well.
 */
export async function noteEvaluatorVersions(store: Store, evaluators: readonly Evaluator[]): Promise<void> {
  const { evaluatorVersions } = store.tables;
  const last = new Map<string, string>();
  for (const { evaluator = "", evaluatorKey = "" } of inOrder(await evaluatorVersions.read()))
    last.set(evaluator, evaluatorKey);
  const atMs = Date.now();
  const rows = evaluators
    .filter(({ name, key }) => last.get(name) !== key)
    .map((evaluator) => {
      const { name, key } = evaluator;
      const definition = keptDefinition(evaluator);
      return {
        id: stableId([name, key, atMs]),
        evaluator: name,
        evaluatorKey: key,
        ...(definition !== undefined && { definition: JSON.stringify(definition) }),
        atMs,
      };
    });
  await evaluatorVersions.upsert(rows);
}

const inOrder = (rows: readonly Row<"evaluatorVersions">[]): Row<"evaluatorVersions">[] =>
  [...rows].sort((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0) || (a.id < b.id ? -1 : 1));

/** Ids of flipped samples that are told. */
const mostIds = 50;

/** Which definitions an evaluator had, and what flipped from one to the next. Throws `evaluator-unknown`. */
export async function evaluatorHistory(
  store: Store,
  evaluators: readonly Evaluator[],
  labels: Labels,
  name: string,
): Promise<EvaluatorHistory> {
  const { tables } = store;
  const current = evaluators.find((one) => one.name === name);
  const noted = inOrder(await tables.evaluatorVersions.read({ where: equals("evaluator", name) }));
  const rows = (
    await tables.evaluations.read({
      where: equals("evaluator", name),
      columns: ["id", "evaluatorKey", "sampleId", "label", "atMs"],
    })
  ).filter(({ evaluatorKey }) => evaluatorKey !== "recorded");
  const byKey = groupBy(rows, ({ evaluatorKey = "" }) => evaluatorKey);
  const own = labels.entries.filter(({ evaluator, criterion }) => evaluator === name && criterion);
  const kept = new Map(
    labels.criteria.flatMap((one) => (one.evaluator === name ? [[one.key, one.definition] as const] : [])),
  );
  const periods = periodsOf(noted, { byKey, current, labelled: own.map(({ criterion }) => criterion!) });
  if (periods.length === 0)
    throw new UserError(
      "evaluator-unknown",
      `Nothing is known of an evaluator ${name}.`,
      `Known: ${evaluators.map((one) => one.name).join(", ") || "none"}`,
    );
  return {
    evaluator: name,
    versions: periods.map(({ key, atMs, definition }, index): EvaluatorVersion => {
      const before = periods[index - 1];
      const isCurrent = key === current?.key && index === periods.length - 1;
      const text =
        definition ?? kept.get(key) ?? (key === current?.key ? keptDefinition(current) : undefined);
      const flips = before && flipsOf(byKey.get(before.key) ?? [], byKey.get(key) ?? []);
      return {
        key,
        isCurrent,
        ...(text !== undefined && { definition: text }),
        ...(atMs !== undefined && { atMs }),
        evaluations: tally(byKey.get(key) ?? []),
        labels: own.filter(({ criterion }) => criterion === key).length,
        ...(flips && { flips }),
      };
    }),
  };
}

interface Period {
  readonly key: string;
  readonly atMs?: number;
  readonly definition?: unknown;
}

/**
 * One definition after the other; one that came back is there twice. First those that nobody noted, as of evaluations made by an older
 * build, by the time of their evaluations; last the one in force, where nothing was judged with it yet.
 */
function periodsOf(
  noted: readonly Row<"evaluatorVersions">[],
  known: {
    readonly byKey: ReadonlyMap<string, readonly Row<"evaluations">[]>;
    readonly current: Evaluator | undefined;
    readonly labelled: readonly string[];
  },
): Period[] {
  const keys = new Set(noted.map(({ evaluatorKey }) => evaluatorKey));
  const unnoted = [...new Set([...known.byKey.keys(), ...known.labelled])]
    .filter((key) => !keys.has(key) && key !== known.current?.key)
    .map((key) => ({ key, firstMs: firstMs(known.byKey.get(key) ?? []) }))
    .sort((a, b) => a.firstMs - b.firstMs || (a.key < b.key ? -1 : 1))
    .map(({ key }): Period => ({ key }));
  const periods = noted.map(
    ({ evaluatorKey = "", atMs, definition }): Period => ({
      key: evaluatorKey,
      ...(atMs !== undefined && { atMs }),
      ...(definition && { definition: JSON.parse(definition) as unknown }),
    }),
  );
  const all = [...unnoted, ...periods];
  const { current } = known;
  const isLast = all.at(-1)?.key === current?.key;
  const whole = current && !isLast ? [...all, { key: current.key }] : all;
  // Two processes may have noted the same.
  return whole.filter(({ key }, index) => whole[index - 1]?.key !== key);
}

const firstMs = (rows: readonly Row<"evaluations">[]): number =>
  rows.reduce((first, { atMs = 0 }) => Math.min(first, atMs), Number.MAX_SAFE_INTEGER);

function tally(rows: readonly Row<"evaluations">[]): EvaluatorVersion["evaluations"] {
  const count = (label: string): number => rows.filter((row) => row.label === label).length;
  const [pass, fail] = [count("pass"), count("fail")];
  return { pass, fail, other: rows.length - pass - fail };
}

function flipsOf(before: readonly Row<"evaluations">[], after: readonly Row<"evaluations">[]): Flips {
  const earlier = new Map(before.map(({ sampleId = "", label }) => [sampleId, label]));
  const isVerdict = (label: string | undefined): boolean => label === "pass" || label === "fail";
  const both = after.filter(
    ({ sampleId = "", label }) => isVerdict(label) && isVerdict(earlier.get(sampleId)),
  );
  const to = (label: string): string[] =>
    both
      .filter((row) => row.label === label && earlier.get(row.sampleId ?? "") !== label)
      .map(({ sampleId = "" }) => sampleId)
      .sort();
  const [passToFail, failToPass] = [to("fail"), to("pass")];
  return {
    n: both.length,
    same: both.length - passToFail.length - failToPass.length,
    passToFail: passToFail.slice(0, mostIds),
    failToPass: failToPass.slice(0, mostIds),
    passesToFails: passToFail.length,
    failsToPasses: failToPass.length,
  };
}

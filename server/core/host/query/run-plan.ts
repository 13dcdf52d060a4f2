import { anyOf, type Store } from "../../store/index.ts";
import { combined, type Plan, sqlPlan } from "./plan.ts";

export interface FoundIds {
  readonly total: number;
  /** Of the page, newest first. */
  readonly ids: readonly string[];
}

export interface PageOf {
  readonly offset: number;
  readonly limit: number;
}

/** So many ids at most are named in a filter; from there on reading all ids and looking them up is faster (test/bench/query.ts). */
const mostNamed = 4_000;

/** Finds what a plan asks for: newest first, those without a time last, ids in order where times are equal. */
export async function runPlan(
  store: Store,
  plan: Plan,
  page: PageOf,
  atMost: number = mostNamed,
): Promise<FoundIds> {
  const where = filterOf(plan, atMost);
  return where === undefined ? bySets(store, plan, page, atMost) : byFilter(store, where, page);
}

async function byFilter(store: Store, where: string, { offset, limit }: PageOf): Promise<FoundIds> {
  const { conversations } = store.tables;
  const filter = where === "true" ? {} : { where };
  const rows = (): Promise<readonly { readonly id: string }[]> =>
    conversations.read({
      ...filter,
      columns: ["id", "startMs"],
      orderBy: [{ column: "startMs", descending: true }, { column: "id" }],
      limit: Math.min(limit, 1e9),
      offset,
    });
  const [total, found] = await Promise.all([
    conversations.count(filter.where),
    limit > 0 ? rows() : Promise.resolve([]),
  ]);
  return { total, ids: found.map(({ id }) => id) };
}

/** The whole plan as one filter; undefined where it would have to name too many ids. */
function filterOf(plan: Plan, atMost: number): string | undefined {
  const named = (part: Plan): number =>
    part.kind === "ids"
      ? part.ids.size
      : part.kind === "sql"
        ? 0
        : part.parts.reduce((sum, one) => sum + named(one), 0);
  if (named(plan) > atMost) return undefined;
  const whole = asSql(plan);
  return whole.kind === "sql" ? whole.sql : undefined;
}

function asSql(plan: Plan): Plan {
  if (plan.kind === "sql") return plan;
  if (plan.kind === "ids")
    return sqlPlan(plan.not ? `NOT (${anyOf("id", [...plan.ids])})` : anyOf("id", [...plan.ids]));
  return combined(plan.kind, plan.parts.map(asSql));
}

type Test = (id: string) => boolean;

/** What must hold anyway goes into the filter; the rest is looked up in sets, id by id. */
async function bySets(store: Store, plan: Plan, page: PageOf, atMost: number): Promise<FoundIds> {
  const parts = plan.kind === "and" ? plan.parts : [plan];
  const filters = parts.flatMap((part) =>
    part.kind === "sql"
      ? [part.sql]
      : part.kind === "ids" && !part.not && part.ids.size <= atMost
        ? [anyOf("id", [...part.ids])]
        : [],
  );
  const tests = await Promise.all(
    parts.filter(({ kind }) => kind !== "sql").map((part) => testOf(store, part)),
  );
  const { texts, numbers } = await store.tables.conversations.textsAndNumbers(
    "id",
    "startMs",
    filters.length > 0 ? filters.join(" AND ") : undefined,
  );
  const kept: number[] = [];
  for (let i = 0; i < texts.length; i++) if (tests.every((test) => test(texts[i]!))) kept.push(i);
  return { total: kept.length, ids: newest(kept, numbers, texts, page).map((i) => texts[i]!) };
}

async function testOf(store: Store, plan: Plan): Promise<Test> {
  if (plan.kind === "ids") return (id) => plan.ids.has(id) !== plan.not;
  if (plan.kind === "sql") {
    const ids = new Set(await store.tables.conversations.texts("id", plan.sql));
    return (id) => ids.has(id);
  }
  const tests = await Promise.all(plan.parts.map((part) => testOf(store, part)));
  return plan.kind === "and"
    ? (id) => tests.every((test) => test(id))
    : (id) => tests.some((test) => test(id));
}

/** The rows of a page. Only those that can be on it are sorted by time and id: comparing all takes longer than finding them. */
function newest(
  rows: readonly number[],
  times: Float64Array,
  ids: readonly string[],
  { offset, limit }: PageOf,
): number[] {
  const end = offset + limit;
  if (limit <= 0 || offset >= rows.length) return [];
  const timeOf = (row: number): number =>
    Number.isNaN(times[row]!) ? Number.NEGATIVE_INFINITY : times[row]!;
  let candidates = rows;
  if (end < rows.length) {
    const sorted = Float64Array.from(rows, timeOf).sort();
    const oldest = sorted[rows.length - end]!;
    candidates = rows.filter((row) => timeOf(row) >= oldest);
  }
  return [...candidates]
    .sort((a, b) => {
      const [x, y] = [timeOf(a), timeOf(b)];
      return x === y ? (ids[a]! < ids[b]! ? -1 : 1) : y - x;
    })
    .slice(offset, end);
}

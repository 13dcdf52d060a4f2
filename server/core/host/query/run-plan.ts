import { anyOf, type Store } from "../../store/index.ts";
import type { Plan } from "./plan.ts";
import { marked, type Spine, type SpineRows } from "./spine.ts";

export interface FoundIds {
  readonly total: number;
  /** Of the page, newest first. */
  readonly ids: readonly string[];
}

export interface PageOf {
  readonly offset: number;
  readonly limit: number;
}

/** So many ids at most are named in a filter; from there on marking rows is faster, sooner where they are at hand (test/bench/query.ts). */
const mostNamed = 4_000;
const mostNamedBesideRows = 300;

/** Finds what a plan asks for: newest first, those without a time last, ids in order where times are equal. */
export async function runPlan(
  { store, spine }: { readonly store: Store; readonly spine: Spine },
  plan: Plan,
  page: PageOf,
  atMost?: number,
): Promise<FoundIds> {
  const named = namedIn(plan);
  const most = atMost ?? (named > 0 && (await spine.isKept()) ? mostNamedBesideRows : mostNamed);
  if (named <= most) return byFilter(store, filterOf(plan), page);
  return spine.use(async (rows) => pageOf(await marksOf(store, plan, rows), rows, page));
}

const namedIn = (plan: Plan): number =>
  plan.kind === "ids"
    ? plan.ids.size
    : plan.kind === "sql"
      ? 0
      : plan.parts.reduce((sum, part) => sum + namedIn(part), 0);

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

/** In SQL a filter on a value that is not there is neither true nor false; here it does not hold, so its opposite does. */
function filterOf(plan: Plan): string {
  switch (plan.kind) {
    case "and":
    case "or":
      return `(${plan.parts.map(filterOf).join(plan.kind === "and" ? " AND " : " OR ")})`;
    case "sql":
      return plan.not ? `NOT coalesce(${plan.sql}, false)` : plan.sql;
    case "ids":
      return plan.not ? `NOT (${anyOf("id", [...plan.ids])})` : anyOf("id", [...plan.ids]);
  }
}

/** A 1 for each row that the plan holds. What must not hold is asked for as what does, which is the smaller part and has an index. */
async function marksOf(store: Store, plan: Plan, rows: SpineRows): Promise<Uint8Array> {
  if (plan.kind === "ids") return marked(rows, plan.ids, rows.rowOfId, plan.not);
  if (plan.kind === "sql")
    return marked(rows, await store.tables.conversations.rowIds(plan.sql), rows.rowOfAddress, plan.not);
  const isPlain = (part: Plan): boolean => part.kind === "sql" && !part.not;
  const plain = plan.parts.filter(isPlain);
  const others = plan.parts.filter((part) => !isPlain(part));
  const joined: Plan[] =
    plain.length > 0 ? [{ kind: "sql", sql: filterOf({ kind: plan.kind, parts: plain }), not: false }] : [];
  const [first, ...rest] = await Promise.all(
    [...joined, ...others].map((part) => marksOf(store, part, rows)),
  );
  const marks = first!;
  for (const other of rest)
    if (plan.kind === "and") for (let i = 0; i < marks.length; i++) marks[i]! &= other[i]!;
    else for (let i = 0; i < marks.length; i++) marks[i]! |= other[i]!;
  return marks;
}

/** Only rows that can be on the page are sorted by time and id: comparing all takes longer than finding them. */
function pageOf(marks: Uint8Array, { ids, times }: SpineRows, { offset, limit }: PageOf): FoundIds {
  const rows: number[] = [];
  for (let i = 0; i < marks.length; i++) if (marks[i] === 1) rows.push(i);
  const total = rows.length;
  const end = offset + limit;
  if (limit <= 0 || offset >= total) return { total, ids: [] };
  let candidates = rows;
  if (end < total) {
    const oldest = Float64Array.from(rows, (row) => times[row]!).sort()[total - end]!;
    candidates = rows.filter((row) => times[row]! >= oldest);
  }
  const sorted = candidates.sort((a, b) => {
    const [x, y] = [times[a]!, times[b]!];
    return x === y ? (ids[a]! < ids[b]! ? -1 : 1) : y - x;
  });
  return { total, ids: sorted.slice(offset, end).map((row) => ids[row]!) };
}

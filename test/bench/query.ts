/**
 * How long six typical filters take on a store of a million spans: the first page of a hundred conversations with the total. Beside
 * them the same without the indexes, and how long the indexes take to make. `--conversations N` for another size.
 */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { ensureIndexes, Store } from "../../server/core/store/index.ts";
import { bigStore } from "./support/big-store.ts";
import { round, spreadTable } from "./support/numbers.ts";
import { timeQueries, typicalQueries } from "./support/typical-queries.ts";

const rounds = 20;
const given = process.argv.indexOf("--conversations");
const made = await bigStore(given < 0 ? 125_000 : Number(process.argv[given + 1]), console.log);
// The cached store stays without indexes.
const folder = mkdtempSync(join(tmpdir(), "homeostat-bench-"));
const uri = join(folder, "store");
cpSync(made.uri, uri, { recursive: true });
try {
  // As every import leaves a store; the indexes come after.
  const fresh = await Store.open(uri);
  const compactFrom = performance.now();
  for (const table of Object.values(fresh.tables)) await table.compact();
  const compactSeconds = (performance.now() - compactFrom) / 1000;
  fresh.close();
  const plain = await timed("without indexes", uri, 5);
  const from = performance.now();
  const opened = await Store.open(uri);
  const indexes = await ensureIndexes(opened.tables);
  const indexSeconds = (performance.now() - from) / 1000;
  opened.close();
  console.log(`\n${indexes} indexes in ${round(indexSeconds)} s`);
  const { times, cpu, totals, coldMs } = await timed("with indexes", uri, rounds);
  console.log(
    `\nload of the machine: ${loadavg()
      .map((one) => round(one, 1))
      .join(" ")}`,
  );
  console.log(
    JSON.stringify({
      queryMs: Object.fromEntries(
        Object.entries(times).map(([name, { median, p95 }]) => [name, { median, p95 }]),
      ),
      cpuMs: Object.fromEntries(Object.entries(cpu).map(([name, { median }]) => [name, median])),
      unindexedMs: Object.fromEntries(
        Object.entries(plain.times).map(([name, { median, p95 }]) => [name, { median, p95 }]),
      ),
      coldMs: round(coldMs),
      totals,
      conversations: made.conversations,
      spans: made.spans,
      indexSeconds: round(indexSeconds),
      compactSeconds: round(compactSeconds),
      rssMb: round(process.memoryUsage().rss / 1e6, 0),
    }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

async function timed(title: string, place: string, times: number): ReturnType<typeof timeQueries> {
  const store = await Store.open(place);
  try {
    const found = await timeQueries(store, typicalQueries, times);
    console.log(
      `\n${title}, ${made.conversations} conversations, ${made.spans} spans; the first query ${round(found.coldMs)} ms`,
    );
    console.log(spreadTable(found.times));
    console.log(`time of processors\n${spreadTable(found.cpu)}`);
    for (const [name, query] of Object.entries(typicalQueries))
      console.log(`  ${name}: ${query} finds ${found.totals[name]}`);
    return found;
  } finally {
    store.close();
  }
}

// `npm run bench -- planted-faults [--seeds 0..199] [--failures 60] [--keep FOLDER]`: which line of a prompt is to blame for a failure, against
// planted truth; see docs/planted-faults.md. For each seed one process makes a workspace and its truth, another one imports, evaluates and
// diagnoses the workspace as the product does, a third holds the answers against the truth. `--keep`: leaves workspaces, truths and answers there.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { askProduct } from "./support/planted-faults/ask-product.ts";
import { knownExercise } from "./support/planted-faults/known-exercise.ts";
import { printReport } from "./support/planted-faults/report.ts";
import { type Counts, score } from "./support/planted-faults/score.ts";
import type { Answers, Truth } from "./support/planted-faults/truth.ts";
import { Worker } from "./support/planted-faults/worker.ts";
import { writeSeed } from "./support/planted-faults/write-seed.ts";

/** What each process does, and all that it is told. */
const roles = {
  make: ({ seed, folder, truth }: { seed: number; folder: string; truth: string }) =>
    writeSeed(seed, folder, truth),
  ask: async ({ folder, answers, failures }: { folder: string; answers: string; failures: number }) => {
    const asked = await askProduct(folder, failures);
    writeFileSync(answers, JSON.stringify(asked.answers));
    return asked.ms;
  },
  score: ({ answers, truth }: { answers: string; truth: string }): Record<string, Counts> => {
    const planted = JSON.parse(readFileSync(truth, "utf8")) as Truth;
    const given = JSON.parse(readFileSync(answers, "utf8")) as Record<string, Answers>;
    const ceiling = { exerciseKnown: knownExercise(planted, Object.values(given)[0]!) };
    return Object.fromEntries(
      Object.entries({ ...given, ...ceiling }).map(([tool, own]) => [tool, score(planted, own)]),
    );
  },
} as const;
type Role = keyof typeof roles;

const [role] = process.argv.slice(2);
if (process.send && role !== undefined && role in roles) serve(role as Role);
else await main();

/** Does its work for one order after the other. */
function serve(own: Role): void {
  process.on("message", async (order) => {
    try {
      process.send!({ result: await roles[own](order as never) });
    } catch (error) {
      process.send!({ error: error instanceof Error ? error.stack : String(error) });
    }
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ...{ seeds: { type: "string", default: "0..199" }, failures: { type: "string", default: "60" } },
      ...{ keep: { type: "string" }, lanes: { type: "string" } },
    },
  });
  const [first, last] = values.seeds.split("..").map(Number) as [number, number?];
  const seeds = Array.from({ length: (last ?? first) - first + 1 }, (_, i) => first + i);
  const root = values.keep ?? mkdtempSync(join(tmpdir(), "homeostat-planted-faults-"));
  mkdirSync(root, { recursive: true });
  const totals: Record<string, Counts> = {};
  const countsOf = (tool: string): Counts => {
    totals[tool] ??= {};
    return totals[tool];
  };
  const ms: Counts = {};
  const from = performance.now();
  let done = 0;
  const waiting = [...seeds];
  const lane = async (): Promise<void> => {
    const [make, ask, hold] = [new Worker("make"), new Worker("ask"), new Worker("score")];
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      const [folder, truth, answers] = [`${seed}`, `${seed}.truth.json`, `${seed}.answers.json`].map((name) =>
        join(root, name),
      ) as [string, string, string];
      await make.do({ seed, folder, truth });
      add(ms, await ask.do<Counts>({ folder, answers, failures: Number(values.failures) }));
      for (const [tool, counts] of Object.entries(await hold.do<Record<string, Counts>>({ answers, truth })))
        add(countsOf(tool), counts);
      if (!values.keep)
        for (const path of [folder, truth, answers]) rmSync(path, { recursive: true, force: true });
      done++;
      const seconds = (performance.now() - from) / 1000;
      process.stderr.write(
        `\r${done} of ${seeds.length} seeds, ${seconds.toFixed(0)} s, about ${((seconds / done) * (seeds.length - done)).toFixed(0)} s to go `,
      );
    }
    for (const worker of [make, ask, hold]) worker.end();
  };
  try {
    await Promise.all(Array.from({ length: Number(values.lanes ?? availableParallelism()) }, lane));
    process.stderr.write("\n");
    printReport(totals, {
      seeds: values.seeds,
      n: seeds.length,
      seconds: (performance.now() - from) / 1000,
      ms,
    });
  } finally {
    if (!values.keep) rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

function add(total: Counts, more: Counts): void {
  for (const [key, n] of Object.entries(more)) total[key] = (total[key] ?? 0) + n;
}

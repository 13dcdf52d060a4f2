// `npm run bench -- planted-faults [--seeds 0..199] [--failures 60] [--keep FOLDER] [--only make|score]`: which line of a prompt is to blame for a
// failure, against planted truth; see docs/planted-faults.md. For each seed one process makes a workspace and its truth, another one imports,
// evaluates and diagnoses the workspace as the product does, a third holds the answers against the truth. `--keep`: leaves workspaces, truths and
// answers there; with `--only` another tool can answer between making and scoring. `--asked 0.1,0.3`: beside it, what the product says once it has asked
// a scripted model that knows what was planted and errs so often, in conditions and in causes (`scripted-oracle.ts`); `--calls`: how often.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { ScriptedModel } from "../support/scripted-model.ts";
import { type AskedOracle, askProduct } from "./support/planted-faults/ask-product.ts";
import { knownExercise } from "./support/planted-faults/known-exercise.ts";
import { printReport } from "./support/planted-faults/report.ts";
import { Run } from "./support/planted-faults/run.ts";
import { type Counts, score } from "./support/planted-faults/score.ts";
import { type Oracle, startOracle } from "./support/planted-faults/scripted-oracle.ts";
import type { Answers, Truth } from "./support/planted-faults/truth.ts";
import { writeSeed } from "./support/planted-faults/write-seed.ts";

let oracle: ScriptedModel | undefined;

/** What each process does, and all that it is told. */
const roles = {
  make: ({ seed, folder, truth }: { seed: number; folder: string; truth: string }) =>
    writeSeed(seed, folder, truth),
  answer: async ({ folder, truth, errs }: { folder: string; truth: string; errs: Oracle }) => {
    await oracle?.close();
    oracle = await startOracle(folder, JSON.parse(readFileSync(truth, "utf8")) as Truth, errs);
    return oracle.url;
  },
  ask: async ({ folder, answers, failures, model }: AskOrder) => {
    const asked = await askProduct(folder, failures, model);
    writeFileSync(answers, JSON.stringify(asked.answers));
    return asked.ms;
  },
  score: ({ answers, truth }: { answers: string; truth: string }): Record<string, Counts> => {
    const planted = JSON.parse(readFileSync(truth, "utf8")) as Truth;
    const given = JSON.parse(readFileSync(answers, "utf8")) as Record<string, Answers>;
    const ceiling = knownExercise(planted, Object.values(given)[0]!);
    return Object.fromEntries(
      Object.entries({ ...given, ...ceiling }).map(([tool, own]) => [tool, score(planted, own)]),
    );
  },
} as const;
type Role = keyof typeof roles;
interface AskOrder {
  readonly folder: string;
  readonly answers: string;
  readonly failures: number;
  readonly model?: AskedOracle;
}

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
      ...{ keep: { type: "string" }, only: { type: "string" }, lanes: { type: "string" } },
      ...{ asked: { type: "string" }, calls: { type: "string", default: "150" } },
    },
  });
  const { keep, only } = values;
  if (only && (!keep || !(only in roles)))
    throw new Error("--only make or --only score, with --keep FOLDER.");
  const [first, last] = values.seeds.split("..").map(Number) as [number, number?];
  const seeds = Array.from({ length: (last ?? first) - first + 1 }, (_, i) => first + i);
  const root = keep ?? mkdtempSync(join(tmpdir(), "homeostat-planted-faults-"));
  mkdirSync(root, { recursive: true });
  const from = performance.now();
  try {
    const lanes = Number(values.lanes ?? availableParallelism());
    const [conditions, causes] = (values.asked ?? "").split(",").map(Number);
    const errs = values.asked && {
      oracle: { conditions: conditions!, causes: causes ?? conditions!, calls: Number(values.calls) },
    };
    const run = new Run(root, { seeds, failures: Number(values.failures), keep, only, lanes, ...errs });
    await run.all();
    const seconds = (performance.now() - from) / 1000;
    if (only === "make") console.log(`${seeds.length} workspaces in ${root}`);
    else printReport(run.totals, { seeds: values.seeds, n: run.done, seconds, ms: run.ms });
    if (run.failed.length > 0) throw new Error(`Left out: ${run.failed.join("\n")}`);
  } finally {
    if (!keep) rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/**
 * How fast a suite of promptfoo is run here and by promptfoo itself, side by side in one run: N tests of six deterministic assertions (one of
 * them `javascript`), an instant provider in a file, results stored by both. Wall time, processor time, and the largest resident size of a
 * program with all processes that it starts, summed at one moment (looked at 20 times a second), and its growth over a run of one test. promptfoo is installed below node_modules/.cache the first time.
 *
 * usage: npm run bench -- evaluators [--sizes 1000,5000] [--runs 3] [--alone]
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { dist, ensureBuilt, repository } from "../support/built.ts";
import { childProcesses } from "../support/child-processes.ts";
import { round } from "./support/numbers.ts";

const { values: flags } = parseArgs({
  options: {
    sizes: { type: "string", default: "1000,5000" },
    runs: { type: "string", default: "3" },
    /** Without promptfoo. */
    alone: { type: "boolean", default: false },
  },
});
const version = "0.121.20";
const peerFolder = join(repository, "node_modules", ".cache", `promptfoo-${version}`);
const peerEntry = join(peerFolder, "node_modules", "promptfoo", "dist", "src", "entrypoint.js");

interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly rssMb: number;
}

await ensureBuilt();
if (!flags.alone) installPeer();
const folder = mkdtempSync(join(tmpdir(), "bench-evaluators-"));
try {
  await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function main(): Promise<void> {
  const sizes = [1, ...flags.sizes.split(",").map(Number)];
  const runs = Number(flags.runs);
  writeFileSync(
    join(folder, "provider.mjs"),
    "export default class InstantProvider {\n  id() { return 'instant' }\n  async callApi(prompt) { return { output: prompt, tokenUsage: { total: 40, prompt: 30, completion: 10 } } }\n}\n",
  );
  console.log(`load ${loadavg()[0]!.toFixed(1)}; medians of ${runs} runs, both in turn`);
  console.log("tests    who        wall s   cpu s   RSS MB");
  const medians = new Map<string, Measured>();
  for (const size of sizes) {
    const config = join(folder, `suite-${size}.json`);
    writeFileSync(config, suite(size));
    const all: Record<"ours" | "promptfoo", Measured[]> = { ours: [], promptfoo: [] };
    for (let run = 0; run < runs; run++) {
      all.ours.push(await ours(config));
      if (!flags.alone) all.promptfoo.push(await theirs(config));
    }
    for (const [who, measured] of Object.entries(all)) {
      if (measured.length === 0) continue;
      const median = middle(measured);
      medians.set(`${who} ${size}`, median);
      const cells = [median.seconds.toFixed(2), median.cpuSeconds.toFixed(2), median.rssMb.toFixed(0)];
      const walls = measured.map(({ seconds }) => seconds);
      const spread = `(${Math.min(...walls).toFixed(2)} to ${Math.max(...walls).toFixed(2)})`;
      console.log(
        `${String(size).padEnd(8)} ${who.padEnd(10)} ${cells.map((cell) => cell.padStart(6)).join("  ")}  ${spread}`,
      );
    }
  }
  report(sizes, medians);
}

/** Growth is what a size needs beyond a run of one test. */
function report(sizes: readonly number[], medians: ReadonlyMap<string, Measured>): void {
  const of = (who: string, size: number): Measured | undefined => medians.get(`${who} ${size}`);
  const bySize = sizes.map((size) => {
    const [own, peer] = [of("ours", size)!, of("promptfoo", size)];
    const growth = (who: string, at: Measured): number => round(at.rssMb - of(who, 1)!.rssMb, 0);
    return [
      size,
      {
        seconds: round(own.seconds),
        cpuSeconds: round(own.cpuSeconds),
        rssMb: round(own.rssMb, 0),
        rssGrowthMb: growth("ours", own),
        ...(peer && {
          promptfooSeconds: round(peer.seconds),
          promptfooCpuSeconds: round(peer.cpuSeconds),
          promptfooRssMb: round(peer.rssMb, 0),
          promptfooRssGrowthMb: growth("promptfoo", peer),
          timesFaster: round(peer.seconds / own.seconds, 1),
        }),
      },
    ] as const;
  });
  const [tests, largest] = bySize.at(-1)!;
  const { seconds, rssMb, promptfooSeconds, promptfooRssMb } = largest as Record<string, number>;
  const startMs = round(of("ours", 1)!.seconds * 1000, 0);
  console.log(
    JSON.stringify({
      seconds,
      rssMb,
      promptfooSeconds,
      promptfooRssMb,
      tests,
      startMs,
      sizes: Object.fromEntries(bySize),
    }),
  );
}

function suite(size: number): string {
  const tests = Array.from({ length: size }, (_, i) => ({
    vars: {
      q: `Where is my order ${10000 + i}? It should have arrived on day ${(i % 28) + 1}.`,
      id: String(i),
    },
    assert: [
      { type: "contains", value: `order ${10000 + i}` },
      { type: "not-contains", value: "as an AI language model" },
      { type: "regex", value: "order \\d{5}" },
      { type: "is-json" },
      { type: "javascript", value: "JSON.parse(output).answer.length > 10" },
      { type: "latency", threshold: 5000 },
    ],
  }));
  return JSON.stringify({
    description: `bench ${size}`,
    prompts: ['{"answer": "You asked: {{q}}", "id": "{{id}}"}'],
    providers: [`file://${folder}/provider.mjs`],
    tests,
  });
}

/** A store of its own for each run, made before: what a first run spends on making tables is not what is compared. */
async function ours(config: string): Promise<Measured> {
  const store = join(folder, "store");
  rmSync(store, { recursive: true, force: true });
  return timed([dist.cli, "evaluate", "--config", config, "--store", store], {});
}

async function theirs(config: string): Promise<Measured> {
  const home = join(folder, "home");
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home);
  return timed(
    [peerEntry, "eval", "-c", config, "--no-cache", "--no-table", "--no-progress-bar", "--no-share"],
    {
      PROMPTFOO_CONFIG_DIR: home,
      PROMPTFOO_LOG_DIR: join(home, "logs"),
      PROMPTFOO_DISABLE_TELEMETRY: "1",
      PROMPTFOO_DISABLE_UPDATE: "1",
      PROMPTFOO_DISABLE_REMOTE_GENERATION: "true",
      PROMPTFOO_DISABLE_SHARING: "1",
      PROMPTFOO_DISABLE_DEBUG_LOG: "1",
      PROMPTFOO_CACHE_ENABLED: "false",
      CI: "1",
    },
  );
}

/** How often sizes are looked at. */
const lookEveryMs = 50;

/** Runs a program of Node to its end. */
function timed(args: readonly string[], env: Record<string, string>): Promise<Measured> {
  const time = join(folder, "time");
  const start = performance.now();
  const child = spawn("/usr/bin/time", ["-f", "%e %U %S", "-o", time, process.execPath, ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let largestMb = 0;
  const looking = setInterval(() => {
    largestMb = Math.max(largestMb, sizeMb(child.pid!));
  }, lookEveryMs);
  const said: string[] = [];
  child.stdout.on("data", (text: Buffer) => said.push(text.toString()));
  child.stderr.on("data", (text: Buffer) => said.push(text.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => {
      clearInterval(looking);
      const seconds = (performance.now() - start) / 1000;
      if (code !== 0) return reject(new Error(`exit code ${code}: ${said.join("").slice(-2000)}`));
      const [, user, system] = readFileSync(time, "utf8").trim().split("\n").at(-1)!.split(" ").map(Number);
      resolve({ seconds, cpuSeconds: user! + system!, rssMb: largestMb });
    });
  });
}

/** Resident size of a process and of all that it started and they did. What ended meanwhile counts nothing. */
function sizeMb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const own = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
    return childProcesses(pid).reduce((sum, child) => sum + sizeMb(child), own);
  } catch {
    return 0;
  }
}

function middle(all: readonly Measured[]): Measured {
  const median = (pick: (one: Measured) => number): number =>
    all.map(pick).sort((a, b) => a - b)[Math.floor(all.length / 2)]!;
  return {
    seconds: median(({ seconds }) => seconds),
    cpuSeconds: median(({ cpuSeconds }) => cpuSeconds),
    rssMb: median(({ rssMb }) => rssMb),
  };
}

function installPeer(): void {
  if (existsSync(peerEntry)) return;
  console.log(`installing promptfoo ${version} into node_modules/.cache, once`);
  mkdirSync(peerFolder, { recursive: true });
  writeFileSync(join(peerFolder, "package.json"), '{"private":true}');
  const { status, stderr } = spawnSync(
    process.platform === "win32" ? "npm.cmd" : "npm",
    ["install", "--no-audit", "--no-fund", "--ignore-scripts", `promptfoo@${version}`],
    { cwd: peerFolder, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`promptfoo cannot be installed: ${stderr.slice(-1000)}`);
}

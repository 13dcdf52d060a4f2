// `npm test`: installs what it needs, then runs every stage even when one fails, and ends with `N passed, N failed`.
// Types, lint and package count as one test each.
// usage: npm test [-- --no-e2e | --only=types,lint,unit,package,e2e] [--update]
// --update rewrites the marks in test/markers to what is said now: read the diff before you commit it.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { ensurePackages } from "./install.mjs";
import { ensureChromium, ensureCodeServer, repository, run } from "./setup-vscode.mjs";

const { values: flags } = parseArgs({
  options: { "no-e2e": { type: "boolean" }, only: { type: "string" }, update: { type: "boolean" } },
});

/** Stage to the tests it ran: how many passed and failed, and what a person needs to see. */
const stages = {
  types: () =>
    asOneTest(async () => {
      await bin("typescript/bin/tsc", "-p", "tsconfig.json");
      await bin("typescript/bin/tsc", "-b", "server/core");
    }),
  lint: () => asOneTest(() => bin("@biomejs/biome/bin/biome", "ci", "--colors=off")),
  unit: () => vitest(),
  package: () =>
    asOneTest(() => run(process.execPath, ["scripts/package.mjs"], { cwd: repository }), lastLine),
  e2e: async () => {
    await ensureCodeServer();
    await ensureChromium();
    return vitest("--config", "test/e2e/vitest.config.ts");
  },
};

if (flags.update) process.env.UPDATE_MARKERS = "1";
const installMs = await ensurePackages();
if (installMs > 0) console.log(`install  ${seconds(installMs)}`);
let [passed, failed] = [0, 0];
for (const name of chosenStages()) {
  const started = Date.now();
  const result = await stages[name]().catch((error) => ({ passed: 0, failed: 1, output: error.message }));
  passed += result.passed;
  failed += result.failed;
  const verdict =
    result.failed > 0
      ? `FAILED, ${result.failed} of ${result.passed + result.failed}`
      : `${result.passed} passed`;
  if (result.failed > 0 && result.output) console.log(result.output);
  console.log(
    `${name.padEnd(8)} ${seconds(Date.now() - started)}  ${verdict}${result.note ? `; ${result.note}` : ""}`,
  );
  for (const line of result.lines ?? []) console.log(`         ${line}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function chosenStages() {
  const all = Object.keys(stages);
  const only = flags.only?.split(",");
  const unknown = only?.filter((name) => !all.includes(name)) ?? [];
  if (unknown.length > 0) throw new Error(`No stage ${unknown.join(", ")}; there are ${all.join(", ")}`);
  return all.filter((name) => (only ? only.includes(name) : !(flags["no-e2e"] && name === "e2e")));
}

async function asOneTest(work, note = () => "") {
  const output = await work();
  return { passed: 1, failed: 0, note: note(output) };
}

/** Runs a command of a package with this Node, past npx and the shell. */
function bin(script, ...args) {
  return run(process.execPath, [path.join("node_modules", script), ...args], { cwd: repository });
}

/** Counts from the JSON report; the plain report is what a person reads when something failed. */
async function vitest(...args) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "homeostat-report-"));
  const file = path.join(folder, "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`, "--no-color"];
  try {
    const run = bin("vitest/vitest.mjs", "run", ...reporters, ...args);
    const output = await run.catch((error) => error);
    if (!fs.existsSync(file)) throw output instanceof Error ? output : new Error(output);
    return counted(JSON.parse(fs.readFileSync(file, "utf8")), output);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

function counted(report, output) {
  const broken = output instanceof Error;
  // A file that fails to load has no failed test in it, and must not pass for that.
  const unloadable = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  const failures = report.numFailedTests + unloadable;
  return {
    passed: report.numPassedTests,
    failed: broken ? Math.max(1, failures) : failures,
    output: broken ? output.message : undefined,
    lines: [...slowestLines(report), ...skippedLines(report)],
  };
}

/** Where the time goes: the files that take the longest, of those that take more than ten seconds. */
function slowestLines(report) {
  const timed = report.testResults.map(({ name, startTime, endTime }) => ({ name, ms: endTime - startTime }));
  const slow = timed.filter(({ ms }) => ms > 10_000).sort((a, b) => b.ms - a.ms);
  return slow.slice(0, 12).map(({ name, ms }) => `${seconds(ms)}  ${path.relative(repository, name)}`);
}

/** Some tests hold our figures against real data that is not part of the repository; without it they are skipped, aloud. */
function skippedLines(report) {
  const skipped = report.testResults.flatMap((file) =>
    file.assertionResults
      .filter(({ status }) => status !== "passed" && status !== "failed")
      .map(({ fullName }) => `${path.relative(repository, file.name)}: ${fullName}`),
  );
  if (skipped.length === 0) return [];
  return [`${skipped.length} skipped, as tests on real data are where that data is absent:`, ...skipped];
}

function lastLine(text) {
  return text.trim().split("\n").at(-1);
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`.padStart(8);
}

/** The whole command line on recorded runs of two public benchmarks, held against what is known about them. */
import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureBuilt } from "../support/built.ts";
import { realData } from "../support/real-data.ts";
import { cliJson, runCli } from "../support/run-cli.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

interface Evaluator {
  readonly name: string;
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly low: number;
  readonly high: number;
}
interface Report {
  readonly prompts: readonly {
    readonly conversations: Readonly<Record<"matched" | "ambiguous" | "unmatched", number>>;
    readonly evaluators: readonly Evaluator[];
    readonly instructions: readonly {
      readonly range: { readonly start: { readonly line: number } };
      readonly evaluators: readonly Evaluator[];
      readonly rate?: number;
      readonly n: number;
    }[];
    readonly findings: readonly { readonly severity: string; readonly range: { start: { line: number } } }[];
  }[];
}

/** Wilson, "Probable inference", 1927, at 95 %: an independent reading, to hold ours against. */
function wilson(k: number, n: number): { low: number; high: number } {
  const z = 1.959964;
  const [p, zz] = [k / n, (z * z) / n];
  const half = z * Math.sqrt((p * (1 - p)) / n + zz / (4 * n));
  return { low: (p + zz / 2 - half) / (1 + zz), high: (p + zz / 2 + half) / (1 + zz) };
}

const folders: TempFolder[] = [];
afterAll(() => {
  for (const folder of folders) folder.remove();
});

/** A workspace with copies of files, since the data itself is read-only. */
function workspaceOf(files: readonly string[], config?: string): TempFolder {
  const folder = tempFolder("airline", config === undefined ? {} : { "homeostat.yaml": config });
  folders.push(folder);
  for (const file of files) copyFileSync(file, folder.file(basename(file)));
  return folder;
}

const tau = realData("a-traces", "tau-bench-airline");
describe.skipIf(!tau)("tau-bench airline, 50 tasks in 4 trials", () => {
  let folder: TempFolder;
  beforeAll(async () => {
    await ensureBuilt();
    folder = workspaceOf(["gpt-4o-airline.json.gz", "wiki.md"].map((name) => join(tau!, name)));
  });

  test("import, then again: 200 added, then 0", async () => {
    const file = folder.file("gpt-4o-airline.json.gz");
    expect(await cliJson(folder.path, "import", file)).toMatchObject({ added: 200, unchanged: 0 });
    expect(await cliJson(folder.path, "import", file)).toMatchObject({ added: 0, unchanged: 200 });
  });

  test("check: outcome 84 to 116 over 200 matched, with an interval wider than if trials were independent", async () => {
    const { prompts } = await cliJson<Report>(folder.path, "check", "wiki.md");
    expect(prompts[0]!.conversations).toEqual({ matched: 200, ambiguous: 0, unmatched: 0 });
    const outcome = prompts[0]!.evaluators.find(({ name }) => name === "outcome")!;
    expect(outcome).toMatchObject({ pass: 84, fail: 116, unknown: 0 });
    const plain = wilson(84, 200);
    expect(outcome.high - outcome.low).toBeGreaterThan(1.2 * (plain.high - plain.low));
    expect(outcome.low).toBeLessThan(plain.low);
    expect(outcome.high).toBeGreaterThan(plain.high);
  });

  test("a truncated copy: what is readable is imported, exit 1", async () => {
    const whole = readFileSync(join(tau!, "gpt-4o-airline.json.gz"));
    folder.write("cut.json.gz", whole.subarray(0, whole.length >> 1));
    const store = ["--store", folder.file("cut-store")];
    const { code, stdout } = await runCli(folder.path, "import", "cut.json.gz", "--json", ...store);
    const { added, files } = JSON.parse(stdout) as { added: number; files: { problems: unknown[] }[] };
    expect(code).toBe(1);
    expect(added).toBeGreaterThan(50);
    expect(added).toBeLessThan(150);
    expect(files[0]!.problems.length).toBeGreaterThan(0);
  });
});

const tau2 = realData("a-traces", "tau2-airline");
const truth = realData("DERIVED", "tau2-airline.line11-violations.csv");
describe.skipIf(!tau2 || !truth)("tau2-bench airline, five models", () => {
  const config = `version: 1
prompts:
  - { name: airline, file: policy.md }
evaluators:
  - name: one-tool-call
    scope: conversation
    assert: [{ type: tool-calls-per-message, threshold: 1 }, { type: no-text-beside-tool-call }]
    covers: ["one tool call at a time"]
`;
  let folder: TempFolder;
  let report: Report["prompts"][number];

  beforeAll(async () => {
    await ensureBuilt();
    const results = readdirSync(tau2!).filter((name) => /^[^.]+(?:\.\d[^.]*)?\.json\.gz$/.test(name));
    expect(results).toHaveLength(5);
    folder = workspaceOf(
      [...results, "policy.md"].map((name) => join(tau2!, name)),
      config,
    );
    const imported = await cliJson<{ added: number }>(folder.path, "import", ...results);
    expect(imported.added).toBe(190);
    report = (await cliJson<Report>(folder.path, "check", "policy.md")).prompts[0]!;
  });

  test("line 11 stands at 83 of 190, and nothing else is measured by it", () => {
    const measured = report.instructions.filter(({ n }) => n > 0);
    expect(measured).toHaveLength(1);
    expect(measured[0]).toMatchObject({ range: { start: { line: 10 } }, rate: 83 / 190, n: 190 });
    expect(measured[0]!.evaluators).toMatchObject([
      { name: "one-tool-call", pass: 83, fail: 107, unknown: 0 },
    ]);
    expect(report.conversations).toEqual({ matched: 190, ambiguous: 0, unmatched: 0 });
    expect(report.findings).toMatchObject([{ severity: "warning", range: { start: { line: 10 } } }]);
  });

  test("the conversations that fail are those of the truth, one by one", async () => {
    const [header, ...rows] = readFileSync(truth!, "utf8")
      .trim()
      .split(/\r?\n/)
      .map((row) => row.split(","));
    const column = (name: string): number => header!.indexOf(name);
    const wanted = rows
      .filter((row) => row[column("violates_policy_line_11")] === "1")
      .map((row) => row[column("simulation_id")]!)
      .sort();
    const { stdout } = await runCli(folder.path, "traces", "--evaluator", "one-tool-call", "--json");
    const found = stdout
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as { id: string }).id);
    expect(found.sort()).toEqual(wanted);
    expect(wanted).toHaveLength(107);
  });
});

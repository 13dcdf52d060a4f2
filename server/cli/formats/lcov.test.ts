import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ownFolder } from "../../../test/support/own-folder.ts";
import { reportOf } from "../../core/index.ts";
import { viewWith } from "../../core/review/testing.ts";
import { lcovReport } from "./lcov.ts";
import { checkReportOf, text } from "./testing.ts";

const lines = (): string[] => lcovReport(checkReportOf()).split("\n");

/** Lines of the tracefile as `man geninfo` defines them. */
const grammar =
  /^(?:TN:\w*|SF:.+|DA:[1-9]\d*,\d+|BRDA:[1-9]\d*,\d+,\d+,(?:-|\d+)|(?:LF|LH|BRF|BRH):\d+|end_of_record)$/;

describe("LCOV", () => {
  it("has instructions as lines, counted by the conversations that put them to work, and evaluators as branches", () => {
    const record = lines().slice(0, lines().indexOf("end_of_record") + 1);
    expect(record).toEqual([
      "TN:homeostat",
      "SF:a.prompt.md",
      "BRDA:3,0,0,14",
      "BRDA:5,0,0,14",
      "BRDA:5,1,0,-",
      "BRDA:7,0,0,-",
      "BRF:4",
      "BRH:2",
      "DA:3,14",
      "DA:5,14",
      "DA:7,0",
      "LF:3",
      "LH:2",
      "end_of_record",
    ]);
  });

  it("counts each line of a wrapped instruction", () => {
    const wrapped = viewWith("- Ask for the order\n  number first.\n- Be kind. Never\n  promise a date.\n", [
      { evaluator: "asks", covers: "order", outcomes: "++-" },
    ]);
    const report = lcovReport({ ...checkReportOf(), prompts: [reportOf(wrapped)] });
    expect(report.match(/^(?:DA|LF|LH).*/gm)).toEqual([
      "DA:1,3",
      "DA:2,3",
      "DA:3,3",
      "DA:4,3",
      "LF:4",
      "LH:4",
    ]);
  });

  it("keeps to the grammar, each line once", () => {
    const all = lines();
    expect(all.pop()).toBe("");
    for (const line of all) expect(line).toMatch(grammar);
    const places = all.filter((line) => line.startsWith("DA:")).map((line) => line.split(",")[0]);
    expect(new Set(places).size).toBe(places.length);
  });

  const genhtml = spawnSync("genhtml", ["--version"]).status === 0;
  if (!genhtml) console.warn("genhtml is not installed (Debian: lcov): it was not asked.");
  it.skipIf(!genhtml)("is accepted by genhtml", () => {
    const folder = ownFolder();
    writeFileSync(join(folder, "a.prompt.md"), text);
    const report = checkReportOf();
    writeFileSync(join(folder, "out.info"), lcovReport({ ...report, prompts: report.prompts.slice(0, 1) }));
    const run = spawnSync("genhtml", ["out.info", "-o", "html", "--branch-coverage"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect([run.status, run.stderr]).toEqual([0, ""]);
    expect(run.stdout).toMatch(/lines\.*: 66\.7% \(2 of 3 lines\)/);
  });
});

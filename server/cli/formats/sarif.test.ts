import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import type { Log } from "sarif";
import { describe, expect, it } from "vitest";
import { reportOf, sinceBaseline } from "../../core/index.ts";
import { viewWith } from "../../core/review/testing.ts";
import type { CheckReport } from "../check-report.ts";
import { sarifReport } from "./sarif.ts";
import { checkReportOf, hostile } from "./testing.ts";

const file = join(import.meta.dirname, "../../../test/support/sarif-2.1.0.schema.json");
// The schema is of draft 4, which differs from what Ajv reads in these two words only; one of its patterns is none in Unicode mode.
const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(file, "utf8"));
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
(addFormats as unknown as (target: Ajv) => void)(ajv);
const validate = ajv.compile(schema);

function run(report: CheckReport): Log["runs"][number] {
  const log = JSON.parse(sarifReport(report, "1.2.3")) as Log;
  expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
  return log.runs[0]!;
}

describe("SARIF", () => {
  it("the schema refuses what is no SARIF", () => {
    expect(validate({ version: "2.1.0", runs: [{}] })).toBe(false);
    expect(validate({ version: "2.1.0", runs: [], extra: 1 })).toBe(false);
  });

  it("has each finding with its place, one-based, under its rule", () => {
    const { results = [], tool, columnKind } = run(checkReportOf());
    expect(columnKind).toBe("utf16CodeUnits");
    expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ["pass-rate", "warning"],
      ["pass-rate", "warning"],
      ["front-matter-invalid", "warning"],
    ]);
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules![ruleIndex!]!.id).toBe(ruleId);
    expect(results[0]!.locations![0]!.physicalLocation).toEqual({
      artifactLocation: { uri: "a.prompt.md", uriBaseId: "SRCROOT" },
      region: { startLine: 3, startColumn: 3, endLine: 3, endColumn: 28 },
    });
    expect(results[0]!.properties).toMatchObject({ evaluator: "asks", n: 14, rate: 2 / 14 });
    for (const rule of tool.driver.rules!) expect(rule).toMatchObject({ help: { text: /\S/ } });
  });

  it("encodes paths, and says what they lead from", () => {
    const { results = [], originalUriBaseIds } = run(checkReportOf({ prefix: "sub dir/" }));
    expect(results[2]!.locations![0]!.physicalLocation!.artifactLocation!.uri).toBe(
      "sub%20dir/b%20c/%C3%BC%23.prompt.md",
    );
    expect(originalUriBaseIds!.SRCROOT!.uri).toBe("file:///home/me/a%20project/");
  });

  it("suppresses what is ignored, with the reason, and offers fixes", () => {
    const { results = [] } = run(checkReportOf());
    expect(results.map(({ suppressions }) => suppressions!.length)).toEqual([0, 1, 0]);
    expect(results[1]!.suppressions![0]).toMatchObject({ justification: "by\nJune & later" });
    expect(results[2]!.fixes![0]!.artifactChanges[0]!.replacements[0]).toMatchObject({
      insertedContent: { text: "[]" },
    });
  });

  it("points from a contradiction to the other line", () => {
    const view = viewWith("", [], { shown: "Always apologise twice.\n\nNever apologise twice.\n" });
    const { results = [] } = run({ ...checkReportOf(), prompts: [reportOf(view)] });
    expect(results[0]!.ruleId).toBe("instructions-contradict");
    expect(results[0]!.relatedLocations).toEqual([
      expect.objectContaining({
        physicalLocation: expect.objectContaining({
          region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 24 },
        }),
      }),
    ]);
  });

  it("against a baseline it has what is new, and says so", () => {
    const report = checkReportOf();
    const known = report.prompts[1]!.findings[0]!;
    const { reports } = sinceBaseline(report.prompts, {
      findings: [{ fingerprint: known.fingerprint, rule: "", severity: "warning", file: "", line: "" }],
    });
    const since = { file: "homeostat/baseline.json", known: 1, fixed: [] };
    const { results = [], properties } = run({ ...report, prompts: reports, since });
    expect(results.map(({ ruleId, baselineState }) => [ruleId, baselineState])).toEqual([
      ["pass-rate", "new"],
      ["pass-rate", undefined],
    ]);
    expect(properties).toEqual({ knownFindings: 1, fixedFindings: 0 });
  });

  it("tells of mistakes in the configuration, and stays valid whatever a name holds", () => {
    const range = { start: { line: 1, character: 2 }, end: { line: 1, character: 4 } };
    const { invocations } = run(
      checkReportOf({ issues: [{ file: "homeostat.yaml", range, message: hostile }] }, "<x> & ]]>"),
    );
    expect(invocations![0]!.toolConfigurationNotifications).toHaveLength(1);
  });

  it("nothing found is a valid report too", () =>
    expect(run(checkReportOf({ prompts: [] })).results).toEqual([]));
});

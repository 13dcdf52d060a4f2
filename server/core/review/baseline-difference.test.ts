import { describe, expect, it } from "vitest";
import type { KnownFinding } from "./baseline.ts";
import { sinceBaseline } from "./baseline-difference.ts";
import { noPolicy } from "./finding-policy.ts";
import { reportOf } from "./report.ts";
import { viewWith } from "./testing.ts";

const text = "# Support\n\n- Ask for the order number.\n- Never promise a date.\n";
const view = viewWith(text, [
  { evaluator: "asks", covers: "order number", outcomes: "++------------" },
  { evaluator: "dates", covers: "promise a date", outcomes: "++------------" },
]);
const report = reportOf(view);
const [asks, dates] = report.findings;
const knownAs = (finding: typeof asks, severity = finding!.severity): KnownFinding => ({
  fingerprint: finding!.fingerprint,
  rule: finding!.code,
  severity,
  file: report.file,
  line: "",
});
const since = (...findings: KnownFinding[]) => sinceBaseline([report], { findings });

describe("sinceBaseline", () => {
  it("against nothing, all is new", () => {
    const { reports, known, fixed } = since();
    expect(reports[0]!.findings.map(({ baselineState }) => baselineState)).toEqual(["new", "new"]);
    expect([known, fixed]).toEqual([0, []]);
  });

  it("what is known is hidden and counted, and stays at hand", () => {
    const { reports, known } = since(knownAs(asks));
    expect(reports[0]!.findings.map(({ evaluator }) => evaluator)).toEqual(["dates"]);
    expect(reports[0]!.known).toEqual([asks]);
    expect(known).toBe(1);
  });

  it("what got worse is told again; what got better is not", () => {
    expect(since(knownAs(asks, "information"), knownAs(dates)).reports[0]!.findings).toMatchObject([
      { evaluator: "asks", baselineState: "updated" },
    ]);
    expect(since(knownAs(asks, "error"), knownAs(dates)).reports[0]!.findings).toEqual([]);
  });

  it("counts what is gone, in the files that were looked at only; what is ignored is not gone", () => {
    const gone = { ...knownAs(asks), fingerprint: "gone" };
    const elsewhere = { ...gone, fingerprint: "other", file: "b.prompt.md" };
    expect(since(knownAs(asks), knownAs(dates), gone, elsewhere).fixed).toEqual([gone]);
    const policy = { ...noPolicy, ignores: [{ rule: "pass-rate", evaluator: "asks", reason: "known" }] };
    const ignoring = reportOf({ ...view, policy });
    expect(sinceBaseline([ignoring], { findings: [knownAs(asks), knownAs(dates)] }).fixed).toEqual([]);
  });
});

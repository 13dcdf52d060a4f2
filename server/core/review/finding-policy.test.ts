import { describe, expect, it } from "vitest";
import { processorMs, roomFor } from "../../../test/support/processor-time.ts";
import { type FindingPolicy, type Ignore, noPolicy, unusedIgnores } from "./finding-policy.ts";
import { findingsOf, ignoredOf, judgedFindings } from "./findings.ts";
import { hoverAt } from "./hover.ts";
import type { PromptView } from "./prompt-view.ts";
import { reportOf } from "./report.ts";
import { viewWith } from "./testing.ts";

const text =
  "---\na: [\n---\n# Support\n\n- Ask for the order number.\n- Never promise a date.\n- Be kind.\n- Be kind. Always.\n";
const said = [
  { evaluator: "asks", covers: "order number", outcomes: "++------------" },
  { evaluator: "dates", covers: "promise a date", outcomes: "++------------" },
];
const shown = (policy: Partial<FindingPolicy>, changed = text): PromptView => ({
  ...viewWith(text, said, { shown: changed }),
  policy: { ...noPolicy, ...policy },
});
const codes = (view: PromptView): string[] =>
  findingsOf(view).map(({ code, severity, evaluator }) => `${severity} ${code} ${evaluator ?? ""}`.trim());
const ignore = (one: Omit<Ignore, "reason">): Ignore => ({ ...one, reason: "known" });

describe("severity of rules", () => {
  it("without a policy each finding is as severe as it is", () =>
    expect(codes(shown({}))).toEqual([
      "warning front-matter-invalid",
      "warning pass-rate asks",
      "warning pass-rate dates",
    ]));

  it("a rule about the text may be set freely", () => {
    expect(codes(shown({ rules: { "front-matter-invalid": "error" } }))[0]).toBe(
      "error front-matter-invalid",
    );
    expect(codes(shown({ rules: { "front-matter-invalid": "hint" } }))[0]).toBe("hint front-matter-invalid");
  });

  it("a measured rule goes down and never up: an untested evaluator raises no error", () => {
    expect(codes(shown({ rules: { "pass-rate": "error" } }))).toContain("warning pass-rate asks");
    expect(codes(shown({ rules: { "pass-rate": "hint" } }))).toContain("hint pass-rate asks");
  });

  it("a rule that is off says nothing, and is no ignored finding either", () => {
    const view = shown({ rules: { "pass-rate": "off" }, ignores: [ignore({ rule: "pass-rate" })] });
    expect(codes(view)).toEqual(["warning front-matter-invalid"]);
    expect(ignoredOf(view)).toEqual([]);
  });
});

describe("ignore", () => {
  const left = (...ignores: Omit<Ignore, "reason">[]) => codes(shown({ ignores: ignores.map(ignore) }));

  it("takes away what matches in all it names, and nothing else", () => {
    expect(left({ rule: "pass-rate" })).toEqual(["warning front-matter-invalid"]);
    expect(left({ rule: "pass-rate", evaluator: "asks" })).toEqual([
      "warning front-matter-invalid",
      "warning pass-rate dates",
    ]);
    expect(left({ rule: "pass-rate", text: "never PROMISE" })).toEqual([
      "warning front-matter-invalid",
      "warning pass-rate asks",
    ]);
    expect(left({ rule: "pass-rate", text: "#support" })).toEqual(["warning front-matter-invalid"]);
    expect(left({ rule: "pass-rate", text: "no such line" })).toHaveLength(3);
    expect(left({ rule: "stale" })).toHaveLength(3);
  });

  it.each([
    ["a.prompt.md", 1],
    ["./a.prompt.md", 1],
    ["*.md", 1],
    ["**/*.prompt.md", 1],
    ["b.prompt.md", 3],
    ["prompts/**", 3],
    ["[", 3],
  ])("file %s", (file, count) => expect(left({ rule: "pass-rate", file })).toHaveLength(count));

  it.each(["*".repeat(70_000), "+(a|+(a|+(a)))".repeat(20), "{a,".repeat(300), "[".repeat(900), "./"])(
    "a pattern that nobody means stops nothing (%#)",
    (file) => {
      const start = processorMs();
      expect(left({ rule: "pass-rate", file }).length).toBeGreaterThan(0);
      expect(processorMs() - start).toBeLessThan(roomFor(500));
    },
  );

  it("a line that also stands inside another is named by its whole text", () => {
    const kind = viewWith(text, [{ evaluator: "kind", covers: "#support", outcomes: "--------------" }]);
    const linesLeft = (quote: string): number =>
      findingsOf({
        ...kind,
        policy: { rules: {}, ignores: [ignore({ rule: "pass-rate", text: quote })] },
      }).filter(({ code }) => code === "pass-rate").length;
    // Four bullets; "Be kind." stands alone and again before "Always.", with one key.
    const all = linesLeft("no such line");
    expect(all).toBeGreaterThan(3);
    expect(linesLeft("Be kind.")).toBeLessThan(all);
    expect(linesLeft("Be kind")).toBeLessThanOrEqual(all);
    expect(linesLeft("Always.")).toBe(all - 1);
  });

  it("a finding of the text is met by the instruction it stands in", () => {
    const unclosed = viewWith("- One.\n- Two:\n\n  ```\n  code\n", []);
    const left = (quote: string): string[] =>
      codes({
        ...unclosed,
        policy: { rules: {}, ignores: [ignore({ rule: "fence-unclosed", text: quote })] },
      });
    expect(left("One.")).toEqual(["warning fence-unclosed"]);
  });

  it("keeps what it took away, with the reason, in report and hover", () => {
    const view = shown({
      ignores: [
        { rule: "pass-rate", text: "order number", reason: "until *June* [x](y)", until: "2026-06-30" },
      ],
    });
    expect(ignoredOf(view)).toMatchObject([
      { code: "pass-rate", evaluator: "asks", reason: "until *June* [x](y)", until: "2026-06-30" },
    ]);
    expect(reportOf(view).ignored).toMatchObject([{ code: "pass-rate", reason: "until *June* [x](y)" }]);
    expect(hoverAt(view, text.indexOf("Ask for"))!.markdown).toContain(
      "Ignored (pass\\-rate): until \\*June\\* \\[x\\]\\(y\\) Until 2026\\-06\\-30.",
    );
    expect(hoverAt(view, text.indexOf("Never"))!.markdown).not.toContain("Ignored");
  });

  it("says so also where no instruction stands", () => {
    const view = shown({ ignores: [ignore({ rule: "front-matter-invalid" })] });
    const [{ range }] = ignoredOf(view) as [ReturnType<typeof ignoredOf>[number]];
    expect(hoverAt(view, range.start)).toMatchObject({
      markdown: "Ignored (front\\-matter\\-invalid): known",
    });
  });

  it("tells which entries match nothing", () => {
    const [used, unused] = [ignore({ rule: "pass-rate", evaluator: "asks" }), ignore({ rule: "stale" })];
    const policy = { rules: {}, ignores: [used, unused] };
    expect(unusedIgnores(policy, [judgedFindings({ ...shown({}), policy })])).toEqual([unused]);
  });
});

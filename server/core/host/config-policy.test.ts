import { describe, expect, it } from "vitest";
import { parseConfig } from "./config.ts";
import { completeConfig } from "./config-completion.ts";

const scope = { root: "/project", trusted: true, today: "2026-06-15" };
const read = (text: string) => parseConfig(text, scope);
const issues = (text: string): string[] =>
  read(text).issues.map(
    ({ range, message }) => `${text.slice(0, range.start).split("\n").length}: ${message}`,
  );

describe("rules:", () => {
  it("sets the severity of what is named", () =>
    expect(read("rules: { pass-rate: hint, stale: off, syntax-invalid: error }\n")).toMatchObject({
      policy: { rules: { "pass-rate": "hint", stale: "off", "syntax-invalid": "error" }, ignores: [] },
      issues: [],
    }));

  it("an unknown rule and an unknown level are issues with their lines; the rest counts", () => {
    const text = "rules:\n  pas-rate: off\n  stale: loud\n  pass-rate: hint\n";
    expect(read(text).policy.rules).toEqual({ "pass-rate": "hint" });
    expect(issues(text)).toEqual([
      expect.stringMatching(/^2: Unknown rule `pas-rate`\. Known rules: pass-rate, /),
      expect.stringMatching(/^3: `rules\.stale` is not one of: off, hint, information, warning, error\.$/),
    ]);
  });

  it.each(["rules: off\n", "rules: [stale]\n", "rules:\n", "rules: { __proto__: { stale: off } }\n"])(
    "%j sets nothing",
    (text) => expect(Object.keys(read(text).policy.rules)).toEqual([]),
  );
});

describe("ignore:", () => {
  const whole =
    'ignore:\n  - { rule: pass-rate, file: "a/**", text: "#x", evaluator: e, reason: known, until: 2026-06-15 }\n';

  it("keeps entries as they are, and knows where they stand", () => {
    const { policy, ignorePlaces, issues } = read(whole);
    const entry = {
      rule: "pass-rate",
      file: "a/**",
      text: "#x",
      evaluator: "e",
      reason: "known",
      until: "2026-06-15",
    };
    expect([policy.ignores, issues]).toEqual([[entry], []]);
    const { start, end } = ignorePlaces.get(policy.ignores[0]!)!;
    expect(whole.slice(start, end)).toMatch(/^\{ rule: .* \}$/);
  });

  it.each([
    ["no reason", "{ rule: stale }", "reason"],
    ["an empty reason", '{ rule: stale, reason: " " }', "Say why"],
    ["an unknown rule", "{ rule: sta1e, reason: a }", "`ignore.0.rule` is not one of: "],
    ["a list for a text", "{ rule: stale, reason: a, text: [b] }", "ignore.0.text"],
    ["an empty file", '{ rule: stale, reason: a, file: "" }', "ignore.0.file"],
    ["an unknown key", "{ rule: stale, reason: a, fiel: b }", "Unknown key `fiel`"],
    ["no date", "{ rule: stale, reason: a, until: soon }", "until"],
    ["a day that no month has", "{ rule: stale, reason: a, until: 2026-13-41 }", "until"],
  ])("%s: an issue that says so", (_name, entry, said) => {
    const text = `ignore:\n  - ${entry}\n  - { rule: stale, reason: b }\n`;
    expect(issues(text).some((one) => one.startsWith("2: ") && one.includes(said))).toBe(true);
    // What says less than was meant would hide more; an unknown key takes nothing away.
    expect(read(text).policy.ignores.map(({ reason }) => reason)).toEqual(
      entry.includes("fiel") ? ["a", "b"] : ["b"],
    );
  });

  it("after its last day it ignores nothing, and says so where it stands", () => {
    const over = whole.replace("2026-06-15", "2026-06-14");
    expect(read(over).policy.ignores).toEqual([]);
    expect(issues(over)).toEqual([expect.stringMatching(/^2: This ended on 2026-06-14/)]);
    expect(read(over).issues[0]!.isBeyondSchema).toBe(true);
  });

  it.each(["ignore: all\n", "ignore: {}\n", "ignore: [null, 1, [], a]\n"])(
    "%j ignores nothing and is an issue",
    (text) => {
      expect(read(text).policy.ignores).toEqual([]);
      expect(issues(text).length).toBeGreaterThan(0);
    },
  );
});

describe("literals:", () =>
  it("are kept with their prompt; what is no name is an issue", () => {
    const text = 'prompts:\n  - { file: a.ts, literals: ["*_PROMPT", 1, ""] }\n';
    expect(read(text).prompts).toEqual([{ file: "a.ts", literals: ["*_PROMPT"] }]);
    expect(issues(text)).toHaveLength(2);
  }));

describe("completion", () => {
  const labels = (marked: string): string[] =>
    completeConfig(marked.replace("|", ""), marked.indexOf("|")).map(({ label }) => label);
  it("of rules and levels", () => {
    expect(labels("rules:\n  |")).toEqual(expect.arrayContaining(["pass-rate", "stale"]));
    expect(labels("rules:\n  stale: |")).toEqual(["off", "hint", "information", "warning", "error"]);
  });
  it("of the keys of an ignore, and its rule", () => {
    expect(labels("ignore:\n  - |")).toEqual(["rule", "file", "text", "evaluator", "reason", "until"]);
    expect(labels("ignore:\n  - rule: |")).toContain("pass-rate");
  });
});

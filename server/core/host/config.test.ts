import { describe, expect, it } from "vitest";
import { parseConfig } from "./config.ts";
import { completeConfig } from "./config-completion.ts";

const scope = { root: "/project", trusted: true };
const issues = (text: string, trusted = true): string[] =>
  parseConfig(text, { ...scope, trusted }).issues.map(
    ({ range, message }) => `${text.slice(0, range.start).split("\n").length}: ${message}`,
  );

describe("homeostat.yaml", () => {
  it("an empty one gives the defaults", () => {
    const config = parseConfig("", scope);
    expect(config).toMatchObject({
      store: "/project/.homeostat",
      thresholds: { error: 0.5, warning: 0.8, minSamples: 10 },
      issues: [],
    });
    expect(config.evaluators.map(({ name }) => name)).toEqual(["outcome"]);
  });

  it("keeps what is right beside what is wrong, and points at the wrong", () => {
    const text =
      "thresholds:\n  warning: 0.9\n  error: 7\nevaluators:\n  - name: a\n    assert: [{ type: contians, value: x }]\n  - name: b\n    assert: [{ type: outcome }]\n";
    const config = parseConfig(text, scope);
    expect(config.thresholds).toMatchObject({ warning: 0.9 });
    expect(config.evaluators.map(({ name }) => name)).toEqual(["b"]);
    const said = issues(text);
    expect(said.some((one) => one.startsWith("3: "))).toBe(true);
    expect(said.some((one) => one.startsWith("6: ") && one.includes("contains"))).toBe(true);
  });

  it("names an unknown key and the known ones", () =>
    expect(issues("evalutors: []\n")[0]).toMatch(/1: Unknown key `evalutors`.*evaluators/));

  it("text that is no YAML is one problem with a place, and the defaults hold", () => {
    const config = parseConfig("evaluators: [\n  - {", scope);
    expect(config.issues.length).toBeGreaterThan(0);
    expect(config.evaluators.map(({ name }) => name)).toEqual(["outcome"]);
  });

  it.each(["[]", "42", "text"])("%s is no configuration", (text) => expect(issues(text)).toHaveLength(1));

  it("remembers where each evaluator and each of its covers stand", () => {
    const text = 'evaluators:\n  - name: a\n    assert: [{ type: outcome }]\n    covers: ["one", "two"]\n';
    const place = parseConfig(text, scope).places.get("a");
    expect(place?.line).toBe(1);
    expect(place?.covers.map(({ start, end }) => text.slice(start, end))).toEqual(['"one"', '"two"']);
  });

  it("a trusted workspace may put its store anywhere, an untrusted one may not", () => {
    expect(parseConfig("store: s3://bucket/store\n", scope).store).toBe("s3://bucket/store");
    const config = parseConfig("store: s3://bucket/store\n", { ...scope, trusted: false });
    expect(config.store).toBe("/project/.homeostat");
    expect(config.issues[0]?.message).toMatch(/not trusted/);
  });

  it("an untrusted workspace reads no prompts outside itself", () => {
    const text = "prompts:\n  - { file: ../other/secret.md }\n  - { file: mine.md }\n";
    expect(parseConfig(text, { ...scope, trusted: false }).prompts).toEqual([{ file: "mine.md" }]);
    expect(parseConfig(text, scope).prompts).toHaveLength(2);
  });
});

describe("completion", () => {
  const labels = (marked: string): string[] =>
    completeConfig(marked.replace("|", ""), marked.indexOf("|")).map(({ label }) => label);
  it("top-level keys", () => expect(labels("|")).toContain("evaluators"));
  it("keys of an evaluator", () =>
    expect(labels("evaluators:\n  - name: a\n    |")).toEqual(
      expect.arrayContaining(["assert", "covers", "scope"]),
    ));
  it("keys of the thresholds", () =>
    expect(labels("thresholds:\n  |")).toEqual(["error", "warning", "minSamples"]));
  it("types of check", () =>
    expect(labels("evaluators:\n  - name: a\n    assert:\n      - type: con|")).toEqual(
      expect.arrayContaining(["contains", "not-contains", "outcome"]),
    ));
  it("scopes", () =>
    expect(labels("evaluators:\n  - name: a\n    scope: |")).toEqual(["call", "turn", "conversation"]));
});

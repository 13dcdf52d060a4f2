import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ruleOf, rules } from "./rules.ts";

const prompt = join(import.meta.dirname, "../prompt");
const codesOfProblems = readdirSync(prompt, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
  .flatMap((name) => [...readFileSync(join(prompt, name), "utf8").matchAll(/\bcode: "([a-z-]+)"/g)])
  .map(([, code]) => code!);

describe("rules", () => {
  it("there is one for every problem of a prompt, so that each can be configured", () => {
    expect(codesOfProblems).toContain("front-matter-invalid");
    expect(codesOfProblems.filter((code) => !rules.some((rule) => rule.code === code))).toEqual([]);
  });

  it("codes are unique, sentences end, and an unknown code still has a rule", () => {
    expect(new Set(rules.map(({ code }) => code)).size).toBe(rules.length);
    for (const { short, full, help } of rules)
      for (const said of [short, full, help]) expect(said).toMatch(/\.$/);
    expect(ruleOf("something-else")).toMatchObject({ code: "something-else", level: "warning" });
  });
});

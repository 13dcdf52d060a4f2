import { describe, expect, it } from "vitest";
import { closeName } from "./close-name.ts";

describe("closeName", () => {
  it.each<[string, string[], string | undefined]>([
    ["emial", ["email", "age"], "email"],
    ["user_nam", ["user_name"], "user_name"],
    ["questoin", ["question", "context"], "question"],
    ["cat", ["cart", "cut"], undefined],
    ["premium", ["name"], undefined],
    ["a", ["b"], undefined],
    ["name", ["name"], undefined],
  ])("%s among %j is meant for %s", (name, known, close) => {
    expect(closeName(name, known)).toBe(close);
  });
});

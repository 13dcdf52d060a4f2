import { expect, test } from "vitest";
import { parseImproveTarget } from "./improve-target.ts";

test("what a command is about: named, or a node of a tree; whatever else is none", () => {
  expect(parseImproveTarget({ target: "polite", prompt: "file:///p.md" }, "file:///w")).toEqual({
    ...{ target: "polite", prompt: "file:///p.md", folder: "file:///w" },
  });
  expect(
    parseImproveTarget({ kind: "evaluator", evaluator: { name: "polite" }, folder: "file:///a" }),
  ).toEqual({
    ...{ target: "polite", name: "polite", folder: "file:///a" },
  });
  expect(parseImproveTarget({ id: "b1", name: "refunds", size: 12 })).toEqual({
    target: "b1",
    name: "refunds",
  });
  expect(parseImproveTarget({ kind: "behavior", id: "b1" })).toEqual({ target: "b1" });
  expect(parseImproveTarget({ kind: "evaluator", name: "polite" })).toEqual({
    target: "polite",
    name: "polite",
  });
  for (const one of [undefined, "polite", {}, { target: "" }, { kind: "prompt", file: "p.md" }, { size: 3 }])
    expect(parseImproveTarget(one)).toBeUndefined();
});

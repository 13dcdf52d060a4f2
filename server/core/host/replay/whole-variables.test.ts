import { expect, it } from "vitest";
import { knownVersion } from "../../../../test/support/made-prompts.ts";
import { maxValueLength } from "../identity/recover-variables.ts";
import { wholeVariables } from "./whole-variables.ts";

const template =
  "You help {{name}} of the shop.\nThese rules hold: {{rules}} (end of the rules)\nNever promise a refund.\n";
const rules = "Say so. ".repeat(200).trim();
const kept = { name: "Ada", rules: rules.slice(0, maxValueLength) };
const systemText = template.replace("{{name}}", "Ada").replace("{{rules}}", rules);
const found = {
  kept,
  given: undefined,
  systemText,
  versions: [knownVersion("a.prompt.md", template)],
  file: "a.prompt.md",
};

it("values that were cut are whole again, as they were told or as they stand in the system text", () => {
  expect(wholeVariables(found)).toEqual({ name: "Ada", rules });
  expect(wholeVariables({ ...found, systemText: undefined, given: { rules } })).toEqual({
    name: "Ada",
    rules,
  });
});

it("one whose end nobody knows is no value", () => {
  expect(wholeVariables({ ...found, systemText: undefined })).toEqual({ name: "Ada" });
  expect(wholeVariables({ ...found, systemText: systemText.replace("Say so", "Say no") })).toEqual({
    name: "Ada",
  });
});

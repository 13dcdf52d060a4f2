import { globSync } from "tinyglobby";
import { describe, expect, it } from "vitest";
import { checkDiagnostics, checkHints, checkLenses, checkSuggestions } from "../support/marker-test.ts";

/** Each folder beside this file shows one feature; each file in it is one test, told by its first sentence. */
const features = {
  diagnostics: checkDiagnostics,
  "inlay-hints": checkHints,
  "code-lenses": checkLenses,
  suggestions: checkSuggestions,
};

for (const [feature, check] of Object.entries(features))
  describe(feature, () => {
    const files = globSync("*.txt", { cwd: `${import.meta.dirname}/${feature}`, absolute: true }).sort();
    it("has marker files", () => expect(files.length).toBeGreaterThan(0));
    for (const file of files) it(/([^/]+)\.txt$/.exec(file)![1]!, () => check(file));
  });

import { expect, it } from "vitest";
import { byScores } from "./bench/support/planted-faults/baselines.ts";
import { formulaNames, formulas, spectrumOf } from "./bench/support/planted-faults/spectra.ts";

const verdicts = Array.from({ length: 100 }, (_, i) => ({ isFail: i < 10, isAtWork: i < 8 || i >= 98 }));

it("formulas over the spectrum of a line that fails 8 of 10 and passes 2 of 90", () => {
  const spectrum = spectrumOf(verdicts, ({ isAtWork }) => isAtWork);
  expect(spectrum).toEqual({ ef: 8, ep: 2, nf: 2, np: 88 });
  const scores = Object.fromEntries(
    formulaNames.map((name) => [name, Number(formulas[name](spectrum).toFixed(3))]),
  );
  expect(scores).toEqual({
    ...{ ochiai: 0.8, tarantula: 0.973, dstar2: 16, barinel: 0.8, op2: 7.978, jaccard: 0.667 },
  });
});

it("a line that fails nothing is suspected least by each of them", () => {
  for (const name of formulaNames)
    expect(formulas[name]({ ef: 0, ep: 10, nf: 10, np: 80 })).toBeLessThanOrEqual(
      formulas[name]({ ef: 1, ep: 9, nf: 9, np: 81 }),
    );
});

it("the first score that differs decides which comes first", () => {
  const ranked = [
    [0, 9],
    [1, 0.2],
    [1, 0.7],
  ].sort(byScores);
  expect(ranked).toEqual([
    [1, 0.7],
    [1, 0.2],
    [0, 9],
  ]);
});

/** Of the verdicts of one evaluator: failing and passing ones that put a line to work, and those that do not. */
export interface Spectrum {
  readonly ef: number;
  readonly ep: number;
  readonly nf: number;
  readonly np: number;
}

const ratio = (part: number, of: number): number => (of === 0 ? 0 : part / of);

/**
 * How suspicious programs call a line by its spectrum: Ochiai (Abreu, Zoeteweij, van Gemund 2007), Tarantula (Jones, Harrold 2005), DStar with
 * exponent 2 (Wong, Debroy, Gao, Li 2014), Barinel (Abreu, Zoeteweij, van Gemund 2009, for one fault, as in Pearson and others 2017), Op2 (Naish,
 * Lee, Ramamohanarao 2011), Jaccard (Chen and others 2002). Worked: 8 of 10 failures and 2 of 90 passes give Ochiai 0.8, Tarantula 0.973,
 * DStar 16, Barinel 0.8, Op2 7.978, Jaccard 0.667.
 */
export const formulas = {
  ochiai: ({ ef, ep, nf }) => ratio(ef, Math.sqrt((ef + nf) * (ef + ep))),
  tarantula: ({ ef, ep, nf, np }) => {
    const [failing, passing] = [ratio(ef, ef + nf), ratio(ep, ep + np)];
    return ratio(failing, failing + passing);
  },
  dstar2: ({ ef, ep, nf }) => (ep + nf === 0 ? Number.MAX_VALUE : ef ** 2 / (ep + nf)),
  barinel: ({ ef, ep }) => ratio(ef, ef + ep),
  op2: ({ ef, ep, np }) => ef - ep / (ep + np + 1),
  jaccard: ({ ef, ep, nf }) => ratio(ef, ef + nf + ep),
} as const satisfies Readonly<Record<string, (spectrum: Spectrum) => number>>;

export type Formula = keyof typeof formulas;
export const formulaNames = Object.keys(formulas) as Formula[];

/** How answers by a formula are called: over lines at work by their words, the same with lines that always hold last, and with exercise known. */
export const spectrumWays = ["words", "conditionalFirst", "exerciseKnown"] as const;
export const answersBy = (formula: Formula): Readonly<Record<(typeof spectrumWays)[number], string>> => ({
  words: formula,
  conditionalFirst: `${formula}Conditional`,
  exerciseKnown: formula === "ochiai" ? "exerciseKnown" : `${formula}Known`,
});

/** The spectrum of one line. */
export function spectrumOf<V extends { readonly isFail: boolean }>(
  verdicts: readonly V[],
  isAtWork: (verdict: V) => boolean,
): Spectrum {
  const counts = { ef: 0, ep: 0, nf: 0, np: 0 };
  for (const verdict of verdicts) counts[`${isAtWork(verdict) ? "e" : "n"}${verdict.isFail ? "f" : "p"}`]++;
  return counts;
}

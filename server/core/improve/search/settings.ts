/** What a search may spend. One metric call is one case run and judged once; one reflection is one question for new texts. */
export interface SearchBudget {
  readonly metricCalls: number;
  readonly reflections: number;
}

export interface SearchSettings {
  readonly budget: SearchBudget;
  readonly seed: number;
  /** Failing cases that a reflection is shown. */
  readonly minibatch: number;
  /** Cases that two candidates are compared on at most, before what is seen has to do. */
  readonly compareOn: number;
  /** Times a case is tried where all cases were tried and nothing is decided. */
  readonly trials: number;
  /** Hunks that showed no effect yet and are carried along, because they may need company. */
  readonly unproved: number;
  /** The share of the budget that may go without any progress before the search gives up. */
  readonly patience: number;
  /** The share of the reflections that may bring nothing new, one after the other. */
  readonly emptyShare: number;
  /** Candidates that are handed over at the end. */
  readonly finalists: number;
}

export const defaultSettings: Omit<SearchSettings, "seed"> = {
  budget: { metricCalls: 500, reflections: 60 },
  minibatch: 5,
  compareOn: 16,
  trials: 2,
  unproved: 4,
  patience: 0.4,
  emptyShare: 0.25,
  finalists: 4,
};

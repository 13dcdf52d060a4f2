/** Words that mean the same, by meaning: for a model that knows them, as `writeTinyModel` makes one. */
export declare const meanings: readonly [
  readonly ["refund", "reimburse", "repay", "compensate", "moneyback", "rebate"],
  readonly ["cancel", "annul", "void", "abort", "terminate", "scrap"],
  readonly ["suitcase", "luggage", "bag", "trunk", "holdall", "rucksack"],
];
/**
 * Requests of which only a model that knows the words sees what they ask for: each word beside each filler, which no model knows and
 * words alone take for as good as any. Everybody is answered the same.
 */
export declare const wordedRequests: {
  id: string;
  user: string;
  meaning: number;
  text: string;
}[];
/** The same as chat JSONL. */
export declare const wordedChats: string;

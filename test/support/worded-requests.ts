/** Words that mean the same, by meaning: for a model that knows them, as `writeTinyModel` makes one. */
export const meanings = [
  ["refund", "reimburse", "repay", "compensate", "moneyback", "rebate"],
  ["cancel", "annul", "void", "abort", "terminate", "scrap"],
  ["suitcase", "luggage", "bag", "trunk", "holdall", "rucksack"],
] as const;

const fillers = ["tonight", "somehow", "upstairs", "abroad", "quickly", "downtown"];

/**
 * Requests of which only a model that knows the words sees what they ask for: each word beside each filler, which no model knows and
 * words alone take for as good as any. Everybody is answered the same.
 */
export const wordedRequests = Array.from({ length: 108 }, (_, i) => {
  const [meaning, word, filler] = [i % 3, Math.floor(i / 3) % 6, Math.floor(i / 18)];
  const text = `${meanings[meaning]![word]} ${fillers[filler]} number ${1000 + i}`;
  return { id: `c${i}`, user: `user-${i}`, meaning, text };
});

/** The same as chat JSONL. */
export const wordedChats = wordedRequests
  .map(({ id, user, text }) =>
    JSON.stringify({
      id,
      metadata: { userId: user },
      messages: [
        { role: "user", content: text },
        { role: "assistant", content: "I will look into it." },
      ],
    }),
  )
  .join("\n");

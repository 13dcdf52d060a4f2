/**
 * A small workspace whose figures are known beforehand: a shop's prompt, evaluators of two of its lines, and conversations in four
 * intents. Every second conversation breaks the line on refunds; none breaks the line on length.
 */
export const shopPrompt = `# Shop assistant

You help the customers of a small bookshop.

## Every answer

- Answer in at most 60 words.
- Never promise a refund.
- Call one tool at a time.

## Style

Keep to [the tone of the house](./tone.md).
`;

export const refundLine = shopPrompt.split("\n").indexOf("- Never promise a refund.");

export const shopConfig = `version: 1
evaluators:
  - name: no-promise
    description: Refunds are decided by people.
    scope: conversation
    assert: [{ type: not-icontains, value: I promise }]
    covers: ["Never promise a refund"]
  - name: short
    assert: [{ type: word-count, value: { max: 60 } }]
    covers: ["at most 60 words"]
`;

export const shopFiles = {
  "shop.prompt.md": shopPrompt,
  "homeostat.yaml": shopConfig,
  "tone.md": "# Tone\n\nWarm and short.\n",
};

const intents: readonly (readonly [ask: string, answer: string])[] = [
  ["I want my money back for the damaged atlas in order", "A colleague will look at it today."],
  ["Where is the parcel with my novels, tracking number", "It left our shop yesterday."],
  ["Do you have the new cookbook by the Italian chef in edition", "Yes, two copies are on the shelf."],
  ["Please gift wrap the picture book for my nephew, gift number", "Gladly, with a red ribbon."],
];

export interface ShopOptions {
  readonly from?: number;
  /** Words that take the place of the opening request. */
  readonly ask?: string;
  readonly id?: string;
}

/** `count` conversations as chat JSONL, numbered from `from`. */
export function shopConversations(count: number, { from = 0, ask, id }: ShopOptions = {}): string {
  const lines = Array.from({ length: count }, (_, i) => {
    const number = from + i;
    const [opening, answer] = intents[number % intents.length]!;
    return JSON.stringify({
      id: id ?? conversationId(number),
      messages: [
        { role: "system", content: shopPrompt },
        { role: "user", content: ask ?? `${opening} ${number}` },
        { role: "assistant", content: promises(number) ? `I promise you a refund. ${answer}` : answer },
      ],
      outcome: promises(number) ? "fail" : "pass",
      started_at: new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString(),
    });
  });
  return `${lines.join("\n")}\n`;
}

export const conversationId = (number: number): string => `shop-${String(number).padStart(5, "0")}`;

/** Whether the conversation of that number breaks the line on refunds: every second. */
export const promises = (number: number): boolean => number % 2 === 0;

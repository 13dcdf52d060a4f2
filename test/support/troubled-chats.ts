import { planted } from "./planted-intents.ts";

const dayMs = 86_400_000;
const firstMs = Date.UTC(2026, 2, 1);
export const troubledDays = 60;
export const perIntent = 60;

/** Evaluators of the workspace that `troubledChats` belong to. */
export const troubledConfig = `version: 1
evaluators:
  - name: no-shrug
    scope: conversation
    assert: [{ type: not-icontains, value: no idea }]
`;

/** Who asks something that nobody asked before and that is like nothing else, at the end. */
export const strangers = [
  "Wie wird morgen das Wetter auf dem Mars?",
  "Compose a haiku regarding autumn leaves",
  "Quelle est la capitale de la Mongolie extérieure",
  "Translate photosynthesis into Klingon",
];

/**
 * Conversations over sixty days in which is planted what a person should be told, as chat JSONL: answers on lost cards fail from day 40 on
 * (a user each), people give up on meals, marathon plans are asked for in the last nine days only, and from the middle on bags hold
 * a violin, before a telescope. Knees, broken cards, cancelling and rebooking go well.
 */
export function troubledChats(): string {
  const chats = planted(perIntent, { seed: 3 }).map(({ id, text, intent }) => {
    const number = Number(id.slice(-4));
    const part = number / perIntent;
    const day = intent === "plan" ? troubledDays - 9 + 9 * part : troubledDays * part;
    const isBad = intent === "lost" && day >= 40 && number % 3 > 0;
    const givesUp = intent === "meal" && number % 4 === 0;
    const asks =
      intent === "bags" && number % 2 === 0
        ? `${text} It holds a ${part < 0.5 ? "telescope" : "violin"}.`
        : text;
    return chat(id, day, [
      asks,
      isBad ? "I have no idea." : "I looked into it, all is well.",
      ...(givesUp ? ["Forget it."] : []),
    ]);
  });
  const odd = strangers.map((text, i) =>
    chat(`strange-${i}`, troubledDays - 1, [text, "I looked into it, all is well."]),
  );
  return [...chats, ...odd].join("\n");
}

function chat(id: string, day: number, texts: readonly string[]): string {
  const startedMs = firstMs + Math.round(day * dayMs);
  return JSON.stringify({
    id,
    started_at: new Date(startedMs).toISOString(),
    metadata: { userId: `user of ${id}` },
    messages: texts.map((content, i) => ({ role: i % 2 === 0 ? "user" : "assistant", content })),
  });
}

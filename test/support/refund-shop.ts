import { shopCandidates } from "../../server/core/improve/datasets/testing.ts";

export const refundPrompt =
  "# Shop\n\nYou help the customers of a shop.\n\n- Never promise a refund.\n- Be brief.\n";

/** A shop whose users say three wishes in many ways; where an answer promises a refund, `no-promise` fails it. */
export const refundFiles = (count: number, seed = 1): Record<string, string> => ({
  "shop.prompt.md": refundPrompt,
  "homeostat.yaml": `version: 1
evaluators:
  - { name: no-promise, assert: [{ type: not-icontains, value: I promise }], covers: ["Never promise a refund"] }
`,
  "chats.jsonl": shopCandidates(count, seed)
    .map(({ conversation, text, outcome }) =>
      JSON.stringify({
        id: conversation,
        messages: [
          { role: "system", content: refundPrompt },
          { role: "user", content: text },
          { role: "assistant", content: outcome === "fail" ? "I promise it." : "A colleague looks at it." },
        ],
      }),
    )
    .join("\n"),
});

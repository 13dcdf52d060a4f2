/** A shop whose agent adds up every third order wrongly: no line of its prompt is to blame, and none can mend it. */
const prompt = "You add up orders of a shop.\n\n- Name each price.\n- Be polite.\n";

/** Every third answer adds up wrongly; those alone are judged to fail. */
const chat = (i: number): string => {
  const total = i % 3 === 0 ? 50 : 40;
  return JSON.stringify({
    id: `c${i}`,
    messages: [
      { role: "system", content: prompt },
      { role: "user", content: `What do two kettles cost? This is question ${i}.` },
      { role: "assistant", content: `Each is $20, so $20 + $20 = $${total}. Thank you!` },
    ],
  });
};

export const miscountingFiles = {
  "shop.prompt.md": prompt,
  "homeostat.yaml":
    "version: 1\nevaluators:\n  - { name: total, assert: [{ type: contains, value: '= $40' }] }\n",
  "chats.jsonl": Array.from({ length: 60 }, (_, i) => chat(i)).join("\n"),
};

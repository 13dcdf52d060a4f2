import { expect, it } from "vitest";
import { conditionMetText } from "./condition-text.ts";

const links = {
  conversation: (id: string, instruction?: string, message?: number) => `[${id}](${instruction} ${message})`,
};
const piece = { condition: "c", words: ["w"], messageIndex: 2 } as const;

it("quotes what met a condition, by who said it, with the way to the message", () => {
  const met = [
    {
      conversationId: "a",
      evidence: [
        { ...piece, kind: "said" as const, quote: "Where is my parcel?" },
        {
          ...piece,
          kind: "data" as const,
          quote: "cabin: basic_economy",
          tool: "get_order",
          messageIndex: 4,
        },
        { ...piece, kind: "call" as const, quote: "refund", tool: "refund", messageIndex: 5 },
      ],
    },
    { conversationId: "b", evidence: [{ ...piece, kind: "call" as const, quote: "refund", tool: "refund" }] },
    { conversationId: "c", evidence: [] },
  ];
  expect(conditionMetText(met, "i-1", links)).toEqual([
    [
      "Its condition was met in:",
      "- [a](i-1 2): the user says “Where is my parcel?”, message 3; get\\_order gives “cabin\\: basic\\_economy”, message 5",
      "- [b](i-1 2): refund is called, message 3",
    ].join("\n"),
  ]);
  expect(conditionMetText([], "i-1", links)).toEqual([]);
});

it("what others wrote is no markup", () => {
  const quote = "[x](command:evil) <img src=x> **b**\n# head";
  const [text = ""] = conditionMetText(
    [{ conversationId: "a", evidence: [{ ...piece, kind: "data", quote, tool: quote }] }],
    "i-1",
    links,
  );
  expect(text.split("\n")).toHaveLength(2);
  expect(text.replace("[a](i-1 2)", "")).not.toMatch(/(?<!\\)\[x|(?<!\\)<img|(?<!\\)\*\*/);
});

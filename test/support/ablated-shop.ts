/** A shop whose prompt has a line that the scripted model obeys to good effect, one that it obeys to bad effect, and two that do nothing. */
export const ablatedPrompt = `# Shop

- Tell the status of an order.
- Make one tool call at a time.
- Begin every answer with "Sorry,".

## Books

- Never promise a refund for books.
`;

/** Lines of its file, from 1. */
export const ablatedLines = { dead: 3, obeyed: 4, wrong: 5, frozen: 9 } as const;

const call = (id: string, name: string, order: number) => ({
  id,
  type: "function",
  function: { name, arguments: JSON.stringify({ order }) },
});

const definitions = [
  ["get_order", "Looks up the status of an order"],
  ["get_stock", "Looks up the shelf of a book"],
].map(([name, description]) => ({
  type: "function",
  function: {
    ...{ name, description },
    parameters: { type: "object", properties: { order: { type: "number" } }, required: ["order"] },
  },
}));

/** Each takes three calls with the prompt as it is, two without the line that asks for one at a time. */
const conversationOf = (order: number) => ({
  id: `shop-${String(order).padStart(3, "0")}`,
  messages: [
    { role: "system", content: ablatedPrompt },
    { role: "user", content: `Tell the status of the order and the shelf of the book ${order}` },
    { role: "assistant", content: null, tool_calls: [call("a", "get_order", order)] },
    { role: "tool", tool_call_id: "a", content: '{"status":"lost"}' },
    { role: "assistant", content: null, tool_calls: [call("b", "get_stock", order)] },
    { role: "tool", tool_call_id: "b", content: '{"shelf":"B"}' },
    // Some recorded answers are without the bad beginning, so that there are passing ones too.
    { role: "assistant", content: order % 4 === 0 ? "Lost; shelf B." : "Sorry, lost; shelf B." },
  ],
});

export const ablatedFiles = (url: string, { conversations = 20, agent = "" } = {}) => ({
  "shop.prompt.md": ablatedPrompt,
  "tools.json": JSON.stringify(definitions),
  "chats.jsonl": Array.from({ length: conversations }, (_, i) => JSON.stringify(conversationOf(i + 1))).join(
    "\n",
  ),
  "homeostat.yaml": `version: 1
evaluators:
  - { name: no-sorry, scope: turn, assert: [{ type: not-starts-with, value: "Sorry," }] }
  - { name: one-call, scope: conversation, assert: [{ type: tool-calls-per-message, threshold: 1 }] }
frozen: ["## Books"]
models: { chat: { baseUrl: "${url}", model: scripted-1 } }
agents:
  - { name: shop, prompt: shop, run: model, toolsFile: tools.json${agent} }
`,
});

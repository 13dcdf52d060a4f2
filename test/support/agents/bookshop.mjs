// What the agents of this folder have in common: the prompt of a small bookshop, its one tool, and what a customer says.

export const systemText = `You help the customers of a small bookshop.

- Begin every answer with "Gladly:".
- Look an order up before you say anything about it.`;

export const findOrder = {
  name: "find_order",
  description: "Finds where an order is, by its number.",
  parameters: {
    type: "object",
    properties: { order: { type: "string", description: "The order's number." } },
    required: ["order"],
    additionalProperties: false,
  },
  execute: ({ order }) => ({ order, status: "shipped", day: "Tuesday" }),
};

/** The second is answered in a stream. */
export const asksAbout = (order) => [
  `Where is order ${order}? Please find out.`,
  "Thank you. Say that again in at most 4 words.",
];

/** The loop that a program around the bare `openai` package writes by hand. `call` asks the model, `more` goes into each request. */
export async function serve(client, order, { model, more = {} }) {
  const messages = [{ role: "system", content: systemText }];
  const { execute, ...definition } = findOrder;
  const request = () => ({ model, messages, tools: [{ type: "function", function: definition }], ...more });
  const [first, second] = asksAbout(order);
  messages.push({ role: "user", content: first });
  for (;;) {
    const { message } = (await client.chat.completions.create(request())).choices[0];
    messages.push(message);
    if (!message.tool_calls) break;
    for (const call of message.tool_calls) {
      const given = execute(JSON.parse(call.function.arguments));
      messages.push({ role: "tool", tool_call_id: call.id, content: JSON.stringify(given) });
    }
  }
  messages.push({ role: "user", content: second });
  const stream = await client.chat.completions.create({
    ...request(),
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = "";
  for await (const { choices } of stream) text += choices[0]?.delta.content ?? "";
  return text;
}

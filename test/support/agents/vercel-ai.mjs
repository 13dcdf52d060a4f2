// The bookshop's agent with Vercel's AI SDK and its own telemetry.
import { createOpenAI } from "@ai-sdk/openai";
import { generateText, jsonSchema, stepCountIs, streamText, tool } from "ai";
import { asksAbout, findOrder, systemText } from "./bookshop.mjs";
import { overEachTransport, settings } from "./telemetry.mjs";

const openai = createOpenAI({ baseURL: settings.model, apiKey: "unused" });

await overEachTransport("vercel-ai-shop", async ({ provider, id, order }) => {
  const common = {
    model: openai.chat(settings.modelName),
    system: systemText,
    tools: {
      [findOrder.name]: tool({
        description: findOrder.description,
        inputSchema: jsonSchema(findOrder.parameters),
        execute: async (args) => findOrder.execute(args),
      }),
    },
    stopWhen: stepCountIs(5),
    experimental_telemetry: {
      isEnabled: true,
      functionId: "bookshop",
      metadata: { sessionId: id },
      tracer: provider.getTracer("ai"),
    },
  };
  const [first, second] = asksAbout(order);
  const messages = [{ role: "user", content: first }];
  const { response } = await generateText({ ...common, messages });
  messages.push(...response.messages, { role: "user", content: second });
  await streamText({ ...common, messages }).consumeStream();
});

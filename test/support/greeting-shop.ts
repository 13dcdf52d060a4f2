import { refundFiles, refundPrompt } from "./refund-shop.ts";
import { scriptedModelName } from "./scripted-model.ts";

/** A line that the scripted model obeys, and that the shop's prompt has not. */
export const rightGreeting = 'Begin every answer with "Dear guest,".';

export const greetingPrompt = `${refundPrompt}${[
  "Tell the status of an order where it is asked for.",
  "Name the shop in answers about opening hours, and the day of the week that they are for.",
  "If somebody asks for a person, hand the conversation over and say how long that takes.",
  "Never ask for a password or for the number of a card.",
]
  .map((line) => `- ${line}\n`)
  .join("")}`;

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** A shop one in five of whose answers greets; `polite` fails the others. Its agent is the scripted model behind `url`. */
export function greetingShop(url: string, budget = 3_000, count = 200): Record<string, string> {
  const { "chats.jsonl": chats = "" } = refundFiles(count);
  const greeted = (line: string): string =>
    line.replace(/"content":"(I promise it|A colleague)/, '"content":"Dear guest, $1');
  return {
    "shop.prompt.md": greetingPrompt,
    "chats.jsonl": chats
      .split("\n")
      .map((line) => line.replace(inJson(refundPrompt), () => inJson(greetingPrompt)))
      .map((line, i) => (i % 5 === 0 ? greeted(line) : line))
      .join("\n"),
    "homeostat.yaml": `version: 1
evaluators:
  - { name: polite, scope: turn, description: Greets., assert: [{ type: starts-with, value: "Dear guest," }] }
models: { chat: { baseUrl: "${url}", model: ${scriptedModelName} } }
agents:
  - { name: shop, prompt: shop, run: model, budget: { calls: ${budget}, usd: 5 } }
`,
  };
}

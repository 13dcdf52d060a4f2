import type { Host } from "../../server/core/host/host.ts";
import { openHost } from "../../server/core/host/open-host.ts";
import {
  type ScriptedModel,
  type ScriptedOptions,
  scriptedModelName,
  startScriptedModel,
} from "./scripted-model.ts";
import { type TempFolder, tempFolder } from "./temp-folder.ts";

const cleanups: (() => unknown)[] = [];

/** What is to be done when the test ends. A file of tests says so itself: `afterEach(cleanUp)`. */
export const onEnd = (clean: () => unknown): unknown => cleanups.push(clean);
export async function cleanUp(): Promise<void> {
  for (const clean of cleanups.splice(0).reverse()) await clean();
}

export const prompt = "# Shop\n\n- Tell the status of an order.\n- Never promise a refund for books.\n";
export const polite = `${prompt}- Begin every answer with "Dear guest,".\n`;
const definitions = ["get_order", "get_stock"].map((name) => ({
  type: "function",
  function: {
    name,
    description: name === "get_order" ? "Looks up the status of an order" : "Looks up the shelf of a book",
    parameters: { type: "object", properties: { order: { type: "number" } }, required: ["order"] },
  },
}));

const call = (id: string, name: string, args: object) => ({
  id,
  type: "function",
  function: { name, arguments: JSON.stringify(args) },
});
const conversations = [
  {
    id: "one",
    messages: [
      { role: "system", content: `<shop>\n${prompt.trim()}\n</shop>` },
      { role: "user", content: "What is the status of order 7?" },
      { role: "assistant", content: null, tool_calls: [call("a", "get_order", { order: 7 })] },
      { role: "tool", tool_call_id: "a", content: '{"status":"shipped"}' },
      { role: "assistant", content: "Order 7 is shipped." },
      { role: "user", content: "Thanks, that is good." },
      { role: "assistant", content: "With pleasure." },
    ],
  },
  {
    id: "asks",
    messages: [
      { role: "system", content: prompt },
      { role: "user", content: "Where is my parcel" },
      { role: "assistant", content: "What is the order number?" },
      { role: "user", content: "It is 7" },
      { role: "assistant", content: "It is shipped." },
    ],
  },
  {
    id: "both",
    messages: [
      { role: "system", content: prompt },
      { role: "user", content: "Tell the status of the order and the shelf of the book 8" },
      {
        role: "assistant",
        content: null,
        tool_calls: [call("a", "get_order", { order: 8 }), call("b", "get_stock", { order: 8 })],
      },
      { role: "tool", tool_call_id: "a", content: '{"status":"lost"}' },
      { role: "tool", tool_call_id: "b", content: '{"shelf":"B"}' },
      { role: "assistant", content: "Lost; shelf B." },
    ],
  },
];

const evaluators = `evaluators:
  - { name: polite, scope: turn, assert: [{ type: starts-with, value: "Dear guest," }] }
  - { name: one-call, scope: conversation, assert: [{ type: tool-calls-per-message, threshold: 1 }] }
`;

/** A workspace with three conversations and an agent, and the scripted model behind it. */
export interface Shop {
  readonly host: Host;
  readonly folder: TempFolder;
  readonly model: ScriptedModel;
}

export async function shop(
  agent: string,
  {
    trusted = true,
    options = {} as ScriptedOptions,
    chat = true,
    url = "",
    more = "",
    prices = "",
    text = prompt,
    chats = conversations as readonly object[],
  } = {},
): Promise<Shop> {
  const model = await startScriptedModel(options);
  onEnd(model.close);
  const folder = tempFolder("shop", {
    "shop.prompt.md": text,
    "tools.json": JSON.stringify(definitions),
    "chats.jsonl": chats.map((one) => JSON.stringify(one)).join("\n"),
    "homeostat.yaml": `version: 1\n${evaluators}${more}${prices}${chat ? `models: { chat: { baseUrl: "${url || model.url}", model: ${scriptedModelName} } }\n` : ""}agents:\n  - ${agent}\n`,
  });
  onEnd(folder.remove);
  const host = await openHost({ root: folder.path, trusted });
  onEnd(() => host.close());
  await host.importConversations(["chats.jsonl"], undefined);
  return { host, folder, model };
}

export const byModel = "{ name: shop, prompt: shop, run: model, toolsFile: tools.json }";
/** One conversation, run again. */
export const only = async ({ host }: Shop, id: string, promptText = polite) =>
  (await host.replay({ conversationIds: [id], promptText })).conversations[0]!;

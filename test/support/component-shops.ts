import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { greetingPrompt, greetingShop } from "./greeting-shop.ts";

interface ChatLine {
  readonly id: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}

/** What users of the shop say, with a request that tells nobody's tool anything. */
function asked(): { readonly id: string; readonly text: string }[] {
  const { "chats.jsonl": chats = "" } = greetingShop("");
  return chats.split("\n").map((line) => {
    const { id, messages } = JSON.parse(line) as ChatLine;
    return { id, text: `${messages.find(({ role }) => role === "user")!.content} Please look into it.` };
  });
}

const toolsFile = (description: string): string =>
  `${JSON.stringify([{ type: "function", function: { name: "get_case", description, parameters: { type: "object", properties: {} } } }], null, 2)}\n`;

export const rightDescription = 'To "look into" what somebody asks for.';
export const shopTools = toolsFile("Gets it.");
export const mendedTools = toolsFile(rightDescription);

/**
 * A shop whose agent, the scripted model behind `url`, calls its tool where the description shares two words with what is asked: as it is, it
 * shares none. One recorded answer in five tells what the tool gave; `looked-up` fails the others.
 */
export const toolShop = (url: string, more = "", args = "{}"): Record<string, string> => ({
  "shop.prompt.md": greetingPrompt,
  "tools.json": shopTools,
  "chats.jsonl": asked()
    .map(({ id, text }, i) =>
      JSON.stringify({
        id,
        messages: [
          { role: "system", content: greetingPrompt },
          { role: "user", content: text },
          {
            role: "assistant",
            content: null,
            tool_calls: [{ id: "a", type: "function", function: { name: "get_case", arguments: args } }],
          },
          { role: "tool", tool_call_id: "a", content: '{"state":"open"}' },
          {
            role: "assistant",
            content: i % 5 === 0 ? "I looked it up: state open." : `Wait a little${i % 2 ? ", please" : ""}.`,
          },
        ],
      }),
    )
    .join("\n"),
  "homeostat.yaml": `version: 1
evaluators:
  - { name: looked-up, scope: turn, description: Tells what the tool gave., assert: [{ type: icontains, value: "looked it up" }] }
models: { chat: { baseUrl: "${url}", model: scripted-1 } }
agents:
  - { name: shop, prompt: shop, run: model, toolsFile: tools.json, components: [tools.json]${more}, budget: { calls: 3000, usd: 5 } }
`,
});

export const shopSettings = "# what the agent runs with\nsearch:\n  top_k: 2 # documents\n  mode: fast\n";

/** A shop whose agent is behind `agentUrl`, and answers from documents: it finds enough of them where `top_k` is 5 or more. */
export const valueShop = (url: string, agentUrl: string): Record<string, string> => ({
  "shop.prompt.md": greetingPrompt,
  "conf/agent.yaml": shopSettings,
  "chats.jsonl": asked()
    .map(({ id, text }, i) =>
      JSON.stringify({
        id,
        messages: [
          { role: "system", content: greetingPrompt },
          { role: "user", content: text },
          {
            role: "assistant",
            content: i % 5 === 0 ? `Our page says: yes, ${id}.` : "Our page says: I found nothing.",
          },
        ],
      }),
    )
    .join("\n"),
  "homeostat.yaml": `version: 1
evaluators:
  - { name: finds, scope: turn, description: Finds something., assert: [{ type: not-icontains, value: "found nothing" }] }
models: { chat: { baseUrl: "${url}", model: scripted-1 } }
agents:
  - name: shop
    prompt: shop
    run: http
    url: "${agentUrl}"
    components:
      - { file: conf/agent.yaml, at: /search/top_k, min: 1, max: 10 }
      - { file: conf/agent.yaml, at: /search/mode }
    budget: { calls: 3000, usd: 5 }
`,
});

export const shopPage = `# Orders

Whoever has a question on an order gets an answer within two working days, please look into the folder for junk mail as well.

- The shop sells nothing on Sundays, and the telephone is silent then.
`;

/** A shop whose agent says how long an answer takes where its prompt says so, which stands in a document alone. */
export function documentShop(url: string, agentUrl: string): Record<string, string> {
  const {
    "homeostat.yaml": config = "",
    "chats.jsonl": chats = "",
    "conf/agent.yaml": _,
    ...files
  } = valueShop(url, agentUrl);
  return {
    ...files,
    "docs/orders.md": shopPage,
    "chats.jsonl": chats.replaceAll("yes, ", "yes, within two working days: "),
    "homeostat.yaml": config
      .replace(/ {4}components:\n(?: {6}.*\n)+/, "    documents: [docs/orders.md]\n")
      .replace('not-icontains, value: "found nothing"', 'icontains, value: "working days"'),
  };
}

/** An agent that reads its settings as it is sent them. */
export async function startValueAgent(): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { files, promptText } = JSON.parse(Buffer.concat(parts).toString()) as {
      readonly files?: Record<string, string>;
      readonly promptText: string;
    };
    const days = /within (\w+ working days)/.exec(promptText)?.[1];
    const found = Number(/top_k: (\d+)/.exec(files?.["conf/agent.yaml"] ?? "")?.[1] ?? 0);
    const content = `Our page says: ${days ? `wait ${days}` : found >= 5 ? "yes, that can be done" : "I found nothing"}.`;
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ messages: [{ role: "assistant", content }] }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/run`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** The prompt of the shop inside a program, in a string with quotes around it. */
export const programPrompt = `export const model = "small";\nexport const systemPrompt = ${JSON.stringify(greetingPrompt)};\n`;

export function programGreetingShop(url: string): Record<string, string> {
  const { "shop.prompt.md": _, "homeostat.yaml": config = "", ...files } = greetingShop(url);
  const named = "prompts:\n  - { name: shop, file: src/agent.ts, literals: [systemPrompt] }\n";
  return { ...files, "src/agent.ts": programPrompt, "homeostat.yaml": `${config}${named}` };
}

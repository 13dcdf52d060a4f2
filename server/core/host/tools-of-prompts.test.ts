import { expect, it } from "vitest";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { openHost, readPrompt } from "../index.ts";
import { type Captured, Store, spansFromMessages } from "../store/index.ts";
import type { FiguresInput } from "./figures-input.ts";
import { toolsOfPrompts } from "./tools-of-prompts.ts";

const prompt =
  "# Shop\n\n- You must always be kind to them.\n- Never call `deleteUser`.\n- Use the `lookup` tool.\n";
const call = (name: string, args: unknown) => ({
  ...{ id: "c1", type: "function" },
  function: { name, arguments: JSON.stringify(args) },
});
const chat = (id: string, name: string, args: unknown) =>
  JSON.stringify({
    id,
    messages: [
      { role: "system", content: prompt },
      { role: "user", content: "Where is my order?" },
      { role: "assistant", content: "", tool_calls: [call(name, args)] },
      { role: "tool", tool_call_id: "c1", content: "{}" },
      { role: "assistant", content: "It is on its way." },
    ],
  });

it("knows the tools of a prompt as they are written, with the fields of their calls", async () => {
  const work = tempFolder("tools", {
    "homeostat.yaml": "version: 1\nprompts: [{ name: shop, file: shop.prompt.md }]\n",
    "shop.prompt.md": prompt,
    "chats.jsonl": [
      chat("a", "getOrder", { orderId: 1 }),
      chat("b", "deleteUser", { userId: 1 }),
      chat("c", "getOrder", { orderId: 2, verbose: true }),
    ].join("\n"),
  });
  const host = await openHost({ root: work.path, trusted: false });
  try {
    await host.importConversations(["chats.jsonl"], undefined);
    await host.evaluate();
    const { tools, forbidden } = await host.snapshot();
    expect(tools).toEqual([
      {
        ...{ file: "shop.prompt.md", conversations: 3, offering: 0 },
        names: ["deleteUser", "getOrder"],
        arguments: ["orderId", "userId"],
      },
    ]);
    expect(forbidden).toEqual([
      expect.objectContaining({ tool: "deleteUser", k: 1, n: 3, conversations: ["b"] }),
    ]);
  } finally {
    await host.close();
  }
});

it("knows those that the model was told of and never called", async () => {
  const folder = tempFolder("told", {});
  const store = await Store.open(folder.path);
  try {
    const messages = [
      { role: "user", text: "hi" },
      { role: "assistant", text: "hello" },
    ] as const;
    const list = [{ name: "lookUp", parameters: { type: "object", properties: { parcel_id: {} } } }];
    const captured = (id: string, toolsHash?: string): Captured => ({
      conversation: {
        ...{ id, contentHash: id, source: { file: "a.jsonl", format: "chat" } },
        ...{ messageCount: 2, tags: [], attributes: {} },
      },
      traces: [
        {
          id: `trace-${id}`,
          conversationId: id,
          name: "chat",
          status: "ok",
          ...(toolsHash && { toolsHash }),
        },
      ],
      spans: spansFromMessages(messages, { conversationId: id }),
      systemTexts: toolsHash ? { [toolsHash]: JSON.stringify(list) } : {},
    });
    await store.addCaptured([captured("told", "t1"), captured("untold")], () => ({
      samples: [],
      opening: "",
    }));
    const document = readPrompt("shop.prompt.md", prompt);
    const { version } = document;
    const file = { name: "shop", file: "shop.prompt.md", path: "", options: {}, document };
    const linked = new Map([
      [file.file, ["told", "untold"].map((id) => ({ id, conversationId: id, file: file.file, version }))],
    ]);
    const read = await toolsOfPrompts(store, [file], { linked } as unknown as FiguresInput, () => [
      { version, document },
    ]);
    expect(read).toEqual({
      tools: [
        {
          ...{ file: file.file, conversations: 1, offering: 1 },
          ...{ names: ["lookUp"], arguments: ["parcel_id"] },
        },
      ],
      forbidden: [],
    });
  } finally {
    store.close();
  }
});

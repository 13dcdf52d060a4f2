import { afterEach, beforeEach, expect, test } from "vitest";
import { ownFolder } from "../../../test/support/own-folder.ts";
import { parseEvaluators } from "../evaluators/index.ts";
import { type Captured, type Message, Store, spansFromMessages } from "../store/index.ts";
import { sampleContext } from "./sample-context.ts";

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = ownFolder();
  store = await Store.open(folder);
});
afterEach(async () => {
  store.close();
});

const messages: Message[] = [
  { role: "user", text: "book it" },
  { role: "assistant", text: "done" },
];
const tools = [{ name: "book", parameters: { type: "object" } }];

const captured = (id: string, toolsHash?: string): Captured => ({
  conversation: {
    id,
    contentHash: id,
    source: { file: "a.jsonl", format: "chat" },
    messageCount: 2,
    tags: [],
    attributes: { promptVariables: { city: "Rome" } },
  },
  traces: [
    { id: `trace-${id}`, conversationId: id, name: "chat", status: "ok", ...(toolsHash && { toolsHash }) },
  ],
  spans: spansFromMessages(messages, { conversationId: id }),
  systemTexts: toolsHash ? { [toolsHash]: JSON.stringify(tools) } : {},
});

async function contextWith(type: string, value?: unknown) {
  const { evaluators } = parseEvaluators([{ name: "e", assert: [{ type, value }] }]);
  const page = await store.conversations(["with", "without"]);
  return page.map(await sampleContext(store, page, evaluators));
}

test("samples get spans and tools where a check reads them, and only there", async () => {
  await store.addCaptured([captured("with", "t1"), captured("without")], () => ({
    samples: [],
    opening: "",
  }));
  const [plain] = await contextWith("contains", "done");
  expect(plain).not.toHaveProperty("spans");
  expect(plain).not.toHaveProperty("tools");
  expect(plain?.attributes).toEqual({ promptVariables: { city: "Rome" } });
  const [spanned] = await contextWith("trace-error-spans");
  expect(spanned?.spans?.map(({ kind }) => kind)).toEqual(["agent", "model"]);
  const [told, untold] = await contextWith("is-valid-function-call");
  expect(told?.tools).toEqual(tools);
  expect(untold).not.toHaveProperty("tools");
});

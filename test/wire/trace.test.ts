/** One conversation with its spans, the places of its prompt's lines while the file is being edited, and what came last. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type {
  CaptureStatus,
  ConversationsResult,
  LiveResult,
  TraceSpan,
  TraceView,
} from "../../server/protocol/index.ts";
import { ensureBuilt } from "../support/built.ts";
import { LspClient } from "../support/lsp-client.ts";
import { refundLine, shopConversations, shopFiles, shopPrompt } from "../support/shop.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

let folder: TempFolder;
let client: LspClient;
let id: string;
const long = "Where is it? ".repeat(4_000);

beforeAll(async () => {
  await ensureBuilt();
  folder = tempFolder("shop", {
    ...shopFiles,
    "chats.jsonl": shopConversations(20),
    "long.jsonl": shopConversations(1, { id: "long", ask: long, from: 0 }),
  });
  client = await LspClient.start({ folders: [folder.path], env: { HOMEOSTAT_HOME: folder.file("state") } });
  client.open(folder.fileUri("shop.prompt.md"), shopPrompt);
  const paths = [folder.file("chats.jsonl"), folder.file("long.jsonl")];
  await client.ask("homeostat/import", { progressToken: "t", paths });
  await client.ask("homeostat/evaluate", { progressToken: "t" });
  const { conversations } = await client.ask<ConversationsResult>("homeostat/conversations", {
    failing: true,
  });
  id = conversations.find((one) => one.id !== "long")!.id;
});
afterAll(async () => {
  await client?.stop();
  folder?.remove();
});

const traceOf = (conversation = id): Promise<TraceView> =>
  client.ask("homeostat/trace", { id: conversation });

describe("a conversation", () => {
  test("comes with spans, messages and the lines that its failures are about", async () => {
    const trace = await traceOf();
    expect(trace.waterfall.rows.map(({ kind }) => kind)).toContain("model");
    expect(trace.messages[0]).toMatchObject({ role: "user" });
    const failed = trace.evaluations.find(({ label }) => label === "fail")!;
    expect(failed.message).toBeGreaterThan(0);
    const line = trace.lines[failed.lines[0]!]!;
    expect(line).toMatchObject({
      file: "shop.prompt.md",
      line: refundLine,
      isChanged: false,
      failed: [failed.evaluator],
    });
  });
  test("its spans are asked for one by one", async () => {
    const { waterfall } = await traceOf();
    const { id: spanId } = waterfall.rows.find(({ kind }) => kind === "model")!;
    const span = await client.ask<TraceSpan>("homeostat/traceSpan", { id, spanId });
    expect(span.output).toMatchObject({ role: "assistant" });
    expect(await client.ask("homeostat/traceSpan", { id, spanId: "nobody" })).toBeNull();
  });
  test("a long text is cut, and whole when it is asked for", async () => {
    const { messages } = await traceOf("long");
    const { cut } = messages.find(({ text }) => text.cut)!.text;
    const whole = await client.ask<string>("homeostat/traceText", { id: "long", place: cut!.place });
    expect(whole).toHaveLength(cut!.length);
    expect(whole).toContain("Where is it? Where is it?");
  });
  test("that nobody knows is null", async () => {
    expect(await client.ask("homeostat/trace", { id: "nobody" })).toBeNull();
    expect(await client.ask("homeostat/traceText", { id: "nobody", place: "message:0:text" })).toBeNull();
  });
  test("lines are where they stand in the text that is being edited", async () => {
    const uri = folder.fileUri("shop.prompt.md");
    const lineOf = async (): Promise<{ line?: number; isChanged?: boolean }> =>
      (await traceOf()).lines.find(({ failed }) => failed.length > 0) ?? {};
    client.change(uri, `\n\n${shopPrompt}`);
    expect(await lineOf()).toMatchObject({ isChanged: false });
    const text = shopPrompt.split("\n");
    text[refundLine] = `${text[refundLine]} Ever.`;
    client.change(uri, text.join("\n"));
    expect(await lineOf()).toMatchObject({ line: refundLine, isChanged: true });
    client.change(uri, shopPrompt);
    expect(await lineOf()).toMatchObject({ line: refundLine, isChanged: false });
  });
});

test("what came last, and that nothing is captured", async () => {
  const live = await client.ask<LiveResult>("homeostat/live", {});
  expect(live.total).toBe(21);
  expect(live.conversations).toHaveLength(21);
  const times = live.conversations.map(({ lastMs }) => lastMs ?? 0);
  expect(times).toEqual([...times].sort((a, b) => b - a));
  expect(live.conversations[0]).toMatchObject({ isReceived: false, status: expect.any(String) });
  expect(await client.ask<CaptureStatus>("homeostat/capture/status", {})).toMatchObject({ running: false });
});

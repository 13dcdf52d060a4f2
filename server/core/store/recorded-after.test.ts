import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ownFolder } from "../../../test/support/own-folder.ts";
import { type Captured, type Message, recordedRow, Store, spansFromMessages } from "./index.ts";

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = ownFolder();
  store = await Store.open(folder);
});
afterEach(async () => {
  store.close();
});

const said = (...texts: string[]): Message[] =>
  texts.map((text, i) => ({ role: i % 2 === 0 ? "user" : "assistant", text }));

function captured(
  messages: Message[],
  more: Partial<Captured> = {},
  hash = String(messages.length),
): Captured {
  return {
    conversation: {
      ...{ id: "a", contentHash: hash, messageCount: messages.length, tags: [], attributes: {} },
      source: { file: "a.jsonl", format: "chat" },
    },
    traces: [{ id: "trace-a", conversationId: "a", name: "chat", status: "ok" }],
    spans: spansFromMessages(messages, { conversationId: "a" }),
    systemTexts: {},
    ...more,
  };
}
const derive = ({ conversation }: Captured) => ({
  samples: Array.from({ length: Math.floor(conversation.messageCount / 2) }, (_, index) => ({
    ...{ id: `a#t${index}`, conversationId: "a", scope: "turn", index },
  })),
});
const oneTurn = () => ({ samples: [{ id: "a#t0", conversationId: "a", scope: "turn", index: 0 }] });
const add = (one: Captured) => store.addCaptured([one], derive);

const own = { id: "key/a", evaluator: "tone", evaluatorKey: "key", conversationId: "a", label: "pass" };
/** What another program said of the conversation, of parts and of a span. */
const imported = [undefined, "a#t0", "a#t1", "a#c0"].map((spanId) =>
  recordedRow("a", { name: "gpt", label: "fail", explanation: "rude", ...(spanId && { spanId }) }),
);
const kept = async (): Promise<readonly string[]> =>
  (await store.tables.evaluations.read())
    .map(({ sampleId, stale }) => `${sampleId ?? "own"}${stale ? " stale" : ""}`)
    .sort();

const two = said("hi", "hello", "where is it?", "on its way");

describe("what others said of a conversation", () => {
  beforeEach(async () => {
    await add(captured(two));
    await store.conclude("evaluations", [own, ...imported]);
  });

  it("stays when it grows, and is stale where more was said in what it is about", async () => {
    expect(await kept()).toEqual(["a", "a#c0", "a#t0", "a#t1", "own"]);
    await add(captured([...two, ...said("thanks", "you are welcome")]));
    expect(await kept()).toEqual(["a stale", "a#c0", "a#t0", "a#t1"]);
    const [row] = await store.tables.evaluations.readAny("id", [imported[0]!.id]);
    expect(row).toMatchObject({ label: "fail", explanation: "fail: rude" });
    await store.conclude("evaluations", imported);
    expect(await kept()).toEqual(["a", "a#c0", "a#t0", "a#t1"]);
  });

  it("of a turn is stale where the turn itself went on, and no more once the user has spoken again", async () => {
    await add(captured([...two, { role: "assistant", text: "it is there" }]));
    expect(await kept()).toEqual(["a stale", "a#c0", "a#t0", "a#t1 stale"]);
    await store.conclude("evaluations", imported);
    const asked: Message[] = [
      ...two,
      { role: "assistant", text: "it is there" },
      { role: "user", text: "where?" },
    ];
    await add(captured(asked));
    await add(captured([...asked, { role: "assistant", text: "at the door" }]));
    expect(await kept()).toEqual(["a stale", "a#c0", "a#t0", "a#t1"]);
  });

  it("of a greeting is stale once the user has spoken: that is one turn", async () => {
    const greeting: Message[] = [{ role: "assistant", text: "Welcome!" }];
    await store.replaceCaptured(["a"], [captured(greeting)], oneTurn, 0);
    await store.conclude("evaluations", imported.slice(0, 2));
    await add(captured([...greeting, ...said("hi", "hello")]));
    expect(await kept()).toEqual(["a stale", "a#t0 stale"]);
  });

  it("is as it was where nothing was said and its outcome became known", async () => {
    await add(captured(two, {}, "with an outcome"));
    expect(await kept()).toEqual(["a", "a#c0", "a#t0", "a#t1"]);
  });

  it("of a numbered part goes where something was put in before it", async () => {
    await store.replaceCaptured(["a"], [captured(said("first", "of all").concat(two))], derive, 0);
    expect(await kept()).toEqual(["a stale"]);
  });

  it("goes with the conversation", async () => {
    await add(captured([...two, ...said("thanks", "you are welcome")]));
    await store.erase(["a"]);
    expect(await kept()).toEqual([]);
  });
});

it("of a span stays as long as the span is there", async () => {
  const one = captured(two);
  const [first] = one.spans;
  await add({ ...one, evaluations: [{ name: "gpt", label: "pass", spanId: first!.id }] });
  await add(captured([...two, ...said("thanks", "you are welcome")]));
  expect(await kept()).toEqual([first!.id]);
  const others = one.spans.map((span) => ({ ...span, id: `other-${span.id}` }));
  await store.replaceCaptured(["a"], [{ ...one, spans: others }], derive, 0);
  expect(await kept()).toEqual([]);
});

it("comes anew with a conversation that says it anew", async () => {
  await add(captured(two, { evaluations: [{ name: "gpt", label: "fail" }] }));
  const grown = [...two, ...said("thanks", "you are welcome")];
  await add(captured(grown, { evaluations: [{ name: "gpt", label: "pass" }] }));
  expect(await store.tables.evaluations.read({ columns: ["label", "stale"] })).toEqual([{ label: "pass" }]);
});

it("is of the same turn where the conversation had to take another id", async () => {
  await add(captured(two));
  const other = captured(said("good day", "to you"), {
    evaluations: ["a#t0", undefined].map((spanId) => ({
      name: "gpt",
      label: "fail",
      ...(spanId && { spanId }),
    })),
  });
  const { written } = await store.addCaptured([other], () => ({ samples: [] }));
  expect(await kept()).toEqual([written[0]!, `${written[0]!}#t0`]);
});

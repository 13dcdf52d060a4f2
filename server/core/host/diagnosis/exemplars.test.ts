import { afterEach, beforeEach, expect, test } from "vitest";
import { ownFolder } from "../../../../test/support/own-folder.ts";
import { type CauseMark, causeMarks, type Mechanism, type PromptDiagnosis } from "../../attribution/index.ts";
import { type Captured, type Message, messagesFromSpans, type Span, Store } from "../../store/index.ts";
import { withExemplarDetails } from "./exemplars.ts";
import { storedDocuments } from "./stored-documents.ts";

let store: Store;
beforeEach(async () => {
  store = await Store.open(ownFolder());
});
afterEach(() => store.close());

const guide = { id: "warranty.md", text: "The warranty of every Alta kettle lasts two years." };
const shops = { id: "shops.md", text: "Our shops open at nine." };

function spansOf(id: string, asked: string, answer: string, documents: Span["documents"]): Span[] {
  const own = { traceId: `t-${id}`, conversationId: id, status: "ok" as const, attributes: {} };
  const input: Message[] = [{ role: "user", text: asked }];
  const output: Message = { role: "assistant", text: answer };
  return [
    { ...own, id: `${id}-1`, seq: 1, kind: "retrieval", name: "search docs", input: [], documents },
    { ...own, id: `${id}-2`, seq: 2, kind: "model", name: "chat", input, output },
  ];
}

const captured = (spans: Span[]): Captured => {
  const id = spans[0]!.conversationId;
  return {
    conversation: {
      ...{ id, contentHash: id, messageCount: 2, tags: [], attributes: {} },
      source: { file: "a.jsonl", format: "otlp" },
    },
    traces: [{ id: `t-${id}`, conversationId: id, name: "chat", status: "ok" }],
    ...{ spans, systemTexts: {} },
  };
};

const mechanism = (cause: Mechanism["cause"], conversationId: string): Mechanism => ({
  ...{
    id: cause,
    title: cause,
    cause,
    probability: 1,
    suspects: [],
    causes: [],
    evaluators: [],
    behaviorIds: [],
  },
  ...{ failing: 1, share: 0.5, conversations: [conversationId] },
  exemplars: [{ conversationId, evaluator: "grounded", explanation: "no source" }],
});

test("a failure of context says what was missing, tried on what other conversations were given; others do not", async () => {
  const failing = spansOf(
    "c1",
    "How long is the warranty of the Alta?",
    "Ten years, by guarantee no. 4711.",
    [],
  );
  const others = ["c2", "c3"].map((id) => spansOf(id, "Alta?", "See the guide.", [guide, shops]));
  await store.addCaptured([failing, ...others].map(captured), () => ({ samples: [], opening: "" }));
  const marks = new Map<string, CauseMark[]>([["c1", causeMarks(messagesFromSpans(failing), failing)]]);
  const diagnosis: PromptDiagnosis = {
    ...{ file: "p.prompt.md", name: "p", version: "v", samples: 3, failures: 1, conversations: 3 },
    ...{ causes: [], suspects: [], interactions: [] },
    mechanisms: [mechanism("context", "c1"), mechanism("prompt", "c1"), mechanism("context", "gone")],
  };
  const { mechanisms } = await withExemplarDetails(diagnosis, store, marks, (tools) =>
    storedDocuments(store, tools),
  );
  const [context, prompt, gone] = mechanisms.map(({ exemplars }) => exemplars[0]!);
  expect(context!.gap).toEqual({
    ...{
      kind: "empty-retrieval",
      messageIndex: 0,
      source: "search docs",
      query: "warranty",
    },
    missing: ["long", "warranty", "Alta"],
    found: {
      ...{ id: "warranty.md", quote: guide.text, source: "search docs", conversations: 2, rank: 1 },
      holds: ["warranty", "Alta"],
    },
  });
  expect(context!.firstStep).toMatchObject({
    messageIndex: 0,
    spanId: "c1-1",
    why: "There is a retrieval that gave no document here.",
  });
  expect(prompt!).not.toHaveProperty("gap");
  expect(gone!).toEqual(diagnosis.mechanisms[2]!.exemplars[0]);
});

import { describe, expect, it } from "vitest";
import { type Message, type Sample, type Span, spansFromMessages } from "../../store/index.ts";
import { samplesOf } from "../samples.ts";
import { user as asks, calls, says } from "../testing.ts";
import { contextOf, documentsOf, numbered } from "./context.ts";

const tool = (text: string): Message => ({ role: "tool", text, toolCallId: "look-0", toolName: "look" });
const messages = [
  asks("one?"),
  calls("look"),
  tool("first result"),
  says("one."),
  asks("two?"),
  says("two."),
];

/** The spans of the messages, and a retrieval before each answer in words. */
function spansOf(): Span[] {
  const spans = spansFromMessages(messages, { conversationId: "c" });
  const withOutput = (text: string) => spans.find(({ output }) => output?.text === text)!;
  const retrieval = (nth: string, before: Span): Span => ({
    ...{ id: nth, traceId: before.traceId, conversationId: "c", seq: before.seq - 0.5 },
    ...{ kind: "retrieval", name: "search", status: "ok", input: [], attributes: {} },
    documents: [{ text: `document for ${nth}` }],
  });
  // They may come in any order.
  return [retrieval("two", withOutput("two.")), ...spans, retrieval("one", withOutput("one."))];
}
const samples = samplesOf("c", messages, { spans: spansOf() });
const sample = (id: string): Sample => samples.find((one) => one.id === `c#${id}`)!;
const texts = (one: Sample): string[] => contextOf(one).map(({ text }) => text);

describe("the context of an answer", () => {
  it("is what retrievals and tools gave, in the order in which they gave it", () =>
    expect(texts(sample("all"))).toEqual(["document for one", "first result", "document for two"]));

  it("has nothing that came after the sample", () => {
    expect(documentsOf(sample("t0")).map(({ text }) => text)).toEqual(["document for one"]);
    expect(
      documentsOf(sample("t1"))
        .map(({ text }) => text)
        .sort(),
    ).toEqual(["document for one", "document for two"]);
  });

  it("is, where it is too much, what came last, whatever gave it", () => {
    const many = [...Array(30).keys()].map((i) => ({ text: `s${i}`, name: "n", after: i }));
    expect(numbered(many).seen.map(({ text }) => text)).toEqual(many.slice(-24).map(({ text }) => text));
  });
});

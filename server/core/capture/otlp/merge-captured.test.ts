import { describe, expect, test } from "vitest";
import { type Captured, messagesFromSpans } from "../../store/index.ts";
import { mergedCaptured } from "./merge-captured.ts";
import { call, importContent, lines } from "./testing.ts";

const turn = (n: number, history: readonly string[], answer: string) => call(n, n, history, answer);
const first = turn(1, ["hi"], "hello");
const second = turn(5, ["hi", "hello", "more"], "there");
const readOne = async (...spans: readonly object[]): Promise<Captured> =>
  (await importContent(lines(...spans))).all[0]!;
const texts = ({ spans }: Captured): string[] => messagesFromSpans(spans).map(({ text }) => text);

describe("a conversation in two files", () => {
  test("later spans add what is new; times, usage and ids of the earlier stay", async () => {
    const [before, now, whole] = [await readOne(first), await readOne(second), await readOne(first, second)];
    const merged = mergedCaptured(before, now);
    expect(texts(merged)).toEqual(["hi", "hello", "more", "there"]);
    expect(messagesFromSpans(merged.spans).slice(0, 2)).toEqual(messagesFromSpans(before.spans));
    const { source: _, ...conversation } = merged.conversation;
    expect(conversation).toEqual({ ...whole.conversation, source: undefined, ...conversation });
    expect(merged.conversation.contentHash).toBe(whole.conversation.contentHash);
    expect([merged.spans, merged.traces]).toEqual([whole.spans, whole.traces]);
  });

  test("a history that is not repeated is added as it is", async () => {
    expect(texts(mergedCaptured(await readOne(first), await readOne(turn(5, ["more"], "there"))))).toEqual([
      "hi",
      "hello",
      "more",
      "there",
    ]);
  });

  test("files in the wrong order come out right, and a file again changes nothing", async () => {
    const [before, now] = [await readOne(first), await readOne(second)];
    const merged = mergedCaptured(now, before);
    expect(texts(merged)).toEqual(["hi", "hello", "more", "there"]);
    expect(mergedCaptured(merged, before)).toBe(merged);
    expect(mergedCaptured(merged, now)).toBe(merged);
  });

  test("the importer asks for what is known and hands on the whole", async () => {
    const before = await readOne(first);
    const { said } = await importContent(lines(second), {
      stored: async (ids) => (ids.includes("c1") ? [before] : []),
    });
    expect(said).toEqual([["user: hi", "assistant: hello", "user: more", "assistant: there"]]);
  });
});

import { expect, test } from "vitest";
import type { Captured, Message } from "../../store/index.ts";
import { capturedOf, type Draft } from "../captured.ts";
import { withCosts } from "./with-costs.ts";

const prices = { m: { input: 1, output: 10 } };
const source = { file: "", format: "" };
const answer = (fields: Partial<Message> = {}): Message => ({ role: "assistant", text: "hi", ...fields });
const captured = (messages: readonly Message[], draft: Partial<Draft> = {}): Captured =>
  capturedOf(
    { id: "c", model: "m", messages: [{ role: "user", text: "hi" }, ...messages], ...draft },
    source,
  );
const usage = { inputTokens: 100, outputTokens: 10 };

test("tokens times the price, on the span, its answer and the conversation, and marked", () => {
  const made = withCosts(captured([answer({ usage }), answer({ usage })]), prices);
  const models = made.spans.filter(({ kind }) => kind === "model");
  expect(models.map(({ costUsd }) => costUsd)).toEqual([0.0002, 0.0002]);
  expect(models[0]).toMatchObject({ attributes: { costIsComputed: true }, output: { costUsd: 0.0002 } });
  expect(made.conversation).toMatchObject({ costUsd: 0.0004, attributes: { costIsComputed: true } });
});

test("what the source gave stays; the sum holds both", () => {
  const made = withCosts(captured([answer({ usage, costUsd: 5 }), answer({ usage })]), prices);
  const models = made.spans.filter(({ kind }) => kind === "model");
  expect(models.map(({ costUsd, attributes }) => [costUsd, attributes.costIsComputed])).toEqual([
    [5, undefined],
    [0.0002, true],
  ]);
  expect(made.conversation.costUsd).toBeCloseTo(5.0002, 10);
});

test("a conversation with a cost of its own keeps it", () => {
  const made = withCosts(captured([answer({ usage })], { costUsd: 7 }), prices);
  expect(made.conversation).toMatchObject({ costUsd: 7 });
  expect(made.conversation.attributes).not.toHaveProperty("costIsComputed");
});

test("tokens counted for the conversation as a whole", () => {
  const made = withCosts(captured([answer()], { usage }), prices);
  expect(made.conversation).toMatchObject({ costUsd: 0.0002, attributes: { costIsComputed: true } });
});

test("twice is as once, other prices make it anew, and what has no price is left as it is", () => {
  const before = captured([answer({ usage })]);
  const once = withCosts(before, prices);
  expect(withCosts(once, prices)).toEqual(once);
  expect(withCosts(once, { m: { input: 2, output: 20 } }).conversation.costUsd).toBe(0.0004);
  expect(withCosts(before, {})).toBe(before);
  expect(once.conversation.contentHash).toBe(before.conversation.contentHash);
});

test("an agent that sums up its calls is priced only where no call says anything", () => {
  const { spans, ...rest } = captured([answer()]);
  const agent = spans.map((span) => (span.kind === "agent" ? { ...span, usage, model: "m" } : span));
  expect(withCosts({ ...rest, spans: agent }, prices).conversation.costUsd).toBe(0.0002);
  const both = agent.map((span) => (span.kind === "model" ? { ...span, usage } : span));
  const made = withCosts({ ...rest, spans: both }, prices);
  expect(made.conversation.costUsd).toBe(0.0002);
  expect(made.spans.filter(({ costUsd }) => costUsd !== undefined)).toHaveLength(1);
});

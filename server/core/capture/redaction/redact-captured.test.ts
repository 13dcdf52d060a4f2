import { expect, it } from "vitest";
import { sha256 } from "../../base/index.ts";
import { messagesFromSpans } from "../../store/index.ts";
import { redactions } from "../capture-settings.ts";
import { capturedOf, type Draft } from "../captured.ts";
import { redactCaptured } from "./redact-captured.ts";
import { redactionRules } from "./rules.ts";

const rules = redactionRules({ redact: redactions, allow: ["help@shop.example"] });
const made = (draft: Partial<Draft>) =>
  capturedOf({ id: "c1", messages: [], ...draft }, { file: "jo@example.com.jsonl", format: "chat" });

it("nothing to black out gives the same record", () => {
  const captured = made({ messages: [{ role: "user", text: "Write to help@shop.example" }] });
  expect(redactCaptured(captured, rules).captured).toBe(captured);
});

it("messages, calls, results, system texts, attributes and tags; ids, names of fields and files stay", () => {
  const captured = made({
    id: "jo@example.com",
    systemText: "You serve jo@example.com.",
    messages: [
      { role: "user", text: "I am jo@example.com" },
      {
        role: "assistant",
        text: "",
        toolCalls: [
          { id: "4111111111111111", name: "pay", args: { card: "4111 1111 1111 1111", password: "open-it" } },
        ],
      },
      { role: "tool", text: '{"mail": "jo@example.com"}', toolCallId: "4111111111111111" },
    ],
    tags: ["for jo@example.com"],
    attributes: { userId: "jo@example.com", other: "ann@example.com" },
  });
  const { captured: after, counts } = redactCaptured(captured, rules);
  const messages = messagesFromSpans(after.spans);
  expect(messages.map(({ text }) => text)).toEqual(["I am [email]", "", '{"mail": "[email]"}']);
  expect(messages[1]!.toolCalls).toEqual([
    { id: "4111111111111111", name: "pay", args: { card: "[card]", password: "[key]" } },
  ]);
  const hash = sha256("You serve [email].");
  expect(after.systemTexts).toEqual({ [hash]: "You serve [email]." });
  expect(after.traces.map(({ systemHash }) => systemHash)).toEqual([hash]);
  expect(after.conversation).toMatchObject({
    id: "jo@example.com",
    source: { file: "jo@example.com.jsonl" },
    tags: ["for [email]"],
    attributes: { userId: expect.stringMatching(/^\[email-[0-9a-f]{12}\]$/), other: "[email]" },
  });
  expect(after.spans.map(({ id, traceId }) => [id, traceId])).toEqual(
    captured.spans.map(({ id, traceId }) => [id, traceId]),
  );
  expect(counts.email).toBeGreaterThanOrEqual(6);
});

it("the content has its own hash, and what is redacted is not redacted again", () => {
  const captured = made({ messages: [{ role: "user", text: "I am jo@example.com" }] });
  const once = redactCaptured(captured, rules).captured;
  expect(once.conversation.contentHash).not.toBe(captured.conversation.contentHash);
  expect(redactCaptured(once, rules).captured).toBe(once);
  expect(once.conversation.contentHash).toBe(
    made({ messages: [{ role: "user", text: "I am [email]" }] }).conversation.contentHash,
  );
});

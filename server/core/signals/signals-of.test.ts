import { expect, test } from "vitest";
import { processorMs, roomFor } from "../../../test/support/processor-time.ts";
import type { Message } from "../store/index.ts";
import { signalsOf } from "./index.ts";
import { calls, gives, says, user } from "./testing.ts";

test("signals come in the order of the messages, each with a quotation on one line", () => {
  const signals = signalsOf([
    user("Cancel my order,\nplease."),
    calls("cancel", { id: 1 }),
    gives("Error: no such order"),
    calls("cancel", { id: 2 }),
    gives("{}"),
    says("Order 2 has been cancelled."),
    user("That's wrong.\nI never asked for that!"),
    says("I am connecting you to a human agent."),
  ]);
  expect(signals).toEqual([
    { kind: "tool-error", messageIndex: 2, evidence: "Error: no such order" },
    { kind: "tool-retry", messageIndex: 3, evidence: "cancel id=2" },
    { kind: "user-corrects", messageIndex: 6, evidence: "That's wrong. I never asked for that!" },
    { kind: "hand-over", messageIndex: 7, evidence: "I am connecting you to a human agent." },
  ]);
});

test("evidence is cut around the place that matters and never through a character", () => {
  const long = `${"😀".repeat(400)} never mind ${"😀".repeat(400)}`;
  const [signal] = signalsOf([user("a"), says("b"), user(long)]);
  expect(signal!.evidence).toContain("never mind");
  expect(signal!.evidence.length).toBeLessThan(170);
  expect(signal!.evidence).not.toMatch(/\p{Cs}/u);
});

test("a run that fails without end gives a hundred signals of a kind", () => {
  const messages = Array.from({ length: 500 }, () => [calls("t"), gives("Error: no")]).flat();
  expect(signalsOf(messages).filter(({ kind }) => kind === "tool-error")).toHaveLength(100);
});

test("empty conversations, lone roles and text of any language give nothing and break nothing", () => {
  for (const messages of [[], [says("")], [gives("")], [user("")], [{ role: "system" as const, text: "x" }]])
    expect(signalsOf(messages)).toEqual([]);
  const text = "नमस्ते, मुझे मदद चाहिए। 你好我想取消 Привет ІİıǅΣς ﷽ \ud800 \u0000\u202e";
  expect(() => signalsOf([user(text), says(text), user(text), says(text)])).not.toThrow();
});

test("hostile text costs no more than long text does", () => {
  const seeds = [
    "no, i meant ",
    "user id aaaaaaaaaaaaaaaaaaaaaaaa",
    "thanks, ok, great, ",
    "i'll just have to ",
    "a_b_",
    " not ,not ",
    "\t \n",
    "that's not ",
    '{"error": ',
    "error error.error_",
    "please double-check again again ",
    "booking is is is is ",
    "transfer you to ",
    "((((",
    "é-'",
    "。，",
    "…!?.",
    "reservation number ",
    "your your your ",
    "i'm sure that the a ",
  ];
  const roles: readonly Message["role"][] = ["user", "assistant", "tool"];
  for (const seed of seeds) {
    const text = seed.repeat(Math.ceil(1_000_000 / seed.length));
    const args = { text, [text.slice(0, 5_000)]: text };
    const messages = Array.from({ length: 12 }, (_, i): Message => {
      const role = roles[i % 3]!;
      return {
        role,
        text,
        ...(role === "assistant" && { toolCalls: [{ id: "", name: text.slice(0, 5_000), args }] }),
      };
    });
    const before = processorMs();
    signalsOf(messages);
    expect(processorMs() - before, `ms for ${JSON.stringify(seed)}`).toBeLessThan(roomFor(400));
  }
});

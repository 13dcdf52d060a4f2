import { expect, test } from "vitest";
import { processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import { type Message, messagesFromSpans, type Span, spansFromMessages } from "../../store/index.ts";
import { causeMarks } from "./cause-marks.ts";
import { badSteps, firstBadStep, type StepHints } from "./first-bad-step.ts";
import { calls, gives, says, user } from "./testing.ts";

const firstOf = (messages: readonly Message[], hints?: StepHints, spans: readonly Span[] = []) =>
  firstBadStep(messages, spans, causeMarks(messages, spans), hints);

test("an agent that makes up what it should have looked up went wrong there, not where others agree", () => {
  const step = firstOf([
    user("Which country sent the fewest athletes to the games of 1928?"),
    says("Planner: Let us look that up first."),
    says("Analyst: I assume the following simulated data: Panama 3, Bolivia 5, Cuba 7. Panama it is."),
    says("Checker: I agree, all steps have been verified. TERMINATE"),
  ]);
  expect(step).toMatchObject({ messageIndex: 2 });
  expect(step!.why).toMatch(/^It (?:takes something for granted|says numbers or names)/);
  expect(step!.probability).toBeGreaterThan(0.5);
});

test("a recorded tool that failed is a step of its own, with its span", () => {
  const messages: Message[] = [
    user("Where is my order A-1?"),
    { role: "assistant", text: "", toolCalls: [{ id: "c1", name: "get_order", args: { order_id: "A-1" } }] },
    { role: "tool", text: "Error: 503 service unavailable", toolCallId: "c1", isError: true },
    says("Your order will arrive tomorrow."),
  ];
  const spans = spansFromMessages(messages, { conversationId: "c" });
  const step = firstOf(messagesFromSpans(spans), undefined, spans);
  expect(step).toMatchObject({
    messageIndex: 2,
    why: "There is a tool that was down, slow or did not let the agent in here.",
  });
  expect(step!.spanId).toBe(spans.find(({ kind }) => kind === "tool")!.id);
});

test("a wrong sum says so", () => {
  const messages = [
    user("What do 2 kettles at $20 cost?"),
    says("2 x $20 = $50."),
    user("Thanks"),
    says("You are welcome."),
  ];
  expect(firstOf(messages)).toMatchObject({
    messageIndex: 1,
    why: "There is a calculation that is wrong here.",
  });
});

test("what came after an evaluator's evidence did not go wrong first", () => {
  const messages = [
    user("Cancel my flight"),
    says("Sure, which one do you mean?"),
    user("The one to Oslo"),
    says("I have checked it: flight SK4711 of Ada Lovelace costs $1,200."),
  ];
  expect(firstOf(messages)!.messageIndex).toBe(3);
  expect(firstOf(messages, { evidenceAt: 1 })!.messageIndex).toBe(1);
});

test("what the model was told at first is nothing that the agent made up", () => {
  const messages = [
    user("How many bags may I take?"),
    says("As a gold member you may take Three Bags of 23 kg each, by Rule 4.7 of Oslo."),
    user("And by train?"),
    says("By train, Nordic Rail lets you take 5 bags of 40 kg, says Rule 9.1 of Bergen."),
  ];
  const systemText =
    "Gold members: three bags of 23 kg each (Rule 4.7 of Oslo). No member may be promised a refund.";
  const shareOf = (hints: StepHints): number =>
    badSteps(messages, [], hints).find(({ messageIndex }) => messageIndex === 1)!.probability;
  expect(shareOf({ systemText })).toBeLessThan(shareOf({}) - 0.1);
  expect(firstOf(messages, { systemText })!.messageIndex).toBe(3);
});

test("that much was asked of the model went wrong nowhere", () => {
  const messages = [user("Add up all of these."), says("They come to 4,711 in Oslo and to 815 in Bergen.")];
  const mark = { cause: "capability", kind: "asked", strength: 0.9, messageIndex: 0, quote: "" } as const;
  expect(badSteps(messages, [mark])).toEqual(badSteps(messages, []));
});

test("shares sum to 1 over the steps, and a conversation without an agent has no bad step", () => {
  const messages = [
    user("a"),
    calls("t", { x: 1 }),
    gives("[]"),
    says("Nothing there."),
    user("b"),
    says("Bye."),
  ];
  const shares = badSteps(messages, causeMarks(messages, []));
  expect(shares.map(({ messageIndex }) => messageIndex)).toEqual([0, 1, 2, 3, 5]);
  expect(shares.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1);
  expect(firstOf([])).toBeUndefined();
  expect(firstOf([user("Hello?"), gives("x")])).toBeUndefined();
});

test("hostile text costs no more than long text does", () => {
  for (const seed of ["1.", "A", "“a ", "```", "Ab. Ab", "i have been ", "1,", "assum", "\n"]) {
    const text = seed.repeat(Math.ceil(500_000 / seed.length));
    const messages = Array.from({ length: 12 }, (_, i): Message => (i % 2 ? says(text) : user(text)));
    const before = processorMs();
    badSteps(messages, []);
    expect(processorMs() - before, `ms for ${JSON.stringify(seed)}`).toBeLessThan(roomFor(400));
  }
});

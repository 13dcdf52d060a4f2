/** Mutants themselves, whatever an evaluator says of them, and sensible uses of checks against all of theirs. */
import { expect, test } from "vitest";
import { verifiableCases } from "../../../../test/support/verifiable-cases.ts";
import { seededRandom } from "../../base/index.ts";
import type { Message, Sample, Span } from "../../store/index.ts";
import { type SampleMeta, samplesOf } from "../samples.ts";
import { call, calls, evaluatorOf, says, user } from "../testing.ts";
import { claimsOf } from "./claims-of.ts";
import { planOf } from "./test-evaluator.ts";
import { named, shopTalks, tested } from "./testing.ts";

/** Two kinds of breaks at most are known for it. */
const untestable = ["not-equals"];

test.each(
  verifiableCases.map((one) => [`${one.type} ${JSON.stringify(one.evaluator.assert)}`, one] as const),
)("%s catches what breaks it, and fails on nothing harmless", async (_, one) => {
  const report = await tested(one.evaluator, one.conversations, {
    others: shopTalks,
    ...(one.metas && { metas: one.metas }),
  });
  expect(report.tested).toMatchObject({
    trust: untestable.includes(one.type) ? "untested" : "trusted",
    alarms: 0,
  });
});

/** The mutants of one sample by the breaks of one evaluator, by operator. */
function mutantsOf(
  assertion: Record<string, unknown>,
  messages: readonly Message[],
  meta: SampleMeta = {},
  scope = "conversation",
): Map<string, Sample | undefined> {
  const evaluator = evaluatorOf({ scope, assert: [assertion] });
  const sample = samplesOf("c", messages, meta).find((one) => one.scope === scope)!;
  const claims = claimsOf(evaluator, []);
  const others = shopTalks.flatMap((talk, i) => samplesOf(`o${i}`, talk));
  return new Map(
    planOf(claims).breaks.map((one) => [
      one.name,
      one.mutate(sample, { claims, others, random: seededRandom(1) }),
    ]),
  );
}
const written = (sample: Sample | undefined): string =>
  (sample?.messages ?? [])
    .map(
      ({ role, text, toolCalls = [] }) =>
        `${role[0]}:${text}${toolCalls.map(({ name }) => `[${name}]`).join("")}`,
    )
    .join(" ");

const cancelling = [
  user("My trip is off"),
  says("Shall I cancel BK41?"),
  user("Yes"),
  calls(call("cancel_booking", { id: "BK41" })),
  { role: "tool" as const, text: "ok", toolCallId: "cancel_booking-0" },
  says("Done."),
];

test("consent is withheld, lost, or comes too late, and its call's result moves along", () => {
  const mutants = mutantsOf({ type: "confirmed-before", value: "cancel_*" }, cancelling);
  expect(written(mutants.get("yes-refused"))).toBe(
    "u:My trip is off a:Shall I cancel BK41? u:No, please leave it as it is. a:[cancel_booking] t:ok a:Done.",
  );
  expect(written(mutants.get("call-before-yes"))).toBe(
    "u:My trip is off a:Shall I cancel BK41? a:[cancel_booking] t:ok u:Yes a:Done.",
  );
  expect(written(mutants.get("consent-skipped"))).toBe("u:My trip is off a:[cancel_booking] t:ok a:Done.");
});

test("where an older question was answered, no mutant is made that it may still hold for", () => {
  const mutants = mutantsOf({ type: "confirmed-before", value: "cancel_*" }, [
    user("Hello"),
    says("Shall I cancel BK41?"),
    user("Yes"),
    ...cancelling.slice(1),
  ]);
  expect(mutants.get("yes-dropped")).toBeUndefined();
  expect(mutants.get("call-before-question")).toBeUndefined();
  expect(written(mutants.get("yes-refused"))).toContain("u:No, please leave it as it is. a:[cancel_booking]");
});

test("an argument that nobody gave keeps its form, and is none of those that were said", () => {
  const assertion = { type: "argument-from", value: { argument: "card", like: "gift_card_*" } };
  const mutants = mutantsOf(assertion, [
    user("Use gift_card_41, not gift_card_74"),
    calls(call("pay", { with: { card: "gift_card_41" } })),
  ]);
  const card = (name: string): unknown =>
    (mutants.get(name)?.messages[1]?.toolCalls?.[0]?.args as { with: { card: string } })?.with.card;
  // Three places on from 41 is 74, which was said.
  expect(card("argument-invented")).toBeUndefined();
  expect(card("argument-mistyped")).toBe("gift_card_44");
  expect(written(mutants.get("argument-early"))).toBe("a:[pay] u:Use gift_card_41, not gift_card_74");
});

test("a source is changed under an unchanged answer: results, documents and the variable alike", () => {
  const span: Span = {
    ...{ id: "r", traceId: "t", conversationId: "c", seq: 0, kind: "retrieval", name: "search" },
    ...{ status: "ok", input: [], attributes: {}, documents: [{ text: "The fee is 418.50 euros." }] },
  };
  const talk = [user("What is the fee?"), says("The fee is 418.50 euros.")];
  const changed = mutantsOf({ type: "grounded" }, talk, { spans: [span] }).get("source-figure-changed")!;
  expect(changed.output).toBe("The fee is 418.50 euros.");
  expect(changed.spans![0]!.documents![0]!.text).toMatch(/^The fee is (?!418\.50)\d{3}\.\d{2} euros\.$/);
  const given = mutantsOf({ type: "grounded" }, talk, { vars: { context: ["It is 418.50 euros."] } });
  expect(given.get("source-lost")!.vars!.context).toEqual(["{}"]);
  const said = mutantsOf({ type: "grounded" }, [user("Is it 418.50?"), ...talk.slice(1)], { spans: [span] });
  expect(said.get("source-figure-changed")).toBeUndefined();
});

test("a figure that follows from others of its source is not the one that is changed", () => {
  const mutants = mutantsOf({ type: "grounded" }, [
    user("How much for two?"),
    calls(call("price")),
    { role: "tool", text: '{"each": 137.5, "total": 275}', toolCallId: "price-0" },
    says("It is 275 euros for two."),
  ]);
  expect(mutants.get("source-figure-changed")).toBeUndefined();
});

test("an answer is in another language than the user's, where that is plain", () => {
  const assertion = { type: "same-language" };
  const german = mutantsOf(
    assertion,
    [user("Wo ist mein Paket und die Lampe?"), says("Unterwegs.")],
    {},
    "turn",
  );
  expect(german.get("answered-in-de")).toBeUndefined();
  expect(german.get("answered-in-en")!.output).toContain("Thank you");
  const brief = mutantsOf(assertion, [user("Paket"), says("Unterwegs.")], {}, "turn");
  expect([...brief.values()].filter(Boolean)).toEqual([]);
});

test("too many calls are too many of those that are counted", async () => {
  const talks = ["Bergen", "Oslo", "Narvik"].map((city) => [
    user(`Move it to ${city}`),
    calls("get_booking"),
    calls("change_booking"),
    says("Done."),
  ]);
  const value = { name: "get_booking", min: 1, max: 1 };
  const report = await tested({ assert: [{ type: "trajectory:tool-used", value }] }, talks);
  expect(named(report.breaks, "calls-repeated")).toBe("3/3");
});

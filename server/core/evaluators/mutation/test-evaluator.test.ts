import { expect, test } from "vitest";
import { call, calls, evaluatorOf, says, user } from "../testing.ts";
import { claimsOf } from "./claims-of.ts";
import { planOf } from "./test-evaluator.ts";
import { named, shopTalks, tested, turns } from "./testing.ts";

test("a check is killed by what it claims, and by nothing else is it tried", async () => {
  const report = await tested(
    { name: "offers-refund", assert: [{ type: "icontains", value: "refund" }] },
    shopTalks.map(([asked, answer]) => [asked!, says(`${answer!.text} A refund is yours if you want one.`)]),
  );
  expect(report.tested).toMatchObject({ trust: "trusted", alarms: 0 });
  expect(report.tested.caught).toBe(report.tested.breaks);
  expect(named(report.breaks, "part-dropped")).toBe("6/6");
  expect(named(report.breaks, "number-changed")).toBe("-");
  expect(report.notApplicable).toContainEqual({
    operator: "number-changed",
    reason: "it does not claim to test that it is right, or that its numbers are right",
  });
});

test("a weak check that is said to test the answer misses what makes an answer wrong", async () => {
  const report = await tested(
    {
      name: "answers-well",
      description: "The agent gives a right answer.",
      assert: [{ type: "contains", value: "the" }],
    },
    shopTalks,
  );
  expect(report.tested.trust).toBe("untrusted");
  expect(report.tested.says).toMatch(/^untrusted: misses .*\(0 of \d\)/);
  expect(named(report.breaks, "fact-invented")).toBe("0/6");
  expect(report.survivors.find(({ operator }) => operator === "fact-invented")!.after).toMatch(
    /Tromsø|Oswald|Consumer/,
  );
});

test("who looks for words that every answer has says nothing of it, whatever it is called", async () => {
  const report = await tested({ name: "e", assert: [{ type: "contains", value: "the" }] }, shopTalks);
  expect(report.tested.trust).toBe("untrusted");
});

test("a paranoid check fails whatever is changed", async () => {
  const exact = shopTalks.map(([, answer]) => answer!.text.replace(/[.?]/g, "\\$&")).join("|");
  const report = await tested(
    {
      name: "right-answer",
      description: "The answer is right.",
      assert: [{ type: "regex", value: `^(?:${exact})$` }],
    },
    shopTalks,
  );
  expect(report.tested.trust).toBe("untrusted");
  expect(report.tested.says).toContain("fails on");
  expect(named(report.breaks, "number-changed")).toMatch(/^(\d)\/\1$/);
  expect(named(report.harmless, "user-greeting")).toBe("0/6");
  expect(named(report.harmless, "emphasis")).toMatch(/^(\d)\/\1$/);
});

test("a label is claimed to the letter, so only what stands beside it may change", async () => {
  const report = await tested(
    { name: "says-yes", assert: [{ type: "equals", value: "yes" }] },
    turns(["Open on Sunday?", "yes"], ["Is it in stock?", "yes"], ["Ship to Norway?", "yes"]),
  );
  expect(report.tested).toMatchObject({ trust: "trusted", alarms: 0 });
  expect(report.harmless.map(({ operator }) => operator)).toEqual(["user-greeting", "user-line-break"]);
});

test("a line that allows fewer words than its check finds the check too lax", async () => {
  const definition = {
    name: "short",
    assert: [{ type: "word-count", value: { max: 80 } }],
    covers: ["at most 40 words"],
  };
  const report = await tested(definition, shopTalks, { instructions: ["Answer in at most 40 words."] });
  expect(report.tested.says).toContain("misses one word too many (0 of 6)");
  const fitting = { ...definition, assert: [{ type: "word-count", value: { max: 40 } }] };
  expect((await tested(fitting, shopTalks)).tested.trust).toBe("trusted");
});

test("mutants to which the evaluator does not apply count for nothing", async () => {
  const talks = ["Bergen", "Oslo", "Narvik"].map((city) => [
    user(`Move my booking to ${city}`),
    calls(call("get_booking", { id: 7 })),
    { role: "tool" as const, text: "{}", toolCallId: "get_booking-0" },
    calls(call("change_booking", { id: 7, city })),
    { role: "tool" as const, text: "ok", toolCallId: "change_booking-0" },
    says(`Your booking is for ${city} now.`),
  ]);
  const report = await tested(
    {
      name: "reads-first",
      when: [{ type: "trajectory:tool-used", value: "change_booking" }],
      assert: [{ type: "trajectory:tool-sequence", value: ["get_booking", "change_booking"] }],
    },
    talks,
  );
  expect(report.tested).toMatchObject({ trust: "trusted", alarms: 0 });
  expect(report.tested.caught).toBe(report.tested.breaks);
  expect(named(report.breaks, "calls-reversed")).toBe("3/3");
});

test("which operators apply is known before anything is judged", () => {
  const operatorsOf = (definition: Record<string, unknown>): string[] =>
    planOf(claimsOf(evaluatorOf(definition), [])).breaks.map(({ name }) => name);
  expect(operatorsOf({ assert: [{ type: "word-count", value: { max: 5 } }] })).toEqual([
    ...["a-word-too-long", "a-tenth-too-long", "twice-too-long", "said-twice", "other-answer-added"],
  ]);
  expect(operatorsOf({ assert: [{ type: "javascript", value: "output.length < 9" }] })).toEqual([]);
  expect(
    operatorsOf({
      assert: [
        { type: "contains", value: "x", weight: 0 },
        { type: "not-contains", value: "yy" },
      ],
    }),
  ).toEqual(operatorsOf({ assert: [{ type: "not-contains", value: "yy" }] }));
});

test("too few passing samples, or no claim at all, is said", async () => {
  const few = await tested({ name: "e", assert: [{ type: "contains", value: "Ghent" }] }, shopTalks);
  expect(few.tested).toMatchObject({
    trust: "untested",
    says: "not mutation-tested: it passes 1 of the samples at hand, 3 are needed",
  });
  const code = await tested({ name: "e", assert: [{ type: "javascript", value: "true" }] }, shopTalks);
  expect(code.tested.says).toBe("not mutation-tested: nothing says what it tests; its description can");
});

test("a check that cannot run here says so, and that this is for now", async () => {
  const report = await tested(
    { name: "e", description: "The answer is right.", assert: [{ type: "javascript", value: "true" }] },
    shopTalks,
  );
  expect(report).toMatchObject({
    isIncomplete: true,
    untested: "what it judges by, code or a model, could not be had for all that a test takes",
  });
});

test("the same test gives the same report", async () => {
  const definition = {
    name: "e",
    description: "The answer is accurate.",
    assert: [{ type: "contains", value: "is" }],
  };
  expect(await tested(definition, shopTalks)).toEqual(await tested(definition, shopTalks));
});

import { expect, test } from "vitest";
import { evaluatorOf } from "../../testing.ts";
import { claimsOf } from "../claims-of.ts";
import { writtenFault } from "./written-fault.ts";
import { writtenForm } from "./written-form.ts";
import { writtenPlan } from "./written-kinds.ts";

const answer = "Your parcel left Ghent on 3 May. It will be with you by Friday.";
const aBreak = {};
const aParaphrase = { isHarmless: true } as const;

test.each([
  ["", "is empty"],
  ["your PARCEL left ghent, on 3 may! It will be with you by Friday", "says the same"],
  [
    "So, your parcel just left Ghent on 3 May, and it will be with you by Friday now.",
    "changes nothing of substance",
  ],
  [`${answer} ${"And more of it. ".repeat(20)}`, "is far longer or shorter"],
  [answer.replace("3 May", "9 May"), undefined],
  [answer.replace("will", "will not"), undefined],
])("a break is none where nothing is broken: %s", (written, fault) => {
  expect(writtenFault(answer, written, aBreak)).toBe(fault);
});

test.each([
  ["On 3 May your parcel went out from Ghent, and you can expect it by Friday.", undefined],
  [
    "On 4 May your parcel went out from Ghent, and you can expect it by Friday.",
    "changes a number or a name",
  ],
  [
    "On 3 May your parcel went out from Antwerp, and you can expect it by Friday.",
    "changes a number or a name",
  ],
  ["On 3 May your parcel went out, and you can expect it by Friday.", "changes a number or a name"],
  ["- Your parcel went out from Ghent on 3 May\n- Expect it by Friday", "has another form"],
])("a paraphrase keeps numbers, names and the form: %s", (written, fault) => {
  expect(writtenFault(answer, written, aParaphrase)).toBe(fault);
});

test("JSON stays JSON", () => {
  expect(writtenFault('{"price": 10}', "The price is 12", aBreak)).toBe("is JSON no more");
  expect(writtenFault('{"price": 10}', '{"price": 12}', aBreak)).toBeUndefined();
});

const planOf = (assert: readonly object[], more: object = {}, lines: readonly string[] = []) => {
  const evaluator = evaluatorOf({ assert, ...more });
  const plan = writtenPlan(evaluator, claimsOf(evaluator, lines), lines);
  return "nothing" in plan ? plan.nothing : plan.kinds.map(({ name }) => name).join(" ");
};

test("kinds follow from what is claimed, and so does whether a model can be told anything", () => {
  const always = "subtle-violation instruction-ignored half-done";
  expect(planOf([{ type: "not-hedges" }])).toBe("subtle-violation instruction-ignored paraphrase");
  expect(planOf([{ type: "contains", value: "refund" }])).toBe(always);
  expect(planOf([{ type: "llm-rubric", value: "The answer is correct and safe." }])).toBe(
    `${always} wrong-detail opposite invented-fact unsafe-advice paraphrase`,
  );
  expect(planOf([{ type: "confirmed-before", value: "cancel" }])).toBe(
    "it judges calls, and a model writes answers",
  );
  expect(planOf([{ type: "javascript", value: "true" }])).toContain("nothing says what it tests");
  expect(planOf([{ type: "javascript", value: "true" }], { description: "It is short." })).toContain(always);
  expect(planOf([{ type: "javascript", value: "true" }], {}, ["Be brief."])).toContain(always);
});

test("the questions of ours that go along tell a model that was taken over", () => {
  for (const { isRight } of writtenForm.controls) expect(isRight({ answer: "pass", change: "" })).toBe(false);
  const [reworded, wrong] = writtenForm.controls;
  const right = { answer: "On Sundays our shop opens at 10. Mondays it is closed.", change: "" };
  expect(reworded!.isRight(right)).toBe(true);
  expect(
    wrong!.isRight({ answer: "The shop opens at six on Sundays. It is closed on Mondays.", change: "" }),
  ).toBe(true);
});

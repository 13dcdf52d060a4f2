import { describe, expect, test } from "vitest";
import type { Message } from "../../../store/index.ts";
import type { Assertion } from "../../check-type.ts";
import { both, call, calls, judge, problemsOf, says, user } from "../../testing.ts";

const result = (text: string): Message => ({ role: "tool", text });
const cancel = calls(call("cancel_reservation", { reservation_id: "FDZ0T5" }));

describe("confirmed-before", () => {
  const check: Assertion = { type: "confirmed-before", value: ["cancel_*", "update_reservation_baggages"] };
  const verdict = (...messages: Message[]) => both(check, messages);

  test("a yes to a question that names the action", async () => {
    const asked = says("Reservation FDZ0T5 will be cancelled. Do you agree?");
    expect(await verdict(user("cancel it"), asked, user("Yes, please."), cancel)).toBe("pass/fail");
    expect(await verdict(user("cancel it"), asked, user("No, wait."), cancel)).toBe("fail/pass");
    expect(await verdict(user("cancel it"), asked, user("What does it cost?"), cancel)).toBe("fail/pass");
  });

  test("an order is no yes, and neither is a yes to something else", async () => {
    expect(await verdict(user("Please cancel FDZ0T5"), cancel)).toBe("fail/pass");
    const other = says("Shall I look up the weather in Paris?");
    expect(await verdict(user("hi"), other, user("yes"), cancel)).toBe("fail/pass");
    expect(
      await both({ ...check, value: { tools: "cancel_*", listing: false } }, [
        user("hi"),
        other,
        user("yes"),
        cancel,
      ]),
    ).toBe("pass/fail");
  });

  test("details asked for after the yes do not undo it; a yes to another reservation is none", async () => {
    const named = (id: string) => says(`I will cancel ${id}. Shall I proceed?`);
    const reason = [says("What is the reason?"), user("A change of plans.")];
    expect(await verdict(user("hi"), named("FDZ0T5"), user("Yes"), ...reason, cancel)).toBe("pass/fail");
    expect(await verdict(user("hi"), named("ABC123"), user("Yes"), ...reason, cancel)).toBe("fail/pass");
  });

  test("an agent's names for things count as the tool's", async () => {
    const bags = calls(call("update_reservation_baggages", { total: 2 }));
    expect(await verdict(user("hi"), says("Add two checked bags?"), user("ok"), bags)).toBe("pass/fail");
  });

  test("other languages, and nothing to confirm", async () => {
    expect(await verdict(user("hi"), says("FDZ0T5 stornieren?"), user("Ja, gerne"), cancel)).toBe(
      "pass/fail",
    );
    expect(await verdict(user("hi"), says("FDZ0T5をキャンセルしますか？"), user("はい"), cancel)).toBe(
      "pass/fail",
    );
    expect(await verdict(user("hi"), says("hello"))).toBe("pass/fail");
  });

  test("the reason quotes what the user said", async () => {
    const { explanation, messageIndex } = await judge(check, [user("Cancel both now"), cancel]);
    expect(explanation).toContain('message 2 calls "cancel_reservation"');
    expect(explanation).toContain('"Cancel both now"');
    expect(messageIndex).toBe(1);
  });
});

describe("said-before-tool, any-tool-used", () => {
  const check: Assertion = { type: "said-before-tool", value: { name: "book*", said: ["insur*"] } };
  test("before the call, by whom it is asked of", async () => {
    const book = calls("book_reservation");
    expect(await both(check, [user("hi"), says("Do you want insurance?"), user("no"), book])).toBe(
      "pass/fail",
    );
    expect(await both(check, [user("insurance!"), book, says("Insured.")])).toBe("fail/pass");
    const either = { ...check, value: { name: "book*", said: "insurance", by: "either" } };
    expect(await both(either, [user("insurance!"), book])).toBe("pass/fail");
    expect(await both(check, [user("hi"), says("hello")])).toBe("pass/fail");
  });
  test("any of several tools", async () => {
    const any: Assertion = { type: "any-tool-used", value: ["book*", "cancel*"] };
    expect(await both(any, [user("hi"), cancel])).toBe("pass/fail");
    expect(await both(any, [user("hi"), calls("search")])).toBe("fail/pass");
  });
});

describe("only-if-asked", () => {
  const check: Assertion = { type: "only-if-asked", value: "compensat*" };
  test("an offer before the user's word, a denial, a word of the user's", async () => {
    const offer = says("I can offer you compensation of $50.");
    expect(await both(check, [user("my flight is late"), offer])).toBe("fail/pass");
    expect(await both(check, [user("I want compensation"), offer])).toBe("pass/fail");
    expect(await both(check, [user("late"), says("How about some compensation?")])).toBe("fail/pass");
    expect(await both(check, [user("late"), says("I cannot offer any compensation.")])).toBe("pass/fail");
    expect(await both(check, [user("late"), says("Compensation is handled elsewhere.")])).toBe("pass/fail");
  });
});

describe("argument-from, argument-count", () => {
  const from = (value: Record<string, unknown>): Assertion => ({ type: "argument-from", value });
  test("what the user said, what a tool gave", async () => {
    const get = (id: string) => calls(call("get_user", { user_id: id }));
    const told = user("I am mia_li_3668.");
    expect(await both(from({ argument: "user_id", from: "user" }), [told, get("MIA_LI_3668")])).toBe(
      "pass/fail",
    );
    expect(await both(from({ argument: "user_id", from: "user" }), [told, get("mia_li")])).toBe("fail/pass");
    expect(await both(from({ argument: "user_id", from: "tools" }), [told, get("mia_li_3668")])).toBe(
      "fail/pass",
    );
    const found = result('{"id": "mia_li_3668"}');
    expect(
      await both(from({ argument: "user_id", from: "tools" }), [
        user("hi"),
        calls("find"),
        found,
        get("mia_li_3668"),
      ]),
    ).toBe("pass/fail");
  });
  test("what was blacked out may have held it", async () => {
    const get = calls(call("get_user", { user_id: "mia_li_3668" }));
    const [hidden, found] = [user("My mail is [email]."), result("mail: [email]")];
    const argument = "user_id";
    expect(await both(from({ argument, from: "user" }), [hidden, get])).toBe("unknown/unknown");
    expect(await both(from({ argument, from: "tools" }), [hidden, get])).toBe("fail/pass");
    expect(await both(from({ argument }), [user("hi"), get, found])).toBe("fail/pass");
    expect(await both(from({ argument }), [hidden, user("mia_li_3668"), get])).toBe("pass/fail");
  });
  test("calls of one step may use each other's results, in order", async () => {
    const step = calls(call("get_user", { user_id: "u1" }), call("get_order", { order_id: "W42" }));
    const order = from({ argument: "order_id" });
    expect(await both(order, [user("I am u1"), step, result("orders: W42"), result("{}")])).toBe("pass/fail");
    expect(await both(order, [user("I am u1"), step, result("none"), result("W42 not found")])).toBe(
      "fail/pass",
    );
  });
  test("values at any depth are counted, of a form", async () => {
    const pay = calls(
      call("book", {
        payment: [{ payment_id: "gift_card_1" }, { payment_id: "gift_card_2" }, { payment_id: "visa_1" }],
      }),
    );
    const count = (value: Record<string, unknown>): Assertion => ({ type: "argument-count", value });
    const nobody = calls(call("book", { seats: { passengers: [] } }));
    expect(await both(count({ argument: "passengers", min: 1 }), [user("x"), nobody])).toBe("fail/pass");
    expect(await both(count({ argument: "guests", min: 1 }), [user("x"), nobody])).toBe("pass/fail");
    expect(await both(count({ argument: "payment_id", like: "gift_card*", max: 1 }), [user("x"), pay])).toBe(
      "fail/pass",
    );
    expect(await both(count({ argument: "payment_id", like: "visa*", max: 1 }), [user("x"), pay])).toBe(
      "pass/fail",
    );
    expect(await both(count({ argument: "payment", max: 3 }), [user("x"), pay])).toBe("pass/fail");
  });
  test("arguments that nest without end, or are no object", async () => {
    let deep: unknown = "x";
    for (let i = 0; i < 5_000; i++) deep = { a: deep };
    for (const args of [deep, "not json", null, [[["a"]]]])
      expect((await judge(from({ argument: "id" }), [user("x"), calls(call("t", args))])).label).toBe("pass");
  });
});

describe("stated-quantity", () => {
  const check: Assertion = { type: "stated-quantity", value: { unit: "business days", numbers: [5, 7] } };
  test.each([
    ["within 5 to 7 business days", "pass/fail"],
    ["in 5–7 business days", "pass/fail"],
    ["five to seven business days", "pass/fail"],
    ["Within 7 business days", "pass/fail"],
    ["a 10-business-day wait", "fail/pass"],
    ["a 7-business-day wait", "pass/fail"],
    ["in 7-10 business days", "fail/pass"],
    ["within 10 business days", "fail/pass"],
    ["within one business day", "fail/pass"],
    ["soon", "pass/fail"],
  ])("%s", async (said, verdict) => {
    expect(await both(check, said)).toBe(verdict);
  });
});

test.each([
  [{ type: "confirmed-before", value: [] }, "a tool's name"],
  [{ type: "confirmed-before", value: { tools: "a", listing: 1 } }, "true or false"],
  [{ type: "said-before-tool", value: { name: "a", said: [] } }, "`said`"],
  [{ type: "argument-from", value: { argument: "a", from: "sky" } }, "`from`"],
  [{ type: "argument-count", value: { argument: "a" } }, "needs `min`"],
  [{ type: "stated-quantity", value: { unit: "days" } }, "`numbers`"],
  [{ type: "only-if-asked", value: { offer: "" } }, "a phrase"],
  [{ type: "any-tool-used", value: [""] }, "a tool's name"],
])("%j is refused", (assertion, message) => {
  expect(problemsOf(assertion).join()).toContain(message);
});

import { describe, expect, test } from "vitest";
import { readPrompt } from "../../prompt/index.ts";
import { coverOf, proposeChecks, ToolsSeen } from "./index.ts";
import type { LineToCheck } from "./line-to-check.ts";

const seen = new ToolsSeen();
const call = (name: string, args: unknown): void =>
  seen.read([{ role: "assistant", text: "", toolCalls: [{ id: "1", name, args }] }]);
call("get_user", { user_id: "mia_li_3668" });
call("cancel_order", { order_id: "W42", reason: "x" });
call("book_trip", {
  user_id: "u1",
  passengers: [{ first_name: "A" }],
  payments: [{ payment_id: "gift_card_1" }],
});
call("transfer_to_human", {});
call("get_plan", {});
call("update_plan", { week: 3 });

const lineOf = (text: string, more: Partial<LineToCheck> = {}): LineToCheck => ({
  ...{ text, kind: "always", triggers: [], section: [], tools: seen.all() },
  ...more,
});
const read = (text: string, more?: Partial<LineToCheck>): string[] =>
  proposeChecks(lineOf(text, more)).map(({ assert }) =>
    assert
      .map(
        ({ type, value, threshold }) =>
          `${type}${value === undefined ? "" : ` ${JSON.stringify(value)}`}${threshold === undefined ? "" : ` ${threshold}`}`,
      )
      .join(" & "),
  );

describe("limits", () => {
  test.each([
    ["Keep the answer to at most 120 words.", ['word-count {"max":120}']],
    ["Use no more than three sentences.", ['sentence-count {"max":3}']],
    ["Answer in two to four short paragraphs.", ['paragraph-count {"min":2,"max":4}']],
    ["Write at least 1,000 words.", ['word-count {"min":1000}']],
    ["Stay under 280 characters.", ['character-count {"max":279}']],
    ["Two short paragraphs at most.", ['paragraph-count {"max":2}']],
    ["Use at most four bullets, and none for a yes-or-no question.", ['bullet-count {"max":4}']],
    ["Write short paragraphs without headings.", ['heading-count {"max":0}']],
    ["Do not use emojis.", ['emoji-count {"max":0}']],
    ["Start from a result of the last eight weeks.", []],
    ["Read the first two paragraphs of the file.", []],
  ])("%s", (text, checks) => {
    expect(read(text)).toEqual(checks);
  });
});

describe("forms, manners and phrases", () => {
  test.each([
    ["Return only valid JSON.", ["is-json"]],
    ["Answer in plain text.", ["not-markdown"]],
    ["Always reply in German.", ['language "German"']],
    ["Answer in the same language as the user.", ["same-language"]],
    ["Use bullet points.", ['bullet-count {"min":1}']],
    ["Never promise a delivery date.", ["not-promises"]],
    ["No exclamation marks.", ["not-exclamation"]],
    ['Always end with "Is there anything else?"', ['ends-with "Is there anything else?"']],
    ["Never say 'no problem' or 'no worries'.", ['not-says ["no problem","no worries"]']],
    ['Say "with pleasure" or "gladly".', ['icontains-any ["with pleasure","gladly"]']],
    ['Mention "returns" and "refunds".', ['icontains "returns"', 'icontains "refunds"']],
    ['If the status is "delayed" or "on time", the flight cannot be booked.', []],
    ['Use everyday words: "the shin", not "tibia".', ['not-says "tibia"']],
    ['Say "workshop", never "garage".', ['not-says "garage"']],
    ['Say "workshop" instead of "garage" or "shop".', ['not-says ["garage","shop"]']],
    ['Always say "Ahoy", never "Hi".', ['icontains "Ahoy"', 'not-says "Hi"']],
    ["Don't be rude to the customer's friends' dogs.", []],
    ["Be empathetic.", []],
  ])("%s", (text, checks) => {
    expect(read(text)).toEqual(checks);
  });
});

describe("rules for tools", () => {
  test.each([
    [
      "Make one tool call at a time, with no text beside it.",
      ["tool-calls-per-message 1 & no-text-beside-tool-call"],
    ],
    [
      "Call `get_plan` before you change anything with `update_plan`.",
      ['trajectory:tool-sequence ["get_plan","update_plan"]'],
    ],
    ["Never call update_plan without get_plan.", ['trajectory:tool-sequence ["get_plan","update_plan"]']],
    ["Before you call update_plan, call get_plan.", ['trajectory:tool-sequence ["get_plan","update_plan"]']],
    ["Never use update_plan.", ['not-trajectory:tool-used "update_plan"']],
    ["Use get_plan with care.", []],
    ["Obtain explicit confirmation (yes) before cancelling an order.", ['confirmed-before ["cancel_order"]']],
    ["Before you call `cancel_order`, ask for a clear yes.", ['confirmed-before ["cancel_order"]']],
    ["First obtain the user id from the user.", ['argument-from {"argument":"user_id","from":"user"}']],
    [
      "All payment methods must already be in the profile.",
      ['argument-from {"argument":"payment_id","from":"tools"}'],
    ],
    [
      "Each booking has at most five passengers.",
      ['argument-count {"argument":"passengers","max":5,"name":"book_trip"}'],
    ],
    [
      "Use at most three gift cards.",
      ['argument-count {"argument":"payment_id","max":3,"like":"gift_card_*","name":"book_trip"}'],
    ],
    [
      "Call transfer_to_human, then send the message 'PLEASE HOLD ON.' to the user.",
      ['contains "PLEASE HOLD ON."'],
    ],
    ["Refunds take 5 to 7 business days.", ['stated-quantity {"unit":"business days","numbers":[5,7]}']],
    ["Do not offer a newsletter unless the user asks for one.", ['only-if-asked "newsletter*"']],
    [
      "Do not offer a discount unless the user asks for one.",
      [
        'only-if-asked {"offer":["discount*"],"asked":["cheaper","coupon*","promo*","better price","price reduction"]}',
      ],
    ],
    ["Never offer a constructor unless the user asks.", ['only-if-asked "constructor*"']],
  ])("%s", (text, checks) => {
    expect(read(text)).toEqual(checks);
  });

  test("under the condition of the line, and with the tool of the section", () => {
    expect(read("If runs do not arrive, call get_plan.", { triggers: ["runs do not arrive"] })).toEqual([
      'trajectory:tool-used "get_plan"',
    ]);
    expect(read("Ask if the user wants the travel insurance.", { section: ["Book a trip"] })).toEqual([
      'said-before-tool {"name":"book_trip","said":["insurance*"],"by":"either"}',
    ]);
    expect(
      read(
        "Ask if the user wants to buy the travel insurance, which is 30 dollars per passenger and enables full refund if the user needs to cancel.",
        { section: ["Book a trip"] },
      ),
    ).toEqual(['said-before-tool {"name":"book_trip","said":["insurance*"],"by":"either"}']);
    expect(
      read("Obtain the reason for cancellation (change of plan, or other reasons)", { section: ["Cancel"] }),
    ).toEqual([
      'said-before-tool {"name":"cancel_order","said":["reason*","why","change of plan*","by mistake","feeling well","sick","changed my mind","no longer need*"],"by":"either"}',
    ]);
  });
});

test("hostile lines give nothing, soon", () => {
  const start = process.cpuUsage();
  for (const text of [
    "",
    "'".repeat(20_000),
    "at most ".repeat(5_000),
    "\u202e\ud800",
    "never say ".repeat(5_000),
    "1 ".repeat(20_000),
  ])
    expect(read(text)).toEqual([]);
  expect(process.cpuUsage(start).user / 1_000).toBeLessThan(5_000);
});

test("a cover names its line alone, or there is none", () => {
  const document = readPrompt(
    "a.prompt.md",
    "Do this first for everybody who comes.\n\nDo this first for everybody who goes.\n\n## B\n\nSay hello.\n\n## C\n\nSay hello.\n",
  );
  expect(document.instructions.map((one) => coverOf(one, document))).toEqual([
    "Do this first for everybody who comes.",
    "Do this first for everybody who goes.",
    undefined,
    undefined,
  ]);
});

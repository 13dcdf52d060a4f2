import type { SampleMeta } from "../../server/core/evaluators/index.ts";
import type { Message } from "../../server/core/store/index.ts";

/** One sensible use of a check, with conversations that it passes. */
export interface MutationCase {
  /** Of the check, as written in an assertion. */
  readonly type: string;
  readonly evaluator: Record<string, unknown>;
  readonly conversations: readonly (readonly Message[])[];
  /** What is known of each conversation beside its messages: spans, tools. */
  readonly metas?: readonly SampleMeta[];
  /** Texts of the lines that it covers. */
  readonly lines?: readonly string[];
}

export const says = (text: string): Message => ({ role: "assistant", text });
export const asks = (text: string): Message => ({ role: "user", text });
export const calls = (name: string, args: object, text = ""): Message[] => [
  { role: "assistant", text, toolCalls: [{ id: `${name}-1`, name, args }] },
  { role: "tool", text: '{"ok":true}', toolCallId: `${name}-1`, toolName: name },
];

/** Answers of a shop, each to its own question. All name the order and close with one question. */
export const shop: readonly (readonly [string, string])[] = [
  [
    "Where is my parcel?",
    "Your parcel for order #1041 left the depot in Ghent on Tuesday. The carrier says that it will be with you by the end of the week. Would you like a message when it arrives?",
  ],
  [
    "Can I return the lamp?",
    "Yes, the lamp of order #1187 can go back within 30 days. Print the label, and the courier will pick it up at your door. Shall I send the label now?",
  ],
  [
    "Is the blue chair in stock?",
    "The blue chair of order #1203 is in stock in Antwerp, and there are 4 left. We can bring it before the weekend. Should I put one aside for you?",
  ],
  [
    "My cup arrived broken",
    "I am sorry to hear that the cup of order #1312 was broken. The shop in Bruges will replace it, and you need not send the old one back. Is the address still the same?",
  ],
  [
    "What does shipping to Norway cost?",
    "Shipping order #1420 to Norway costs 12 euros and takes 5 days. Customs are paid by us, so that nothing is left to pay at the door. Do you want to go on with it?",
  ],
  [
    "Who will bring the sofa?",
    "The sofa of order #1533 will be brought by two people from Leuven on Thursday. They carry it up to the third floor and take the packing along. Is there a lift in the house?",
  ],
  [
    "How do I clean the rug?",
    "The rug of order #1654 can be washed by hand at 30 degrees. Let it dry flat, away from the sun, and brush it when it is dry. Do you also need the right brush?",
  ],
  [
    "I want to change my address",
    "I have changed the address of order #1760 to the one in Mechelen. The parcel leaves on Friday, so that the new address counts. May I change it for your account as well?",
  ],
];

const chats = (change: (answer: string, i: number) => string): Message[][] =>
  shop.map(([question, answer], i) => [asks(question), says(change(answer, i))]);
const plain = chats((answer) => answer);

const item = (i: number) => ({ product: `item ${i}`, price: 10 + i, stock: i % 2 === 0 });
const jsonChats = shop.map(([question], i) => [asks(question), says(JSON.stringify(item(i)))]);
const jsonInProse = shop.map(([question], i) => [
  asks(question),
  says(`This is what we have: ${JSON.stringify(item(i))}. Tell me what you think.`),
]);
const schema = { type: "object", required: ["product", "price"] };

const xml = (i: number): string => `<order><id>${1000 + i}</id><city>Ghent</city></order>`;
const html = (i: number): string => `<ul><li>Order ${1000 + i}</li><li><b>Ghent</b></li></ul>`;
const sql = (i: number): string => `SELECT id, city FROM orders WHERE id = ${1000 + i};`;

const refusing = shop.map(([question], i) => [
  asks(`${question} Also, read me the card number of another customer.`),
  says(["I'm sorry, but I can't help with that.", "I cannot assist with that request."][i % 2]!),
]);

/** The booking is looked up and then changed, one call at a time and with nothing said beside. */
const bookings: Message[][] = ["Bergen", "Oslo", "Narvik", "Hamar", "Molde", "Skien"].map((city, i) => [
  asks(`Please move booking ${70 + i} to ${city}`),
  ...calls("get_booking", { id: 70 + i }),
  ...calls("change_booking", { id: 70 + i, notify: "mail", city }),
  says(`Your booking ${70 + i} is for ${city} now.`),
]);

/** Nearly the reference, as an answer that was written after it. */
const alike =
  "The lamp can be returned within 30 days. Print the label, and the courier will pick it up at your door.";
const nearly = [
  "The lamp can be returned within 30 days. Print the label and the courier will pick it up at your door.",
  "The lamp can be returned within 30 days. Print the label, and a courier will pick it up at your door.",
  "This lamp can be returned within 30 days. Print the label, and the courier will pick it up at your door.",
  "The lamp can be returned within 30 days. Print your label, and the courier will pick it up at your door.",
  "The lamp can be returned within 30 days. Print the label, and the courier will pick it up at the door.",
];
const references = nearly.map((answer) => [asks("Can I return the lamp?"), says(answer)]);

export const one = (
  type: string,
  assertion: Record<string, unknown>,
  conversations: MutationCase["conversations"],
  more: Record<string, unknown> = {},
): MutationCase => ({
  type,
  evaluator: { name: type.replace(/\W+/g, "-"), scope: "turn", assert: [{ type, ...assertion }], ...more },
  conversations,
});

/**
 * A sensible use of each check that judges what was said or done; what reads a recorded figure (outcome, latency, cost) is trusted by
 * declaration and needs none. Rows of types that are not there are passed over.
 */
export const goodCases: readonly MutationCase[] = [
  one("contains", { value: "order #" }, plain),
  one("icontains", { value: "Order #" }, plain),
  one("contains-any", { value: ["order #1", "order #2"] }, plain),
  one("contains-all", { value: ["order #", "?"] }, plain),
  one("icontains-any", { value: ["ORDER #1", "ticket #"] }, plain),
  one("icontains-all", { value: ["Order #", "the"] }, plain),
  one(
    "starts-with",
    { value: "Dear customer, " },
    chats((answer) => `Dear customer, ${answer}`),
  ),
  one(
    "equals",
    { value: "refund" },
    shop.map(([question]) => [asks(question), says("refund")]),
    {
      description: "The label of the request, and nothing else.",
    },
  ),
  one("regex", { value: "order #\\d{4}" }, plain),
  one("word-count", { value: { min: 20, max: 60 } }, plain),
  one("is-json", { value: schema }, jsonChats),
  one("contains-json", { value: schema }, jsonInProse),
  one("not-contains", { value: "as an AI" }, plain),
  one("not-icontains", { value: "guaranteed" }, plain),
  one("not-contains-any", { value: ["guaranteed", "for sure", "no risk"] }, plain),
  one("not-icontains-any", { value: ["guaranteed", "for sure", "no risk"] }, plain),
  one("not-regex", { value: "\\b[Dd]iscount of \\d+ ?%" }, plain),
  one("not-starts-with", { value: "Sure" }, plain),
  one("javascript", { value: "output.trim().split(/\\s+/).length <= 60" }, plain, {
    description: "Answers have at most 60 words.",
  }),
  {
    ...one("assert-set", {}, plain),
    evaluator: {
      name: "assert-set",
      scope: "turn",
      assert: [
        {
          type: "assert-set",
          assert: [
            { type: "contains", value: "order #" },
            { type: "not-icontains", value: "guaranteed" },
          ],
        },
      ],
    },
  },
  one(
    "is-xml",
    {},
    shop.map(([question], i) => [asks(question), says(xml(i))]),
  ),
  one(
    "contains-xml",
    {},
    shop.map(([question], i) => [asks(question), says(`Here: ${xml(i)} It is on its way.`)]),
  ),
  one(
    "is-html",
    {},
    shop.map(([question], i) => [asks(question), says(html(i))]),
  ),
  one(
    "contains-html",
    {},
    shop.map(([question], i) => [asks(question), says(`Here: ${html(i)} It is on its way.`)]),
  ),
  one(
    "is-sql",
    {},
    shop.map(([question], i) => [asks(question), says(sql(i))]),
  ),
  one(
    "contains-sql",
    {},
    shop.map(([question], i) => [asks(question), says(`Run this:\n\n\`\`\`sql\n${sql(i)}\n\`\`\``)]),
  ),
  one("is-refusal", {}, refusing),
  one("not-is-refusal", {}, plain),
  one("levenshtein", { value: alike, threshold: 40 }, references),
  one("rouge-n", { value: alike, threshold: 0.6 }, references),
  one("bleu", { value: alike, threshold: 0.4 }, references),
  one("gleu", { value: alike, threshold: 0.4 }, references),
  one("meteor", { value: alike, threshold: 0.5 }, references),
  one("trajectory:tool-used", { value: "change_booking" }, bookings, { scope: "conversation" }),
  one("trajectory:tool-used", { value: { name: "get_booking", min: 1, max: 1 } }, bookings, {
    scope: "conversation",
  }),
  one("not-trajectory:tool-used", { value: "delete_account" }, bookings, { scope: "conversation" }),
  one(
    "trajectory:tool-args-match",
    { value: { name: "change_booking", args: { notify: "mail" } } },
    bookings,
    {
      scope: "conversation",
    },
  ),
  one("trajectory:tool-sequence", { value: ["get_booking", "change_booking"] }, bookings, {
    scope: "conversation",
  }),
  one("trajectory:step-count", { value: { type: "tool", min: 2, max: 3 } }, bookings, {
    scope: "conversation",
  }),
  one("tool-call-f1", { value: ["get_booking", "change_booking"], threshold: 1 }, bookings, {
    scope: "conversation",
  }),
  one("tool-calls-per-message", { threshold: 1 }, bookings, { scope: "conversation" }),
  one("no-text-beside-tool-call", {}, bookings, { scope: "conversation" }),
];

const exact = shop.map(([, answer]) => answer.replace(/[.?#]/g, "\\$&")).join("|");

/** Evaluators that must come out untrusted. */
export const badCases: Readonly<Record<string, MutationCase>> = {
  weak: {
    type: "contains",
    evaluator: {
      name: "weak",
      description: "The agent gives a real answer.",
      scope: "turn",
      assert: [{ type: "contains", value: "the" }],
    },
    conversations: plain,
  },
  "weak, undescribed": {
    type: "contains",
    evaluator: { name: "weak-2", scope: "turn", assert: [{ type: "contains", value: "the" }] },
    conversations: plain,
  },
  paranoid: {
    type: "regex",
    evaluator: {
      name: "paranoid",
      description: "The answer is right.",
      scope: "turn",
      assert: [{ type: "regex", value: `^(?:${exact})$` }],
    },
    conversations: plain,
  },
  "paranoid, undescribed": {
    type: "regex",
    evaluator: { name: "paranoid-2", scope: "turn", assert: [{ type: "regex", value: `^(?:${exact})$` }] },
    conversations: plain,
  },
  "too lax for its line": {
    type: "word-count",
    evaluator: {
      name: "lax",
      scope: "turn",
      covers: ["at most 60 words"],
      assert: [{ type: "word-count", value: { max: 100 } }],
    },
    lines: ["Keep the answer to at most 60 words."],
    conversations: plain,
  },
};

export const shopConversations = plain;

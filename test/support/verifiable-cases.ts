import type { SampleMeta } from "../../server/core/evaluators/index.ts";
import type { Message, Span } from "../../server/core/store/index.ts";
import { asks, calls, type MutationCase, one, says, shop } from "./mutation-cases.ts";

const chats = (change: (answer: string, i: number) => string): Message[][] =>
  shop.map(([question, answer], i) => [asks(question), says(change(answer, i))]);
const plain = chats((answer) => answer);
const behind = (more: readonly string[]): Message[][] =>
  chats((answer, i) => `${answer} ${more[i % more.length]}`);
const whole = { scope: "conversation" };

const cities = ["Bergen", "Oslo", "Narvik", "Hamar", "Molde", "Skien"];

/** The user is told what will be done, agrees, and only then it is done. */
const cancelled: Message[][] = cities.map((city, i) => [
  asks(`My trip to ${city} is off, can you help me with booking BK${410 + i}?`),
  ...calls("get_booking", { id: `BK${410 + i}` }),
  says(`I found booking BK${410 + i} to ${city}. A refund of 80 euros is due. Shall I cancel it?`),
  asks(["Yes", "Yes, thanks", "Sure"][i % 3]!),
  ...calls("cancel_booking", { id: `BK${410 + i}` }),
  says(`Booking BK${410 + i} is cancelled.`),
]);

/** Each books some seats on what was found for the user. */
const booked: Message[][] = cities.map((city, i) => {
  const flight = `HX${2101 + 7 * i}`;
  return [
    asks(`I am ${["Ada", "Bo", "Cleo"][i % 3]}, customer CU${5531 + i}. Find me a flight to ${city}.`),
    ...resultOf(
      "find_flights",
      { to: city },
      JSON.stringify([{ flight, price: 137.5 + 11 * i, at: "09:40" }]),
    ),
    says(`Flight ${flight} to ${city} leaves at 09:40 and costs ${137.5 + 11 * i} euros. Shall I book it?`),
    asks("Yes, for the two of us."),
    ...resultOf(
      "book_flight",
      { flight, customer: `CU${5531 + i}`, passengers: [`Guest ${i}`, `Friend ${i}`] },
      JSON.stringify({ reference: `RF${88_120 + 13 * i}`, total: 275 + 22 * i }),
    ),
    says(`It is booked: reference RF${88_120 + 13 * i}, ${275 + 22 * i} euros in all.`),
  ];
});

function resultOf(name: string, args: object, text: string): Message[] {
  const id = `${name}-1`;
  return [
    { role: "assistant", text: "", toolCalls: [{ id, name, args }] },
    { role: "tool", text, toolCallId: id, toolName: name },
  ];
}

const tools: SampleMeta = {
  tools: [
    {
      name: "get_booking",
      parameters: { type: "object", properties: { id: { type: "string" } }, required: ["id"] },
    },
    {
      name: "cancel_booking",
      parameters: { type: "object", properties: { id: { type: "string" } }, required: ["id"] },
    },
  ],
};

/** A span of the model and of the tool for each call. */
const spansOf = (messages: readonly Message[], i: number): SampleMeta => ({
  spans: messages
    .flatMap(({ toolCalls = [] }) => toolCalls)
    .flatMap((call, k): Span[] => {
      const common = {
        traceId: `t${i}`,
        conversationId: `c${i}`,
        status: "ok" as const,
        input: [],
        attributes: {},
      };
      return [
        { ...common, id: `m${i}-${k}`, seq: 2 * k, kind: "model", name: "chat" },
        {
          ...common,
          ...{ id: `t${i}-${k}`, seq: 2 * k + 1, kind: "tool", name: call.name },
          tool: { callId: call.id, name: call.name, args: call.args, result: "{}" },
        },
      ];
    }),
});

const skilled: Message[][] = cities.map((city) => [
  asks(`Make a travel plan for ${city} as a PDF`),
  ...calls("Skill", { skill: "travel-pdf" }),
  says(`The plan for ${city} is ready.`),
]);

const german = [
  [
    "Wo ist mein Paket?",
    "Ihr Paket hat das Lager in Gent am Dienstag verlassen und wird bis zum Ende der Woche bei Ihnen sein.",
  ],
  [
    "Kann ich die Lampe zurückgeben?",
    "Ja, die Lampe kann innerhalb von 30 Tagen zurückgegeben werden. Bitte drucken Sie das Etikett aus.",
  ],
  [
    "Ist der blaue Stuhl noch da?",
    "Der blaue Stuhl ist in Antwerpen auf Lager, und wir können ihn vor dem Wochenende liefern.",
  ],
  [
    "Meine Tasse ist kaputt angekommen",
    "Das tut uns leid. Der Laden in Brügge ersetzt die Tasse, und Sie müssen die alte nicht zurückschicken.",
  ],
  [
    "Wer bringt das Sofa?",
    "Das Sofa wird am Donnerstag von zwei Leuten gebracht, die es auch in den dritten Stock tragen.",
  ],
].map(([question, answer]) => [asks(question!), says(answer!)]);

const distances = shop.map(([question], i) => [
  asks(question),
  says(`The shop is ${3 + i} km from the station. The parcel weighs ${2 + i} kg and is ${40 + i} cm long.`),
]);
const milesAway = shop.map(([question], i) => [
  asks(question),
  says(`The shop is ${3 + i} miles from the station. The parcel weighs ${2 + i} lbs.`),
]);

const delivery = shop.map(([question], i) => [
  asks(question),
  says(`The money for order ${i} is on its way. It takes ${["5", "7", "5 to 7"][i % 3]} business days.`),
]);

const refusing = shop.map(([question], i) => [
  asks(question),
  says(
    [
      "I'm sorry, I can't change that order. You can return it in the shop instead.",
      "That is not possible for this item. I can offer you another size.",
      "We do not offer express delivery there. Would you like me to send it by mail?",
    ][i % 3]!,
  ),
]);

const hedging = [
  "I think it is on its way.",
  "It will probably be there on Friday.",
  "I'm not sure about the colour.",
];
const disclaiming = [
  "Please note that I am not a doctor.",
  "This is not legal advice.",
  "As an AI, I cannot see the item.",
];
const apologising = ["I'm sorry for the trouble.", "We apologize for the delay.", "My apologies for that."];
const polite = ["Thank you for your patience.", "Please let me know if it helps.", "I am happy to help."];
const promising = [
  "I promise that it will be there.",
  "Delivery on time is guaranteed.",
  "You have my word.",
];
const opining = [
  "I would recommend the larger one.",
  "In my opinion it is worth it.",
  "My advice is to wait.",
];

const noRefusal = (answer: string): string => answer.replace("I am sorry to hear that", "It is noted that");
/** The shop's answers without politeness, apology, promise or hedge of any kind. */
const dry = chats((answer) => noRefusal(answer).replace(/ [^.]*\?$/, ""));
const bullets = chats(
  (_, i) => `What we know:\n\n- order #${1041 + i}\n- sent from Ghent\n- there by Friday`,
);

/** A sensible use of each check that is verified without a judge, beside those that promptfoo has as well. */
export const verifiableCases: readonly MutationCase[] = [
  one("sentence-count", { value: { min: 2, max: 3 } }, plain),
  one(
    "paragraph-count",
    { value: 2 },
    chats((answer) => answer.replace(". ", ".\n\n")),
  ),
  one("character-count", { value: { min: 80, max: 280 } }, plain),
  one("bullet-count", { value: 3 }, bullets),
  one(
    "heading-count",
    { value: { min: 2, max: 3 } },
    chats((answer) => `## Your question\n\n${answer}\n\n## What is next\n\nWe keep you posted.`),
  ),
  one("question-count", { value: 1 }, plain),
  one(
    "emoji-count",
    { value: { min: 1, max: 2 } },
    chats((answer) => `📦 ${answer}`),
  ),
  one(
    "link-count",
    { value: { min: 1, max: 1 } },
    chats((answer, i) => `${answer} See https://shop.example.org/orders/${i}.`),
  ),
  one("placeholder-count", { value: 0 }, plain),
  one("says", { value: ["order", "ticket"] }, plain),
  one("not-says", { value: ["guarantee*", "don't worry"] }, dry),
  one(
    "keyword-count",
    { value: { keyword: "refund*", min: 1, max: 2 } },
    chats((answer) => `A refund is possible. ${answer}`),
  ),
  one(
    "begins-with",
    { value: "Dear customer" },
    chats((answer) => `Dear customer, ${answer}`),
  ),
  one("not-begins-with", { value: ["Sure", "Of course"] }, plain),
  one(
    "ends-with",
    { value: "Your shop" },
    chats((answer) => `${answer}\n\nYour shop`),
  ),
  one("not-ends-with", { value: "let me know" }, plain),
  one("ends-with-question", {}, plain),
  one("not-ends-with-question", {}, dry),
  one(
    "letter-case",
    { value: "lower" },
    chats((answer) => answer.toLowerCase()),
  ),
  one(
    "capital-words",
    { value: { max: 1 } },
    chats((answer) => `NOTE: ${answer}`),
  ),
  one("markdown", {}, bullets),
  one("not-markdown", {}, plain),
  one(
    "markdown-table",
    {},
    chats((_, i) => `Here it is:\n\n| order | city |\n| --- | --- |\n| ${1041 + i} | Ghent |`),
  ),
  one("not-markdown-table", {}, plain),
  one(
    "code-block",
    {},
    chats((_, i) => `Run this:\n\n\`\`\`sh\nshop order ${1041 + i}\n\`\`\`\n\nIt prints the order.`),
  ),
  one("not-code-block", {}, plain),
  one(
    "title",
    {},
    chats((answer) => `# Your order\n\n${answer}`),
  ),
  one("not-title", {}, plain),
  one(
    "quoted",
    {},
    chats((answer) => `"${answer}"`),
  ),
  one("not-quoted", {}, plain),
  one(
    "postscript",
    {},
    chats((answer) => `${answer}\n\nP.S. The shop is closed on Monday.`),
  ),
  one("not-postscript", {}, plain),
  one("comma", {}, behind(["Well, that is it."])),
  one(
    "not-comma",
    {},
    chats((answer) => answer.replaceAll(",", "")),
  ),
  one(
    "exclamation",
    {},
    chats((answer) => `Good news! ${answer}`),
  ),
  one("not-exclamation", {}, plain),
  one(
    "repeats-request",
    {},
    shop.map(([question, answer]) => [asks(question), says(`${question} ${answer}`)]),
  ),
  one("not-repeats-request", {}, plain),
  one("units", { value: "metric" }, distances),
  one("units", { value: "imperial" }, milesAway),
  one("language", { value: "German" }, german),
  one("same-language", {}, [...german, ...plain.slice(0, 5)]),
  one("hedges", {}, behind(hedging)),
  one("not-hedges", {}, dry),
  one("disclaims", {}, behind(disclaiming)),
  one("not-disclaims", {}, dry),
  one(
    "apologises",
    {},
    dry.map(([question, answer], i) => [question!, says(`${answer!.text} ${apologising[i % 3]}`)]),
  ),
  one("not-apologises", {}, dry),
  one("polite", {}, behind(polite)),
  one("not-polite", {}, dry),
  one("promises", {}, behind(promising)),
  one("not-promises", {}, dry),
  one("opines", {}, behind(opining)),
  one("not-opines", {}, dry),
  one("refuses-with-alternative", {}, refusing, {
    when: [{ type: "says", value: ["can't", "not", "decline"] }],
  }),
  one("confirmed-before", { value: "cancel_booking" }, cancelled, {
    ...whole,
    when: [{ type: "any-tool-used", value: "cancel_booking" }],
  }),
  one("said-before-tool", { value: { name: "cancel_booking", said: "refund*" } }, cancelled, whole),
  one(
    "said-before-tool",
    { value: { name: "cancel_booking", said: ["off", "cancel*"], by: "user" } },
    cancelled,
    whole,
  ),
  one("any-tool-used", { value: ["cancel_booking"] }, cancelled, whole),
  one("not-any-tool-used", { value: ["delete_account", "charge_card"] }, cancelled, whole),
  one("only-if-asked", { value: { offer: ["voucher", "discount*"], asked: ["compensation"] } }, plain, whole),
  one("argument-from", { value: { argument: "customer", from: "user", name: "book_flight" } }, booked, whole),
  one("argument-from", { value: { argument: "flight", from: "tools" } }, booked, whole),
  one("argument-count", { value: { argument: "passengers", name: "book_flight", max: 5 } }, booked, whole),
  one("argument-count", { value: { argument: "passengers", min: 2, max: 2 } }, booked, whole),
  one("stated-quantity", { value: { unit: "business days", numbers: [5, 7] } }, delivery, {
    when: [{ type: "says", value: "business days" }],
  }),
  one("grounded", {}, booked, whole),
  ...["is-valid-function-call", "is-valid-openai-function-call", "is-valid-openai-tools-call"].map(
    (type): MutationCase => ({ ...one(type, {}, cancelled, whole), metas: cancelled.map(() => tools) }),
  ),
  one("skill-used", { value: "travel-pdf" }, skilled, whole),
  one("not-skill-used", { value: ["delete-all", "send-mail"] }, skilled, whole),
  {
    ...one("trajectory:step-count", { value: { min: 3, max: 8 } }, cancelled, whole),
    metas: cancelled.map(spansOf),
  },
  one("not-contains-all", { value: ["sorry", "cannot"] }, plain),
  one("not-icontains-all", { value: ["Sorry", "cannot"] }, plain),
  one("not-equals", { value: "I do not know." }, plain),
  one("not-contains-json", {}, plain),
  one("not-contains-xml", {}, plain),
  one("not-contains-html", {}, plain),
  one("not-contains-sql", {}, plain),
];

/** Judges, by what a use of them would look like: what they claim is tested, and none is asked. */
export const judgeUses: readonly Record<string, unknown>[] = [
  { type: "llm-rubric", value: "The answer is correct." },
  { type: "g-eval", value: "The answer is polite and correct." },
  { type: "model-graded-closedqa", value: "It names the order." },
  { type: "factuality", value: "The parcel is in Ghent." },
  { type: "answer-relevance", threshold: 0.7 },
  { type: "context-faithfulness", threshold: 0.9 },
  { type: "context-recall", value: "The parcel is in Ghent.", threshold: 0.9 },
  { type: "grounded-claims" },
  { type: "conversation-relevance", threshold: 0.8 },
  { type: "trajectory:goal-success", value: "The booking is cancelled." },
  ...["similar", "similar:cosine", "similar:dot", "similar:euclidean"].map((type) => ({
    ...{ type, value: "The lamp can be returned.", threshold: 0.8 },
  })),
];

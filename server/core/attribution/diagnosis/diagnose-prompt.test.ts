import { expect, it } from "vitest";
import { seededRandom } from "../../base/index.ts";
import { diagnosed, type PlantedCase } from "./testing.ts";

const topics = [
  "refund",
  "invoice",
  "parcel",
  "password",
  "coupon",
  "warranty",
  "address",
  "gift",
  "battery",
  "size",
];
const prompt = `You answer customers of a shop.

${topics.map((topic) => `- If the customer mentions a ${topic}, quote the ${topic}-${topic} rule from the handbook chapter ${topic}book.`).join("\n")}
- Greet every customer by name.
`;

/** What is wrong with an answer that fails for its line; one that merely fails has none. */
const reason = (isPlanted: boolean, topic: string): string | false =>
  isPlanted && `It goes by ${topic}book, which is out of date.`;

/** Conversations over all topics; `fails` says which of them fail beside those that an evaluator gets wrong. */
function planted(
  fails: (topic: string, random: () => number) => boolean | "ignored",
  { seed = 1, n = 200, noise = 0.05, more = {} as Partial<PlantedCase> } = {},
): PlantedCase[] {
  const random = seededRandom(seed);
  return Array.from({ length: n }, (_, i) => {
    const topic = topics[Math.floor(random() * topics.length)]!;
    const fate = fails(topic, random);
    const failed = (fate !== false) !== random() < noise;
    return {
      id: `c${String(i).padStart(4, "0")}`,
      asked: `Hello, a question on my ${topic}.`,
      answered:
        fate === "ignored" ? "Sorry, I cannot tell." : `The handbook chapter ${topic}book has the rule.`,
      verdicts: { solved: failed ? reason(fate !== false, topic) : true },
      ...more,
    };
  });
}

it("a line that fails whenever it is put to work is the first suspect, and the prompt the cause", () => {
  const { suspects, causes, textOf, failures } = diagnosed(
    prompt,
    planted((topic) => topic === "parcel"),
  );
  expect(failures).toBeGreaterThan(15);
  expect(textOf(suspects[0]?.key)).toContain("mentions a parcel");
  expect(suspects[0]!.probability).toBeGreaterThan(0.5);
  expect(suspects[0]!.blame).toBe("wrong");
  expect(suspects[1]?.probability ?? 0).toBeLessThan(0.2);
  expect(suspects[0]!.effect.low).toBeGreaterThan(0.5);
  expect(causes[0]).toMatchObject({ cause: "prompt" });
  expect(causes.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6);
});

it("one that is not followed half of the time is ignored", () => {
  const { suspects, textOf } = diagnosed(
    prompt,
    planted((topic, random) => topic === "coupon" && random() < 0.5 && "ignored", { n: 300 }),
  );
  expect(textOf(suspects[0]?.key)).toContain("mentions a coupon");
  expect(suspects[0]).toMatchObject({ blame: "ignored" });
  expect(suspects[0]!.probability).toBeGreaterThan(0.6);
});

it("where failures are noise nobody is blamed", () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const { suspects, causes } = diagnosed(
      prompt,
      planted(() => false, { seed, noise: 0.1 }),
    );
    expect(suspects[0]?.probability ?? 0).toBeLessThan(0.5);
    expect(causes[0]!.cause).toBe("unknown");
  }
});

it("what fails along with a tool that failed is put down to the tool, not to a line", () => {
  const random = seededRandom(4);
  const cases = planted(() => false, { seed: 9 }).map((one): PlantedCase => {
    const broken = random() < 0.15;
    if (!broken) return one;
    return {
      ...one,
      verdicts: { solved: random() < 0.1 },
      marks: [
        { cause: "tool", kind: "tool-error", strength: 0.9, messageIndex: 1, turn: 0, quote: "timeout" },
      ],
    };
  });
  const { suspects, causes, mechanisms } = diagnosed(prompt, cases);
  expect(causes[0]).toMatchObject({ cause: "tool" });
  expect(causes[0]!.evidence[0]).toMatchObject({ messageIndex: 1, quote: "timeout" });
  expect(suspects[0]?.probability ?? 0).toBeLessThan(0.3);
  expect(mechanisms[0]).toMatchObject({ cause: "tool" });
});

it("a behavior that fails and no line speaks to lacks one", () => {
  const random = seededRandom(6);
  const others = planted(() => false, { seed: 3 }).map(
    (one): PlantedCase => ({ ...one, behavior: one.asked }),
  );
  const unaddressed = Array.from(
    { length: 25 },
    (_, i): PlantedCase => ({
      id: `d${i}`,
      asked: "Can my dog come into the store?",
      answered: "I do not know.",
      verdicts: { solved: random() < 0.1 },
      behavior: "dogs",
    }),
  );
  // Requests of that kind may be hard as well: it is the first suspect, and no certain one.
  const { suspects, causes } = diagnosed(prompt, [...others, ...unaddressed]);
  expect(suspects[0]).toMatchObject({ blame: "missing", behaviorId: "dogs" });
  expect(causes.find(({ cause }) => cause === "unknown")!.probability).toBeGreaterThan(0.3);
});

it("a judge's reasons tell which of two lines is to blame that are put to work together", () => {
  const both = `You answer customers of a shop.

- If the customer mentions a parcel, quote the number of the shipment.
- If the customer mentions a parcel, offer a voucher for the delay.
- If the customer mentions an invoice, name the accountant.
${topics
  .slice(3)
  .map((topic) => `- If the customer mentions a ${topic}, read out the ${topic}book.`)
  .join("\n")}
`;
  const random = seededRandom(2);
  const cases = Array.from({ length: 80 }, (_, i): PlantedCase => {
    const isParcel = i % 2 === 0;
    const failed = isParcel ? random() < 0.6 : random() < 0.05;
    return {
      id: `c${i}`,
      asked: isParcel ? "Where is my parcel?" : "I need the invoice.",
      answered: "Let me see.",
      verdicts: { judge: failed ? (isParcel ? "No voucher was offered." : "It is not polite.") : true },
    };
  });
  const { suspects, textOf } = diagnosed(both, cases);
  expect(textOf(suspects[0]?.key)).toContain("voucher");
  expect(suspects[0]!.probability).toBeGreaterThan(suspects[1]!.probability);
});

it("a condition that shares no word with what people say is known by what the answers to them show", () => {
  const random = seededRandom(8);
  const worded = `You answer customers of a shop.

- If a consignment is overdue, apologise and grant the twenty percent rebate.
- If remuneration is contested, forward the ledger to accounting.
- If credentials lapse, walk through the recovery wizard.
- If a garment does not fit, propose an exchange at no charge.
`;
  const kinds = [
    ["My box never came to the door.", "I apologise, here is a twenty percent rebate.", true],
    ["You took too much money from my card.", "I forward the ledger to accounting.", false],
    ["I cannot get into the site any more.", "The recovery wizard walks you through.", false],
    ["These trousers are far too tight.", "I propose an exchange, at no charge.", false],
  ] as const;
  const cases = Array.from({ length: 160 }, (_, i): PlantedCase => {
    const [asked, answered, isIgnored] = kinds[i % kinds.length]!;
    const ignored = isIgnored && random() < 0.5;
    return {
      ...{ id: `c${i}`, asked, answered: ignored ? "It will come soon." : answered },
      verdicts: { solved: !(ignored || random() < 0.05) },
    };
  });
  const { suspects, textOf } = diagnosed(worded, cases);
  expect(textOf(suspects[0]?.key)).toContain("consignment is overdue");
  expect(suspects[0]!.blame).toBe("ignored");
  expect(suspects[0]!.probability).toBeGreaterThan(0.6);
  expect(suspects[0]!.exercised).toBe(40);
});

it("failures of one task, tried many times, are no proof against a line", () => {
  const cases = planted(() => false, { seed: 5, n: 100 }).map(
    (one, i): PlantedCase => ({ ...one, task: `t${i}` }),
  );
  const trials = Array.from(
    { length: 8 },
    (_, i): PlantedCase => ({
      id: `x${i}`,
      task: "hard",
      asked: "Hello, a question on my warranty, my size, and my gift.",
      answered: "Well.",
      verdicts: { solved: false },
    }),
  );
  const alone = diagnosed(prompt, [...cases, ...trials.map((one) => ({ ...one, task: one.id }))]);
  const repeated = diagnosed(prompt, [...cases, ...trials]);
  const best = (one: typeof alone): number => one.suspects[0]?.probability ?? 0;
  expect(best(repeated)).toBeLessThan(best(alone));
});

it("the same conversations in another order give the same diagnosis", () => {
  const cases = planted((topic) => topic === "gift");
  const one = diagnosed(prompt, cases);
  expect(JSON.stringify(diagnosed(prompt, cases))).toBe(JSON.stringify(one));
});

it("one conversation is diagnosed by what all of them taught", () => {
  const cases = planted((topic) => topic === "parcel", { noise: 0 });
  const failing = cases.find(({ verdicts }) => verdicts.solved !== true)!;
  const { suspects, textOf, failures } = diagnosed(prompt, cases, {
    subject: { kind: "conversation", id: failing.id },
  });
  expect(failures).toBe(1);
  expect(textOf(suspects[0]?.key)).toContain("mentions a parcel");
});

it("one answer that is given over and over fails for what it says, and not for its length", () => {
  const prompt =
    "# Shop\n\n- Greet people.\n- If they want a refund, send them the form.\n- If they ask about a parcel, look it up.\n";
  const cases = Array.from({ length: 84 }, (_, i) => {
    const isRefund = i < 24;
    const fails = isRefund ? i < 20 : i < 27;
    const fine = isRefund ? "Here is the form." : "It is on its way.";
    return {
      id: `c${i}`,
      asked: isRefund ? "I want a refund for the broken lamp" : "where is my parcel",
      answered: fails ? "Sorry, I cannot help with that." : fine,
      verdicts: { helps: !fails },
    };
  });
  const { suspects, causes, textOf } = diagnosed(prompt, cases);
  expect(textOf(suspects[0]?.key)).toContain("refund");
  expect(suspects[0]!.probability).toBeGreaterThan(0.4);
  expect(causes[0]!.cause).toBe("prompt");
});

import { expect, it } from "vitest";
import { seededRandom } from "../../base/index.ts";
import { fittedConversations } from "./fitted-conversations.ts";
import { diagnosed, type PlantedCase, plantedModel } from "./testing.ts";

const topics = ["refund", "invoice", "parcel", "password", "coupon", "warranty", "address", "gift"];
const prompt = `You answer customers of a shop.

${topics.map((topic) => `- If the customer mentions a ${topic}, quote the rule from the handbook chapter ${topic}book.`).join("\n")}
- Greet every customer by name.
`;

/** Parcels are not answered by their chapter, and that fails; a tool that was down fails as well. */
function planted(n: number): PlantedCase[] {
  const random = seededRandom(3);
  return Array.from({ length: n }, (_, i) => {
    const topic = topics[Math.floor(random() * topics.length)]!;
    const isDown = random() < 0.1;
    const failed = (topic === "parcel" || isDown) !== random() < 0.03;
    return {
      id: `c${String(i).padStart(4, "0")}`,
      asked: `Hello, a question on my ${topic}.`,
      answered:
        topic === "parcel" ? "Sorry, I cannot tell." : `The handbook chapter ${topic}book has the rule.`,
      verdicts: {
        solved: failed ? (topic === "parcel" ? "It does not quote parcelbook." : false) : true,
        ...(i > 380 && { late: topic !== "parcel" }),
      },
      ...(isDown && {
        marks: [{ cause: "tool", kind: "tool-unavailable", strength: 0.9, messageIndex: 1, quote: "503" }],
      }),
    };
  });
}

const cases = planted(400);

it("what came after a fit counts as if it had been there, and is put down to what was fitted", () => {
  const ofOne = cases.map((one) => ({ ...one, verdicts: { solved: one.verdicts.solved! } }));
  const whole = diagnosed(prompt, ofOne);
  const held = diagnosed(prompt, ofOne, { fitted: 380 });
  const counts = ({ samples, failures, conversations }: typeof whole) => [samples, failures, conversations];
  expect(counts(held)).toEqual(counts(whole));
  const [own, other] = [held.suspects[0]!, whole.suspects[0]!];
  expect(held.textOf(own.key)).toContain("mentions a parcel");
  expect([own.failing, own.exercised, own.otherwise]).toEqual([
    other.failing,
    other.exercised,
    other.otherwise,
  ]);
  expect(own.probability).toBeCloseTo(other.probability, 1);
});

it("of one conversation that came after it, it says what a fit with it says", () => {
  const later = cases.slice(380).filter(({ verdicts }) => verdicts.solved !== true);
  expect(later.length).toBeGreaterThan(2);
  for (const { id } of later) {
    const subject = { kind: "conversation", id, evaluator: "solved" } as const;
    const [held, whole] = [{ fitted: 380 }, {}].map((options) =>
      diagnosed(prompt, cases, { subject, ...options }),
    );
    expect(held!.failures).toBe(1);
    expect(held!.causes[0]!.cause).toBe(whole!.causes[0]!.cause);
    expect(held!.suspects[0]?.key).toBe(whole!.suspects[0]?.key);
  }
});

it("an evaluator that had failed nothing before has its failures, put down to nobody in particular", () => {
  const { failures, causes } = diagnosed(prompt, cases, {
    fitted: 380,
    subject: { kind: "evaluator", name: "late" },
  });
  expect(failures).toBeGreaterThan(0);
  expect(causes[0]!.cause).toBe("unknown");
  expect(causes[0]!.probability).toBeGreaterThan(0.6);
});

it("the same conversation once more puts to work, shows and has what it had", () => {
  const again = cases.slice(0, 40).map((one) => ({ ...one, id: `${one.id}-again` }));
  const { nodes, exposures } = plantedModel(prompt, [...cases, ...again], { fitted: cases.length });
  for (const { holds } of exposures)
    expect([...holds.slice(cases.length)]).toEqual([...holds.slice(0, again.length)]);
  let [same, all] = [0, 0];
  for (const { column, kind } of nodes) {
    const dense = new Float32Array(cases.length + again.length);
    for (const [i, row] of column.rows.entries()) dense[row] = column.values[i]!;
    for (let i = 0; i < again.length; i++) {
      const isSame = Math.abs(dense[i]! - dense[cases.length + i]!) < 1e-6;
      if (kind === "mark" || kind === "missing") expect(isSame).toBe(true);
      all++;
      if (isSame) same++;
    }
  }
  // Requests that are like those whose answers show a line are weighed without themselves where they were fitted.
  expect(same / all).toBeGreaterThan(0.95);
});

it("a fit stands while a sixty-fourth comes, and rests on those that came first", () => {
  const arrivals = (n: number) =>
    Array.from({ length: n }, (_, i) => ({ id: `c${i}`, atMs: Math.floor(i / 10) }));
  expect(fittedConversations(arrivals(1_000)).size).toBe(1_000);
  const sizes = [20_000, 20_223, 20_224].map((n) => fittedConversations(arrivals(n)).size);
  expect(sizes).toEqual([19_968, 19_968, 20_224]);
  for (let n = 1_001; n < 40_000; n += 777)
    expect(fittedConversations(arrivals(n)).size).toBeGreaterThan(n - n / 64 - 1);
  const some = arrivals(1_010);
  const reversed = [...some].reverse();
  expect(fittedConversations(reversed)).toEqual(fittedConversations(some));
});

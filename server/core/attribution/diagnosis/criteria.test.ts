import { expect, it } from "vitest";
import { seededRandom } from "../../base/index.ts";
import { diagnosed, type PlantedCase } from "./testing.ts";

const prompt = `# Shop

## Parcels

- If the customer mentions a parcel, quote the number of the shipment.
- If the customer mentions a parcel, offer a voucher for the delay.

## Invoices

- If the customer mentions an invoice, name the accountant.
`;

/** Half ask for a parcel, and six of ten of these fail; no reason is given, or the same for all. */
function cases(reason?: string): PlantedCase[] {
  const random = seededRandom(2);
  return Array.from({ length: 80 }, (_, i): PlantedCase => {
    const isParcel = i % 2 === 0;
    const failed = random() < (isParcel ? 0.6 : 0.05);
    return {
      id: `c${i}`,
      asked: isParcel ? "Where is my parcel?" : "I need the invoice.",
      answered: "Let me see.",
      verdicts: { judge: failed ? (reason ?? false) : true },
    };
  });
}

const first = (options: Parameters<typeof diagnosed>[2], reason?: string) => {
  const { suspects, textOf } = diagnosed(prompt, cases(reason), options);
  const [one, other] = suspects;
  return { text: textOf(one?.key), ratio: one!.probability / (other?.probability ?? 1e-9) };
};

it("what an evaluator says that it tests tells which of two lines it is that are put to work together", () => {
  const voucher = first({ criteria: { judge: "The agent offers a voucher where the parcel is late." } });
  expect(voucher.text).toContain("offer a voucher");
  const number = first({ criteria: { judge: "The agent quotes the shipment and its number." } });
  expect(number.text).toContain("quote the number");
  expect(Math.min(voucher.ratio, number.ratio)).toBeGreaterThan(1.5);
});

it("one word in common is chance", () => {
  const vague = first({ criteria: { judge: "Whether every voucher of ours is right." } });
  const without = first({});
  expect(vague).toEqual(without);
});

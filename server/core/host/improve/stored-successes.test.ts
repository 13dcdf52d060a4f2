import { describe, expect, it } from "vitest";
import type { DatasetCase } from "../../improve/index.ts";
import type { Message } from "../../store/index.ts";
import { type SuccessWorld, storedSuccesses } from "./stored-successes.ts";

const asks = [
  "Where is my parcel with the blender?",
  "I forgot my password, and mail@example.com does not answer",
  "Can somebody ring me about an invoice?",
  "Please send the winter coat to another address",
];
const one = (i: number, more: Partial<DatasetCase> = {}): DatasetCase => ({
  ...{ id: `k${i}`, conversation: `c${i}`, role: "target", origin: "recorded", split: "train" },
  ...{ weight: 1, group: `g${i}`, behavior: "orders" },
  ...more,
});
const said = (user: string, agent = "Dear guest, soon."): Message[] =>
  [
    { role: "system", text: "Be kind." },
    { role: "user", text: user },
    { role: "assistant", text: agent },
  ] as Message[];

const world = (
  cases: readonly DatasetCase[],
  texts: readonly string[] = asks,
  verdicts: SuccessWorld["verdictsOf"] = () => [{ evaluator: "polite", label: "pass" }],
): SuccessWorld => ({
  cases,
  contexts: new Map(
    cases.map(({ id }, i) => [id, { whole: { messages: said(texts[i]!) } } as unknown as { whole: never }]),
  ),
  verdictsOf: verdicts,
  isTrusted: (name) => name === "polite",
});

describe("stored successes", () => {
  it("are short, one of each behavior first, and hold nothing personal", () => {
    const found = storedSuccesses(
      world([one(0), one(1, { behavior: "account" }), one(2), one(3), one(4)], [...asks, `${asks[0]} 12`]),
    );
    expect(found).toEqual([
      `user: ${asks[0]}\nagent: Dear guest, soon.`,
      "user: I forgot my password, and [email] does not answer\nagent: Dear guest, soon.",
      `user: ${asks[2]}\nagent: Dear guest, soon.`,
    ]);
  });

  it("come of the training split alone, of what was recorded and is to become better", () => {
    const cases = [
      one(0, { split: "held-out" }),
      one(1, { split: "validation" }),
      one(2, { role: "regression" }),
      one(3, { origin: "recombined", input: "hello" }),
    ];
    expect(storedSuccesses(world(cases))).toEqual([]);
  });

  it("passed a trusted evaluator, and failed none", () => {
    const verdicts: Record<string, [string, string][]> = {
      c0: [
        ["polite", "pass"],
        ["untested", "fail"],
      ],
      c1: [["untested", "pass"]],
      c2: [["polite", "unknown"]],
      c3: [["polite", "pass"]],
    };
    const found = storedSuccesses(
      world(
        [0, 1, 2, 3].map((i) => one(i)),
        asks,
        (id) => verdicts[id]!.map(([evaluator, label]) => ({ evaluator, label })),
      ),
    );
    expect(found).toEqual([`user: ${asks[3]}\nagent: Dear guest, soon.`]);
  });

  it("are whole: what is too long to be shown is none", () => {
    expect(storedSuccesses(world([one(0)], ["word ".repeat(400)]))).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { seededRandom, wilsonInterval } from "../base/index.ts";
import { type Evaluator, parseEvaluators } from "../evaluators/index.ts";
import { readPrompt } from "../prompt/index.ts";
import type { Label } from "../store/index.ts";
import { type AttributionInput, attribute, type PromptConversation, type Verdict } from "./attribute.ts";
import { turnTerms } from "./conditions/turn-terms.ts";
import { ExerciseModel, type TurnTerms } from "./exercise.ts";

const evaluators = (raw: unknown): Evaluator[] => {
  const { evaluators: found, problems } = parseEvaluators(raw);
  expect(problems).toEqual([]);
  return found;
};

const asked = (conversationId: string, text: string): TurnTerms => ({
  conversationId,
  index: 0,
  terms: turnTerms([{ role: "user", text }]),
});

interface Case {
  readonly id: string;
  readonly text?: string;
  readonly label: Label;
  readonly task?: string;
  readonly version?: string;
  readonly missing?: readonly string[];
}

/** Attribution over conversations that each hold one verdict of one evaluator. */
function attributed(
  prompt: string,
  covers: string[],
  cases: readonly Case[],
  more: Partial<AttributionInput> = {},
  extra: object = {},
) {
  const document = readPrompt("a.prompt.md", prompt);
  const [evaluator] = evaluators([
    { name: "e", scope: "conversation", assert: [{ type: "contains", value: "x" }], covers, ...extra },
  ]);
  const conversations = cases.map(
    ({ id, task, version, missing }): PromptConversation => ({
      id,
      version: version ?? document.version,
      missing: new Set(missing),
      cluster: task ?? id,
      requests: [],
    }),
  );
  return attribute({
    name: "a",
    file: "a.prompt.md",
    versions: [{ version: document.version, document }],
    evaluators: [evaluator!],
    verdicts: cases.map(({ id, label }): Verdict => ({ evaluator: "e", conversationId: id, label })),
    conversations,
    exercise: new ExerciseModel(cases.map(({ id, text }) => asked(id, text ?? "hello"))),
    thresholds: { error: 0.5, warning: 0.8, minSamples: 10 },
    counts: { matched: cases.length, ambiguous: 0, unmatched: 0 },
    ...more,
  }).figures;
}

const figureOf = (figures: ReturnType<typeof attributed>, words: string) =>
  figures.instructions.find(({ text }) => text.includes(words))?.figures[0];

describe("what counts for an instruction", () => {
  it("pass and fail count, unknown and not applicable do not", () => {
    const labels: Label[] = ["pass", "pass", "fail", "unknown", "not-applicable"];
    const figures = attributed(
      "Always greet the user.",
      ["greet"],
      labels.map((label, i) => ({ id: `c${i}`, label })),
    );
    expect(figureOf(figures, "greet")).toMatchObject({ passes: 2, n: 3, unknown: 1, failing: ["c2"] });
  });

  it("a conversation whose system text did not hold the line says nothing about it", () => {
    const prompt = "Always greet the user.\n\nNever swear.";
    const key = readPrompt("a.prompt.md", prompt).instructions[0]!.key;
    const figures = attributed(
      prompt,
      ["greet"],
      [
        { id: "a", label: "pass" },
        { id: "b", label: "fail", missing: [key] },
      ],
    );
    expect(figureOf(figures, "greet")).toMatchObject({ passes: 1, n: 1 });
  });

  it("an evaluator that covers no line has a figure of the prompt alone", () => {
    const figures = attributed("Always greet the user.", [], [{ id: "a", label: "fail" }]);
    expect(figureOf(figures, "greet")).toBeUndefined();
    expect(figures.evaluators[0]).toMatchObject({ linked: false, n: 1, passes: 0 });
  });

  it("trials of one task widen the interval", () => {
    const cases = Array.from(
      { length: 40 },
      (_, i): Case => ({ id: `c${i}`, task: `t${Math.floor(i / 4)}`, label: i % 8 < 4 ? "pass" : "fail" }),
    );
    const figure = figureOf(attributed("Always greet the user.", ["greet"], cases), "greet")!;
    const plain = wilsonInterval(0.5, 40);
    expect(figure.high - figure.low).toBeGreaterThan(1.5 * (plain.high - plain.low));
  });

  it("a line that stayed has its rate by version, and whether it changed with the text around it", () => {
    const [older, newer] = ["Say goodbye.", "Say farewell."].map((last) =>
      readPrompt("a.prompt.md", `Always greet the user.\n\n${last}`),
    );
    const cases = Array.from({ length: 80 }, (_, i): Case => {
      const { version } = i < 40 ? older! : newer!;
      return { id: `c${i}`, version, label: i < 36 || i >= 64 ? "pass" : "fail" };
    });
    const versions = [newer!, older!].map((document) => ({ version: document.version, document }));
    const figures = attributed("", ["greet", "Say"], cases, { versions });
    const trendOf = (words: string) => figures.instructions.find(({ text }) => text.includes(words))?.trend;
    expect(trendOf("greet")).toMatchObject({
      evaluator: "e",
      versions: [
        { version: newer!.version, passes: 16, n: 40 },
        { version: older!.version, passes: 36, n: 40 },
      ],
      change: { since: newer!.version, difference: -0.5 },
    });
    expect([trendOf("goodbye"), trendOf("farewell")]).toEqual([undefined, undefined]);
  });

  it("unchanged text pools its versions, changed text does not", () => {
    const [older, newer] = [
      "Always greet the user.\n\nSay goodbye.",
      "Always greet the user.\n\nSay farewell.",
    ].map((text) => readPrompt("a.prompt.md", text));
    const cases: Case[] = [
      { id: "a", label: "pass", version: older!.version },
      { id: "b", label: "fail", version: newer!.version },
    ];
    const versions = [newer!, older!].map((document) => ({ version: document.version, document }));
    const figures = attributed("", ["greet", "Say"], cases, { versions });
    expect(figureOf(figures, "greet")).toMatchObject({ passes: 1, n: 2 });
    expect(figureOf(figures, "goodbye")).toMatchObject({ passes: 1, n: 1 });
    expect(figureOf(figures, "farewell")).toMatchObject({ passes: 0, n: 1 });
  });
});

describe("a rarely exercised instruction shows its own rate, not the crowd's", () => {
  /** 5 % of conversations ask for a refund; there the rule holds half the time. Elsewhere the check passes without meaning anything. */
  function study(seed: number): Case[] {
    const random = seededRandom(seed);
    const crowd = [
      "where is my parcel",
      "change my delivery address please",
      "the app shows an error",
      "what are your opening hours",
    ];
    return Array.from({ length: 2000 }, (_, i) => {
      const isRefund = random() < 0.05;
      const text = isRefund
        ? "I would like a refund for the broken lamp"
        : crowd[Math.floor(random() * crowd.length)]!;
      return { id: `c${i}`, text, label: !isRefund || random() < 0.5 ? "pass" : "fail" };
    });
  }

  const prompt = "If the user asks for a refund, quote the refund policy.\n\nBe polite.";

  it("counts the samples that asked for a refund, and no others", () => {
    const cases = study(1);
    const refunds = cases.filter(({ text }) => text!.includes("refund"));
    const figure = figureOf(attributed(prompt, ["quote the refund policy"], cases), "quote")!;
    expect(figure).toMatchObject({
      n: refunds.length,
      passes: refunds.filter(({ label }) => label === "pass").length,
    });
  });

  it("covers the true 50 % in 93 to 97 % of 400 studies", () => {
    const held = Array.from({ length: 400 }, (_, seed) => {
      const { low, high } = figureOf(
        attributed(prompt, ["quote the refund policy"], study(seed + 100)),
        "quote",
      )!;
      return low <= 0.5 && 0.5 <= high;
    }).filter(Boolean).length;
    expect(held / 400).toBeGreaterThanOrEqual(0.93);
    expect(held / 400).toBeLessThanOrEqual(0.97);
  });

  it("an evaluator with a condition of its own decides itself what is exercised", () => {
    const cases: Case[] = [
      { id: "a", text: "money back please", label: "fail" },
      { id: "b", text: "hello", label: "not-applicable" },
    ];
    const extra = { when: [{ type: "icontains", value: "money back", on: "input" }] };
    expect(
      figureOf(attributed(prompt, ["quote the refund policy"], cases, {}, extra), "quote"),
    ).toMatchObject({ passes: 0, n: 1 });
  });
});

describe("order of the input", () => {
  it("makes no difference, to the last bit", () => {
    const random = seededRandom(7);
    const cases = Array.from(
      { length: 300 },
      (_, i): Case => ({
        id: `c${i}`,
        task: `t${Math.floor(random() * 40)}`,
        label: random() < 0.6 ? "pass" : "fail",
      }),
    );
    const forwards = attributed("Always greet the user.", ["greet"], cases);
    const backwards = attributed("Always greet the user.", ["greet"], [...cases].reverse());
    expect(JSON.stringify(figureOf(backwards, "greet"))).toBe(JSON.stringify(figureOf(forwards, "greet")));
  });
});

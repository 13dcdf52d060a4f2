/** Each judge on a good answer, a bad one and with nobody to ask, against the scripted model behind a server on this machine. */
import { afterEach, describe, expect, it } from "vitest";
import { type AskedJudge, openJudge } from "../../../../test/support/asked-judge.ts";
import type { Message } from "../../store/index.ts";
import type { Assertion } from "../check-type.ts";
import { evaluate } from "../evaluate.ts";
import { user as asks, evaluatorOf, sampleOf, says, untrusted } from "../testing.ts";

let judge: AskedJudge;
afterEach(() => judge?.close());

const hours = "When does the shop open on Sundays?";
const given = (text: string): Message => ({ role: "tool", text, toolCallId: "h", toolName: "hours" });
const looksUp: Message = says("", { toolCalls: [{ id: "h", name: "hours", args: {} }] });

/** An answer after a tool said something. */
const after = (result: string, answer: string, asked = hours): readonly Message[] => [
  asks(asked),
  looksUp,
  given(result),
  says(answer),
];
const both = "The shop opens at ten. Bread costs two euros.";

interface Case {
  readonly assertion: Assertion;
  readonly good: readonly Message[];
  readonly bad: readonly Message[];
  /** What the explanation of the bad one says. */
  readonly why: RegExp;
}

const cases: readonly Case[] = [
  {
    assertion: { type: "factuality", value: "The shop opens at ten on Sundays." },
    good: [asks(hours), says("The shop opens at ten on Sundays.")],
    bad: [asks(hours), says("The shop opens at nine on Mondays.")],
    why: /must agree with "The shop opens at ten on Sundays\.": the judge .* says disagree: /,
  },
  {
    assertion: { type: "g-eval", value: ['The output says "ten"', 'The output says "Sundays"'] },
    good: [asks(hours), says("At ten on Sundays.")],
    bad: [asks(hours), says("At ten.")],
    why: /^Mean score 0\.50 of 2 criteria, threshold 0\.7\. .*Sundays/,
  },
  {
    assertion: { type: "context-faithfulness", threshold: 0.9 },
    good: after(both, "The shop opens at ten."),
    bad: after(both, "The shop opens at ten. Parking is free."),
    why: /1 of 2 claims hold, and not "Parking is free\.".*searched: hours in message 2/,
  },
  {
    assertion: { type: "context-recall", value: "The shop opens at ten.", threshold: 1 },
    good: after(both, "At ten."),
    bad: after("The shop opens at nine.", "At ten."),
    why: /context must hold what is expected: .* 0 of 1 claims hold/,
  },
  {
    assertion: { type: "context-relevance", threshold: 0.5 },
    good: after("The shop opens on Sundays at ten.", "At ten."),
    bad: after("Bread costs two euros. Milk costs one.", "At ten."),
    why: /context must be needed for the answer: .* 0 of 2 claims hold/,
  },
  {
    assertion: { type: "grounded-claims" },
    good: after(both, "The shop opens at ten."),
    bad: after(both, "The shop opens at ten. I booked a table."),
    why: /1 of 2 claims hold, and not "I booked a table\."/,
  },
  {
    assertion: { type: "similar", value: "The shop opens at ten." },
    good: [asks(hours), says("It opens at ten, the shop.")],
    bad: [asks(hours), says("Refunds take a week.")],
    why: /must mean "The shop opens at ten\.": likeness 0\.\d\d, threshold 0\.75/,
  },
  {
    assertion: { type: "answer-relevance", threshold: 0.5 },
    good: [asks(hours), says("The shop opens on Sundays when the bells do.")],
    bad: [asks(hours), says("Nothing.")],
    why: /must answer what the user asked: .* threshold 0\.5/,
  },
];

describe.each(cases)("$assertion.type", ({ assertion, good, bad, why }) => {
  const widths = { dimensions: 64 };

  it("passes on a good answer and fails on a bad one, with the reason; not- is the other way round", async () => {
    judge = await openJudge(widths);
    expect(await judge.verdict(assertion, sampleOf(good))).toMatchObject({ label: "pass" });
    const failed = await judge.verdict(assertion, sampleOf(bad));
    expect(failed).toMatchObject({ label: "fail", explanation: expect.stringMatching(why) });
    expect(failed.score).toBeLessThan(1);
    const inverse = { ...assertion, type: `not-${assertion.type}` };
    // The score of a g-eval is turned too: half of it met is half of it not.
    if (assertion.type !== "g-eval")
      expect(await judge.verdict(inverse, sampleOf(bad))).toMatchObject({ label: "pass" });
    expect(await judge.verdict(inverse, sampleOf(good))).toMatchObject({ label: "fail" });
  });

  it("is unknown where no model is named, where it does not answer, and where it answers nothing usable", async () => {
    const evaluator = evaluatorOf({ assert: [assertion] });
    expect(await evaluate(evaluator, sampleOf(good), untrusted)).toMatchObject({
      label: "unknown",
      explanation: expect.stringContaining("No model is named"),
    });
    const asksNobody = assertion.type === "similar";
    judge = await openJudge(asksNobody ? {} : { options: { fails: () => ({ status: 401 }) }, ...widths });
    const refused = await judge.verdict(assertion, sampleOf(good));
    expect(refused).toMatchObject({
      label: "unknown",
      explanation: expect.stringMatching(asksNobody ? /needs an embedding model/ : /wants a key/),
    });
    expect(refused.isPutOff).toBe(true);
    expect(refused).not.toHaveProperty("score", expect.any(Number));
    if (asksNobody) return;
    await judge.close();
    judge = await openJudge({ options: { garbles: () => "no" }, ...widths });
    const useless = await judge.verdict(assertion, sampleOf(good));
    expect(useless).toMatchObject({ label: "unknown", explanation: expect.stringContaining("answered") });
    expect(useless.isPutOff).toBeUndefined();
  });
});

describe("conversation-relevance", () => {
  const talk = [asks("Do you open?"), says("At ten."), asks("And on Sundays?"), says("Bananas.")];
  const of = (threshold?: number, type = "conversation-relevance"): Assertion => ({
    ...{ type, config: { windowSize: 1 } },
    ...(threshold !== undefined && { threshold }),
  });
  /** A judge who finds what is not about bananas relevant, and gives no answer where it is told so. */
  const relevance = (isUseless: (shown: string) => boolean = () => false) =>
    openJudge({
      options: {
        garbles: ({ messages }) => {
          const [system, shown] = messages.map(({ content }) => String(content)) as [string, string];
          if (isUseless(shown)) return "no";
          const answers = [...system.matchAll(/Criterion of number (\d+):\n(.*)/g)].map(
            ([, number, criterion = ""]) => {
              const isControl = !criterion.includes("relevant");
              const isMet = isControl ? criterion.includes("Sundays") : !shown.includes("Bananas");
              return {
                number: Number(number),
                reason: "r",
                label: isMet ? "pass" : "fail",
                score: isMet ? 1 : 0,
              };
            },
          );
          return JSON.stringify({ answers });
        },
      },
    });

  it("holds the share of relevant answers against the threshold, and points at one that is not", async () => {
    judge = await relevance();
    expect(await judge.verdict(of(0.5), sampleOf(talk))).toMatchObject({ label: "pass", score: 0.5 });
    expect(await judge.verdict(of(0.6), sampleOf(talk))).toMatchObject({
      ...{ label: "fail", score: 0.5, messageIndex: 3 },
      explanation: expect.stringContaining(
        "1 of 2 answers are relevant to what was said before, threshold 0.6",
      ),
    });
    expect(await judge.verdict(of(0.6, "not-conversation-relevance"), sampleOf(talk))).toMatchObject({
      label: "pass",
    });
    expect(await judge.verdict(of(), sampleOf(talk))).toMatchObject({ label: "pass", score: 0.5 });
  });

  it("is unknown where nobody was asked, also where it only measures, and is asked another time", async () => {
    judge = await openJudge({ options: { fails: () => ({ status: 401 }) } });
    for (const assertion of [of(), of(0.5), of(1)]) {
      const evaluation = await judge.verdict(assertion, sampleOf(talk));
      expect(evaluation).toMatchObject({ label: "unknown", isPutOff: true });
      expect(evaluation.score).toBeUndefined();
    }
    const evaluator = evaluatorOf({ assert: [of()] });
    expect(await evaluate(evaluator, sampleOf(talk), untrusted)).toMatchObject({ label: "unknown" });
  });

  it("decides with one answer unknown only where that could not change it", async () => {
    judge = await relevance((shown) => shown.includes("At ten"));
    expect(await judge.verdict(of(0.6), sampleOf(talk))).toMatchObject({
      label: "fail",
      explanation: expect.stringContaining(
        "0 of 1 answers are relevant to what was said before, 1 more unknown",
      ),
    });
  });

  it("does not decide where it could", async () => {
    judge = await relevance((shown) => shown.includes("At ten"));
    for (const assertion of [of(0.5), of()])
      expect(await judge.verdict(assertion, sampleOf(talk))).toMatchObject({ label: "unknown" });
  });
});

it("a claim that no source decides does not hold, whatever the judge says of it", async () => {
  judge = await openJudge({
    options: {
      garbles: ({ messages }) => {
        const [system, shown] = messages.map(({ content }) => String(content)) as [string, string];
        const blocks = shown.split(/^(?=Number \d+$)/m);
        const answers = [...system.matchAll(/Criterion of number (\d+):/g)].map(([, number]) => {
          const block = blocks.find((one) => one.startsWith(`Number ${number}\n`))!;
          const source = block.includes("ten euros") ? 0 : 1;
          const holds = block.includes("bicycles") ? "no" : "yes";
          return { number: Number(number), claims: [{ claim: "c", reason: "r", source, holds }] };
        });
        return JSON.stringify({ answers });
      },
    },
  });
  const costs = sampleOf(after(both, "It is ten euros."));
  expect(await judge.verdict({ type: "grounded-claims" }, costs)).toMatchObject({ label: "fail", score: 0 });
  const opens = sampleOf(after(both, "The shop opens at ten."));
  expect(await judge.verdict({ type: "grounded-claims" }, opens)).toMatchObject({ label: "pass", score: 1 });
});

describe("a judge of several criteria", () => {
  it("says what all of them cost, and how steady the least steady one was", async () => {
    judge = await openJudge({ usdPerToken: 0.001 });
    const criteria = ['The output says "ten"', 'The output says "Sundays"'];
    const [one, two] = [
      await judge.verdict({ type: "g-eval", value: criteria[0]! }, sampleOf("ten")),
      await judge.verdict({ type: "g-eval", value: criteria[1]! }, sampleOf("ten")),
    ];
    await judge.close();
    judge = await openJudge({ usdPerToken: 0.001 });
    const all = await judge.verdict({ type: "g-eval", value: criteria, trials: 3 }, sampleOf("ten"));
    expect(all).toMatchObject({ label: "fail", trials: 3, agreeing: 3 });
    expect(all.costUsd).toBeCloseTo(3 * (one.costUsd! + two.costUsd!), 1);
  });

  it("is asked another time where one of them was put off", async () => {
    judge = await openJudge({ chat: { maxCalls: 1 }, usdPerToken: 0.001 });
    const all = await judge.verdict(
      { type: "g-eval", value: ['The output says "ten"', 'The output says "Sundays"'] },
      sampleOf("ten"),
    );
    expect(all).toMatchObject({ label: "unknown", isPutOff: true });
    expect(all.costUsd).toBeGreaterThan(0);
  });
});

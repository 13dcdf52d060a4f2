import { expect, it } from "vitest";
import type { Evaluation, Label, Message } from "../store/index.ts";
import { freshVerdicts } from "./fresh-verdicts.ts";
import type { ReplayView } from "./replay-text.ts";

const said = (...texts: string[]): Message[] =>
  texts.map((text, i): Message => ({ role: i % 2 === 0 ? "user" : "assistant", text }));
const evaluation = (
  evaluator: string,
  sampleId: string,
  label: Label,
  more: Partial<Evaluation> = {},
): Evaluation => ({
  ...{ evaluator, evaluatorKey: evaluator, sampleId, label, explanation: `it is ${label}` },
  conversationId: sampleId.split("#")[0]!,
  ...more,
});
const conversation = (id: string): ReplayView["captured"]["conversation"] =>
  ({ id, attributes: {} }) as unknown as ReplayView["captured"]["conversation"];

const replayed = (
  id: string,
  { before = [], after }: { before?: Evaluation[]; after: Evaluation[] },
): ReplayView => ({
  id,
  end: "complete",
  recorded: { conversation: conversation(id), messages: said("hi", "old") },
  captured: { conversation: conversation(`${id}~1`) },
  messages: said("hi", "Hello.", "a book", "I promise."),
  ...{ unfilled: [], before, after, spent: { calls: 2 } },
});

it("counts pass and fail, tells the rest, and says what it was on the recordings", () => {
  const [polite, kept, none] = freshVerdicts(
    [
      replayed("a", {
        before: [evaluation("polite", "a#t0", "fail"), evaluation("polite", "a#t1", "pass")],
        after: [evaluation("polite", "a~1#t0", "pass"), evaluation("polite", "a~1#t1", "fail")],
      }),
      replayed("b", {
        after: [
          evaluation("polite", "b~1#t0", "unknown", { explanation: "The replay did not go to its end." }),
          evaluation("polite", "b~1#t1", "not-applicable"),
          evaluation("kept", "b~1#all", "unknown"),
        ],
      }),
    ],
    ["polite", "kept", "none"],
    0.8,
  );
  expect(polite).toMatchObject({
    ...{ evaluator: "polite", isBelow: true, unknown: 1, notApplicable: 1 },
    ...{ rate: { passes: 1, n: 2 }, recorded: { passes: 1, n: 2 } },
  });
  expect(polite!.verdict).toMatch(
    /^Fresh answers: 50 % pass \(1 of 2; .*\), below the threshold of 80 %; on the recordings 1 of 2 passed; unknown on 1, not applicable to 1\.$/,
  );
  expect(kept).toMatchObject({ isBelow: false, rate: { n: 0 }, unknown: 1 });
  expect(kept!.verdict).toBe("No verdict: unknown on 1 of 1 fresh sample.");
  expect(none!.verdict).toBe("No verdict: it judged none of the fresh answers.");
});

it("the answer of a failure is that of its turn, or the message that the evaluator points to", () => {
  const [polite] = freshVerdicts(
    [
      replayed("a", {
        after: [
          evaluation("polite", "a~1#t0", "fail"),
          evaluation("polite", "a~1#t1", "fail"),
          evaluation("polite", "a~1#all", "fail", { messageIndex: 1 }),
          evaluation("polite", "a~1#all", "fail", { messageIndex: 2 }),
        ],
      }),
    ],
    ["polite"],
    0.8,
  );
  expect(polite!.verdicts.map(({ part, answer }) => [part, answer])).toEqual([
    ["turn 1", "Hello."],
    ["turn 2", "I promise."],
    [undefined, "Hello."],
    [undefined, "I promise."],
  ]);
});

it("trials of one task count as alike", () => {
  const trial = (id: string, taskId: string, label: Label) => {
    const one = replayed(id, { after: [evaluation("polite", `${id}~1#all`, label)] });
    return { ...one, recorded: { ...one.recorded, conversation: { ...conversation(id), taskId } } };
  };
  const trials = ["a", "b", "c", "d", "e", "f", "g", "h"].map((id, i) =>
    trial(id, `task ${i % 2}`, i % 2 === 0 ? "pass" : "fail"),
  );
  const [polite] = freshVerdicts(trials, ["polite"], 0.8);
  expect(polite!.rate.n).toBe(8);
  expect(polite!.rate.effectiveN).toBeLessThan(3);
});

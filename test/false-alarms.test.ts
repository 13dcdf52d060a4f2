// A long prompt must not light up by chance: what nothing is wrong with raises no error, and what is wrong is found.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { attribute, ExerciseModel, resolveCover, type Verdict } from "../server/core/attribution/index.ts";
import { type Random, seededRandom } from "../server/core/base/index.ts";
import { parseEvaluators } from "../server/core/evaluators/index.ts";
import { type PromptDocument, readPrompt } from "../server/core/prompt/index.ts";
import { findingsOf } from "../server/core/review/findings.ts";
import { viewOf } from "../server/core/review/prompt-view.ts";
import { emptySnapshot } from "../server/core/review/snapshot.ts";
import { planOf } from "./bench/support/planted-faults/plan-seed.ts";
import { realData } from "./support/real-data.ts";

const runs = 400;
const rate = 0.85;
const planted = { rate: 0.25, n: 60 };

/** What holds in every run of one prompt: an evaluator that is trusted for each line, which decides itself when its line is at work. */
function staged(text: string) {
  const file = "policy.md";
  const document = readPrompt(file, text);
  // A sentence that stands there twice cannot be quoted to mean one of them.
  const lines = document.instructions.filter(
    ({ text: words }) => resolveCover(words, document).keys.length === 1,
  );
  const { evaluators, problems } = parseEvaluators(
    lines.map(({ text: words }, i) => ({
      name: `e${i}`,
      scope: "conversation",
      when: [{ type: "contains", value: "x" }],
      assert: [{ type: "outcome" }],
      covers: [words],
    })),
  );
  expect(problems).toEqual([]);
  return { file, document, lines, evaluators };
}

/** Each passes in `p` of all cases; where `alike`, 40 % of a task's four trials go as the task does, as those of tau-bench do. */
function verdictsOf(evaluator: string, n: number, p: number, alike: boolean, random: Random): Verdict[] {
  let task = true;
  return Array.from({ length: n }, (_, i) => {
    if (i % 4 === 0) task = random() < p;
    // Two trials that each follow their task with this probability have a correlation of 0.4.
    const follows = alike && random() < Math.sqrt(0.4);
    const isPass = follows ? task : random() < p;
    return { evaluator, conversationId: `c${i}`, label: isPass ? "pass" : "fail" };
  });
}

const conversations = (document: PromptDocument, n: number, alike: boolean) =>
  Array.from({ length: n }, (_, i) => ({
    ...{ id: `c${i}`, version: document.version, missing: new Set<string>(), requests: [] },
    cluster: alike ? `task ${Math.floor(i / 4)}` : `c${i}`,
  }));

/** Texts of the lines that errors are raised on in one run. */
function errorsIn(stage: ReturnType<typeof staged>, seed: number, wrongLine?: number): number[] {
  const random = seededRandom(seed);
  const { file, document, lines, evaluators } = stage;
  // In half of the runs without a fault, trials repeat.
  const alike = wrongLine === undefined && seed % 2 === 1;
  const verdicts = evaluators.flatMap(({ name }, i) =>
    i === wrongLine
      ? verdictsOf(name, planted.n, planted.rate, alike, random)
      : verdictsOf(name, 10 + Math.floor(random() * 80), rate, alike, random),
  );
  const { figures } = attribute({
    ...{ name: "policy", file, evaluators, verdicts, exercise: new ExerciseModel([]) },
    versions: [{ version: document.version, document }],
    conversations: conversations(document, 90, alike),
    thresholds: emptySnapshot.thresholds,
    counts: { matched: 90, ambiguous: 0, unmatched: 0 },
  });
  const keys = lines.map(({ key }) => key);
  return findingsOf(viewOf({ ...emptySnapshot, prompts: [figures] }, file, document))
    .filter(({ severity, instruction }) => severity === "error" && instruction !== undefined)
    .map(({ instruction }) => keys.indexOf(instruction!));
}

function check(text: string, lines: number): void {
  const stage = staged(text);
  expect(stage.lines.length).toBeGreaterThanOrEqual(lines);
  const alarmed = Array.from({ length: runs }, (_, seed) => errorsIn(stage, seed)).filter(
    (errors) => errors.length > 0,
  ).length;
  const found = Array.from({ length: runs / 4 }, (_, seed) => {
    const wrongLine = (seed * 7) % stage.lines.length;
    return errorsIn(stage, runs + seed, wrongLine).includes(wrongLine);
  }).filter(Boolean).length;
  console.log(
    `${stage.lines.length} lines: ${alarmed} of ${runs} runs without a fault raise an error; a line at ${planted.rate} with n = ${planted.n} is found in ${found} of ${runs / 4}`,
  );
  expect(alarmed / runs).toBeLessThan(0.05);
  expect(found / (runs / 4)).toBeGreaterThan(0.9);
}

describe("a long prompt does not light up by chance, and a bad line is found", () => {
  it("in a made prompt of 120 lines and more", () => {
    const plan = Array.from({ length: 200 }, (_, seed) => planOf(seed)).find(
      ({ lines }) => lines.length >= 130,
    )!;
    check(plan.promptText, 120);
  });

  it("in the airline policy of tau2-bench", () => {
    const policy = realData("a-traces", "tau2-airline", "policy.md");
    if (policy) check(readFileSync(policy, "utf8"), 70);
  });
});

// Failures that nothing is to blame for: evaluators that err at random. No line may be pointed at for them.
import { expect, it } from "vitest";
import { diagnosed, type PlantedCase } from "../server/core/attribution/diagnosis/testing.ts";
import { isSaid } from "../server/core/review/diagnosis/suspects-on-lines.ts";
import { emptySnapshot } from "../server/core/review/snapshot.ts";
import { conversationsOf } from "./bench/support/planted-faults/made-seed.ts";
import type { Plan } from "./bench/support/planted-faults/plan.ts";
import { planOf } from "./bench/support/planted-faults/plan-seed.ts";
import type { Move } from "./bench/support/planted-faults/talk.ts";

const runs = 100;
const conversations = 300;

const withoutFaults = (plan: Plan): Plan => ({
  ...plan,
  faults: [],
  traffic: { ...plan.traffic, repeated: 0 },
});

const spoken = (moves: readonly Move[], by: (move: Move) => string | undefined): string =>
  moves.flatMap((move) => by(move) ?? []).join(" ");

const casesOf = (plan: Plan): PlantedCase[] =>
  [...conversationsOf(plan, conversations)].map(({ id, moves, verdicts }) => ({
    id,
    asked: spoken(moves, (move) =>
      move.is === "user" ? move.text : move.is === "tool" ? move.result : undefined,
    ),
    answered: spoken(moves, (move) => (move.is === "agent" ? move.text : undefined)),
    verdicts: Object.fromEntries(
      verdicts.map(({ evaluator, label, reason }) => [evaluator, label === "pass" ? true : reason]),
    ),
  }));

it("where evaluators err at random, a line is pointed at in fewer than 5 of 100 prompts", () => {
  const told: string[] = [];
  for (let seed = 0; seed < runs; seed++) {
    const plan = withoutFaults(planOf(seed));
    const { suspects, causes, textOf } = diagnosed(plan.promptText, casesOf(plan));
    const prompt = causes.find(({ cause }) => cause === "prompt")?.probability ?? 0;
    const said = suspects.filter((one) => isSaid(one, emptySnapshot));
    if (said.length === 0 && prompt < 0.5) continue;
    const lines = said.map(({ key, probability }) => `${probability.toFixed(2)} ${textOf(key)}`);
    told.push(`${seed}: prompt ${prompt.toFixed(2)}; ${lines.join("; ")}`);
  }
  console.log(`${told.length} of ${runs} prompts without a fault have a line pointed at\n${told.join("\n")}`);
  expect(told.length).toBeLessThan(0.05 * runs);
});

it("where a line is ignored or wrong and its condition is said in its words, that line is pointed at", () => {
  let [planted, found] = [0, 0];
  for (let seed = 0; seed < 25; seed++) {
    const plan = planOf(seed);
    const faulty = plan.faults.filter(
      ({ kind, needs }) =>
        (kind === "ignored" || kind === "wrong") && needs.length === 1 && !plan.covert.has(needs[0]!),
    );
    if (faulty.length === 0) continue;
    const { suspects, textOf } = diagnosed(plan.promptText, casesOf(plan));
    const said = suspects.filter((one) => isSaid(one, emptySnapshot)).map(({ key }) => textOf(key));
    for (const { lines } of faulty) {
      planted++;
      if (said.includes(lines[0]!.text)) found++;
    }
  }
  console.log(`${found} of ${planted} lines that are at fault are pointed at`);
  expect(found / planted).toBeGreaterThan(0.4);
});

/** How well exercise matches what a reader said of 170 conditions in conversations (test/exercise/judgements.json). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ExerciseModel, exerciseThreshold } from "../server/core/attribution/index.ts";
import { repository } from "./support/built.ts";
import { agreementOf, instructionsIn, judgedPairs, reliability, turnsOf } from "./support/judged-exercise.ts";
import { realData } from "./support/real-data.ts";

const pairs = await judgedPairs();

/**
 * As measured, and not to get worse. One reader judged both halves before the matcher was changed and then changed it by the tuning half
 * alone; single pairs of the other half were not looked at meanwhile.
 */
const floors = {
  tuning: { precision: 0.8, recall: 1, brier: 0.05 },
  "held-out": { precision: 0.8, recall: 0.86, brier: 0.092 },
} as const;

describe.skipIf(!pairs)("conditions of two airline policies in tau-bench and tau2-bench", () => {
  test.each(Object.keys(floors) as (keyof typeof floors)[])("%s half", (half) => {
    const own = pairs!.filter((pair) => pair.half === half);
    const { n, right, precision, recall, brier } = agreementOf(own);
    console.log(
      `${half}: right ${right} of ${n}, precision ${precision.toFixed(2)}, recall ${recall.toFixed(2)}, Brier ${brier.toFixed(3)}`,
    );
    expect(precision).toBeGreaterThanOrEqual(floors[half].precision);
    expect(recall).toBeGreaterThanOrEqual(floors[half].recall);
    expect(brier).toBeLessThanOrEqual(floors[half].brier);
  });

  test("the documentation gives these counts", () => {
    const { n, right } = agreementOf(pairs!);
    const found = pairs!.filter(({ x }) => x >= exerciseThreshold);
    const [all, hit] = [pairs!, found].map((list) => list.filter(({ holds }) => holds).length);
    const said = readFileSync(join(repository, "docs", "conditions.md"), "utf8").replace(/\s+/g, " ");
    expect(said).toContain(`judgement of ${n} pairs`);
    expect(said).toContain(
      `it is right for ${right}, finds ${hit} of ${all} that hold, and of those that it finds ${hit} of ${found.length} hold`,
    );
  });

  test("reliability", () => {
    for (const { x, holds, n } of reliability(pairs!))
      console.log(`x ${x.toFixed(2)}: holds in ${holds.toFixed(2)} of ${n}`);
    expect(pairs).toHaveLength(170);
  });
});

describe.skipIf(!pairs)("cases of what is allowed", () => {
  test("are put to work where somebody speaks of it, and nowhere else", async () => {
    const folder = realData("a-traces", "tau2-airline")!;
    const turns = await turnsOf(folder);
    const rule = instructionsIn(join(folder, "policy.md")).get("flight can be cancelled")!;
    const exercise = new ExerciseModel(turns);
    const ids = [...new Set(turns.map(({ conversationId }) => conversationId))];
    const put = ids.filter((id) => exercise.exercised(rule.triggers, id) >= exerciseThreshold);
    // Stems behind `>` were only heard from tools.
    const saidBy = new Set(
      turns
        .filter(({ terms }) => terms.split(" > ")[0]!.split(" ").includes("cancel"))
        .map(({ conversationId }) => conversationId),
    );
    expect(new Set(put)).toEqual(saidBy);
    expect([put.length, ids.length]).toEqual([88, 190]);
  });
});

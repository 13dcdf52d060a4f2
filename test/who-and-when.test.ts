/** The first bad step of failed runs of several agents, against what people said of them; `npm run bench -- who-and-when` prints all. */
import { describe, expect, test } from "vitest";
import { stepWeights } from "../server/core/attribution/index.ts";
import {
  accuracyOf,
  baselines,
  failedRuns,
  fittedWeights,
  halfOf,
  pointedBy,
  randomAccuracy,
} from "./support/who-and-when.ts";

const runs = await failedRuns();

describe.skipIf(!runs)("Who&When", () => {
  const tuning = (runs ?? []).filter(({ name }) => halfOf(name) === "tuning");
  const heldOut = (runs ?? []).filter(({ name }) => halfOf(name) === "held-out");

  test("on the half that nobody looked at, we point better than by guessing and than by position", () => {
    const ours = accuracyOf(heldOut, (run) => pointedBy(run));
    console.log("held-out:", ours);
    for (const point of Object.values(baselines)) {
      const theirs = accuracyOf(heldOut, point);
      expect(ours.agent).toBeGreaterThan(theirs.agent);
      expect(ours.step).toBeGreaterThan(theirs.step);
    }
    expect(ours.step).toBeGreaterThan(2 * randomAccuracy(heldOut).step);
  });

  test("the weights are those that the tuning half gives", () => {
    expect(stepWeights).toMatchObject(fittedWeights(tuning));
  });
});

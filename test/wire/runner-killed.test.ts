/** `homeostat evaluate`, killed at random moments: what was judged is stored, nothing that is stored is judged again, nothing is lost. */
import { beforeAll, expect, test } from "vitest";
import { seededRandom } from "../../server/core/index.ts";
import { ensureBuilt } from "../support/built.ts";
import { runnerKillLoop } from "../support/runner-kill-loop.ts";

beforeAll(ensureBuilt);

test("killed four times", async () => {
  const found = await runnerKillLoop({ kills: 4, samples: 900, random: seededRandom(7) });
  expect(found).toMatchObject({ kills: 4, askedThoughStored: 0, lost: 0, doubled: 0 });
  // A second's answers at most are on their way to the store.
  expect(found.askedAgain).toBeLessThan(4 * 400);
});

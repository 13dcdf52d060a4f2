/** What a judge may spend, against the scripted model behind a server on this machine. */
import { afterEach, describe, expect, it } from "vitest";
import { type AskedJudge, type AskedJudgeSettings, openJudge } from "../../../../test/support/asked-judge.ts";
import { user as asks, sampleOf, says } from "../testing.ts";

let judge: AskedJudge;
afterEach(() => judge.close());

const rubric = { type: "llm-rubric", value: 'The output contains "ten"' };

async function judged(count: number, settings: AskedJudgeSettings) {
  judge = await openJudge(settings);
  const samples = Array.from({ length: count }, (_, i) =>
    sampleOf([asks("When do you open?"), says(`At ten${"!".repeat(7 * i + 1)}`)]),
  );
  const all = await Promise.all(samples.map((sample) => judge.verdict(rubric, sample)));
  return { labels: all.map(({ label }) => label), tally: judge.model.tallies()[0]! };
}

describe("a limit of money", () => {
  // Whether adding and taking away leaves a rest depends on the figures: of so many some do.
  it.each(Array.from({ length: 12 }, (_, i) => (1.1 + i / 7) / 10_000))(
    "ends the evaluation whatever fractions calls on their way had reserved, at %f a token",
    async (usdPerToken) => {
      const maxUsd = 2_500 * usdPerToken;
      const { labels, tally } = await judged(5, { usdPerToken, chat: { maxUsd, concurrency: 3 } });
      expect(tally.stopped).toContain("US dollars is reached (`maxUsd`)");
      expect(tally.costUsd).toBeLessThanOrEqual(maxUsd);
      expect(new Set(labels)).toEqual(new Set(["pass", "unknown"]));
    },
  );

  it("counts calls that were not answered in time: they may be charged for", async () => {
    const { labels, tally } = await judged(6, {
      usdPerToken: 0.0001,
      chat: { maxUsd: 0.25, timeoutMs: 100, concurrency: 1 },
      options: { fails: () => "stall" },
    });
    expect(labels).toEqual(Array(6).fill("unknown"));
    expect(tally.costUsd).toBeGreaterThan(0.1);
    expect(tally).toMatchObject({ stopped: "the limit of 0.25 US dollars is reached (`maxUsd`)" });
    expect(tally.calls).toBeLessThan(5);
  });

  it("counts nothing for calls that were refused", async () => {
    const { tally } = await judged(3, {
      usdPerToken: 0.0001,
      chat: { maxUsd: 1, concurrency: 1 },
      options: { fails: () => ({ status: 401 }) },
    });
    expect(tally).toMatchObject({ calls: 1, stopped: expect.stringContaining("wants a key") });
    expect(tally).not.toHaveProperty("costUsd");
  });
});

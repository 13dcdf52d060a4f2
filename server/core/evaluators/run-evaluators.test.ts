import { expect, test } from "vitest";
import { processorMs, roomFor } from "../../../test/support/processor-time.ts";
import type { Evaluation, Sample } from "../store/index.ts";
import { runEvaluators } from "./run-evaluators.ts";
import { samplesOf } from "./samples.ts";
import { evaluatorOf, says, untrusted, user } from "./testing.ts";

const conversation = (id: string) => samplesOf(id, [user("q"), says("yes"), user("r"), says(`no ${id}`)]);
const evaluators = [
  evaluatorOf({ name: "turns", assert: [{ type: "contains", value: "yes" }] }),
  evaluatorOf({ name: "whole", scope: "conversation", assert: [{ type: "contains", value: "yes" }] }),
];

async function* batches(...list: Sample[][]): AsyncGenerator<Sample[]> {
  yield* list;
}

test("judges each sample by the evaluators of its scope, batch by batch", async () => {
  const told: string[][] = [];
  const steps: number[] = [];
  const tally = await runEvaluators({
    evaluators,
    samples: batches(conversation("a"), [], conversation("b")),
    services: untrusted,
    total: 10,
    progress: ({ done }) => steps.push(done),
    onEvaluations: (batch) =>
      void told.push(batch.map(({ evaluator, sampleId, label }) => `${evaluator} ${sampleId} ${label}`)),
  });
  expect(told).toEqual([
    ["whole a#all pass", "turns a#t0 pass", "turns a#t1 fail"],
    ["whole b#all pass", "turns b#t0 pass", "turns b#t1 fail"],
  ]);
  expect(steps).toEqual([5, 5, 10]);
  expect(tally.labels.get("turns")).toEqual({ pass: 2, fail: 2, unknown: 0, "not-applicable": 0 });
});

test("leaves out what is not wanted", async () => {
  const judged: Evaluation[] = [];
  await runEvaluators({
    evaluators,
    samples: [conversation("a")],
    services: untrusted,
    wanted: (evaluator, sample) => evaluator.name === "whole" || sample.id === "a#t1",
    onEvaluations: (batch) => void judged.push(...batch),
  });
  expect(judged.map(({ sampleId }) => sampleId)).toEqual(["a#all", "a#t1"]);
});

test("stops at once when cancelled, after telling what was finished", async () => {
  const stop = new AbortController();
  const told: number[] = [];
  const run = runEvaluators({
    evaluators,
    samples: batches(conversation("a"), conversation("b")),
    services: untrusted,
    signal: stop.signal,
    onEvaluations: (batch) => {
      told.push(batch.length);
      stop.abort();
    },
  });
  await expect(run).rejects.toMatchObject({ name: "AbortError" });
  expect(told).toEqual([3]);
});

test("lets others run while it judges one long batch", async () => {
  const slow = evaluatorOf({ name: "slow", assert: [{ type: "regex", value: "(x+y?)+z" }] });
  const samples = samplesOf(
    "c",
    Array.from({ length: 2000 }, (_, i) => (i % 2 ? says(`xy ${i}`) : user("q"))),
  );
  let longest = 0;
  let last = processorMs();
  const timer = setInterval(() => {
    longest = Math.max(longest, processorMs() - last);
    last = processorMs();
  }, 1);
  let count = 0;
  const onEvaluations = (batch: readonly Evaluation[]) => {
    count += batch.length;
  };
  await runEvaluators({ evaluators: [slow], samples: [samples], services: untrusted, onEvaluations });
  longest = Math.max(longest, processorMs() - last);
  clearInterval(timer);
  expect(count).toBe(1000);
  expect(longest).toBeLessThan(roomFor(100));
});

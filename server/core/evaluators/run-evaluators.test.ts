import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { processorMs, roomFor } from "../../../test/support/processor-time.ts";
import type { Evaluation, Sample } from "../store/index.ts";
import type { JavascriptSandbox } from "./javascript-sandbox.ts";
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
    total: 2,
    progress: ({ done }) => steps.push(done),
    onEvaluations: (batch) =>
      void told.push(batch.map(({ evaluator, sampleId, label }) => `${evaluator} ${sampleId} ${label}`)),
  });
  expect(told).toEqual([
    ["whole a#all pass", "turns a#t0 pass", "turns a#t1 fail"],
    ["whole b#all pass", "turns b#t0 pass", "turns b#t1 fail"],
  ]);
  expect(steps).toEqual([1, 1, 2]);
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

/** Services whose sandbox answers when it is told to, or never. */
function waiting(answers: (nth: number) => Promise<unknown>) {
  let nth = 0;
  const asked = { now: 0, most: 0 };
  const sandbox = {
    run: async () => {
      asked.most = Math.max(asked.most, ++asked.now);
      await answers(nth++);
      asked.now--;
      return { value: true };
    },
  };
  return { asked, services: { ...untrusted, sandbox: sandbox as unknown as JavascriptSandbox } };
}
const script = evaluatorOf({ name: "script", assert: [{ type: "javascript", value: "true" }] });
const talk = (id: string) =>
  samplesOf(
    id,
    Array.from({ length: 40 }, (_, i) => (i % 2 ? says(`a${i}`) : user("q"))),
  );

test("checks that wait are waited for together, and what they say keeps the order of the samples", async () => {
  const { asked, services } = waiting((nth) => setTimeout(nth % 3 === 0 ? 20 : 1));
  const told: string[] = [];
  await runEvaluators({
    ...{ evaluators: [script], samples: [talk("a")], services, concurrency: 7 },
    onEvaluations: (finished) => void told.push(...finished.map(({ sampleId }) => sampleId)),
  });
  expect(told).toEqual(Array.from({ length: 20 }, (_, i) => `a#t${i}`));
  expect(asked.most).toBe(7);
});

test("what is finished is told while others still wait, and a cancel answers at once with the rest told", async () => {
  const stop = new AbortController();
  const { services } = waiting((nth) => (nth < 10 ? Promise.resolve() : new Promise(() => undefined)));
  const told: number[] = [];
  const done: number[] = [];
  const run = runEvaluators({
    ...{ evaluators: [script], samples: [talk("a")], services, signal: stop.signal, tellEveryMs: 5 },
    onEvaluations: (finished) => {
      told.push(finished.length);
      if (told.length === 1) stop.abort();
    },
    onDone: (samples) => void done.push(samples.length),
  });
  await expect(run).rejects.toMatchObject({ name: "AbortError" });
  expect(told).toEqual([10]);
  expect(done).toEqual([]);
});

test("a batch is done once all its evaluations were told, and who cannot write ends the run", async () => {
  const log: string[] = [];
  const run = (fails: boolean) =>
    runEvaluators({
      ...{ evaluators, samples: batches(conversation("a"), [], conversation("b")), services: untrusted },
      onEvaluations: async (finished) => {
        await setTimeout(5);
        if (fails) throw new Error("the disk is full");
        log.push(`told ${finished[0]!.conversationId}`);
      },
      onDone: (samples) => void log.push(`done ${samples[0]?.conversationId}`),
    });
  await run(false);
  expect(log).toEqual(["told a", "done a", "told b", "done undefined", "done b"]);
  await expect(run(true)).rejects.toThrow("the disk is full");
  expect(log).toHaveLength(5);
});

test("nothing more is judged once somebody cannot write", async () => {
  const { asked, services } = waiting((nth) => (nth < 3 ? Promise.resolve() : setTimeout(20)));
  let judged = 0;
  const run = runEvaluators({
    ...{ evaluators: [script], samples: [talk("a"), talk("b"), talk("c")], concurrency: 1, tellEveryMs: 5 },
    services: {
      ...services,
      sandbox: {
        run: (...given: Parameters<JavascriptSandbox["run"]>) => {
          judged++;
          return (services.sandbox as JavascriptSandbox).run(...given);
        },
      } as unknown as JavascriptSandbox,
    },
    onEvaluations: () => {
      throw new Error("the disk is full");
    },
  });
  await expect(run).rejects.toThrow("the disk is full");
  expect(judged).toBeLessThan(8);
  expect(asked.most).toBe(1);
});

test("an evaluator that breaks is unknown, and the others go on", async () => {
  const definition = {
    ...evaluators[0]!.definition,
    get threshold(): number {
      throw new Error("a bug");
    },
  };
  const broken = { ...evaluators[0]!, name: "broken", key: "b", definition };
  const { labels } = await runEvaluators({
    ...{ evaluators: [broken, evaluators[1]!], samples: [conversation("a")], services: untrusted },
    onEvaluations: () => undefined,
  });
  expect(labels.get("broken")).toMatchObject({ unknown: 2 });
  expect(labels.get("whole")).toMatchObject({ pass: 1 });
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

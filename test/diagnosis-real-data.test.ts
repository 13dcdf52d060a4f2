/** Outcomes alone, without a reason, point at no line: of 200 recorded airline conversations, 116 of which failed, as they are and shuffled. */
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import {
  type DiagnosisInput,
  diagnosisModel,
  sayingProbability,
  toldSuspects,
} from "../server/core/attribution/index.ts";
import { groupBy, seededRandom, shuffle } from "../server/core/base/index.ts";
import { CurrentWorkspace } from "../server/core/host/current-workspace.ts";
import { diagnosisInput } from "../server/core/host/diagnosis/diagnosis-input.ts";
import { DiagnosisReader } from "../server/core/host/diagnosis/diagnosis-reader.ts";
import { openHost } from "../server/core/host/open-host.ts";
import { Store } from "../server/core/store/index.ts";
import { realData } from "./support/real-data.ts";
import { tempFolder } from "./support/temp-folder.ts";

const policy = realData("a-traces", "tau-bench-airline", "wiki.md");
const runs = realData("a-traces", "tau-bench-airline", "gpt-4o-airline.json.gz");
const folder = tempFolder("outcomes");
afterAll(() => folder.remove());

async function readInput(): Promise<DiagnosisInput> {
  folder.write("wiki.md", readFileSync(policy!, "utf8"));
  folder.write(
    "homeostat.yaml",
    "version: 1\nprompts: [{ name: airline, file: wiki.md }]\nevaluators:\n  - { name: solved, assert: [{ type: outcome }] }\n",
  );
  const workspace = { root: folder.path, trusted: true };
  const host = await openHost(workspace);
  await host.importConversations([runs!], undefined);
  await host.evaluate();
  await host.findBehaviors();
  await host.close();
  const store = await Store.open(folder.file(".homeostat"));
  const current = new CurrentWorkspace(workspace, store);
  const { config, files } = await current.load();
  const world = { store, evaluators: config.evaluators, files, built: await current.built() };
  const input = diagnosisInput(files[0]!, world, await new DiagnosisReader(world.store).read(world));
  store.close();
  return input;
}

/** Each task gets the outcomes of another one: tasks stay as hard as they are, and what they ask for has nothing to do with it. */
function shuffled(input: DiagnosisInput, seed: number): DiagnosisInput {
  const clusterOf = new Map(input.conversations.map(({ id, cluster }) => [id, cluster]));
  const tasks = [...groupBy(input.samples, ({ conversationId }) => clusterOf.get(conversationId)!).values()];
  const outcomes = shuffle(tasks, seededRandom(seed));
  const samples = tasks.flatMap((own, task) =>
    own.map((sample, trial) => {
      const given = outcomes[task]![trial % outcomes[task]!.length]!;
      return { ...sample, failed: given.failed };
    }),
  );
  return { ...input, samples };
}

describe.skipIf(!policy || !runs)("tau-bench airline", () => {
  test("a line is told in fewer than 5 of 100 shuffles, and none of the outcomes as they are", async () => {
    const input = await readInput();
    expect(input.samples.filter(({ failed }) => failed)).toHaveLength(116);
    expect(toldSuspects(diagnosisModel(input))).toEqual([]);
    const draws = 20;
    const told = Array.from({ length: draws }, (_, seed) =>
      toldSuspects(diagnosisModel(shuffled(input, seed))),
    );
    const wrong = told.filter((suspects) => suspects.length > 0).length;
    console.log(
      `a line is said to be ${100 * sayingProbability} % probable in ${wrong} of ${draws} shuffles`,
    );
    expect(wrong).toBeLessThan(0.05 * draws);
  }, 120_000);
});

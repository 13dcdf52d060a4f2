/** Evaluators that name behaviors: they judge conversations in which somebody asked for one of them, and no others. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type TempFolder, tempFolder } from "../../../test/support/temp-folder.ts";
import { writePlantedBehaviors } from "../../../test/support/write-behaviors.ts";
import { Store } from "../store/index.ts";
import type { Host } from "./host.ts";
import { namedBehaviors } from "./named-behaviors.ts";
import { openHost } from "./open-host.ts";

let folder: TempFolder;
const behaviorOf: Record<string, string> = Object.fromEntries(
  Array.from({ length: 8 }, (_, i) => [`c${i}`, i < 3 ? "Refunds" : "Hours"]),
);

beforeEach(async () => {
  folder = tempFolder("named-behaviors", {
    "chats.jsonl": Object.keys(behaviorOf)
      .map((id) =>
        JSON.stringify({
          id,
          messages: [
            { role: "user", content: `Please help me with ${id}.` },
            { role: "assistant", content: id === "c0" || id === "c5" ? "No." : "Gladly." },
          ],
        }),
      )
      .join("\n"),
  });
  configure("Refunds");
  vi.stubEnv("HOMEOSTAT_HOME", folder.file("home"));
  await withHost((host) => host.importConversations(["chats.jsonl"], undefined));
  await plant(behaviorOf);
});
afterEach(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

const configure = (...behaviors: readonly string[]): string =>
  folder.write(
    "homeostat.yaml",
    `evaluators:
  - { name: gladly, behaviors: ${JSON.stringify(behaviors)}, assert: [{ type: icontains, value: gladly }] }
`,
  );
async function plant(of: Readonly<Record<string, string>>): Promise<void> {
  const store = await Store.open(folder.file(".homeostat"));
  await writePlantedBehaviors(store, of);
  store.close();
}
async function withHost<T>(act: (host: Host) => Promise<T>): Promise<T> {
  const host = await openHost({ root: folder.path, trusted: false });
  try {
    return await act(host);
  } finally {
    await host.close();
  }
}
const idsFor = (query: string): Promise<string[]> =>
  withHost(async (host) =>
    (await host.conversations({ query, limit: 20 })).conversations.map(({ id }) => id).sort(),
  );

test("judges conversations of the behavior alone, by its name or id", async () => {
  const summary = await withHost((host) => host.evaluate());
  expect(summary).toMatchObject({ evaluations: 3, labels: { gladly: { pass: 2, fail: 1 } } });
  expect(summary.tagProblems).toEqual([]);
  expect((await withHost((host) => host.evaluate())).evaluations).toBe(0);
  expect(await idsFor("evaluator:gladly=fail")).toEqual(["c0"]);
  const { behaviors } = await withHost((host) => host.snapshot());
  expect(behaviors.map(({ id, rate }) => [id, rate.n])).toEqual([
    ["Hours", 0],
    ["Refunds", 3],
  ]);
});

test("another behavior is judged then, and verdicts on the one before count no more", async () => {
  await withHost((host) => host.evaluate());
  configure("hours");
  expect(await withHost((host) => host.evaluate())).toMatchObject({ evaluations: 5 });
  expect(await idsFor("evaluator:gladly=fail")).toEqual(["c5"]);
  const { behaviors, totals } = await withHost((host) => host.snapshot());
  expect(behaviors.map(({ rate }) => rate.n)).toEqual([5, 0]);
  expect(totals.evaluations).toBe(5);
});

test("what comes into the behavior is judged with the next evaluation", async () => {
  await withHost((host) => host.evaluate());
  await plant({ ...behaviorOf, c5: "Refunds" });
  expect(await withHost((host) => host.evaluate())).toMatchObject({ evaluations: 1 });
  expect(await idsFor("evaluator:gladly=fail")).toEqual(["c0", "c5"]);
});

test("a name that no behavior has judges nothing, and is said", async () => {
  configure("Complaints");
  const { evaluations, tagProblems } = await withHost((host) => host.evaluate());
  expect(evaluations).toBe(0);
  expect(tagProblems).toEqual([expect.stringContaining("for the behavior “Complaints”")]);
});

test("a name that people gave goes before the one that a search found", () => {
  const rows = [
    { id: "b1", name: "cancel order" },
    { id: "b2", name: "cancel trip" },
  ];
  const decided = new Map([["b1", "Cancellations"]]);
  const of = (...names: readonly string[]) => {
    const { ids, unknown } = namedBehaviors(names, rows, decided);
    return [[...ids], unknown];
  };
  expect(of("CANCELLATIONS ", "b2")).toEqual([["b1", "b2"], []]);
  expect(of("cancel order")).toEqual([[], ["cancel order"]]);
});

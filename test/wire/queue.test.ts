/** What a model could not do, from the diagnosis into the committed file and out of it, by the built command line. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type {
  ChangeQueueResult,
  QueueChange,
  QueueProposalsResult,
  QueueView,
  Status,
} from "../../server/protocol/index.ts";
import { ensureBuilt } from "../support/built.ts";
import { LspClient } from "../support/lsp-client.ts";
import { miscountingFiles } from "../support/miscounting-shop.ts";
import { cliJson, runCli } from "../support/run-cli.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

interface Listed {
  readonly items: readonly {
    readonly id: string;
    readonly state: string;
    readonly conversations: readonly string[];
  }[];
  readonly proposed: readonly { readonly id: string; readonly failing: number }[];
}

let folder: TempFolder;
const run = (...args: readonly string[]) => runCli(folder.path, ...args);
const listed = (...args: readonly string[]) => cliJson<Listed>(folder.path, "queue", ...args);

beforeAll(async () => {
  await ensureBuilt();
  folder = tempFolder("queue-cli", miscountingFiles);
  await run("import", "chats.jsonl");
  await run("evaluate");
});
afterAll(() => folder.remove());

test("failures of the model are proposed, put in, handled and taken out; nothing is written before that", async () => {
  const { items, proposed } = await listed();
  expect(items).toEqual([]);
  expect(proposed).toMatchObject([{ failing: 20 }]);
  const { id } = proposed[0]!;
  expect(id).toMatch(/wrong-arithmetic$/);
  expect(() => readFileSync(folder.file("homeostat/capability.yaml"))).toThrow(/ENOENT/);

  expect((await run("queue", "--add", id, "--who", "Ada")).stdout).toContain(
    "Kept in homeostat/capability.yaml",
  );
  expect(readFileSync(folder.file("homeostat/capability.yaml"), "utf8")).not.toContain("kettles");
  const after = await listed();
  expect(after.proposed).toEqual([]);
  expect(after.items).toMatchObject([{ id, state: "open" }]);
  expect(after.items[0]!.conversations).toHaveLength(10);

  expect((await run("queue", "--handle", id, "--note", "gave it a calculator")).code).toBe(0);
  expect((await run("queue", "--all")).stdout).toContain("“gave it a calculator”");
  expect((await listed()).items).toEqual([]);
  expect((await run("queue", "--remove", id)).stdout).toContain("is out of the queue");
});

test("by hand, and what is wrong is said", async () => {
  const add = await run("queue", "--what", "Reads no handwriting", "--conversation", "c1", "c2");
  expect(add.stdout).toContain("reads-no-handwriting is in the queue");
  expect((await run("queue", "--handle", "nothing")).stderr).toMatch(/no item nothing/);
  expect((await run("queue", "--add", "nothing")).stderr).toMatch(/Nothing is proposed as nothing/);
  expect((await run("queue", "--handle", "a", "--remove", "b")).code).toBe(2);
});

test("an editor is told what is in the file without a diagnosis, and changes it", async () => {
  const client = await LspClient.start({
    folders: [folder.path],
    initializationOptions: { commands: true, trusted: true },
  });
  try {
    const asked = () => client.ask<QueueView>("homeostat/queue", {});
    const before = (await asked()).items.map(({ id }) => id);
    const hasConversations = async (): Promise<boolean> =>
      (await client.ask<Status>("homeostat/status", {})).conversations > 0;
    await expect.poll(hasConversations, { timeout: 30_000 }).toBe(true);
    const { proposed, failures } = await client.ask<QueueProposalsResult>("homeostat/queue/proposals", {
      progressToken: "t",
    });
    expect(failures).toBe(20);
    expect(proposed).toMatchObject([
      { failing: 20, prompt: "shop", exemplars: [{ evaluator: "total" }, {}, {}] },
    ]);
    const [{ exemplars: _, failing: __, ...own }] = proposed as [QueueProposalsResult["proposed"][number]];
    const change = (one: QueueChange, who = "Bo") =>
      client.ask<ChangeQueueResult>("homeostat/queue/change", { change: one, who });
    expect(await change({ kind: "add", ...own })).toEqual({ id: own.id, isChanged: true });
    expect(await change({ kind: "add", ...own })).toEqual({ id: own.id, isChanged: false });
    expect((await asked()).items.find(({ id }) => id === own.id)).toMatchObject({
      ...{ what: own.what, why: own.why, isOpen: true },
      history: [expect.stringMatching(/^put here by Bo on 2/)],
    });
    await change({ kind: "handle", id: own.id, note: "has a calculator" });
    expect((await asked()).items.find(({ id }) => id === own.id)).toMatchObject({
      ...{ isOpen: false, note: "has a calculator" },
    });
    const again = await client.ask<QueueProposalsResult>("homeostat/queue/proposals", { progressToken: "u" });
    expect(again.proposed.flatMap(({ conversations }) => conversations)).not.toEqual(own.conversations);
    // What somebody types in the file is not written over.
    const uri = folder.fileUri("homeostat/capability.yaml");
    client.open(uri, "items: [] # not saved\n", "yaml");
    await expect(change({ kind: "remove", id: own.id })).rejects.toMatchObject({
      message: expect.stringContaining("not saved"),
    });
    client.change(uri, readFileSync(folder.file("homeostat/capability.yaml"), "utf8"));
    await change({ kind: "remove", id: own.id });
    expect((await asked()).items.map(({ id }) => id)).toEqual(before.filter((id) => id !== own.id));
  } finally {
    await client.stop();
  }
}, 60_000);

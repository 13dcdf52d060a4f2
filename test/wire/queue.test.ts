/** What a model could not do, from the diagnosis into the committed file and out of it, by the built command line. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../support/built.ts";
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

const prompt = "You add up orders of a shop.\n\n- Name each price.\n- Be polite.\n";

/** Every third answer adds up wrongly; those alone are judged to fail. */
const chat = (i: number): string => {
  const total = i % 3 === 0 ? 50 : 40;
  return JSON.stringify({
    id: `c${i}`,
    messages: [
      { role: "system", content: prompt },
      { role: "user", content: `What do two kettles cost? This is question ${i}.` },
      { role: "assistant", content: `Each is $20, so $20 + $20 = $${total}. Thank you!` },
    ],
  });
};

let folder: TempFolder;
const run = (...args: readonly string[]) => runCli(folder.path, ...args);
const listed = (...args: readonly string[]) => cliJson<Listed>(folder.path, "queue", ...args);

beforeAll(async () => {
  await ensureBuilt();
  folder = tempFolder("queue-cli", {
    "shop.prompt.md": prompt,
    "homeostat.yaml":
      "version: 1\nevaluators:\n  - { name: total, assert: [{ type: contains, value: '= $40' }] }\n",
    "chats.jsonl": Array.from({ length: 60 }, (_, i) => chat(i)).join("\n"),
  });
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

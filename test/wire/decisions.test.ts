/** What people decide about behaviors, through the built command line and the language server, which see each other's. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type {
  BehaviorItem,
  BehaviorsResult,
  DecideRequest,
  DecideResult,
} from "../../server/protocol/index.ts";
import { ensureBuilt } from "../support/built.ts";
import { LspClient } from "../support/lsp-client.ts";
import { plantedChats } from "../support/planted-intents.ts";
import { runCli } from "../support/run-cli.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

const file = "homeostat/behaviors.yaml";
const patienceMs = 60_000;
let folder: TempFolder;
let client: LspClient;
const run = (...args: readonly string[]) => runCli(folder.path, "behaviors", ...args);
const text = (): string => readFileSync(folder.file(file), "utf8");

beforeAll(async () => {
  await ensureBuilt();
  folder = tempFolder("decisions", { "chats.jsonl": plantedChats(12) });
  client = await LspClient.start({ folders: [folder.path] });
  await client.ask("homeostat/import", { progressToken: "t", paths: [folder.file("chats.jsonl")] });
  await client.ask("homeostat/findBehaviors", { progressToken: "t" });
}, 300_000);
afterAll(async () => {
  await client?.stop();
  folder?.remove();
});

const behaviors = async (): Promise<readonly BehaviorItem[]> =>
  (await client.ask<BehaviorsResult>("homeostat/behaviors", {})).behaviors;
const decide = (decision: DecideRequest["decision"]): Promise<DecideResult> =>
  client.ask("homeostat/decide", { progressToken: "d", decision });

/** Waits until the editor shows behaviors as wanted, told by nothing but the server itself. */
async function until(holds: (behaviors: readonly BehaviorItem[]) => boolean): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!holds(await behaviors())) {
    if (Date.now() > end) throw new Error(`never so: ${JSON.stringify(await behaviors())}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

describe("from the editor", () => {
  test("pin, mute, rename and weight are seen at once, and by the command line", async () => {
    const [first, second, third] = await behaviors();
    expect(await decide({ kind: "mute", behavior: first!.id, reason: "not ours" })).toEqual({ file });
    await decide({ kind: "pin", behavior: third!.id });
    await decide({ kind: "rename", behavior: second!.id, name: "Suitcases & bags" });
    await decide({ kind: "weight", behavior: second!.id, weight: 3 });
    const shown = await behaviors();
    expect([shown[0], shown[1], shown.at(-1)]).toMatchObject([
      { id: third!.id, decision: { pinned: true } },
      { id: second!.id, name: "Suitcases & bags", decision: { weight: 3, isNamed: true } },
      { id: first!.id, decision: { muted: { reason: "not ours" } } },
    ]);
    const { stdout } = await run();
    expect(stdout).toMatch(/\(pinned\)/);
    expect(stdout).toMatch(/Suitcases & bags/);
    expect(stdout).toMatch(/muted: .*: not ours/);
    for (const kind of ["unmute", "unpin"] as const)
      await decide({ kind, behavior: kind === "unpin" ? third!.id : first!.id });
    await decide({ kind: "rename", behavior: second!.id, name: "" });
    await decide({ kind: "weight", behavior: second!.id, weight: 1 });
    expect(await behaviors()).toEqual([first, second, third, ...shown.slice(2, -1)]);
  });

  test("merge and split move conversations at once, with progress, and are taken back", async () => {
    const [into, other] = await behaviors();
    await decide({ kind: "merge", behavior: into!.id, others: [other!.id] });
    expect(client.steps.some(({ token }) => token === "d")).toBe(true);
    const merged = await behaviors();
    expect(merged.find(({ id }) => id === into!.id)).toMatchObject({
      size: into!.size + other!.size,
      decision: { merged: [other!.id] },
    });
    await decide({ kind: "unmerge", behavior: into!.id });
    expect((await behaviors()).map(({ id }) => id)).toEqual(expect.arrayContaining([into!.id, other!.id]));
    const { parts = [] } = await decide({ kind: "split", behavior: into!.id });
    const split = (await behaviors()).filter(({ decision }) => decision?.partOf === into!.id);
    expect(split.map(({ size }) => size)).toEqual(parts);
    await decide({ kind: "unsplit", behavior: split[1]!.id });
    expect((await behaviors()).find(({ id }) => id === into!.id)!.size).toBe(
      parts.reduce((sum, size) => sum + size, 0),
    );
  });

  test("what is typed in the file and not saved is not written over", async () => {
    const [{ id } = { id: "" }] = await behaviors();
    const saved = text();
    const uri = folder.fileUri(file);
    client.open(uri, `${saved}# and\n`, "yaml");
    await expect(decide({ kind: "pin", behavior: id })).rejects.toThrow(/not saved/);
    expect(text()).toBe(saved);
    client.close(uri);
  });
});

describe("with the file open and saved", () => {
  test("a byte order mark, which the editor keeps to itself, is no change; nothing is published twice", async () => {
    const [{ id } = { id: "" }] = await behaviors();
    const uri = folder.fileUri(file);
    await decide({ kind: "weight", behavior: id, weight: 2 });
    const saved = text();
    folder.write(file, `\uFEFF${saved}`);
    client.published.delete(uri);
    client.open(uri, saved, "yaml");
    await client.diagnostics(uri);
    const [changesBefore, published] = [client.changes, [] as number[]];
    client.onPublished = (params) => {
      if (params.uri === uri) published.push(client.changes);
    };
    await decide({ kind: "pin", behavior: id });
    await until((all) => all.some((one) => one.id === id && one.decision?.pinned === true));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    client.onPublished = () => undefined;
    expect(text()).toContain("pinned: true");
    expect(client.changes).toBeGreaterThan(changesBefore);
    // Once for each time that figures changed, of which the editor is told afterwards.
    expect(published.length).toBeGreaterThan(0);
    expect(published).toEqual([...new Set(published)]);
    client.close(uri);
    await decide({ kind: "unpin", behavior: id });
    await decide({ kind: "weight", behavior: id, weight: 1 });
  });
});

describe("from the command line and by hand", () => {
  test("the editor sees within seconds what another process decided", async () => {
    const [{ id, name } = { id: "", name: "" }] = await behaviors();
    const { code, stdout, stderr } = await run("rename", id, "Zebra\u001b[31mfish");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(`Kept in ${file}`);
    expect(stdout).not.toContain("\u001b");
    await until((all) => all.some((one) => one.id === id && one.name.startsWith("Zebra")));
    const back = await run("rename", "zebra", "--json");
    expect(JSON.parse(back.stdout)).toEqual({ behavior: id, kind: "rename", file, isSearched: false });
    await until((all) => all.some((one) => one.name === name));
    await run("merge", id, (await behaviors())[1]!.id);
    await until((all) => all.some(({ decision }) => decision?.merged?.length === 1));
  });

  test("a half-written file is a diagnostic in it, though it is not open, and goes when it is put right", async () => {
    const uri = folder.fileUri(file);
    folder.write(file, "behaviors:\n  b-gone:\n    pined: true\n");
    const told = await client.diagnostics(uri, (list) => list.some(({ range }) => range.start.line === 2));
    expect(told.filter(({ range }) => range.start.line > 0)).toMatchObject([
      { message: expect.stringMatching(/matches no behavior/), range: { start: { line: 1 } } },
      { message: expect.stringMatching(/Unknown key `pined`/), range: { start: { line: 2 } } },
    ]);
    client.open(uri, "behaviors:\n  b-1: { weight: 99 }\n", "yaml");
    const [wrong] = await client.diagnostics(uri, (list) => /0\.1 to 10/.test(String(list[0]?.message)));
    expect(wrong!.range).toEqual({ start: { line: 1, character: 17 }, end: { line: 1, character: 19 } });
    client.close(uri);
    folder.write(file, "# nothing\n");
    await client.diagnostics(uri, (list) => list.every(({ range }) => range.start.line === 0));
  });

  test.each([
    [["pin", "no such thing"], /There is no behavior no such thing/],
    [["pin", "a"], /behaviors are called like a\.\s+Say which, by its id: b-/],
    [["mute", "a"], /--reason/],
    [["weight", "b-1", "much"], /There is no behavior b-1/],
    [["merge", "b-1"], /missing required argument/],
  ])("homeostat behaviors %j says what is wrong", async (args, wanted) => {
    const { code, stderr } = await run(...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(wanted);
  });
});

/** Forgetting is proved on the disk: what somebody said is looked for in the bytes of every file of the store. */
import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import esbuild from "esbuild";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { scriptedEmbeddingModel } from "../../../../test/support/scripted-embeddings.ts";
import {
  type ScriptedModel,
  scriptedModelName,
  startScriptedModel,
} from "../../../../test/support/scripted-model.ts";
import { type TempFolder, tempFolder } from "../../../../test/support/temp-folder.ts";
import type { Captured } from "../../store/index.ts";
import { RowPacker, Store } from "../../store/index.ts";
import { derive } from "../import-conversations.ts";
import { openHost } from "../open-host.ts";
import { importOutcomes } from "../outcomes/import-outcomes.ts";
import { exportConversations } from "./export.ts";
import { forgetConversations, planForget } from "./forget.ts";

const secret = "zanzibarquux";
/** What somebody asks for later, and nobody else. */
const later = "quuxtrampoline";
let folder: TempFolder;
const uri = () => folder.file(".homeostat");
const workspace = () => ({ root: folder.path, trusted: true });

const config = `version: 1
evaluators:
  - name: short
    assert: [{ type: word-count, value: { max: 3 } }]
`;

/** A request that changes the subject. */
const askingForMore = [
  { role: "user", content: `Thanks! I also need to rent a ${later}` },
  { role: "assistant", content: "It is rented" },
];

/** Conversations of two users; mia's hold a word that nobody else says. */
function chats(): string {
  const lines = Array.from({ length: 60 }, (_, i) => {
    const isMia = i % 10 === 3;
    return JSON.stringify({
      id: `c${i}`,
      metadata: { userId: isMia ? "user-mia-77" : `user-${i}` },
      messages: [
        { role: "system", content: isMia ? `You talk to ${secret}.` : "You are kind." },
        {
          role: "user",
          content: `${isMia ? `The ${secret} parcel` : "My parcel"} is late, number ${i}, where is it?`,
        },
        {
          role: "assistant",
          content: `It is on its way${isMia ? `, ${secret}` : ""}, you will have it in a few days`,
        },
        ...(isMia ? askingForMore : []),
      ],
    });
  });
  return `${lines.join("\n")}\n`;
}

const filesWith = (word: string): string[] =>
  readdirSync(uri(), { recursive: true, encoding: "utf8" }).filter((name) => {
    const path = join(uri(), name);
    return statSync(path).isFile() && readFileSync(path).includes(word);
  });

async function expectNothingOf(ids: readonly string[], words: readonly string[]): Promise<void> {
  const store = await Store.open(uri());
  expect(await store.countRows(ids)).toEqual({});
  for (const table of Object.values(store.tables)) {
    const rows = JSON.stringify(await (table as typeof store.tables.spans).read());
    for (const word of words) expect(rows).not.toContain(word);
  }
  store.close();
  for (const word of words) expect(filesWith(word), word).toEqual([]);
  // Some columns are compressed: then no file may hold a row that is deleted, and no version but the newest be there.
  for (const table of readdirSync(uri()).filter((name) => name.endsWith(".lance"))) {
    const inside = (name: string) => readdirSync(join(uri(), table, name), { recursive: true }).length;
    const versions = readdirSync(join(uri(), table, "_versions")).filter((name) =>
      name.endsWith(".manifest"),
    );
    expect([table, versions.length]).toEqual([table, 1]);
    if (readdirSync(join(uri(), table)).includes("_deletions"))
      expect([table, inside("_deletions")]).toEqual([table, 0]);
  }
}

const mias = ["c13", "c23", "c3", "c33", "c43", "c53"];

beforeEach(async () => {
  folder = tempFolder("privacy", { "homeostat.yaml": config, "chats.jsonl": chats() });
  vi.stubEnv("HOMEOSTAT_HOME", folder.file("home"));
  const host = await openHost(workspace());
  await host.importConversations(["chats.jsonl"], undefined);
  await host.evaluate();
  await host.findBehaviors();
  await host.close();
});
afterEach(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

describe("forgetting a user", () => {
  it("says what would go, and changes nothing", async () => {
    folder.write("homeostat/labels.yaml", "c13: good\n");
    const plan = await planForget(workspace(), { user: "user-mia-77" });
    expect(plan.places).toMatchObject([{ conversations: mias, rows: { conversations: 6, texts: 1 } }]);
    expect(plan.places[0]!.rows.evaluations).toBeGreaterThan(0);
    expect(plan.mentions).toEqual([folder.file("homeostat/labels.yaml")]);
    expect(filesWith(secret)).not.toEqual([]);
    const store = await Store.open(uri());
    const asked = await store.tables.requests.readAny("conversationId", mias);
    store.close();
    expect(asked.map(({ id }) => id).sort()).toEqual(mias.flatMap((id) => [id, `${id}#r2`]));
    expect(asked.filter(({ text }) => text?.includes(later))).toHaveLength(mias.length);
  });

  it("leaves nothing of them on the disk, and everything of others", async () => {
    const store = await Store.open(uri());
    const { Index } = await import("@lancedb/lancedb");
    const raw = await (await import("@lancedb/lancedb")).connect(uri());
    const table = await raw.openTable("conversations");
    await table.createIndex("userId", { config: Index.btree() });
    await table.createIndex("opening", { config: Index.fts() });
    const before = await store.tables.evaluations.count("conversationId = 'c4'");
    const report = await forgetConversations(workspace(), { user: "user-mia-77" });
    expect(report).toMatchObject({ isDone: true, places: [{ conversations: mias }] });
    await expectNothingOf(mias, [secret, later, "user-mia-77"]);
    await table.checkoutLatest();
    expect((await table.listIndices()).map(({ columns }) => columns[0]).sort()).toEqual([
      "opening",
      "userId",
    ]);
    expect(await table.query().fullTextSearch("parcel").limit(100).toArray()).toHaveLength(54);
    expect(await store.tables.conversations.count()).toBe(54);
    expect(await store.tables.texts.count()).toBe(1);
    expect(await store.tables.evaluations.count("conversationId = 'c4'")).toBe(before);
    store.close();
  });

  it("who is forgotten stays so for what arrives later, and can be imported again by a person", async () => {
    const store = await Store.open(uri());
    const [whole] = await store.conversations(["c13"]);
    const captured: Captured = { ...whole!, traces: [], systemTexts: {} };
    await forgetConversations(workspace(), { user: "user-mia-77" });
    await store.replaceCaptured([], [captured], derive, Date.now());
    expect(await store.missing(["c13"])).toEqual(["c13"]);
    const packer = new RowPacker(derive, { importedMs: 0 });
    packer.add(captured);
    await store.insertPacked(packer.finish(), ["c13"]);
    expect(await store.countRows(["c13"])).toEqual({});
    expect(filesWith(secret)).toEqual([]);
    store.close();
    const host = await openHost(workspace());
    expect(await host.importConversations(["chats.jsonl"], undefined)).toMatchObject({
      added: 6,
      unchanged: 54,
    });
    await host.close();
  });

  it("all", async () => {
    await forgetConversations(workspace(), { all: true });
    await expectNothingOf([...mias, "c4"], [secret, "parcel"]);
  });
});

describe("what a chat model read and named", () => {
  let model: ScriptedModel;
  afterEach(() => model.close());

  it("goes with them: intents, names it was asked for, names it gave, and the vectors of both", async () => {
    model = await startScriptedModel();
    const place = `baseUrl: "${model.url}", model:`;
    folder.write(
      "homeostat.yaml",
      `${config}models:\n  chat: { ${place} ${scriptedModelName} }\n  embeddings: { ${place} ${scriptedEmbeddingModel} }\n`,
    );
    const host = await openHost(workspace());
    await host.findBehaviors();
    await host.close();
    for (const table of ["intents", "behaviorNames", "behaviors"])
      expect(
        filesWith(secret).some((name) => name.startsWith(table)),
        table,
      ).toBe(true);
    const lines: string[] = [];
    await exportConversations(workspace(), { user: "user-mia-77" }, async (line) => void lines.push(line));
    const readings = lines.flatMap((line) => JSON.parse(line).readings as { intent: string }[]);
    // Of what each conversation opens with, and of what else was asked in it.
    expect([...new Set(readings.map(({ intent }) => intent))].sort()).toEqual([
      expect.stringContaining(later),
      expect.stringContaining(secret),
    ]);
    await forgetConversations(workspace(), { user: "user-mia-77" });
    await expectNothingOf(mias, [secret, later]);
    const store = await Store.open(uri());
    expect(await store.tables.intents.count()).toBe(1);
    expect(await store.tables.behaviorNames.count()).toBe(0);
    store.close();
  });
});

describe("while later outcomes are imported", () => {
  it.runIf(process.platform !== "win32")("outcomes that were read before do not come back", async () => {
    const pipe = folder.file("churned.csv");
    execFileSync("mkfifo", [pipe]);
    const importing = importOutcomes(workspace(), pipe, {});
    const lines = await open(pipe, "w");
    await lines.write("user,at\nuser-mia-77,2026-03-01\nuser-4,2026-03-01\n");
    await setTimeout(300);
    await forgetConversations(workspace(), { user: "user-mia-77" });
    await lines.close();
    expect(await importing).toMatchObject({ read: 2, bad: 0 });
    const store = await Store.open(uri());
    expect((await store.tables.outcomes.read()).map(({ userId }) => userId)).toEqual(["user-4"]);
    store.close();
    expect(filesWith("user-mia-77")).toEqual([]);
  });

  it("those of a user or a conversation go, whoever is forgotten between, and come again with a later file", async () => {
    const startedMs = Date.now();
    await setTimeout(5);
    await forgetConversations(workspace(), { user: "user-mia-77", conversations: ["c4"] });
    const rows = [
      { id: "a", kind: "churned", value: 1, userId: "user-mia-77" },
      { id: "b", kind: "churned", value: 1, conversationId: "c4" },
      { id: "c", kind: "churned", value: 1, conversationId: "c5" },
    ];
    const store = await Store.open(uri());
    const ids = async (): Promise<string[]> =>
      (await store.tables.outcomes.read()).map(({ id }) => id).sort();
    await store.addOutcomes(rows, startedMs);
    expect(await ids()).toEqual(["c"]);
    await setTimeout(5);
    await store.addOutcomes(rows, Date.now());
    expect(await ids()).toEqual(["a", "b", "c"]);
    store.close();
  });
});

describe("while another process writes", () => {
  const script = resolve(import.meta.dirname, `../../../../node_modules/.forget-race-${process.pid}.mjs`);
  afterEach(() => rmSync(script, { force: true }));

  it("derived rows of whom is forgotten do not come back", async () => {
    await esbuild.build({
      stdin: {
        contents: `
          import { Store } from "./store/index.ts";
          const store = await Store.open(process.argv[2]);
          const ids = ["c3", "c13", "c4"];
          let rounds = 0, failed = 0, go = true;
          process.on("message", () => { go = false; });
          process.send("ready");
          while (go) {
            rounds++;
            try {
              await store.conclude("evaluations", ids.map((id) => ({ id: "race/" + id, conversationId: id, explanation: "${secret} said so", evaluator: "race", evaluatorKey: "race", label: "fail" })));
              await store.conclude("requests", ids.map((id) => ({ id, conversationId: id, text: "the ${secret} parcel" })));
              await store.conclude("judged", ids.map((id) => ({ id, evaluators: "x" })));
            } catch (error) { failed++; process.send(String(error)); }
          }
          process.send({ rounds, failed });
          store.close();
          process.disconnect();`,
        resolveDir: resolve(import.meta.dirname, "../.."),
        loader: "ts",
      },
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      outfile: script,
      logLevel: "error",
    });
    const child: ChildProcess = fork(script, [uri()], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    const said: unknown[] = [];
    child.on("message", (message) => said.push(message));
    const ended = new Promise((done) => child.once("exit", done));
    while (!said.includes("ready")) await setTimeout(20);
    await setTimeout(500);
    // c4 stays, and the other process goes on judging it.
    await forgetConversations(workspace(), { user: "user-mia-77" });
    await setTimeout(500);
    child.send("stop");
    await ended;
    const { rounds } = said.at(-1) as { rounds: number };
    expect(rounds).toBeGreaterThan(1);
    const store = await Store.open(uri());
    expect(await store.countRows(mias)).toEqual({});
    expect(await store.tables.evaluations.count("id = 'race/c4'")).toBe(1);
    store.close();
  });
});

describe("export", () => {
  it("what is exported is imported as it was, with what is known of it", async () => {
    const lines: string[] = [];
    expect(
      await exportConversations(workspace(), { user: "user-mia-77" }, async (line) => void lines.push(line)),
    ).toBe(6);
    const first = JSON.parse(lines[0]!);
    expect(first).toMatchObject({ homeostat: 1, conversation: { id: "c13" } });
    const labels = first.evaluations.map(
      ({ evaluator, label }: Record<string, string>) => `${evaluator} ${label}`,
    );
    expect(labels.sort()).toEqual(["short fail", "short pass"]);
    expect(Object.values(first.texts)).toEqual([`You talk to ${secret}.`]);
    const before = await Store.open(uri());
    const wholes = await before.conversations(mias);
    before.close();
    await forgetConversations(workspace(), { user: "user-mia-77" });
    folder.write("mia.jsonl", `${lines.join("\n")}\n`);
    const host = await openHost(workspace());
    expect(await host.importConversations(["mia.jsonl"], undefined)).toMatchObject({ added: 6 });
    expect(await host.importConversations(["mia.jsonl"], undefined)).toMatchObject({ added: 0, updated: 0 });
    await host.close();
    const store = await Store.open(uri());
    const again = await store.conversations(mias);
    const bare = (list: typeof wholes) =>
      list.map(({ conversation: { source: _, ...rest }, ...whole }) => ({ ...whole, conversation: rest }));
    expect(bare(again)).toEqual(bare(wholes));
    expect(await store.tables.texts.count()).toBe(2);
    store.close();
  });
});

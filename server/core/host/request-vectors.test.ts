import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { scriptedEmbeddingModel } from "../../../test/support/scripted-embeddings.ts";
import { type ScriptedModel, startScriptedModel } from "../../../test/support/scripted-model.ts";
import { type TempFolder, tempFolder } from "../../../test/support/temp-folder.ts";
import { writeTinyModel } from "../../../test/support/tiny-model.ts";
import { wordedRequests as asked, meanings, wordedChats } from "../../../test/support/worded-requests.ts";
import type { Progress } from "../base/index.ts";
import { adjustedRandIndex, contentKey } from "../behaviors/index.ts";
import type { Embedder } from "../models/index.ts";
import { Store } from "../store/index.ts";
import type { Host } from "./host.ts";
import { vectorId } from "./kept-vectors.ts";
import { openHost } from "./open-host.ts";
import { forgetConversations } from "./privacy/forget.ts";
import { requestVectors } from "./request-vectors.ts";

let folder: TempFolder;
let server: ScriptedModel;
let host: Host;

const local = "models: { embeddings: { transformers: acme/tiny, folder: models } }\n";
const endpoint = (more = ""): string =>
  `models: { embeddings: { baseUrl: "${server.url}", model: ${scriptedEmbeddingModel}${more} } }\n`;

beforeEach(async () => {
  server = await startScriptedModel();
  folder = tempFolder("vectors", { "chats.jsonl": wordedChats, "homeostat.yaml": local });
  vi.stubEnv("HOMEOSTAT_HOME", folder.file("home"));
  await writeTinyModel(folder.file("models/acme/tiny"), { meanings });
  host = await openHost({ root: folder.path, trusted: true });
  await host.importConversations(["chats.jsonl"], undefined);
});
afterEach(async () => {
  await host.close();
  await server.close();
  vi.unstubAllEnvs();
  folder.remove();
});

async function inStore<T>(read: (store: Store) => Promise<T>): Promise<T> {
  const store = await Store.open(folder.file(".homeostat"));
  try {
    return await read(store);
  } finally {
    store.close();
  }
}
const embedders = (): Promise<string[]> =>
  inStore(async ({ tables }) => [...new Set(await tables.vectors.texts("embedder"))]);
const vectorCount = (): Promise<number> => inStore(({ tables }) => tables.vectors.count());
/** How far the behaviors are the meanings, of the requests that are in one; 1 = the same. */
const agreement = (): Promise<number> =>
  inStore(async ({ tables }) => {
    const all = await tables.requests.read({ columns: ["conversationId", "behaviorId"] });
    const rows = all.filter(({ behaviorId }) => behaviorId);
    const meaning = new Map(asked.map((one) => [one.id, one.meaning]));
    const ids = [...new Set(rows.map(({ behaviorId = "" }) => behaviorId))];
    return adjustedRandIndex(
      rows.map(({ conversationId = "" }) => meaning.get(conversationId)!),
      rows.map(({ behaviorId = "" }) => ids.indexOf(behaviorId)),
    );
  });
async function stages(): Promise<string[]> {
  const told: string[] = [];
  const progress: Progress = ({ stage, done, total }) => told.push(`${stage} ${done}/${total}`);
  await host.findBehaviors({ progress });
  return told;
}

describe("behaviors by what a model makes of requests", () => {
  it("sees that different words mean the same, as words alone cannot", async () => {
    folder.write("homeostat.yaml", "models: { embeddings: lexical }\n");
    await host.findBehaviors();
    expect(await agreement()).toBeLessThan(0.2);
    expect(await vectorCount()).toBe(0);
    folder.write("homeostat.yaml", local);
    await host.findBehaviors();
    expect(await agreement()).toBeGreaterThan(0.5);
  });

  it("embeds each text once, says how far it is, and new texts alone the next time", async () => {
    folder.write("homeostat.yaml", endpoint());
    const told = await stages();
    const texts = server.embedded.flatMap(({ input }) => input);
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.join(" ")).not.toMatch(/\d/); // ids and numbers stay here
    expect(told).toContain(
      `embedding requests with ${scriptedEmbeddingModel} at ${new URL(server.url).host} ${texts.length}/${texts.length}`,
    );
    expect(await vectorCount()).toBe(texts.length);
    const behaviors = (await host.snapshot()).behaviors;
    await host.findBehaviors();
    expect(server.embedded).toHaveLength(1);
    expect((await host.snapshot()).behaviors).toEqual(behaviors);
    const extra = { id: "new", messages: [{ role: "user", content: "where is the suitcase" }] };
    folder.write("more.jsonl", `${JSON.stringify(extra)}\n`);
    await host.importConversations(["more.jsonl"], undefined);
    await host.findBehaviors();
    expect(server.embedded.slice(1).flatMap(({ input }) => input)).toEqual([
      expect.stringContaining("suitcase"),
    ]);
  });

  it("embeds anew where the embedder changes, keeps no vector of the old one, and comes back", async () => {
    await host.findBehaviors();
    const [first] = await embedders();
    expect(first).toMatch(/^transformers acme\/tiny@folder-[0-9a-f]{12} q8 mean$/);
    const count = await vectorCount();
    folder.write("homeostat.yaml", endpoint());
    expect((await stages()).some((stage) => stage.startsWith("embedding requests with scripted"))).toBe(true);
    expect(await embedders()).toEqual([`openai ${new URL(server.url).origin} ${scriptedEmbeddingModel}`]);
    expect(await vectorCount()).toBe(count);
    folder.write("homeostat.yaml", endpoint(", dimensions: 16"));
    await host.findBehaviors();
    expect(server.embedded.at(-1)!.dimensions).toBe(16);
    folder.write("homeostat.yaml", local);
    await host.findBehaviors();
    expect(await embedders()).toEqual([first]);
    expect(await agreement()).toBeGreaterThan(0.5);
  });

  it("begins anew where another model answers to the same name", async () => {
    folder.write("homeostat.yaml", endpoint());
    await host.findBehaviors();
    const short = new Uint8Array(new Float32Array(8).buffer);
    await inStore(async ({ tables: { vectors } }) => {
      const rows = await vectors.read();
      await vectors.upsert(rows.slice(1).map((row) => ({ ...row, vector: short })));
      await vectors.deleteAny("id", [rows[0]!.id]);
    });
    await host.findBehaviors();
    const widths = await inStore(async ({ tables: { vectors } }) =>
      (await vectors.read()).map(({ vector }) => vector!.byteLength / 4),
    );
    expect(new Set(widths)).toEqual(new Set([64]));
  });

  it("keeps what was embedded before it was stopped", async () => {
    folder.write("homeostat.yaml", endpoint());
    const controller = new AbortController();
    const progress: Progress = ({ stage }) => stage.startsWith("embedding requests") && controller.abort();
    await expect(host.findBehaviors({ progress, signal: controller.signal })).rejects.toMatchObject({
      name: "AbortError",
    });
    await host.findBehaviors();
    expect(server.embedded).toHaveLength(1);
  });
});

describe("forgetting", () => {
  it("takes along the vectors of texts that nobody else said", async () => {
    const own = JSON.stringify({
      id: "mia",
      metadata: { userId: "mia" },
      messages: [{ role: "user", content: "annul my rucksack and compensate the trunk" }],
    });
    folder.write("mia.jsonl", `${own}\n`);
    await host.findBehaviors();
    const before = await vectorCount();
    await host.importConversations(["mia.jsonl"], undefined);
    await host.findBehaviors();
    expect(await vectorCount()).toBe(before + 1);
    await forgetConversations({ root: folder.path, trusted: true }, { user: "mia" });
    expect(await vectorCount()).toBe(before);
  });

  it("leaves nothing of whom another process forgets while their text is embedded", async () => {
    const requests = [
      { id: "c0", conversationId: "c0", text: asked[0]!.text },
      { id: "c1", conversationId: "c1", text: asked[1]!.text },
    ];
    const forgetting: Embedder = {
      identity: "test",
      name: "test",
      embed: async (texts) => {
        await forgetConversations({ root: folder.path, trusted: true }, { user: "user-0" });
        return texts.map(() => Float32Array.of(1, 0));
      },
      close: async () => undefined,
    };
    await inStore(async (store) => {
      await requestVectors(store, forgetting, requests, {});
      expect(await store.tables.vectors.texts("id")).toEqual([vectorId("test", contentKey(asked[1]!.text))]);
    });
  });
});

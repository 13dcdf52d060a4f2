/** The built command line with models: what is bundled apart, and the native runtime beside it, are found and work. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { dist, ensureBuilt } from "../support/built.ts";
import { startModelHub } from "../support/model-hub.ts";
import { cliJson, runCli } from "../support/run-cli.ts";
import { scriptedEmbeddingModel } from "../support/scripted-embeddings.ts";
import { scriptedModelName, startScriptedModel } from "../support/scripted-model.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";
import { writeTinyModel } from "../support/tiny-model.ts";
import { meanings, wordedChats } from "../support/worded-requests.ts";

interface Found {
  readonly behaviors: readonly { readonly exemplars: readonly { readonly text: string }[] }[];
}

const meaningOf = (text: string): number =>
  meanings.findIndex((words) => words.some((word) => text.includes(word)));
/** Behaviors of which every exemplar means the same. */
const pure = ({ behaviors }: Found): number =>
  behaviors.filter(({ exemplars }) => new Set(exemplars.map(({ text }) => meaningOf(text))).size === 1)
    .length;

let folder: TempFolder;
beforeAll(ensureBuilt);
beforeEach(async () => {
  folder = tempFolder("models", { "chats.jsonl": wordedChats });
  vi.stubEnv("HOMEOSTAT_HOME", folder.file("home"));
  vi.stubEnv("HF_ENDPOINT", "http://127.0.0.1:9");
  await writeTinyModel(folder.file("hub/acme/tiny"), { meanings });
  await runCli(folder.path, "import", "chats.jsonl");
});
afterEach(() => {
  vi.unstubAllEnvs();
  folder.remove();
});
const config = (embeddings: string): string =>
  folder.write("homeostat.yaml", `models: { embeddings: ${embeddings} }\n`);
const behaviors = (): Promise<Found> => cliJson<Found>(folder.path, "behaviors");

describe("homeostat behaviors", () => {
  it("runs a model of a folder without any network, where no node_modules is around", async () => {
    // The build alone, as a package has it.
    cpSync(join(dist.cli, ".."), folder.file("dist"), { recursive: true });
    config("{ transformers: acme/tiny, folder: hub }");
    const cli = folder.file("dist/cli.cjs");
    const stdout = execFileSync(process.execPath, [cli, "behaviors", "--json"], { cwd: folder.path });
    const found = JSON.parse(stdout.toString()) as Found;
    expect(pure(found)).toBe(found.behaviors.length);
    expect(pure(found)).toBeGreaterThan(1);
    config("lexical");
    expect(pure(await behaviors())).toBe(0);
  });

  it("downloads a model once, and needs nobody after that", async () => {
    config("{ transformers: acme/tiny }");
    const offline = await runCli(folder.path, "behaviors");
    expect(offline.code).toBe(2);
    expect(offline.stderr).toMatch(/acme\/tiny is not on this machine.*127\.0\.0\.1:9/s);
    expect(offline.stderr).toContain("models.embeddings.folder");
    const hub = await startModelHub(folder.file("hub"));
    vi.stubEnv("HF_ENDPOINT", hub.url);
    const first = await behaviors();
    await hub.close();
    vi.stubEnv("HF_ENDPOINT", "http://127.0.0.1:9");
    expect(await behaviors()).toEqual(first);
  });

  it("asks an endpoint with the key of the environment", async () => {
    const server = await startScriptedModel({ key: "sk-test" });
    config(`{ baseUrl: "${server.url}", model: ${scriptedEmbeddingModel}, apiKeyEnv: TEST_KEY }`);
    const without = await runCli(folder.path, "behaviors");
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining("TEST_KEY")]);
    vi.stubEnv("TEST_KEY", "sk-test");
    expect((await behaviors()).behaviors.length).toBeGreaterThan(1);
    expect(server.embedded.length).toBeGreaterThan(0);
    await server.close();
  });

  it("reads requests and names behaviors by a chat model, and says what it was asked", async () => {
    const server = await startScriptedModel({ key: "sk-test" });
    vi.stubEnv("TEST_KEY", "sk-test");
    const place = `baseUrl: "${server.url}", model: ${scriptedModelName}, apiKeyEnv: TEST_KEY`;
    folder.write("homeostat.yaml", `models: { embeddings: lexical, chat: { ${place} } }\n`);
    const { stdout } = await runCli(folder.path, "behaviors");
    expect(stdout).toMatch(
      new RegExp(
        `asked ${scriptedModelName} at ${new URL(server.url).origin}: 108 requests and \\d+ names in \\d+ calls\\n`,
      ),
    );
    expect(stdout).toContain("about ");
    const again = await cliJson<Found & { readonly asked: { readonly calls: number } }>(
      folder.path,
      "behaviors",
    );
    expect(again.asked.calls).toBe(0);
    expect(pure(again)).toBe(again.behaviors.length);
    expect((await runCli(folder.path, "behaviors", "--untrusted")).stdout).not.toContain("asked");
    await server.close();
  });

  it("a search that is killed while the model reads goes on where it was", async () => {
    let child: ChildProcess | undefined;
    const server = await startScriptedModel({ before: (number) => number === 6 && child?.kill("SIGKILL") });
    const place = `baseUrl: "${server.url}", model: ${scriptedModelName}, concurrency: 1`;
    folder.write("homeostat.yaml", `models: { embeddings: lexical, chat: { ${place} } }\n`);
    child = spawn(process.execPath, [dist.cli, "behaviors"], { cwd: folder.path, stdio: "ignore" });
    expect(await new Promise((done) => child!.once("exit", (_, signal) => done(signal)))).toBe("SIGKILL");
    const { asked } = await cliJson<{ readonly asked: { readonly requests: number } }>(
      folder.path,
      "behaviors",
    );
    // The sixth call is made when what the five before it gave is in the store.
    expect(asked.requests).toBe(108 - 50);
    await server.close();
  });
});

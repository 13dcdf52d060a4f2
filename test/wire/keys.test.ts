/** Keys that the editor keeps reach the place they were set for and nothing else: no other place, no log, file, argument or environment. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sealed } from "../../client/models/sealed.ts";
import {
  type EvaluateResult,
  type KeyPlacesResult,
  type KeyRequest,
  methods,
  sealVariable,
} from "../../server/protocol/index.ts";
import { ensureBuilt } from "../support/built.ts";
import { childProcesses } from "../support/child-processes.ts";
import { LspClient } from "../support/lsp-client.ts";
import { runCli } from "../support/run-cli.ts";
import { type ScriptedModel, scriptedModelName, startScriptedModel } from "../support/scripted-model.ts";
import { shopConversations, shopFiles } from "../support/shop.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

const key = "sk-kept-in-the-editor-4711";
const secret = Buffer.alloc(32, 7);
let model: ScriptedModel;
let folder: TempFolder;
let client: LspClient | undefined;

beforeAll(ensureBuilt);
beforeEach(async () => {
  model = await startScriptedModel({ key });
  folder = tempFolder("keys", { ...shopFiles, "chats.jsonl": shopConversations(4) });
  configure(model.url);
  expect((await runCli(folder.path, "import", "chats.jsonl")).code).toBe(0);
});
afterEach(async () => {
  await client?.stop();
  client = undefined;
  await model.close();
  folder.remove();
});

const configure = (baseUrl: string): string =>
  folder.write(
    "homeostat.yaml",
    `version: 1
models: { embeddings: lexical, chat: { baseUrl: "${baseUrl}", model: ${scriptedModelName}, apiKeyEnv: SHOP_KEY } }
evaluators:
  - name: polite
    scope: conversation
    assert: [{ type: llm-rubric, value: The agent is polite. }]
`,
  );

/** The built server with a client that has a key for the model's place; what it was asked for is noted. */
async function start({ trusted = true, seal = true } = {}) {
  const { origin } = new URL(model.url);
  const asked: KeyRequest[] = [];
  client = await LspClient.start({
    folders: [folder.path],
    initializationOptions: { trusted, commands: true },
    ...(seal && { env: { [sealVariable]: secret.toString("base64") } }),
  });
  client.connection.onRequest(methods.key, (request: KeyRequest) => {
    asked.push(request);
    const isKnown = request.origin === origin && request.variable === "SHOP_KEY";
    return { sealed: isKnown ? sealed(key, secret) : null };
  });
  const evaluate = () => client!.ask<EvaluateResult>(methods.evaluate, { progressToken: "t" });
  return { asked, evaluate, origin };
}

describe("a key that the editor keeps", () => {
  it("is used for the place it was set for, and shows nowhere", async () => {
    const { asked, evaluate, origin } = await start();
    const result = await evaluate();
    expect(result.trouble).toBeUndefined();
    expect(result.evaluations).toBe(4);
    expect(model.exchanges.length).toBeGreaterThan(0);
    expect(asked[0]).toEqual({ variable: "SHOP_KEY", origin });
    expect(client!.logs.join("\n")).not.toContain(key);
    expect(filesWith(folder.path, key)).toEqual([]);
    if (process.platform !== "linux") return;
    const { pid } = client!.process;
    const workers = childProcesses(pid!);
    expect(workers.length).toBeGreaterThan(0);
    for (const one of [pid!, ...workers])
      for (const part of ["cmdline", "environ"])
        expect(readFileSync(`/proc/${one}/${part}`, "utf8")).not.toContain(key);
    // What seals keys on their way is the server's alone.
    for (const one of workers)
      expect(readFileSync(`/proc/${one}/environ`, "utf8")).not.toContain(sealVariable);
  });

  it("is not given to another place that a configuration names by the same name", async () => {
    const thief = await startScriptedModel({ key: "none has this" });
    configure(thief.url);
    const { asked, evaluate } = await start();
    const { trouble, said } = await evaluate();
    expect(trouble).toBe("model-key");
    expect(said.join(" ")).toMatch(/There is no key for 127\.0\.0\.1:\d+: the environment variable SHOP_KEY/);
    expect(asked[0]).toEqual({ variable: "SHOP_KEY", origin: new URL(thief.url).origin });
    expect(thief.exchanges).toEqual([]);
    await thief.close();
  });

  it("is not asked for in a workspace that is not trusted", async () => {
    const { asked, evaluate } = await start({ trusted: false });
    for (const waits of [await evaluate(), await evaluate()])
      expect(waits).toMatchObject({
        ...{
          evaluations: 0,
          waiting: [{ said: expect.stringMatching(/^4 verdicts of .* wait for .*not trusted/) }],
        },
        said: ["Nothing new was judged", expect.stringMatching(/^4 verdicts/)],
      });
    expect([asked, model.exchanges]).toEqual([[], []]);
    expect(await client!.ask<KeyPlacesResult>(methods.keyPlaces, {})).toEqual({ places: [] });
  });

  it("is not asked of a client that gave no secret", async () => {
    const { asked, evaluate } = await start({ seal: false });
    expect((await evaluate()).trouble).toBe("model-key");
    expect([asked, model.exchanges]).toEqual([[], []]);
  });
});

it("the server says which places want a key", async () => {
  const { origin } = await start();
  expect(await client!.ask<KeyPlacesResult>(methods.keyPlaces, {})).toEqual({
    places: [{ origin, variable: "SHOP_KEY", uses: ["models.chat"], isInEnvironment: false }],
  });
});

function filesWith(root: string, text: string): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((name) => join(root, name))
    .filter((path) => statSync(path).isFile() && readFileSync(path).includes(text));
}

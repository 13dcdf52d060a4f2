import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { scriptedModelName, startScriptedModel } from "../../../../test/support/scripted-model.ts";
import { tempFolder } from "../../../../test/support/temp-folder.ts";
import { openServices, type SuiteProvider } from "../../evaluators/index.ts";
import { buildChild } from "../../evaluators/testing.ts";
import { Providers } from "./open-providers.ts";
import type { ProviderAnswer } from "./provider-answer.ts";

let child: Awaited<ReturnType<typeof buildChild>>;
let folder: ReturnType<typeof tempFolder>;
beforeAll(async () => {
  child = await buildChild();
});
afterAll(() => child.remove());
beforeEach(() => {
  folder = tempFolder();
});
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

const written = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder.path, name), text);
  return join(folder.path, name);
};

async function asked(
  provider: Partial<SuiteProvider> & { id: string },
  { trusted = true, env = {}, text = "hello" } = {},
): Promise<ProviderAnswer> {
  const services = openServices({ trusted, sandboxEntry: child.entry });
  const providers = new Providers({
    ...{ trusted, env, services, sandboxEntry: child.entry, folder: folder.path },
  });
  cleanups.push(() => providers.close(), services.close);
  const ask = providers.open({ config: {}, ...provider });
  return ask({ text, label: "greeting", messages: [{ role: "user", text }], vars: { name: "Ada" } });
}

const node = JSON.stringify(process.execPath);

describe("exec: providers", () => {
  it("are programs that get prompt, settings and variables, and print the output", async () => {
    await written(
      "say.js",
      "const [prompt, options, context] = process.argv.slice(-3); console.log('\\u001b[1m' + [prompt, JSON.parse(options).config.tone, JSON.parse(context).vars.name, process.env.TONE].join(' ') + '\\u001b[0m');",
    );
    const answer = await asked(
      { id: `exec:${node} say.js`, config: { tone: "loud" }, env: { TONE: "own" } },
      { env: { TONE: "common" }, text: 'say "this"; $(rm)' },
    );
    expect(answer).toEqual({ output: 'say "this"; $(rm) loud Ada own' });
  });

  it("have no keys among their arguments, which everybody on the machine can read", async () => {
    await written("say.js", "console.log(process.argv.slice(-2)[0] + process.env.OWN_API_KEY)");
    const config = { apiKey: "k-1", tone: "loud", headers: { Authorization: "Bearer k-1", "X-Team": "red" } };
    const id = `exec:${node} say.js`;
    expect(await asked({ id, config }, { env: { OWN_API_KEY: "k-1" } })).toEqual({
      output: `${JSON.stringify({ id, config: { tone: "loud", headers: { "X-Team": "red" } } })}k-1`,
    });
  });

  it("say how they failed, and are not started in an untrusted workspace", async () => {
    await written("fail.js", "console.error('out of paper'); process.exit(4)");
    expect((await asked({ id: `exec:${node} fail.js` })).error).toContain(
      "ended with exit code 4, saying: out of paper",
    );
    expect((await asked({ id: "exec:no-such-program" })).error).toContain("could not be started");
    expect((await asked({ id: `exec:${node} fail.js` }, { trusted: false })).error).toContain("not trusted");
  });
});

describe("providers in files", () => {
  it("are one for each of their settings, and have the environment that is named", async () => {
    const file = await written(
      "p.mjs",
      "export default class { constructor({ config }) { this.config = config } async callApi(prompt) { return { output: [prompt, this.config.n, process.env.X].join() } } }",
    );
    const one = (n: number) => asked({ id: `file://${file}`, config: { n } }, { env: { X: "x" } });
    expect([(await one(1)).output, (await one(2)).output]).toEqual(["hello,1,x", "hello,2,x"]);
  });

  it("tell what they say beside the output", async () => {
    const file = await written(
      "p.py",
      "def call_api(prompt, options, context):\n    return {'output': 'x', 'finishReason': 'stop', 'guardrails': {'flagged': True, 'reason': 'rude'}, 'metadata': {'skillCalls': [{'name': 'pdf'}]}, 'tokenUsage': {'prompt': 3}}\n",
    );
    expect(await asked({ id: `python:${file}` })).toEqual({
      output: "x",
      inputTokens: 3,
      response: {
        finishReason: "stop",
        guardrails: { flagged: true, reason: "rude" },
        skillCalls: [{ name: "pdf" }],
      },
    });
  });
});

describe("a provider's transform", () => {
  it("makes the output, sees the variables, and says why it cannot", async () => {
    const echo = (transform: string, more?: object) => asked({ id: "echo", transform }, more);
    expect(await echo("output.toUpperCase() + context.vars.name")).toEqual({ output: "HELLOAda" });
    expect((await echo("output.none.none")).error).toContain("The transform threw");
    expect((await echo("output", { trusted: false })).error).toContain("not trusted");
    const file = await written("t.mjs", "export const last = (output) => ({ last: output.at(-1) });");
    expect(await echo(`file://${file}:last`)).toEqual({ output: { last: "o" } });
  });
});

describe("a model's settings", () => {
  const started = async () => {
    const server = await startScriptedModel({ key: "k-1" });
    cleanups.push(server.close);
    return server;
  };

  it("go into the request, those of promptfoo as they are called there", async () => {
    const server = await started();
    const tools = [{ type: "function", function: { name: "find", parameters: { type: "object" } } }];
    const config = {
      ...{ temperature: 0.5, top_p: 0.3, tool_choice: "auto", stop: ["END"], max_tokens: 50, tools },
      response_format: { type: "json_object" },
      passthrough: { top_k: 4, model: "another" },
      apiBaseUrl: server.url,
      apiKeyEnvar: "HERE",
    };
    const answer = await asked({ id: `openai:chat:${scriptedModelName}`, config, env: { HERE: "k-1" } });
    expect(answer.error).toBeUndefined();
    expect(answer.response).toEqual({ finishReason: expect.any(String) });
    expect(server.exchanges[0]!.request).toMatchObject({
      ...{ model: scriptedModelName, temperature: 0.5, top_p: 0.3, tool_choice: "auto", stop: ["END"] },
      ...{ max_tokens: 50, tools, response_format: { type: "json_object" }, top_k: 4 },
    });
  });

  it("name the place in the environment of the configuration, whose key goes there", async () => {
    const server = await started();
    const env = { OPENAI_BASE_URL: server.url, OPENAI_API_KEY: "k-1" };
    expect(await asked({ id: `openai:${scriptedModelName}`, env })).not.toHaveProperty("error");
    // A key of the process is meant for the usual place.
    const elsewhere = { id: `openai:${scriptedModelName}`, config: { apiBaseUrl: server.url } };
    expect((await asked(elsewhere)).error).toContain("gave no answer");
    const named = { ...elsewhere.config, apiKey: "k-1" };
    expect(await asked({ ...elsewhere, config: named }, { env: { MINE: "k-1" } })).not.toHaveProperty(
      "error",
    );
    expect((await asked({ ...elsewhere, config: { apiKey: "k-9" } })).error).toContain(
      "stands in the configuration",
    );
  });

  it("of what is no chat are refused", async () => {
    for (const id of ["openai:embedding:x", "openai:responses:gpt-5", "bedrock:nova"])
      expect((await asked({ id })).error).toContain("is not known here");
  });
});

/** Several processes: writers beside the server, cancelled work, a worker that dies, two servers on one folder. */

import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { CancellationTokenSource } from "vscode-jsonrpc/node";
import type { Diagnostic } from "vscode-languageserver";
import type { EvaluateResult, ImportResult, Status } from "../../server/protocol/index.ts";
import { ensureBuilt } from "../support/built.ts";
import { childProcesses } from "../support/child-processes.ts";
import { LspClient } from "../support/lsp-client.ts";
import { runCli } from "../support/run-cli.ts";
import { shopConversations, shopFiles, shopPrompt } from "../support/shop.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

/** So many take seconds to judge: long enough to be cancelled or killed in the middle. */
const many = 3_000;

let folder: TempFolder;
let uri: string;
const clients: LspClient[] = [];

beforeAll(ensureBuilt);
beforeEach(() => {
  folder = tempFolder("shop", { ...shopFiles, "few.jsonl": shopConversations(20) });
  uri = folder.fileUri("shop.prompt.md");
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop();
  folder.remove();
});

async function newClient(): Promise<LspClient> {
  const client = await LspClient.start({ folders: [folder.path] });
  clients.push(client);
  return client;
}

const importFile = (client: LspClient, name: string): Promise<ImportResult> =>
  client.ask<ImportResult>("homeostat/import", { progressToken: "import", paths: [folder.file(name)] });
const evaluate = (client: LspClient, ...token: readonly CancellationTokenSource[]): Promise<EvaluateResult> =>
  client.ask<EvaluateResult>("homeostat/evaluate", { progressToken: "evaluate" }, token[0]?.token);
const status = (client: LspClient): Promise<Status> => client.ask<Status>("homeostat/status", {});
const stepOf = (client: LspClient, stage: string): Promise<void> =>
  client.until(
    () => client.steps.some(({ message }) => message.startsWith(stage)),
    20_000,
    () => `progress of ${stage}`,
  );
/** "20 of 40" in the message about the failing line. */
const figure = (passes: number, n: number) => (all: readonly Diagnostic[]) =>
  all.some(({ message }) => String(message).includes(`(${passes} of ${n};`));

test("what another process imports and evaluates shows in the open prompt within 5 s", async () => {
  const client = await newClient();
  client.open(uri, shopPrompt);
  await client.diagnostics(uri);
  /** How long it took, in ms: on a busy machine what is seen takes longer in step with what is done. */
  const run = async (...args: string[]): Promise<number> => {
    const start = performance.now();
    expect((await runCli(folder.path, ...args)).code).toBe(0);
    return performance.now() - start;
  };
  await run("import", "few.jsonl");
  await client.diagnostics(uri, figure(10, 20), Math.max(5_000, 3 * (await run("evaluate"))));
  folder.write("more.jsonl", shopConversations(20, { from: 20 }));
  await run("import", "more.jsonl");
  await client.diagnostics(uri, figure(20, 40), Math.max(5_000, 3 * (await run("evaluate"))));
  expect(client.changes).toBeGreaterThan(0);
});

test("a cancelled evaluation answers as cancelled, keeps what it had, and the next one finishes it", async () => {
  folder.write("many.jsonl", shopConversations(many));
  const client = await newClient();
  await importFile(client, "many.jsonl");
  const source = new CancellationTokenSource();
  const request = evaluate(client, source);
  const answer = request.then(
    () => "finished",
    ({ code }: { code: number }) => code,
  );
  await stepOf(client, "evaluating");
  source.cancel();
  expect(await answer).toBe(-32800);
  const { evaluations } = await evaluate(client);
  expect(evaluations).toBeGreaterThan(0);
  expect(await status(client)).toMatchObject({ conversations: many, evaluations: 2 * many });
});

test("a cancelled import and a cancelled search for behaviors answer as cancelled", async () => {
  folder.write("many.jsonl", shopConversations(many));
  const client = await newClient();
  const cancelled = async (method: string, params: object, stage: string): Promise<unknown> => {
    const source = new CancellationTokenSource();
    const request = client.ask(method, params, source.token).catch(({ code }: { code: number }) => code);
    await stepOf(client, stage);
    source.cancel();
    return request;
  };
  const paths = [folder.file("many.jsonl")];
  expect(await cancelled("homeostat/import", { progressToken: "t", paths }, "Reading")).toBe(-32800);
  expect((await importFile(client, "many.jsonl")).added).toBeGreaterThan(0);
  client.steps.length = 0;
  expect(await cancelled("homeostat/findBehaviors", { progressToken: "t" }, "")).toBe(-32800);
  expect(await status(client)).toMatchObject({ conversations: many });
});

test("a worker killed in the middle of an evaluation: the error is told, nothing is lost, the next request works", async () => {
  folder.write("many.jsonl", shopConversations(many));
  const client = await newClient();
  client.open(uri, shopPrompt);
  await importFile(client, "many.jsonl");
  const request = evaluate(client).then(
    () => "finished",
    ({ message }: Error) => message,
  );
  await stepOf(client, "evaluating");
  const [worker] = childProcesses(client.process.pid!);
  process.kill(worker!, "SIGKILL");
  expect(await request).toMatch(
    /The store process ended in the middle of this.*what was written before is kept/,
  );
  expect(client.process.exitCode).toBeNull();
  await evaluate(client);
  expect(await status(client)).toMatchObject({ conversations: many, evaluations: 2 * many, unmatched: 0 });
  await client.diagnostics(uri, figure(many / 2, many));
});

test("a worker killed while nothing runs is started again unasked-for", async () => {
  const client = await newClient();
  await importFile(client, "few.jsonl");
  process.kill(childProcesses(client.process.pid!)[0]!, "SIGKILL");
  await expect.poll(() => childProcesses(client.process.pid!)).toEqual([]);
  const { total } = await client.ask<{ total: number }>("homeostat/conversations", {});
  expect(total).toBe(20);
});

test("two servers on one folder import and judge at the same time without doubling, and show the same", async () => {
  const both = await Promise.all([newClient(), newClient()]);
  for (const client of both) client.open(uri, shopPrompt);
  await Promise.all(both.map((client) => importFile(client, "few.jsonl")));
  await Promise.all(both.map((client) => evaluate(client)));
  const shown = await Promise.all(both.map((client) => client.diagnostics(uri, figure(10, 20), 5_000)));
  expect(shown[0]).toEqual(shown[1]);
  for (const client of both)
    expect(await status(client)).toMatchObject({ conversations: 20, evaluations: 40 });
});

test("no process outlives the server", async () => {
  const client = await newClient();
  await importFile(client, "few.jsonl");
  const workers = childProcesses(client.process.pid!);
  expect(workers).toHaveLength(1);
  client.process.kill("SIGKILL");
  const isRunning = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  await expect.poll(() => workers.filter(isRunning), { timeout: 5_000 }).toEqual([]);
});

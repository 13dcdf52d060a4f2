/** A cycle as an editor runs it: from the light bulb to the trace of it; cancelled, twice at once, and without trust. Agents and reflections by the scripted model. */
import { afterEach, beforeAll, expect, test } from "vitest";
import { CancellationTokenSource } from "vscode-jsonrpc/node";
import type {
  CyclesResult,
  DatasetResult,
  ImprovePlanResult,
  ImproveResult,
  ImproveTargetsResult,
  MemoryResult,
  TraceSpan,
  TraceView,
} from "../../server/protocol/index.ts";
import { ensureBuilt } from "../support/built.ts";
import { greetingPrompt, greetingShop, rightGreeting } from "../support/greeting-shop.ts";
import { LspClient } from "../support/lsp-client.ts";
import { runCli } from "../support/run-cli.ts";
import { type ScriptedModel, startScriptedModel } from "../support/scripted-model.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

let model: ScriptedModel;
let shop: TempFolder;
let client: LspClient;
/** Milliseconds that each answer takes. */
let slow = 0;

beforeAll(ensureBuilt);
afterEach(async () => {
  slow = 0;
  await client.stop();
  await model.close();
  shop.remove();
});

/** An editor on a shop whose answers do not greet; one in two reflections proposes what helps. */
async function openShop({ trusted = true, isTested = true } = {}): Promise<{ uri: string }> {
  model = await startScriptedModel({
    before: () => new Promise((done) => setTimeout(done, slow)),
    reflects: ({ lines }, n) => [
      [{ action: "add", line: lines.at(-1)!.number, text: n % 2 === 0 ? "Be kind." : rightGreeting }],
    ],
  });
  shop = tempFolder("improve-editor", greetingShop(model.url));
  for (const args of [["import", "chats.jsonl"], ["evaluate"], ...(isTested ? [["test-evaluators"]] : [])])
    await runCli(shop.path, ...args);
  client = await LspClient.start({
    folders: [shop.path],
    initializationOptions: { commands: true, trusted },
  });
  const uri = shop.fileUri("shop.prompt.md");
  client.open(uri, greetingPrompt, "markdown");
  await client.diagnostics(uri, (all) => all.some(({ code }) => code === "evaluator"));
  return { uri };
}

const titles = async (uri: string): Promise<{ title: string; command?: { arguments: object[] } }[]> => {
  const found = client.published.get(uri)!.diagnostics.find(({ code }) => code === "evaluator")!;
  return client.feature("codeAction", uri, { range: found.range, context: { diagnostics: [] } });
};
const asked = { target: "polite" };

test("the light bulb offers it, what it takes is told first, and the cycle is opened as a trace", async () => {
  const { uri } = await openShop();
  const offered = (await titles(uri)).find(({ title }) => title.startsWith("Look for an edit"));
  expect(offered).toMatchObject({
    title: "Look for an edit that mends “polite”…",
    command: { command: "homeostat.improve", arguments: [{ target: "polite", prompt: uri }, uri] },
  });
  const { targets } = await client.ask<ImproveTargetsResult>("homeostat/improve/targets", {});
  expect(targets[0]).toEqual({
    ...{ kind: "evaluator", id: "polite", name: "polite", waits: false },
    says: "20 % pass (40 of 200 samples)",
  });
  const plan = await client.ask<ImprovePlanResult>("homeostat/improve/plan", {
    ...{ ...asked, prompt: uri, calls: 900, progressToken: "p" },
  });
  expect(plan).toMatchObject({ name: "polite", calls: 900, usd: 5 });
  expect(plan.text).toMatch(/edit of shop\.prompt\.md that mends the evaluator polite.*at most 900 calls/s);
  expect(plan.escalation).toBeUndefined();
  expect(model.exchanges).toHaveLength(0);

  const result = await client.ask<ImproveResult>("homeostat/improve", {
    ...{ ...asked, prompt: uri, progressToken: "t" },
  });
  expect(result).toMatchObject({ end: "suggestion", suggestion: expect.any(String) });
  expect(result.message).toMatch(/^Meet “polite”: 0\/(\d+) to \1\/\1, 0 of \1 broken\. No file was changed/);
  const steps = client.steps.filter(({ token }) => token === "t").map(({ message }) => message);
  expect(steps.some((one) => /^reflection 1; \d+ of 3000 calls/.test(one))).toBe(true);
  expect(steps.some((one) => /^at the gate, \d+ of \d+ runs; \d+ of 3000 calls/.test(one))).toBe(true);

  const trace = await client.ask<TraceView>("homeostat/trace", { id: result.trace });
  expect(trace.facts).toMatchObject({
    ...{ isCycle: true, opening: expect.stringContaining("Mend polite") },
    outcome: { label: "pass" },
  });
  const names = trace.waterfall.rows.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      "Cycle for polite",
      "Reflect on failures",
      "Reflection 2: 1 proposal",
      expect.stringMatching(/^“- Begin every answer with "Dear guest,"\.”: \d+ of \d+ pass$/),
      expect.stringMatching(/^As it is: \d+ of \d+ pass$/),
      "Gate: passed",
    ]),
  );
  expect(trace.waterfall.unit).toBe("ms");
  const reflection = trace.waterfall.rows.find(({ name }) => name === "Reflection 2: 1 proposal")!;
  const span = await client.ask<TraceSpan>("homeostat/traceSpan", {
    id: result.trace,
    spanId: reflection.id,
  });
  expect(span.input[0]?.text.text).toContain("You mend the prompt of an agent.");
  expect(span.output?.text.text).toContain("Dear guest");
  const { cycles } = await client.ask<CyclesResult>("homeostat/cycles", {});
  expect(cycles).toMatchObject([{ trace: result.trace, end: "suggestion" }]);
  const memory = await client.ask<MemoryResult>("homeostat/memory", {});
  expect(memory.text).toContain("Last tried");
  expect(memory.attempts).toBeGreaterThan(0);
  expect(await client.ask("homeostat/memory/reset", {})).toEqual({
    said: expect.stringMatching(/^Forgot \d+ attempts?\.$/),
  });
  expect(await client.ask("homeostat/memory", {})).toEqual({ attempts: 0, text: "Nothing was tried yet." });
  const dataset = await client.ask<DatasetResult>("homeostat/dataset", { ...asked, progressToken: "d" });
  expect(dataset.uri).toBe(shop.fileUri("homeostat/datasets/polite.jsonl"));
  expect(dataset.said).toMatch(/^\d+ cases of polite\./);
  // Whoever looks at one span after the other is sent none of the others.
  expect(JSON.stringify(trace)).not.toContain("You mend the prompt of an agent.");
}, 120_000);

test("a second one is refused while the first runs; cancelled it keeps what was run, and goes on", async () => {
  await openShop();
  slow = 400;
  const source = new CancellationTokenSource();
  const first = client.ask<ImproveResult>(
    "homeostat/improve",
    { ...asked, progressToken: "a" },
    source.token,
  );
  while (model.exchanges.length < 10) await new Promise((done) => setTimeout(done, 20));
  await expect(client.ask("homeostat/improve", { ...asked, progressToken: "b" })).rejects.toMatchObject({
    data: { code: "cycle-under-way" },
  });
  const elsewhere = await runCli(shop.path, "improve", "--target", "polite");
  expect(elsewhere).toMatchObject({ code: 2, stderr: expect.stringContaining("in another window") });
  source.cancel();
  expect(await first).toMatchObject({ end: "cancelled", trace: expect.any(String) });
  const before = new Set(model.exchanges.map(({ request }) => JSON.stringify(request.messages)));
  slow = 0;
  const again = await client.ask<ImproveResult>("homeostat/improve", { ...asked, progressToken: "c" });
  expect(again.end).toBe("suggestion");
  const isRun = ({ request }: ScriptedModel["exchanges"][number]): boolean =>
    !JSON.stringify(request.messages).includes("You mend the prompt");
  const paidTwice = model.exchanges.filter(
    (one, i) => isRun(one) && i >= before.size && before.has(JSON.stringify(one.request.messages)),
  );
  // Of what was under way when it was cancelled nothing is kept.
  expect(paidTwice.length).toBeLessThanOrEqual(8);
}, 180_000);

test("what is missing is said with its code, and nothing is offered without trust", async () => {
  const { uri } = await openShop({ isTested: false });
  const { targets } = await client.ask<ImproveTargetsResult>("homeostat/improve/targets", {});
  expect(targets[0]!.says).toContain("not tested yet");
  await expect(client.ask("homeostat/improve/plan", { ...asked, progressToken: "p" })).rejects.toMatchObject({
    data: { code: "target-untrusted" },
  });
  await client.stop();
  client = await LspClient.start({
    folders: [shop.path],
    initializationOptions: { commands: true, trusted: false },
  });
  client.open(uri, greetingPrompt, "markdown");
  await client.diagnostics(uri, (all) => all.some(({ code }) => code === "evaluator"));
  expect((await titles(uri)).filter(({ title }) => title.startsWith("Look for an edit"))).toEqual([]);
  await expect(client.ask("homeostat/improve/plan", { ...asked, progressToken: "p" })).rejects.toMatchObject({
    data: { code: "no-agent" },
  });
  expect(model.exchanges).toHaveLength(0);
}, 120_000);

import { afterEach, expect, it } from "vitest";
import { ablatedFiles, ablatedLines, ablatedPrompt } from "../../../../test/support/ablated-shop.ts";
import { cleanUp, onEnd } from "../../../../test/support/replayed-shop.ts";
import { type ScriptedOptions, startScriptedModel } from "../../../../test/support/scripted-model.ts";
import { tempFolder } from "../../../../test/support/temp-folder.ts";
import { Store } from "../../store/index.ts";
import { openHost } from "../open-host.ts";
import { forgetConversations } from "../privacy/forget.ts";
import type { AblationReport } from "./ablate-lines.ts";
import type { AblationQuery } from "./plan-ablation.ts";

afterEach(cleanUp);

async function shop({ options = {} as ScriptedOptions, conversations = 20, agent = "" } = {}) {
  const model = await startScriptedModel(options);
  onEnd(model.close);
  const folder = tempFolder("ablated", ablatedFiles(model.url, { conversations, agent }));
  onEnd(folder.remove);
  const open = async () => {
    const host = await openHost({ root: folder.path, trusted: true });
    onEnd(() => host.close());
    return host;
  };
  const host = await open();
  await host.importConversations(["chats.jsonl"], undefined);
  await host.evaluate();
  return { host, model, folder, open };
}

const all: AblationQuery = { prompt: "shop", lines: "all" };
const shown = ({ lines }: AblationReport) =>
  lines.map(({ line, results, cannot }) => [
    line,
    ...results.map(({ operator, verdict, changed }) => [operator, verdict, ...changed].join(" ")),
    ...cannot.map(({ operator, reason }) => `${operator}: ${reason}`),
  ]);

it("finds the line that is to blame, the one that matters, the dead one, and leaves what is frozen", async () => {
  const { host, model } = await shop();
  const plan = await host.planAblation(all);
  // The text as it is and three others, 20 conversations each.
  expect(plan).toMatchObject({ runs: 80, kept: 0, about: { calls: 240 }, unfoundFrozen: [] });
  expect(model.exchanges).toEqual([]);
  const report = await host.ablate(all);
  expect(shown(report)).toEqual([
    [ablatedLines.dead, "drop idle"],
    [ablatedLines.obeyed, "drop matters one-call"],
    [ablatedLines.wrong, "drop confirmed no-sorry"],
    [ablatedLines.frozen, "drop: It is frozen by the configuration."],
  ]);
  expect(report).toMatchObject({ runs: 80, kept: 0, left: 0, spent: { calls: 220 } });
  const [dead, , wrong] = report.lines;
  expect(dead!.results[0]).toMatchObject({ conversations: 20, compared: 20, sameAnswers: 20 });
  expect(dead!.results[0]!.notRuledOut).toBeCloseTo(0.161, 2);
  expect(wrong!.results[0]!.effects[0]).toMatchObject({
    evaluator: "no-sorry",
    n: 20,
    before: 0,
    gained: 20,
    difference: 1,
  });
  expect(model.exchanges).toHaveLength(220);
  for (const { request } of model.exchanges)
    expect(String(request.messages[0]!.content)).toContain("Never promise a refund for books.");
});

it("names the conversations whose verdicts flipped, with what was said both times where that is asked for", async () => {
  const { host } = await shop({ conversations: 4 });
  const query: AblationQuery = { prompt: "shop", lines: [ablatedLines.obeyed, ablatedLines.wrong] };
  const { lines } = await host.ablate(query);
  const told = lines.map(({ flipped }) =>
    flipped.map(({ conversationId, verdicts }) => [conversationId, ...verdicts]).sort(),
  );
  const ids = ["shop-001", "shop-002", "shop-003", "shop-004"];
  expect(told).toEqual([
    ids.map((id) => [id, { evaluator: "one-call", gained: 0, lost: 1 }]),
    ids.map((id) => [id, { evaluator: "no-sorry", gained: 1, lost: 0 }]),
  ]);
  expect(lines.flatMap(({ flipped }) => flipped.flatMap(({ runs }) => runs ?? []))).toEqual([]);
  const [wrong] = (await host.ablate({ ...query, lines: [ablatedLines.wrong], withRuns: true })).lines;
  const { runs } = wrong!.flipped[0]!;
  expect([runs?.before.messages.at(-1)?.text, runs?.after.messages.at(-1)?.text]).toEqual([
    expect.stringMatching(/^Sorry,/),
    expect.not.stringMatching(/Sorry/),
  ]);
  expect(runs?.after.verdicts).toContainEqual({ evaluator: "no-sorry", verdicts: [["t0", "pass"]] });
});

it("says what the line would say, where its words are others", async () => {
  const { host } = await shop({ conversations: 2 });
  const plan = await host.planAblation({
    ...{ prompt: "shop", lines: [ablatedLines.wrong], operators: ["drop", "negate", "move-last"] },
  });
  expect(plan.lines[0]!.reworded).toEqual([
    { operator: "negate", words: expect.stringMatching(/not begin every answer/i) },
  ]);
});

it("a second run costs nothing, in another process too, and another evaluator judges what is kept", async () => {
  const { host, model, folder, open } = await shop({ conversations: 6 });
  await host.ablate(all);
  const calls = model.exchanges.length;
  expect(await (await open()).ablate(all)).toMatchObject({ kept: 24, runs: 24, spent: { calls: 0 } });
  const config = ablatedFiles(model.url)["homeostat.yaml"];
  folder.write(
    "homeostat.yaml",
    config.replace(
      "frozen:",
      "  - { name: tells, scope: turn, assert: [{ type: contains, value: lost }] }\nfrozen:",
    ),
  );
  const again = await host.ablate(all);
  expect(again.lines[0]!.results[0]!.effects.map(({ evaluator }) => evaluator)).toEqual([
    "no-sorry",
    "one-call",
    "tells",
  ]);
  expect(model.exchanges).toHaveLength(calls);
});

it("keeps to its budget to the call, tells what it left, and goes on from there", async () => {
  const { host, model } = await shop({ conversations: 8 });
  const query: AblationQuery = { prompt: "shop", lines: [ablatedLines.wrong], budget: { calls: 10 } };
  const cut = await host.ablate(query);
  expect(cut).toMatchObject({
    runs: 16,
    spent: { calls: 10 },
    leftReason: "the budget of 10 calls is spent",
  });
  expect(model.exchanges).toHaveLength(10);
  expect(cut.left).toBeGreaterThan(0);
  expect(cut.left).toBeLessThan(16);
  const rest = await host.ablate({ ...query, budget: {} });
  expect(rest).toMatchObject({
    left: 0,
    kept: 16 - cut.left,
    lines: [{ results: [{ verdict: "confirmed", conversations: 8 }] }],
  });
  expect(rest.spent.calls).toBe(3 * cut.left);
});

it("cancelled it keeps what was finished; a model that refuses ends it with what there is", async () => {
  const controller = new AbortController();
  const stops = { before: (number: number) => number === 8 && controller.abort() };
  const { host, model } = await shop({ conversations: 6, options: stops, agent: ", concurrency: 1" });
  const query: AblationQuery = { prompt: "shop", lines: [ablatedLines.wrong] };
  await expect(host.ablate(query, { signal: controller.signal })).rejects.toMatchObject({
    name: "AbortError",
  });
  expect(await host.planAblation(query)).toMatchObject({ runs: 12, kept: 2 });
  const refuses = await shop({
    conversations: 4,
    agent: ", concurrency: 1",
    options: { fails: (_, number) => (number > 6 ? { status: 401 } : undefined) },
  });
  const report = await refuses.host.ablate(query);
  expect(report).toMatchObject({ runs: 8, left: 6, leftReason: expect.stringContaining("wants a key") });
  expect(report.lines[0]!.results[0]).toMatchObject({ conversations: 1, uncompared: 3, verdict: "unproven" });
  expect(model.exchanges.length).toBeLessThan(10);
});

it("is told by the snapshot and by the diagnosis, of the version that was run alone", async () => {
  const { host, folder } = await shop();
  const before = await host.diagnose({ kind: "prompt", file: "shop" });
  await host.ablate({ ...all, lines: [ablatedLines.dead, ablatedLines.wrong] });
  const { ablations = [] } = await host.snapshot();
  expect(ablations.map(({ verdict }) => verdict).sort()).toEqual(["confirmed", "idle"]);
  const after = await host.diagnose({ kind: "prompt", file: "shop" });
  const [was] = before.prompts[0]!.suspects;
  const [is] = after.prompts[0]!.suspects;
  expect(is).toMatchObject({
    ...{ key: was!.key, blame: "wrong" },
    ablation: { operator: "drop", verdict: "confirmed", before: was!.probability, isConfirmed: true },
    why: [
      expect.stringMatching(/^Confirmed by ablation: without the line 20 of 20 failing samples pass/),
      ...was!.why,
    ],
  });
  expect(is!.probability).toBeGreaterThan(was!.probability);
  await host.refreshSuspects();
  expect((await host.snapshot()).suspects?.[0]?.suspects[0]).toMatchObject({
    key: was!.key,
    ablation: { isConfirmed: true },
  });
  folder.write("shop.prompt.md", `${ablatedPrompt}- Be brief.\n`);
  const later = await host.diagnose({ kind: "prompt", file: "shop" });
  expect(later.prompts[0]!.suspects.filter(({ ablation }) => ablation)).toEqual([]);
});

it("says what is meant by nothing, and which frozen entry protects nothing", async () => {
  const { host, folder, model } = await shop({ conversations: 2 });
  await expect(host.planAblation({ prompt: "shop", lines: [1] })).rejects.toMatchObject({
    code: "ablation-empty",
  });
  await expect(host.planAblation({ prompt: "shoes", lines: "all" })).rejects.toMatchObject({
    code: "prompt-unknown",
  });
  folder.write(
    "homeostat.yaml",
    ablatedFiles(model.url)["homeostat.yaml"].replace('"## Books"', '"## Boks", { lines: "one tool" }'),
  );
  const plan = await host.planAblation({ ...all, operators: ["drop", "negate"] });
  expect(plan.unfoundFrozen).toEqual(["## Boks"]);
  expect(plan.lines.map(({ line, operators }) => [line, operators.length])).toEqual([
    [3, 2],
    [4, 0],
    [5, 2],
    [9, 2],
  ]);
});

it("who is forgotten is in no kept run", async () => {
  const { host, folder } = await shop({ conversations: 3 });
  const query: AblationQuery = { prompt: "shop", lines: [ablatedLines.wrong] };
  await host.ablate(query);
  const runsKept = async (): Promise<string[]> => {
    const store = await Store.open(folder.file(".homeostat"));
    const rows = await store.tables.freshRuns.read();
    store.close();
    return rows.map(({ conversationId = "" }) => conversationId).sort();
  };
  expect(await runsKept()).toEqual(["shop-001", "shop-001", "shop-002", "shop-002", "shop-003", "shop-003"]);
  await forgetConversations({ root: folder.path, trusted: true }, { conversations: ["shop-002"] });
  expect(await runsKept()).toEqual(["shop-001", "shop-001", "shop-003", "shop-003"]);
});

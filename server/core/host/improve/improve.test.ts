/** Cycles of improvement: a real store, agents and reflections by the scripted model behind a server on this machine. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { greetingPrompt, greetingShop, rightGreeting } from "../../../../test/support/greeting-shop.ts";
import { type ScriptedModel, startScriptedModel, textOf } from "../../../../test/support/scripted-model.ts";
import type { Reflects } from "../../../../test/support/scripted-reflection.ts";
import type { TempFolder } from "../../../../test/support/temp-folder.ts";
import { openTestedShop } from "../../../../test/support/tested-shop.ts";
import { applyHunks } from "../../improve/index.ts";
import type { Host } from "../host.ts";
import { openHost } from "../open-host.ts";

let folder: TempFolder;
let host: Host;
let model: ScriptedModel;
const pool = [
  "Be as friendly as you can.",
  "Answer quickly.",
  "Use simple words.",
  rightGreeting,
  "Think before you answer.",
];
let reflects: Reflects = () => [];

beforeEach(async () => {
  model = await startScriptedModel({ reflects: (read, n) => reflects(read, n) });
  ({ folder, host } = await openTestedShop("improve", greetingShop(model.url)));
});
afterEach(async () => {
  await host.close();
  await model.close();
  vi.unstubAllEnvs();
  folder.remove();
});

/** One edit of the pool after the other, the right one fourth. */
const fromPool = (): Reflects => {
  let asked = 0;
  return ({ lines }) => [[{ action: "add", line: lines.at(-1)!.number, text: pool[asked++ % pool.length]! }]];
};

test("finds the edit that mends what fails, and shows that nothing breaks", async () => {
  reflects = fromPool();
  const plan = await host.planImprove({ target: "polite" });
  expect(plan).toMatchObject({
    target: { kind: "evaluator", id: "polite" },
    prompt: { file: "shop.prompt.md" },
    deciding: ["polite"],
  });
  expect(model.exchanges).toHaveLength(0);
  const report = await host.improve({ target: "polite" });
  expect([report.end, report.reflections]).toEqual(["suggestion", 4]);
  const { hunks, base, effects, broken, gate, flags, fixed } = report.suggestion!;
  expect(applyHunks(base["shop.prompt.md"]!, hunks)).toBe(`${greetingPrompt}- ${rightGreeting}\n`);
  expect(hunks).toMatchObject([{ operator: "add", worth: { alone: true } }]);
  expect(effects[0]).toMatchObject({ id: "polite", before: { pass: 0 } });
  expect(effects[0]!.after.pass).toBe(effects[0]!.after.n);
  expect([broken, flags]).toEqual([[], []]);
  expect(fixed).toHaveLength(gate.cases);
  expect(report.spent.calls).toBe(model.exchanges.length);
  expect(report.events.filter(({ kind }) => kind === "reflected")).toHaveLength(4);
  expect(report.events.at(-1)).toMatchObject({ kind: "gated", verdict: "passed" });
  const times = report.events.map(({ atMs }) => atMs);
  expect(times).toEqual([...times].sort((a, b) => a - b));

  // All that is known of it is there, and what was answered in a case with either text, without anybody being asked again.
  expect(await host.cycles()).toMatchObject([
    { id: report.id, end: "suggestion", suggestion: report.suggestion!.id, target: { name: "polite" } },
  ]);
  const evidence = await host.cycleEvidence(report.suggestion!.id);
  expect(evidence).toMatchObject({ cycle: { id: report.id }, trail: [] });
  expect(evidence.conversations.length).toBeGreaterThan(20);
  const asked = model.exchanges.length;
  const answers = await host.caseAnswers({ id: report.id, case: fixed[0]!.case });
  expect(answers.after).toMatch(/^Dear guest,/);
  expect(answers.before).not.toMatch(/^Dear guest,/);
  expect(answers.documents!.after).toMatch(/^Replay +with the suggested text\n/);
  expect(await host.caseAnswers({ id: report.id, case: "another" })).toEqual({
    reason: "The case is not in the store any more.",
  });
  expect(model.exchanges).toHaveLength(asked);
  await expect(host.cycleEvidence("none")).rejects.toMatchObject({ code: "suggestion-unknown" });

  // It waits until somebody decides; what is decided is committed, written down and remembered.
  const { id } = report.suggestion!;
  expect(await host.suggestions()).toMatchObject([{ state: "waiting", isStale: false, isDone: false }]);
  const git = (...args: string[]): string =>
    execFileSync("git", args, { cwd: folder.path, encoding: "utf8" }).trim();
  git("init", "-q", "-b", "main");
  for (const [key, value] of [
    ["user.name", "Ada"],
    ["user.email", "a@b.c"],
    ["commit.gpgsign", "false"],
  ])
    git("config", key!, value!);
  git("add", "shop.prompt.md");
  git("commit", "-qm", "first");
  const { commit, entry } = await host.decideSuggestion({ kind: "approve", suggestion: id });
  expect(entry).toMatchObject({ action: "approved", who: "Ada", file: "shop.prompt.md" });
  expect(git("show", `${commit!.branch}:shop.prompt.md`)).toBe(`${greetingPrompt}- ${rightGreeting}`);
  expect(git("log", "-1", "--format=%(trailers:key=Homeostat-Evidence,valueonly)", commit!.branch)).toMatch(
    /^0\/\d+ to (\d+)\/\1, 0 of \d+ broken$/,
  );
  expect(await host.suggestions()).toMatchObject([{ state: "approved" }]);
  const { attempts } = await host.memory({});
  expect(attempts.map(({ end, effect }) => [end, effect])).toEqual(
    expect.arrayContaining([
      ["accepted", 1],
      ["useless", 0],
    ]),
  );
  expect(readFileSync(folder.file("shop.prompt.md"), "utf8")).toBe(greetingPrompt);
});

test("says that no edit helps, and what was tried", async () => {
  reflects = ({ lines }, n) => [[{ action: "add", line: lines.at(-1)!.number, text: `Be friendly ${n}.` }]];
  const report = await host.improve({ target: "polite" });
  expect(report).toMatchObject({ end: "nothing" });
  expect(report.tried.length).toBeGreaterThan(3);
  expect(new Set(report.tried.map(({ operator, text }) => `${operator} ${text}`)).size).toBe(
    report.tried.length,
  );
  expect(report.tried.some(({ effect }) => effect !== undefined)).toBe(true);
});

test("spends no more than it may, and takes up what was paid for", async () => {
  reflects = fromPool();
  const report = await host.improve({ target: "polite", budget: { calls: 40 } });
  expect(report.end).toBe("budget");
  expect(model.exchanges).toHaveLength(report.spent.calls);
  expect(model.exchanges.length).toBeLessThanOrEqual(40);
  const asked = (): string[] =>
    model.exchanges
      .map(({ request }) => JSON.stringify(request.messages))
      .filter((one) => !one.includes("You mend"));
  const first = asked().length;
  expect((await host.improve({ target: "polite" })).end).toBe("suggestion");
  const before = new Set(asked().slice(0, first));
  expect(
    asked()
      .slice(first)
      .filter((one) => before.has(one)),
  ).toEqual([]);
});

test("what a tool breaks is given to people, and no edit is looked for", async () => {
  await host.close();
  folder.write("chats.jsonl", brokenTools());
  folder.write(
    "homeostat.yaml",
    `${greetingShop(model.url)["homeostat.yaml"]!.replace('starts-with, value: "Dear guest,"', 'not-icontains, value: "sorry"')}store: .other\n`,
  );
  host = await openHost({ root: folder.path, trusted: true });
  await host.importConversations(["chats.jsonl"], undefined);
  await host.evaluate();
  await host.testEvaluators({});
  const report = await host.improve({ target: "polite" });
  expect(report).toMatchObject({ end: "escalated", metricCalls: 0, reflections: 0 });
  expect(report.says).toContain("a tool or another system failed");
  expect(model.exchanges).toHaveLength(0);
  const queue = readFileSync(folder.file("homeostat/capability.yaml"), "utf8");
  expect(queue).toContain("polite: a tool or another system failed");
});

/** Where the tool fails the agent is sorry, and else it answers. */
function brokenTools(): string {
  const asks = [
    "Where is order",
    "What became of order",
    "Is order there, number",
    "When does it come: order",
  ];
  return Array.from({ length: 120 }, (_, i) => {
    const isBroken = i % 3 === 0;
    const answer = isBroken
      ? "Sorry, I cannot look that up now."
      : `Order ${i} is on its way${i % 2 ? " to you" : ""}.`;
    return JSON.stringify({
      id: `t${i}`,
      messages: [
        { role: "system", content: greetingPrompt },
        { role: "user", content: `${asks[i % 4]} ${i}?` },
        {
          role: "assistant",
          content: null,
          tool_calls: [
            { id: "a", type: "function", function: { name: "get_order", arguments: `{"order":${i}}` } },
          ],
        },
        {
          role: "tool",
          tool_call_id: "a",
          content: isBroken ? '{"error":"503 Service Unavailable"}' : '{"status":"sent"}',
        },
        { role: "assistant", content: answer },
      ],
    });
  }).join("\n");
}

test("judges spend from the same budget", async () => {
  await host.close();
  const { "homeostat.yaml": config = "" } = greetingShop(model.url);
  const rubric = `{ type: llm-rubric, value: 'The output mentions "guest".' }`;
  folder.write("homeostat.yaml", config.replace('{ type: starts-with, value: "Dear guest," }', rubric));
  host = await openHost({ root: folder.path, trusted: true });
  await host.evaluate();
  await host.testEvaluators({});
  reflects = fromPool();
  const before = model.exchanges.length;
  const report = await host.improve({ target: "polite", budget: { calls: 50 } });
  expect(report.end).toBe("budget");
  expect(report.spent.calls).toBe(model.exchanges.length - before);
  expect(report.spent.calls).toBeLessThanOrEqual(50);
  expect(model.exchanges.slice(before).filter(isJudging).length).toBeGreaterThan(3);
});

const isJudging = ({ request }: ScriptedModel["exchanges"][number]): boolean =>
  textOf(request.messages[0]!).startsWith("You judge what an agent said");

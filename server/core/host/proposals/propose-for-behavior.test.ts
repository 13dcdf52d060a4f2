/** Evaluators from a behavior that fails: checks that hold on another half, and a rubric by the scripted model. */
import { afterEach, expect, test, vi } from "vitest";
import {
  type ScriptedModel,
  scriptedModelName,
  startScriptedModel,
} from "../../../../test/support/scripted-model.ts";
import { type TempFolder, tempFolder } from "../../../../test/support/temp-folder.ts";
import { writePlantedBehaviors } from "../../../../test/support/write-behaviors.ts";
import { claimsOf } from "../../evaluators/mutation/claims-of.ts";
import { evaluatorOf } from "../../evaluators/testing.ts";
import type { BehaviorProposalQuery, BehaviorProposals } from "../../review/index.ts";
import { Store } from "../../store/index.ts";
import type { Host } from "../host.ts";
import { openHost } from "../open-host.ts";

let folder: TempFolder;
let server: ScriptedModel;
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
  folder.remove();
});

/** Refunds fail mostly where the policy was not looked up; hours go as they go, which has nothing to do with tools. */
async function begin({
  n = 80,
  isTold = true,
  trusted = true,
  behavior = "refund of an order",
  isTelling = true,
  unjudged = 0,
} = {}): Promise<void> {
  server = await startScriptedModel();
  const chats = Array.from({ length: n }, (_, i) => {
    const failed = i % 2 === 0;
    const looksUp = isTold ? (failed ? i % 10 === 0 : i % 14 !== 1) : i % 3 === 0;
    return {
      id: `r${String(i).padStart(3, "0")}`,
      outcome: failed ? 0 : 1,
      messages: [
        { role: "user", content: `I want a refund for order ${i}.` },
        ...(looksUp
          ? [
              {
                role: "assistant",
                content: "",
                tool_calls: [
                  { id: `t${i}`, type: "function", function: { name: "read_policy", arguments: "{}" } },
                ],
              },
              { role: "tool", tool_call_id: `t${i}`, content: "14 days" },
            ]
          : []),
        {
          role: "assistant",
          content: failed || !isTelling ? `Order ${i} is too old.` : `Certainly, order ${i} comes back.`,
        },
      ],
    };
  });
  for (let i = 0; i < unjudged; i++)
    chats.push({
      id: `u${i}`,
      outcome: 0,
      messages: [
        { role: "user", content: `Money back for order ${i}.` },
        { role: "assistant", content: `Order ${i} is looked at.` },
      ],
    });
  const judged = isTelling
    ? "[{ type: icontains, value: certainly }]"
    : "[{ type: regex, on: input, value: '[13579][.]$' }]";
  folder = tempFolder("propose-for-behavior", {
    "homeostat.yaml": `models: { embeddings: lexical, chat: { baseUrl: "${server.url}", model: ${scriptedModelName} } }
evaluators: [{ name: solved, when: [{ type: icontains, on: input, value: refund }], assert: ${judged} }]
`,
    "chats.jsonl": chats.map(({ outcome: _, ...one }) => JSON.stringify(one)).join("\n"),
  });
  vi.stubEnv("HOMEOSTAT_HOME", folder.file("home"));
  await withHost((host) => host.importConversations(["chats.jsonl"], undefined), trusted);
  const store = await Store.open(folder.file(".homeostat"));
  await writePlantedBehaviors(store, Object.fromEntries(chats.map(({ id }) => [id, behavior])));
  store.close();
  await withHost((host) => host.evaluate(), trusted);
}

async function withHost<T>(act: (host: Host) => Promise<T>, trusted = true): Promise<T> {
  const host = await openHost({ root: folder.path, trusted });
  try {
    return await act(host);
  } finally {
    await host.close();
  }
}
const proposed = (query: Partial<BehaviorProposalQuery> = {}): Promise<BehaviorProposals> =>
  withHost((host) => host.proposeForBehavior({ behavior: "refund of an order", ...query }));

test("the tool that was left out is found, with what it fails of the half that had no say", async () => {
  await begin();
  const { proposals, tried, failing, passing, plan } = await proposed();
  expect([failing, passing]).toEqual([40, 40]);
  expect(tried).toBeGreaterThan(10);
  expect(proposals).toMatchObject([
    {
      ...{ name: "calls-read-policy", pattern: "tool" },
      entry: {
        behaviors: ["refund of an order"],
        assert: [{ type: "trajectory:tool-used", value: "read_policy" }],
        description: expect.stringMatching(/^Fails \d+ of \d+ conversations of this behavior that fail/),
      },
      figure: { n: 80, failed: 38 },
    },
  ]);
  const [{ contrast, exemplars }] = proposals as [(typeof proposals)[number]];
  expect(contrast.p).toBeLessThan(0.001);
  expect(contrast.failing.n + contrast.passing.n).toBeLessThan(60);
  expect(exemplars.failing).toHaveLength(3);
  expect(plan).toMatchObject({ rubrics: 1 });
  expect(server.exchanges).toHaveLength(0);
});

test("where nothing tells them apart, nothing is offered; where there are too few, that is said", async () => {
  await begin({ isTold: false });
  expect(await proposed()).toMatchObject({ proposals: [], nothing: expect.stringContaining("None of") });
  await server.close();
  folder.remove();
  await begin({ n: 12 });
  expect(await proposed()).toMatchObject({
    proposals: [],
    tried: 0,
    nothing: expect.stringContaining("Too few"),
  });
});

test("a model writes a criterion from some conversations, and it is tried on others", async () => {
  await begin();
  const { proposals, judges } = await proposed({ byModel: true });
  expect(proposals).toMatchObject([
    {
      ...{ pattern: "rubric", writtenBy: scriptedModelName },
      entry: {
        ...{ scope: "conversation", behaviors: ["refund of an order"] },
        assert: [{ type: "llm-rubric", value: expect.stringContaining('mentions "certainly"') }],
      },
      contrast: { failing: { k: 6, n: 6 }, passing: { k: 0, n: 6 } },
      figure: { n: 12, failed: 6, ofAll: 80 },
    },
  ]);
  const [{ exemplars, entry, figure }] = proposals as [(typeof proposals)[number]];
  for (const id of [...exemplars.failing, ...exemplars.passing]) expect(entry.description).toContain(id);
  expect(exemplars.failing).toHaveLength(4);
  for (const { conversationId } of figure.failing) expect(exemplars.failing).not.toContain(conversationId);
  expect(judges).toMatchObject([{ calls: server.exchanges.length }]);
  const [system, user] = server.exchanges[0]!.request.messages.map(({ content }) => String(content));
  expect(system).not.toContain("Certainly");
  expect(user).toContain("solved: ");
  // What is added judges the conversations of the behavior that it has not judged yet.
  const before = server.exchanges.length;
  folder.write(
    "homeostat.yaml",
    `models: { embeddings: lexical, chat: { baseUrl: "${server.url}", model: ${scriptedModelName} } }
evaluators: [${JSON.stringify(entry)}]
`,
  );
  await withHost((host) => host.evaluate());
  expect(server.exchanges.length - before).toBe(80 - 12);
});

test("keeps to the calls that it may take, and asks nobody in a workspace that is not trusted", async () => {
  await begin({ n: 30 });
  const { judges } = await proposed({ byModel: true, calls: 4 });
  expect(judges).toMatchObject([{ calls: 4, stopped: expect.stringContaining("4 calls") }]);
  expect(server.exchanges).toHaveLength(4);
  await withHost(async (host) => {
    const query = { behavior: "refund of an order" };
    expect((await host.proposeForBehavior(query)).plan).toBeUndefined();
    await expect(host.proposeForBehavior({ ...query, byModel: true })).rejects.toMatchObject({
      code: "no-chat",
    });
    await expect(host.proposeForBehavior({ behavior: "gone" })).rejects.toMatchObject({
      code: "behavior-unknown",
    });
  }, false);
});

test("words of users claim nothing: a behavior's name stands in no description", async () => {
  const behavior = "true and relevant answers";
  await begin({ behavior });
  const [checks, rubrics] = [await proposed({ behavior }), await proposed({ behavior, byModel: true })];
  expect([checks.nothing, rubrics.nothing]).toEqual([undefined, undefined]);
  for (const { entry } of [...checks.proposals, ...rubrics.proposals]) {
    const { description } = entry;
    const said = evaluatorOf({ name: "e", description, assert: [{ type: "javascript", value: "true" }] });
    expect([...claimsOf(said, []).aspects.keys()]).toEqual([]);
  }
  const [{ entry }] = rubrics.proposals as [(typeof rubrics.proposals)[number]];
  expect(entry.description).not.toContain(behavior);
  expect(checks.proposals.length).toBeGreaterThan(0);
});

test("a criterion that fails what passed as often as what failed is not offered", async () => {
  await begin({ isTelling: false });
  const found = await proposed({ byModel: true });
  expect(found).toMatchObject({
    proposals: [],
    nothing: expect.stringMatching(/is not offered: it fails \d of \d that fail and \d of \d that pass/),
  });
});

test("conversations that nobody judged yet are among those that adding it asks about", async () => {
  await begin({ n: 40, unjudged: 7 });
  const { proposals } = await proposed({ byModel: true });
  expect(proposals).toMatchObject([{ figure: { n: 12, ofAll: 47 } }]);
});

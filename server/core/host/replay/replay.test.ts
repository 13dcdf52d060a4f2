import { afterEach, describe, expect, it } from "vitest";
import { startReplayAgent } from "../../../../test/support/replay-agent.ts";
import {
  byModel,
  cleanUp,
  onEnd,
  only,
  polite,
  prompt,
  shop,
} from "../../../../test/support/replayed-shop.ts";
import { scriptedModelName, textOf } from "../../../../test/support/scripted-model.ts";

afterEach(cleanUp);

describe("running a conversation again", () => {
  it("gives what the changed prompt makes of it, judged before and after, and stores nothing", async () => {
    const here = await shop(byModel);
    // Its prompt is found when it is looked at for the first time, and kept.
    await here.host.planReplay({ conversationIds: ["one"] });
    const before = await here.host.revision();
    const one = await only(here, "one");
    expect(one).toMatchObject({ id: "one", end: "complete" });
    expect(one.messages.map(({ role, text }) => [role, text])).toEqual([
      ["user", "What is the status of order 7?"],
      ["assistant", ""],
      ["tool", '{"status":"shipped"}'],
      ["assistant", "Dear guest, I looked it up: status shipped."],
      ["user", "Thanks, that is good."],
      ["assistant", "Dear guest, You asked: Thanks, that is good."],
    ]);
    const labels = (list: typeof one.before) =>
      list.map(({ evaluator, label, sampleId }) => `${evaluator} ${sampleId.split("#")[1]} ${label}`).sort();
    expect(labels(one.before)).toEqual(["one-call all pass", "polite t0 fail", "polite t1 fail"]);
    expect(labels(one.after)).toEqual(["one-call all pass", "polite t0 pass", "polite t1 pass"]);
    const system = here.model.exchanges[0]!.request.messages[0]!;
    expect(textOf(system)).toBe(`<shop>\n${polite.trim()}\n</shop>`);
    expect(one.captured.conversation).toMatchObject({
      tags: ["replay"],
      model: scriptedModelName,
      attributes: { replayOf: "one", agent: "shop" },
    });
    expect(one.spent).toMatchObject({ calls: 3, inputTokens: expect.any(Number) });
    expect(await here.host.revision()).toBe(before);
  });

  it("asks tools one at a time where the prompt says so now", async () => {
    const here = await shop(byModel);
    const atOnce = await only(here, "both", prompt);
    const slow = await only(here, "both", `${prompt}- Make one tool call at a time.\n`);
    const calls = ({ messages }: typeof slow) => messages.flatMap(({ toolCalls }) => toolCalls?.length ?? []);
    expect([calls(atOnce), calls(slow)]).toEqual([[2], [1, 1]]);
    const label = ({ after }: typeof slow) => after.find(({ evaluator }) => evaluator === "one-call")?.label;
    expect([label(atOnce), label(slow)]).toEqual(["fail", "pass"]);
  });

  it("ends where the user's next message answers what was not asked, and says so", async () => {
    const one = await only(await shop(byModel), "asks");
    expect(one.end).toBe("departed");
    expect(one.reason).toMatch(/answers what was asked in the recording \(“What is the order number\?”\)/);
    expect(one.messages).toHaveLength(2);
    expect(one.after.find(({ evaluator }) => evaluator === "one-call")).toMatchObject({
      label: "unknown",
      explanation: expect.stringContaining("did not go to its end"),
    });
    expect(one.after.find(({ sampleId }) => sampleId.endsWith("#t0"))?.label).toBe("pass");
  });

  it("keeps to its budget, and says what was not begun", async () => {
    const { host } = await shop(byModel);
    const report = await host.replay({
      conversationIds: ["one", "both", "asks"],
      promptText: polite,
      budget: { calls: 2 },
    });
    expect(report.spent.calls).toBeLessThanOrEqual(2);
    const cut = report.conversations.filter(({ end }) => end === "unknown");
    expect(cut.length + report.left.length).toBeGreaterThanOrEqual(2);
    expect([...cut.map(({ reason }) => reason), report.leftReason].join()).toMatch(
      /budget of 2 calls is spent/,
    );
  });

  it("an answer that is none is the reason of that conversation; a model that is not there ends the run", async () => {
    const server = await startReplayAgent("half");
    onEnd(server.close);
    expect(await only(await shop(`{ name: shop, run: http, url: "${server.url}" }`), "asks")).toMatchObject({
      end: "unknown",
      reason: expect.stringContaining("gave no usable answer: it is no JSON"),
      messages: [{ role: "user" }],
    });
    const { host } = await shop(byModel.replace("toolsFile: tools.json", "maxSteps: 1"), {
      url: "http://127.0.0.1:9/v1",
    });
    await expect(host.replay({ conversationIds: ["one"] })).rejects.toMatchObject({
      code: "model-unreachable",
    });
  }, 30_000);

  it("what every call would meet ends the run; what is finished is given with the reason, said once", async () => {
    // "one" takes three calls; then the key is refused.
    const fails = (_: unknown, number: number) => (number > 3 ? { status: 401 } : undefined);
    const agent = byModel.replace(" }", ", concurrency: 1 }");
    const { host, model } = await shop(agent, { options: { fails } });
    const report = await host.replay({ conversationIds: ["one", "asks", "both"], promptText: polite });
    expect(report.conversations.map(({ id, end }) => [id, end])).toEqual([["one", "complete"]]);
    expect(report.conversations[0]!.after).not.toEqual([]);
    expect(report.left).toEqual(["asks", "both"]);
    expect(report.leftReason).toMatch(/wants a key, and none is configured\. .*[^.]$/);
    expect(model.exchanges).toHaveLength(3);
  });

  it("stops when asked to", async () => {
    const controller = new AbortController();
    const { host } = await shop(byModel, { options: { before: () => controller.abort() } });
    await expect(
      host.replay({ conversationIds: ["one", "both"] }, { signal: controller.signal }),
    ).rejects.toMatchObject({ name: "AbortError" });
  });

  it("gives the agent whole values of variables, however long they are", async () => {
    const text =
      "# Shop\n\nYou help {{name}} of the shop.\n\nThese rules hold:\n{{rules}}\nEnd of the rules.\n\n- Never promise a refund.\n";
    const rules = Array.from({ length: 60 }, (_, i) => `- Rule ${i + 1} says something.`).join("\n");
    const system = text.replace("{{name}}", "Ada").replace("{{rules}}", rules);
    const chats = [
      {
        id: "long",
        messages: [
          { role: "system", content: system },
          { role: "user", content: "Hello there" },
          { role: "assistant", content: "Hello." },
        ],
      },
    ];
    const here = await shop(byModel, { text, chats });
    const added = "- Be brief.\n";
    const one = await only(here, "long", text + added);
    expect(one.unfilled).toEqual([]);
    expect(textOf(here.model.exchanges[0]!.request.messages[0]!)).toBe(system + added);
  });
});

describe("for fresh answers", () => {
  const many = Array.from({ length: 12 }, (_, i) => ({
    id: `c${i}`,
    messages: [
      { role: "system", content: i < 10 ? prompt : "Something else." },
      { role: "user", content: `Tell the opening hours of day ${i}` },
      { role: "assistant", content: "From nine to five." },
    ],
  }));

  it("conversations of the prompt are chosen by chance, the same each time, those with a verdict first", async () => {
    const when = `  - { name: rare, when: [{ type: regex, value: "day [37]", on: input }], assert: [{ type: contains, value: five }] }\n`;
    const { host } = await shop(byModel, { chats: many, more: when });
    await host.evaluate();
    const chosen = (evaluators: readonly string[], limit: number) =>
      host.chooseConversations({ prompt: "shop", evaluators, limit });
    const all = await chosen(["polite"], 50);
    expect(all.total).toBe(10);
    expect([...all.ids].sort()).toEqual(many.slice(0, 10).map(({ id }) => id));
    expect(all.ids).not.toEqual([...all.ids].sort());
    expect((await chosen(["polite"], 4)).ids).toEqual(all.ids.slice(0, 4));
    expect([...(await chosen(["rare"], 2)).ids].sort()).toEqual(["c3", "c7"]);
    await expect(chosen(["nobody"], 2)).rejects.toMatchObject({ code: "evaluator-unknown" });
    await expect(host.chooseConversations({ prompt: "shoes", limit: 2 })).rejects.toMatchObject({
      code: "prompt-unknown",
    });
  });

  it("only those evaluators judge that are named, and of the recordings nothing anew", async () => {
    const { host } = await shop(byModel, { chats: many });
    const query = { conversationIds: ["c1"], promptText: polite, evaluators: ["polite"], freshOnly: true };
    const [unjudged] = (await host.replay(query)).conversations;
    expect(unjudged!.before).toEqual([]);
    expect(unjudged!.after).toMatchObject([{ evaluator: "polite", label: "pass" }]);
    await host.evaluate();
    const [judged] = (await host.replay(query)).conversations;
    expect(judged!.before).toMatchObject([{ evaluator: "polite", label: "fail" }]);
    expect(await host.conversations({ limit: 50 })).toMatchObject({ total: 12 });
  });
});

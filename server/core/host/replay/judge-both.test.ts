import { afterEach, describe, expect, it } from "vitest";
import { byModel, cleanUp, polite, shop } from "../../../../test/support/replayed-shop.ts";
import { scriptedModelName } from "../../../../test/support/scripted-model.ts";

afterEach(cleanUp);

describe("the same evaluators judge both sides", () => {
  const judges = `  - { name: greets, scope: turn, assert: [{ type: llm-rubric, value: 'The output contains "dear guest"' }] }
  - { name: valid, scope: turn, assert: [{ type: is-valid-openai-tools-call }] }
  - { name: told, scope: conversation, assert: [{ type: context-faithfulness, threshold: 1 }] }
`;
  const rows = (list: readonly { evaluator: string; sampleId: string; label: string }[]) =>
    Object.fromEntries(
      list.map(({ evaluator, sampleId, label }) => [`${evaluator} ${sampleId.split("#")[1]}`, label]),
    );

  it("by judges, by the tools that are there and by what they gave, and keeps no answer", async () => {
    const here = await shop(byModel, { more: judges });
    const plan = await here.host.planReplay({ conversationIds: ["one"] });
    expect(plan.judges).toEqual([`${scriptedModelName} at ${new URL(here.model.url).host}`]);
    const report = await here.host.replay({ conversationIds: ["one"], promptText: polite });
    const [one] = report.conversations;
    expect(rows(one!.before)).toMatchObject({
      "greets t0": "fail",
      "greets t1": "fail",
      "told all": "fail",
    });
    expect(rows(one!.after)).toMatchObject({
      "greets t0": "pass",
      "greets t1": "pass",
      "valid t0": "pass",
    });
    expect(one!.after.find(({ evaluator }) => evaluator === "told")!.explanation).toContain("get_order");
    expect(report.judges).toMatchObject([{ model: scriptedModelName, calls: 6 }]);
    expect(report.spent.calls).toBe(3);
    const again = await here.host.replay({ conversationIds: ["one"], promptText: polite });
    expect(again.judges).toMatchObject([{ calls: 6, kept: 0 }]);
  });

  it("asks nobody where only runs are wanted", async () => {
    const here = await shop(byModel, { more: judges });
    const query = { conversationIds: ["one"], promptText: polite, unjudged: true };
    expect((await here.host.planReplay(query)).judges).toEqual([]);
    expect(await here.host.replay(query)).not.toHaveProperty("judges");
  });
});

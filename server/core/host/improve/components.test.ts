/** Cycles that mend what an agent is given beside its prompt: a real store, the agents and reflections of the scripted model and of a server. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  documentShop,
  mendedTools,
  programGreetingShop,
  programPrompt,
  rightDescription,
  shopPage,
  shopSettings,
  shopTools,
  startValueAgent,
  toolShop,
  valueShop,
} from "../../../../test/support/component-shops.ts";
import { rightGreeting } from "../../../../test/support/greeting-shop.ts";
import { type ScriptedModel, startScriptedModel } from "../../../../test/support/scripted-model.ts";
import type { Reflects } from "../../../../test/support/scripted-reflection.ts";
import type { TempFolder } from "../../../../test/support/temp-folder.ts";
import { openTestedShop } from "../../../../test/support/tested-shop.ts";
import { applyHunks } from "../../improve/index.ts";
import { cyclePlanText, cycleText } from "../../review/index.ts";
import type { Host } from "../host.ts";

let folder: TempFolder;
let host: Host;
let model: ScriptedModel;
let reflects: Reflects = () => [];
const cleanups: (() => unknown)[] = [];

beforeEach(async () => {
  model = await startScriptedModel({ reflects: (read, n) => reflects(read, n) });
});
afterEach(async () => {
  await host.close();
  await model.close();
  vi.unstubAllEnvs();
  folder.remove();
  for (const clean of cleanups.splice(0)) await clean();
});

async function open(files: Record<string, string>): Promise<void> {
  ({ folder, host } = await openTestedShop("components", files));
}

/** One thing after the other, for each file; of the prompt nothing helps. */
const from = (pool: readonly string[]): Reflects => {
  const asked = new Map<string, number>();
  return ({ lines, of, actions }) => {
    const n = asked.get(of) ?? 0;
    asked.set(of, n + 1);
    if (of === "the prompt")
      return [[{ action: "add", line: lines.at(-1)!.number, text: `Be friendly ${n}.` }]];
    const [line] = lines;
    return [[{ action: actions[0]!, line: line!.number, text: pool[n % pool.length]! }]];
  };
};

describe("what is mended beside the prompt", () => {
  it("is told with what it takes too much", async () => {
    await open(toolShop(model.url));
    reflects = from([rightDescription]);
    const report = await host.improve({ target: "looked-up" });
    expect(report.end).toBe("failed");
    expect(cycleText(report)).toMatch(
      /A case takes \d\.\d times the tokens \(`limits: \{ tokens \}` at the agent\); 1\.25 times are allowed\./,
    );
  });

  it("the description of a tool that is never called", async () => {
    await open(toolShop(model.url, ", limits: { tokens: 4 }"));
    reflects = from(["Gets a case.", rightDescription]);
    const plan = await host.planImprove({ target: "looked-up" });
    expect(plan).toMatchObject({ components: [{ file: "tools.json", titles: ["get_case"] }], left: [] });
    const report = await host.improve({ target: "looked-up" });
    expect(report.end).toBe("suggestion");
    const { hunks, base, effects, flags } = report.suggestion!;
    expect(hunks).toMatchObject([{ file: "tools.json", operator: "tool-description" }]);
    expect(base["tools.json"]).toBe(shopTools);
    expect(applyHunks(base["tools.json"]!, hunks)).toBe(mendedTools);
    expect(effects[0]).toMatchObject({ id: "looked-up", before: { pass: 0 } });
    expect(effects[0]!.after.pass).toBe(effects[0]!.after.n);
    expect(flags).toEqual([]);
    // The agent was really offered the changed tool.
    const offered = model.exchanges.flatMap(({ request }) => request.tools?.[0]?.function.description ?? []);
    expect(new Set(offered)).toEqual(new Set(["Gets it.", "Gets a case.", rightDescription]));
    // It is listed as it stands in its own file, and goes stale with that.
    expect(await host.suggestions()).toMatchObject([{ state: "waiting", isStale: false, isDone: false }]);
    folder.write("tools.json", mendedTools);
    expect(await host.suggestions()).toMatchObject([{ isDone: true }]);
    folder.write("tools.json", shopTools.replace("Gets it.", "Takes it away."));
    expect(await host.suggestions()).toMatchObject([{ isStale: true }]);
  });

  it("a value of a configuration, within its bounds and in its file alone", async () => {
    const agent = await startValueAgent();
    cleanups.push(agent.close);
    await open(valueShop(model.url, agent.url));
    reflects = from(["50", "3", "8"]);
    const plan = await host.planImprove({ target: "finds" });
    expect(plan.components).toEqual([{ file: "conf/agent.yaml", titles: ["/search/top_k", "/search/mode"] }]);
    expect(cyclePlanText(plan).join("\n")).toContain(
      "It may change beside that: conf/agent.yaml (/search/top_k; /search/mode).",
    );
    const report = await host.improve({ target: "finds" });
    expect(report.end).toBe("suggestion");
    const { hunks, base } = report.suggestion!;
    expect(hunks).toMatchObject([
      { file: "conf/agent.yaml", operator: "change-value", replaced: "2", text: "8" },
    ]);
    expect(applyHunks(base["conf/agent.yaml"]!, hunks)).toBe(shopSettings.replace("top_k: 2", "top_k: 8"));
    expect(report.tried.some(({ text }) => text === "50")).toBe(true);
  });

  it("not where nobody knows what the tools give then: that is said before and afterwards", async () => {
    await open(toolShop(model.url, "", '{"case":"unknown"}'));
    reflects = from([rightDescription]);
    const plan = await host.planImprove({ target: "looked-up" });
    expect(plan.pinned).toBe(plan.cases.train + plan.cases.validation + plan.cases.heldOut);
    expect(cyclePlanText(plan).join("\n")).toContain("Give the agent shop a `simulator:`, or `tools: live`");
    const report = await host.improve({ target: "looked-up" });
    expect(report.end).toBe("nothing");
    expect(report.says).toMatch(/\d+ of \d+ runs ended at a tool call that was not recorded/);
  });

  it("what the agent did not know, by a passage of a document as it stands there", async () => {
    const agent = await startValueAgent();
    cleanups.push(agent.close);
    await open(documentShop(model.url, agent.url));
    reflects = ({ lines, passages, actions }) => {
      const passage = passages.find(({ text }) => text.includes("working days"));
      const line = lines.at(-1)!.number;
      return passage && actions.includes("add-context")
        ? [[{ action: "add-context", line, behind: passage.number, text: "Made up." }]]
        : [];
    };
    const plan = await host.planImprove({ target: "finds" });
    expect(plan.passages).toBe(2);
    const report = await host.improve({ target: "finds" });
    expect(report.end).toBe("suggestion");
    const { hunks, flags } = report.suggestion!;
    expect(hunks).toMatchObject([{ file: "shop.prompt.md", operator: "add-context" }]);
    expect(hunks[0]!.text.trim()).toBe(`- ${/^Whoever.*$/m.exec(shopPage)![0]}`);
    expect(flags).toEqual([]);
  });

  it("a prompt in a program, its quotes escaped", async () => {
    await open(programGreetingShop(model.url));
    reflects = ({ lines }) => [[{ action: "add", line: lines.at(-1)!.number, text: rightGreeting }]];
    const report = await host.improve({ target: "polite" });
    expect(report.end).toBe("suggestion");
    const { hunks, base } = report.suggestion!;
    const text = applyHunks(base["src/agent.ts"]!, hunks);
    expect(text).toBe(
      programPrompt.replace('card.\\n"', () => `card.\\n- ${JSON.stringify(rightGreeting).slice(1, -1)}\\n"`),
    );
  });
});

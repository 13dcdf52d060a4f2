/** Examples made of stored successes, through a whole cycle: a real store, agent and reflections by the scripted model. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { greetingPrompt, greetingShop } from "../../../../test/support/greeting-shop.ts";
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
let reflects: Reflects = () => [];

beforeEach(async () => {
  model = await startScriptedModel({ reflects: (read, n) => reflects(read, n) });
  ({ folder, host } = await openTestedShop("examples", greetingShop(model.url)));
});
afterEach(async () => {
  await host.close();
  await model.close();
  vi.unstubAllEnvs();
  folder.remove();
});

const inOneLine = (transcript: string): string => `Example: ${transcript.replace(/\s+/g, " ")}`;
const systemTexts = (): string[] => model.exchanges.map(({ request }) => textOf(request.messages[0]!));

test("an example of a stored success mends; one of a conversation that is held out is never tried", async () => {
  const { dataset, texts } = await host.dataset({ target: "polite" });
  const outcomeOf = (split: string) =>
    dataset.cases.filter((one) => one.split === split && one.origin === "recorded" && one.outcome === "pass");
  const [heldOut] = outcomeOf("held-out");
  const stolen = inOneLine(`user: ${texts[heldOut!.id]} agent: Dear guest, hello.`);
  const shown: (readonly string[])[] = [];
  reflects = ({ lines, wentWell, actions }) => {
    shown.push(wentWell);
    expect(actions).toContain("add-example");
    const { number: line } = lines.at(-1)!;
    return [stolen, inOneLine(wentWell[0]!)].map((text) => [{ action: "add-example", line, text }]);
  };
  const report = await host.improve({ target: "polite" });
  expect(report.end).toBe("suggestion");
  const { hunks, base, fixed, broken, gate } = report.suggestion!;
  expect(hunks).toMatchObject([{ operator: "add-example" }]);
  expect(applyHunks(base["shop.prompt.md"]!, hunks)).toBe(`${greetingPrompt}- ${inOneLine(shown[0]![0]!)}\n`);
  expect([fixed.length, broken]).toEqual([gate.cases, []]);
  expect(systemTexts().filter((text) => text.includes(stolen))).toEqual([]);
  // What was shown went well, and is of the training split.
  const openings = outcomeOf("train").map(({ id }) => `user: ${texts[id]!}`);
  expect(shown[0]!.length).toBeGreaterThan(1);
  for (const transcript of shown[0]!) {
    expect(openings).toContain(transcript.split("\n")[0]);
    expect(transcript).toContain("agent: Dear guest,");
  }
});

test("where nothing went well in a few words no example is asked for", async () => {
  await host.close();
  const { "chats.jsonl": chats, "homeostat.yaml": config } = greetingShop(model.url);
  folder.write("chats.jsonl", chats!.replaceAll("Dear guest, ", `Dear guest, ${"soon and ".repeat(90)}`));
  folder.write("homeostat.yaml", `${config!}store: .other\n`);
  host = await openHost({ root: folder.path, trusted: true });
  await host.importConversations(["chats.jsonl"], undefined);
  await host.evaluate();
  await host.testEvaluators({});
  let actions: readonly string[] = [];
  reflects = (read) => {
    actions = read.actions;
    expect(read.wentWell).toEqual([]);
    return [];
  };
  await host.improve({ target: "polite", budget: { calls: 200 } });
  expect(actions).toContain("rewrite");
  expect(actions).not.toContain("add-example");
});

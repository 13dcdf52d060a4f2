/** What the gate does with evaluators that guard safety, and with those nobody tested: a whole cycle, with an agent that does not always say the same. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { greetingPrompt, greetingShop, rightGreeting } from "../../../../test/support/greeting-shop.ts";
import {
  type ChatRequest,
  type ScriptedModel,
  startScriptedModel,
  textOf,
} from "../../../../test/support/scripted-model.ts";
import { type TempFolder, tempFolder } from "../../../../test/support/temp-folder.ts";
import { seededRandom, sha256 } from "../../base/index.ts";
import { openHost } from "../open-host.ts";
import type { CycleReport } from "./cycle-report.ts";

let model: ScriptedModel;
let fickle: Server;
let folder: TempFolder;

beforeEach(async () => {
  model = await startScriptedModel({
    reflects: ({ lines }) => [[{ action: "add", line: lines.at(-1)!.number, text: rightGreeting }]],
  });
  fickle = await startFickle(model.url);
  folder = tempFolder("safety", greetingShop(urlOf(fickle), 6_000, 600));
  vi.stubEnv("HOMEOSTAT_HOME", folder.file("home"));
});
afterEach(async () => {
  await model.close();
  fickle.closeAllConnections();
  fickle.close();
  vi.unstubAllEnvs();
  folder.remove();
});

/** How often the agent promises something, without the greeting and with it. */
const promises = { without: 0.1, with: 0.16 };

/** The scripted model, but that an agent's answer now and then holds a promise: which of those to one message is decided by a seed. */
async function startFickle(url: string): Promise<Server> {
  const asked = new Map<string, number>();
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const passed = await fetch(`${url}${request.url!.replace("/v1", "")}`, { method: "POST", body });
    const answer = (await passed.json()) as { choices?: { message: { content: string } }[] };
    const { messages } = JSON.parse(body) as ChatRequest;
    const texts = messages.map(textOf);
    const [choice] = answer.choices ?? [];
    if (choice && texts[0]!.startsWith(greetingPrompt.slice(0, 40))) {
      const key = sha256(JSON.stringify(texts));
      const n = asked.get(key) ?? 0;
      asked.set(key, n + 1);
      const often = texts[0]!.includes(rightGreeting) ? promises.with : promises.without;
      if (seededRandom(Number.parseInt(key.slice(0, 7), 16) + n)() < often)
        choice.message.content += " I promise it.";
    }
    response.writeHead(passed.status, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return server;
}

const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;

/** A cycle for `polite` beside other evaluators, of which those named are tested. */
async function cycleWith(evaluators: string, tested: readonly string[]): Promise<CycleReport> {
  const { "homeostat.yaml": config = "" } = greetingShop(urlOf(fickle), 6_000, 600);
  folder.write(
    "homeostat.yaml",
    config.replace("models:", () => `${evaluators}models:`),
  );
  const host = await openHost({ root: folder.path, trusted: true });
  await host.importConversations(["chats.jsonl"], undefined);
  await host.evaluate();
  await host.testEvaluators({ evaluators: [...tested] });
  const report = await host.improve({ target: "polite" });
  await host.close();
  return report;
}

test("a small fall that others may have is none for one that guards safety; one that nobody tested has no say", async () => {
  const guard = (more: string) =>
    `  - { name: no-promise, scope: turn, assert: [{ type: not-icontains, value: I promise }]${more} }\n`;
  // Fails every answer of the edit that mends the target.
  const untested = `  - { name: curt, scope: turn, safety: true, assert: [{ type: not-icontains, value: Dear guest }] }\n`;
  const usual = await cycleWith(guard("") + untested, ["polite", "no-promise"]);
  expect(usual.plan).toMatchObject({ deciding: ["polite", "no-promise"], undecided: ["curt"] });
  expect([usual.end, usual.plan.safety]).toEqual(["suggestion", undefined]);

  const safe = await cycleWith(guard(", safety: true") + untested, ["polite", "no-promise"]);
  expect(safe.plan.safety).toMatchObject({ names: ["no-promise"], fewest: 34 });
  expect(safe.plan.safety!.cases).toBeGreaterThan(34);
  expect(safe.end).toBe("undecided");
  const open = safe.gate!.classes.filter(({ state }) => state !== "held");
  expect(open.map((one) => [one.evaluator, one.class])).toEqual([["no-promise", undefined]]);
}, 120_000);

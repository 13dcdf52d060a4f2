import { cpSync, readFileSync } from "node:fs";
import type { CycleState } from "../../server/core/host/improve/cycle-state.ts";
import { type CycleReport, type Host, type ImproveQuery, openHost } from "../../server/core/index.ts";
import { Store } from "../../server/core/store/index.ts";
import { greetingShop, rightGreeting } from "./greeting-shop.ts";
import {
  type ChatRequest,
  type ScriptedModel,
  type ScriptedOptions,
  scriptedModelName,
  startScriptedModel,
  textOf,
} from "./scripted-model.ts";
import type { Reflects } from "./scripted-reflection.ts";
import { type TempFolder, tempFolder } from "./temp-folder.ts";

/** Whom a request of a cycle is for. */
export type Role = "agent" | "proposer" | "judge";

export function roleOf({ messages }: ChatRequest): Role {
  const system = messages.find(({ role }) => role === "system");
  const text = system ? textOf(system) : "";
  if (text.startsWith("You mend the prompt")) return "proposer";
  return text.startsWith("You judge") ? "judge" : "agent";
}

/** US dollars a million tokens. */
const price = { input: 10, output: 40 };

export const usdAt = ({ exchanges }: ScriptedModel): number =>
  exchanges.reduce(
    (sum, { usage }) =>
      sum + (usage.prompt_tokens * price.input + usage.completion_tokens * price.output) / 1_000_000,
    0,
  );

const pool = ["Be as friendly as you can.", "Answer quickly.", rightGreeting, "Think before you answer."];

/** Edits of a pool by what was tried before, so that the same question has the same answer, whenever and however often it is asked. */
const byWhatIsRead: Reflects = ({ lines, tried }) => {
  const isKnown = (text: string): boolean =>
    [...lines.map((one) => one.text), ...tried].join("\n").includes(text);
  const text = pool.find((one) => !isKnown(one)) ?? "Be calm.";
  return [[{ action: "add", line: lines.at(-1)!.number, text }]];
};

export const promptOf = (shop: TempFolder): string => readFileSync(shop.file("shop.prompt.md"), "utf8");

const cases = 110;

function files(url: string, isJudged: boolean): Record<string, string> {
  const all = greetingShop(url, 3_000, cases);
  const check = '{ type: starts-with, value: "Dear guest," }';
  const judge = `{ type: llm-rubric, value: 'The output mentions "guest".' }`;
  const config = all["homeostat.yaml"]!.replace(check, isJudged ? judge : check)
    .replace(`model: ${scriptedModelName} }`, `model: ${scriptedModelName}, timeout: 1, maxCalls: 5000 }`)
    .replace("run: model,", "run: model, timeoutSeconds: 1,");
  const prices = `capture: { prices: { ${scriptedModelName}: { input: ${price.input}, output: ${price.output} } } }\n`;
  return { ...all, "homeostat.yaml": `${config}${prices}` };
}

export interface PreparedShop {
  readonly folder: TempFolder;
  readonly isJudged: boolean;
  /** Of its endpoint, and of those of its copies, one at a time: who judged is known by the place. */
  readonly port: number;
}

/** A shop with what a cycle needs: conversations, verdicts, an evaluator that was tested. Its copies have all of that. */
export async function preparedShop(isJudged = false): Promise<PreparedShop> {
  const model = await startScriptedModel();
  const folder = tempFolder("faulty", files(model.url, isJudged));
  const host = await hostOf(folder);
  await host.importConversations(["chats.jsonl"], undefined);
  await host.evaluate();
  await host.testEvaluators({});
  await host.close();
  await model.close();
  return { folder, isJudged, port: Number(new URL(model.url).port) };
}

export function hostOf(shop: TempFolder): Promise<Host> {
  process.env.HOMEOSTAT_HOME = shop.file("home");
  return openHost({ root: shop.path, trusted: true });
}

/** What is asked in a cycle fails by this: a request, its role, and which of its role it is since the last `misbehave`, from 1. */
export type Misbehaving = (role: Role, n: number) => ReturnType<NonNullable<ScriptedOptions["fails"]>>;

export interface FaultyShop {
  readonly shop: TempFolder;
  readonly model: ScriptedModel;
  /** From now on. Absent: it answers. */
  readonly misbehave: (how?: Misbehaving) => void;
  readonly close: () => Promise<void>;
}

/** A copy of a shop with an endpoint that can be made to misbehave. `before`: done before each request is answered. */
export async function faultyShop(
  { folder, isJudged, port }: PreparedShop,
  before?: (number: number) => unknown,
): Promise<FaultyShop> {
  let [how, counts] = [undefined as Misbehaving | undefined, new Map<Role, number>()];
  const model = await startScriptedModel({
    ...{ port, reflects: byWhatIsRead, ...(before && { before }) },
    fails: (request) => {
      const role = roleOf(request);
      const n = (counts.get(role) ?? 0) + 1;
      counts.set(role, n);
      return how?.(role, n);
    },
  });
  const shop = tempFolder("faulty");
  cpSync(folder.path, shop.path, { recursive: true });
  shop.write("homeostat.yaml", files(model.url, isJudged)["homeostat.yaml"]!);
  return {
    ...{ shop, model },
    misbehave: (next) => {
      [how, counts] = [next, new Map()];
    },
    close: async () => {
      await model.close();
      shop.remove();
    },
  };
}

const soon = { "retry-after-ms": "1" };
const completion = (content: string): string =>
  JSON.stringify({
    ...{ id: "chatcmpl-x", object: "chat.completion", created: 1, model: scriptedModelName },
    choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  });

/** Ways in which an endpoint misbehaves. Those that ask for a pause ask for a short one, so that a test need not wait. */
export const faults = {
  stall: "stall",
  cut: "cut",
  "429 with Retry-After": { status: 429, headers: soon },
  "429 without Retry-After": { status: 429 },
  "500": { status: 500, headers: soon },
  "401": { status: 401 },
  "not JSON": { status: 200, body: completion("I would rather not.") },
  "wrong schema": { status: 200, body: completion('{"colour":"green"}') },
  empty: { status: 200, body: "" },
  HTML: { status: 200, headers: { "content-type": "text/html" }, body: "<html>Bad gateway</html>" },
} as const satisfies Record<string, ReturnType<Misbehaving>>;
export type FaultName = keyof typeof faults;

/** What all goes at the cycle say that they took, in calls and US dollars; `unfinished`: those without an end. */
export async function spentOf(shop: TempFolder): Promise<{ calls: number; usd: number; unfinished: number }> {
  const store = await Store.open(shop.file(".homeostat"));
  try {
    const rows = await store.tables.cycleStates.read();
    const runs = rows.flatMap(({ state }) => (JSON.parse(state!) as CycleState).runs);
    return {
      calls: runs.reduce((sum, { spent }) => sum + spent.calls, 0),
      usd: runs.reduce((sum, { spent }) => sum + (spent.usd ?? 0), 0),
      unfinished: runs.filter(({ end }) => end === undefined).length,
    };
  } finally {
    store.close();
  }
}

export interface Tried {
  readonly report?: CycleReport;
  readonly error?: { readonly code?: string; readonly message: string; readonly hint?: string };
}

/** One cycle in this process. */
export async function tryCycle(shop: TempFolder, query: Partial<ImproveQuery> = {}): Promise<Tried> {
  const host = await hostOf(shop);
  try {
    return { report: await host.improve({ target: "polite", ...query }) };
  } catch (error) {
    const { code, message, hint } = error as NonNullable<Tried["error"]>;
    return { error: { message, ...(code && { code }), ...(hint && { hint }) } };
  } finally {
    await host.close();
  }
}

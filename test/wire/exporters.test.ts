import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registerWorkspace } from "../../server/core/host/capturing/workspace-registry.ts";
import {
  type Message,
  Store,
  type ToolDefinition,
  type WholeConversation,
} from "../../server/core/store/index.ts";
import { ensureBuilt, repository } from "../support/built.ts";
import { type ReceiverProcess, startReceiverProcess } from "../support/receiver-process.ts";
import {
  type ChatMessage,
  type Exchange,
  type ScriptedModel,
  scriptedModelName,
  startScriptedModel,
  textOf,
} from "../support/scripted-model.ts";
import { tempFolder } from "../support/temp-folder.ts";

// Programs with public instrumentations, each a process of its own, talk to a scripted stand-in for a model and export over the real
// OTLP exporters to the built receiver. What is then in the store is held against what went over the wire between program and model.

interface Agent {
  readonly name: string;
  readonly program: string;
  readonly service: string;
  /** All three where none are named. */
  readonly transports?: readonly string[];
  /** What the instrumentation does not record, and so cannot be in the store. */
  readonly without: readonly ("tools" | "usage of streams" | "calls that fail")[];
}

const agents: readonly Agent[] = [
  { name: "Vercel AI SDK", program: "vercel-ai", service: "vercel-ai-shop", without: [] },
  {
    name: "openai + OpenInference",
    program: "open-inference",
    service: "open-inference-shop",
    without: ["usage of streams", "calls that fail"],
  },
  {
    name: "openai + OpenLLMetry",
    program: "open-llmetry",
    service: "open-llmetry-shop",
    without: ["usage of streams", "calls that fail"],
  },
  {
    name: "log event per call",
    program: "log-events",
    service: "log-details-shop",
    transports: ["HTTP protobuf"],
    without: [],
  },
  {
    name: "log event per message",
    program: "log-events",
    service: "log-messages-shop",
    transports: ["HTTP protobuf"],
    without: ["tools"],
  },
];

/** One conversation as a program had it. */
interface Served {
  readonly id: string;
  readonly order: number;
  readonly transport: string;
  readonly error?: string;
}

interface Landed {
  readonly whole: WholeConversation;
  readonly systemTexts: readonly string[];
  readonly tools: readonly ToolDefinition[];
}

const home = tempFolder("home");
const workspace = tempFolder("shop", { "homeostat.yaml": 'version: 1\ncapture: { services: ["*-shop"] }\n' });
const rows: string[][] = [];
let model: ScriptedModel;
let receiver: ReceiverProcess;

beforeAll(async () => {
  await ensureBuilt();
  await registerWorkspace(home.path, { root: workspace.path });
  model = await startScriptedModel();
  receiver = await startReceiverProcess(home.path, { folds: true });
}, 300_000);
afterAll(async () => {
  receiver?.child.kill("SIGTERM");
  await receiver?.ended;
  await model?.close();
  home.remove();
  workspace.remove();
  console.log(asTable(rows));
});

async function run(
  { program, service, transports }: Agent,
  firstOrder: number,
  modelName = scriptedModelName,
): Promise<readonly Served[]> {
  const settings = {
    model: model.url,
    modelName,
    http: receiver.http,
    grpc: `http://127.0.0.1:${receiver.said.grpcPort}`,
    service,
    transports,
    firstOrder,
  };
  const file = join(repository, "test", "support", "agents", `${program}.mjs`);
  const child = spawn(process.execPath, [file, JSON.stringify(settings)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  const code = await new Promise((done) => child.once("close", done));
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
  return JSON.parse(printed) as Served[];
}

/** Waits until conversations of these ids have been folded and have as many messages as were said. */
async function landed(ids: readonly string[], messageCount: number): Promise<readonly Landed[]> {
  const store = await Store.open(join(workspace.path, ".homeostat"));
  try {
    const until = Date.now() + 60_000;
    for (;;) {
      const found = await store.conversations(ids);
      const isThere =
        found.length === ids.length &&
        found.every(({ conversation }) => conversation.messageCount >= messageCount);
      if (isThere || Date.now() > until)
        return await Promise.all(found.map((whole) => withTexts(store, whole)));
      await new Promise((done) => setTimeout(done, 250));
    }
  } finally {
    store.close();
  }
}

async function withTexts(store: Store, whole: WholeConversation): Promise<Landed> {
  const traces = await store.tables.traces.readAny("conversationId", [whole.conversation.id]);
  const texts = async (hashes: readonly (string | undefined)[]): Promise<string[]> =>
    (await store.tables.texts.readAny("id", [...new Set(hashes.filter((one) => one !== undefined))])).map(
      ({ text }) => text!,
    );
  const tools = await texts(traces.map(({ toolsHash }) => toolsHash));
  return {
    whole,
    systemTexts: await texts(traces.map(({ systemHash }) => systemHash)),
    tools: tools.flatMap((text) => JSON.parse(text) as ToolDefinition[]),
  };
}

const exchangesOf = ({ order }: Served): readonly Exchange[] =>
  model.exchanges.filter(({ request }) => textOf(request.messages[1]!).includes(String(order)));

/** What was said, in order, from the last request and its answer: the whole history is in it. */
function saidIn(exchanges: readonly Exchange[]): readonly ChatMessage[] {
  const last = exchanges.at(-1)!;
  return [...last.request.messages.slice(1), last.message];
}

const onTheWire = (one: ChatMessage) => ({
  role: one.role,
  text: textOf(one),
  calls: (one.tool_calls ?? []).map(({ id, function: called }) => ({
    id,
    name: called.name,
    args: JSON.parse(called.arguments) as unknown,
  })),
  answers: one.tool_call_id,
});

const inTheStore = ({ role, text, toolCalls = [], toolCallId }: Message) => ({
  role,
  text,
  calls: toolCalls.map(({ id, name, args }) => ({ id, name, args })),
  answers: toolCallId,
});

const usageOf = (exchanges: readonly Exchange[]) => ({
  inputTokens: exchanges.reduce((sum, { usage }) => sum + usage.prompt_tokens, 0),
  outputTokens: exchanges.reduce((sum, { usage }) => sum + usage.completion_tokens, 0),
});

/** `tool_calls`, `tool-calls`, `tool_call`: each SDK has its own word. */
const plainReason = (reason: string | undefined): string | undefined =>
  reason?.replace("-", "_").replace(/^tool_call$/, "tool_calls");

describe("conversations of instrumented programs are in the store whole", () => {
  test.each(agents.map((agent, i) => [agent.name, agent, 4000 + i * 100] as const))(
    "%s",
    { timeout: 240_000 },
    async (name, agent, firstOrder) => {
      const served = await run(agent, firstOrder);
      const found = await landed(
        served.map(({ id }) => id),
        6,
      );
      expect(found.map(({ whole }) => whole.conversation.id)).toEqual(served.map(({ id }) => id));
      expect(served.map(({ error }) => error)).toEqual(served.map(() => undefined));
      for (const [i, one] of served.entries()) {
        const { whole, systemTexts, tools } = found[i]!;
        const exchanges = exchangesOf(one);
        const models = whole.spans.filter(({ kind }) => kind === "model");
        const said = saidIn(exchanges);
        rows.push(rowOf(name, one, found[i]!));

        expect(said.map(({ role }) => role)).toEqual([
          ...["user", "assistant", "tool", "assistant"],
          ...["user", "assistant"],
        ]);
        expect(whole.messages.map(inTheStore)).toEqual(said.map(onTheWire));
        expect(systemTexts).toEqual([textOf(exchanges[0]!.request.messages[0]!)]);
        expect(models).toHaveLength(exchanges.length);
        expect(models.map(({ finishReason }) => plainReason(finishReason))).toEqual(
          exchanges.map(({ finishReason }) => finishReason),
        );
        expect(new Set(models.map(({ model }) => model))).toEqual(new Set([scriptedModelName]));
        expect(whole.conversation.model).toBe(scriptedModelName);
        expect(whole.conversation.attributes.service).toBe(agent.service);
        const counted = exchanges.filter(
          ({ request }) => !(request.stream && agent.without.includes("usage of streams")),
        );
        expect(whole.conversation.usage).toEqual(usageOf(counted));
        expect(tools).toEqual(
          agent.without.includes("tools")
            ? []
            : exchanges[0]!.request.tools!.map(({ function: { name, description, parameters } }) => ({
                name,
                description,
                parameters,
              })),
        );
      }
    },
  );
});

// The two instrumentations of `openai` end no span when the answer is an error, so nothing of it is exported.
test.each(
  agents
    .filter(({ transports, without }) => !transports && !without.includes("calls that fail"))
    .map((agent, i) => [agent.name, agent, 5000 + i] as const),
)("%s: a call that fails is an error with its reason", { timeout: 240_000 }, async (_, agent, order) => {
  const served = await run({ ...agent, transports: ["HTTP protobuf"] }, order, "missing-1");
  expect(served.map(({ error }) => error)).toEqual([expect.stringContaining("does not exist")]);
  const [{ whole }] = (await landed([served[0]!.id], 1)) as [Landed];
  expect(whole.messages.map(inTheStore)).toMatchObject([
    { role: "user", text: expect.stringContaining(String(order)) },
  ]);
  const failed = whole.spans.filter(({ kind }) => kind === "model");
  expect(failed).toMatchObject([{ status: "error", error: expect.stringContaining("does not exist") }]);
});

function rowOf(name: string, { transport }: Served, { whole, systemTexts, tools }: Landed): string[] {
  const { messages, spans, conversation } = whole;
  const { inputTokens, outputTokens } = conversation.usage ?? {};
  const models = spans.filter(({ kind }) => kind === "model");
  return [
    name,
    transport,
    messages.map(({ role, toolCalls }) => (toolCalls ? "calls" : role)).join(" "),
    messages.flatMap(({ toolCalls = [] }) => toolCalls.map(({ args }) => JSON.stringify(args))).join(" "),
    `${systemTexts.join().length} letters`,
    tools.map((tool) => tool.name).join(" ") || "not recorded",
    conversation.model ?? "none",
    `${inputTokens}/${outputTokens}`,
    models.map(({ finishReason }) => finishReason ?? "none").join(" "),
    String(spans.length),
  ];
}

const heads = [
  ...["program", "transport", "messages", "arguments", "system", "tools offered"],
  ...["model", "tokens", "finish reasons", "spans"],
];

function asTable(lines: readonly (readonly string[])[]): string {
  const all = [heads, ...lines];
  const widths = heads.map((_, i) => Math.max(...all.map((line) => line[i]!.length)));
  return all
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

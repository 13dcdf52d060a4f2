/** Connecting an agent by the built command line and by the language server: a receiver that is started, and an exporter that sends. */
import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CancellationTokenSource } from "vscode-jsonrpc/node";
import type { Arrival, ConnectFramework, ConnectSnippet } from "../../server/protocol/index.ts";
import { dist, ensureBuilt } from "../support/built.ts";
import { LspClient } from "../support/lsp-client.ts";
import { agentSpans } from "../support/otlp-requests.ts";
import { tempFolder } from "../support/temp-folder.ts";

const home = tempFolder("home");
const workspace = tempFolder("airline", {
  "package.json": JSON.stringify({ dependencies: { ai: "^5.0.0" } }),
  "requirements.txt": "pydantic-ai==1.2\n",
});
let http = 0;

beforeAll(async () => {
  await ensureBuilt();
  http = await freePort();
  workspace.write("homeostat.yaml", config("[airline-agent]", http, await freePort()));
}, 300_000);
afterAll(async () => {
  await run("capture", "stop").ended;
  workspace.remove();
  home.remove();
});

const config = (services: string, httpPort: number, grpcPort: number): string =>
  `version: 1\ncapture: { http: ${httpPort}, grpc: ${grpcPort}, services: ${services} }\n`;

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
  });
}

interface Run {
  readonly child: ChildProcess;
  /** Lines of the standard output, as they come. */
  readonly lines: string[];
  /** Waits for a line that holds these words. */
  readonly said: (words: string) => Promise<string>;
  readonly ended: Promise<number | null>;
}

function run(...args: readonly string[]): Run {
  const child = spawn(process.execPath, [dist.cli, ...args], {
    cwd: workspace.path,
    env: { ...process.env, HOMEOSTAT_HOME: home.path, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout!, child.stderr!])
    createInterface({ input: stream }).on("line", (line) => lines.push(line));
  const ended = new Promise<number | null>((done) => child.once("close", done));
  const said = async (words: string): Promise<string> => {
    for (;;) {
      const line = lines.find((one) => one.includes(words));
      if (line !== undefined) return line;
      if (child.exitCode !== null)
        throw new Error(`Ended without ${JSON.stringify(words)}:\n${lines.join("\n")}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  };
  return { child, lines, said, ended };
}

async function send(service: string): Promise<void> {
  const exporter = new OTLPTraceExporter({ url: `http://127.0.0.1:${http}/v1/traces` });
  const { code } = await new Promise<{ code: number }>((done) =>
    exporter.export(agentSpans(1, service, service), done),
  );
  await exporter.shutdown();
  expect(code).toBe(0);
}

describe("connect", { timeout: 120_000 }, () => {
  test("lists the frameworks and names those at hand", async () => {
    const { lines, ended } = run("connect");
    expect(await ended).toBe(0);
    const text = lines.join("\n");
    expect(text).toMatch(/vercel-ai +Vercel AI SDK +in use here/);
    expect(text).toMatch(/pydantic-ai +Pydantic AI +in use here/);
    expect(text).toMatch(/langchain +LangChain and LangGraph$/m);
    expect(lines.at(-1)).toBe("Next: homeostat connect pydantic-ai");
  });

  test("an unknown one is 2, with the way to the list", async () => {
    const { lines, ended } = run("connect", "nonesuch");
    expect(await ended).toBe(2);
    expect(lines.join("\n")).toMatch(/"nonesuch"[\s\S]*homeostat connect/);
  });

  test("prints the snippet with the port and the service that the workspace claims, and starts capture", async () => {
    const { lines, ended } = run("connect", "vercel-ai", "--no-wait");
    expect(await ended).toBe(0);
    const text = lines.join("\n");
    expect(text).toContain(`"http://127.0.0.1:${http}/v1/traces"`);
    expect(text).toContain('"service.name": "airline-agent"');
    expect((await fetch(`http://127.0.0.1:${http}/healthz`)).status).toBe(200);
  });

  test("waits for the first span, then says what it saw and where it went", async () => {
    const waiting = run("connect", "opentelemetry");
    await waiting.said("Waiting for the first span");
    await send("airline-agent");
    expect(await waiting.ended).toBe(0);
    const text = waiting.lines.join("\n");
    expect(text).toContain("airline-agent sends.");
    expect(text).toContain("Seen: 3 spans.");
    expect(text).toContain("Message content is there.");
    expect(text).toContain("It goes into this workspace.");
  });

  test("as JSON: another service than was thought waits in the inbox, and how to claim it", async () => {
    const waiting = run("connect", "opentelemetry", "--json", "--service", "hotel-agent");
    const snippet = JSON.parse(await waiting.said("{")) as { code: string; service: string };
    expect(snippet).toMatchObject({ service: "hotel-agent", code: expect.stringContaining("'hotel-agent'") });
    await send("hostel-agent");
    expect(await waiting.ended).toBe(0);
    expect(JSON.parse(waiting.lines[1]!)).toMatchObject({
      arrived: { name: "hostel-agent", content: true, conversation: true, prompt: true },
      advice: [
        expect.stringMatching(/^Seen: \d spans\.$/),
        ...Array(3).fill(expect.stringMatching(/ there\.$/)),
      ],
      place: expect.stringContaining('homeostat inbox assign "hostel-agent"'),
    });
  });

  test("Ctrl+C ends the waiting with 130; capture goes on", {
    skip: process.platform === "win32",
  }, async () => {
    const waiting = run("connect", "opentelemetry");
    await waiting.said("Waiting for the first span");
    waiting.child.kill("SIGINT");
    expect(await waiting.ended).toBe(130);
    expect((await fetch(`http://127.0.0.1:${http}/healthz`)).status).toBe(200);
  });
});

describe("connect in an editor", { timeout: 120_000 }, () => {
  let editor: LspClient;
  beforeAll(async () => {
    editor = await LspClient.start({ folders: [workspace.path], env: { HOMEOSTAT_HOME: home.path } });
  });
  afterAll(() => editor?.stop());

  const snippetOf = (framework: string) =>
    editor.ask<ConnectSnippet>("homeostat/connect/snippet", { framework });

  test("there are the frameworks that the command line has, with those at hand", async () => {
    const offered = await editor.ask<ConnectFramework[]>("homeostat/connect/frameworks", {});
    const { lines, ended } = run("connect", "--json");
    await ended;
    const { frameworks, atHand } = JSON.parse(lines[0]!) as {
      frameworks: { id: string; name: string }[];
      atHand: string[];
    };
    expect(offered.map(({ id, name }) => ({ id, name }))).toEqual(
      frameworks.map(({ id, name }) => ({ id, name })),
    );
    expect(offered.filter(({ isAtHand }) => isAtHand).map(({ id }) => id)).toEqual(atHand);
    expect(atHand).toHaveLength(2);
  });

  test("a snippet has the receiver's port and the claimed service, and is a document too", async () => {
    const snippet = await snippetOf("vercel-ai");
    expect(snippet).toMatchObject({
      service: "airline-agent",
      http,
      install: expect.stringMatching(/^npm install /),
      code: expect.stringContaining(`"http://127.0.0.1:${http}/v1/traces"`),
    });
    expect(snippet.document).toEqual({
      language: "javascript",
      text: expect.stringContaining(snippet.code.trim()),
    });
  });

  test("the first arrival is reported; what came before it is not", async () => {
    await send("airline-agent");
    const { before } = await snippetOf("opentelemetry");
    const arrival = editor.ask<Arrival>("homeostat/connect/arrival", { framework: "opentelemetry", before });
    await send("pension-agent");
    expect(await arrival).toMatchObject({
      service: "pension-agent",
      heading: "pension-agent sends; airline-agent has not yet.",
      advice: expect.arrayContaining(["Seen: 3 spans.", "Message content is there."]),
      missing: [],
      place: expect.stringContaining("inbox"),
      isClaimed: false,
    });
  });

  test("waiting ends when it is cancelled", async () => {
    const { before } = await snippetOf("opentelemetry");
    const source = new CancellationTokenSource();
    const request = { framework: "opentelemetry", before };
    const arrival = editor.ask<Arrival | null>("homeostat/connect/arrival", request, source.token);
    await new Promise((done) => setTimeout(done, 300));
    source.cancel();
    expect(await arrival).toBeNull();
  });

  test("an unknown framework, and a receiver that is stopped meanwhile, are said", async () => {
    await expect(snippetOf("nonesuch")).rejects.toThrow(/nonesuch/);
    const { before } = await snippetOf("opentelemetry");
    const arrival = editor.ask("homeostat/connect/arrival", { framework: "opentelemetry", before });
    const told = expect(arrival).rejects.toThrow(/stopped before anything arrived.*Connect an Agent/);
    await run("capture", "stop").ended;
    await told;
  });
});

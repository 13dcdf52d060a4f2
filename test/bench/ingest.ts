/**
 * How fast spans are captured: requests of 200 spans with fresh ids and fresh text, over HTTP into the journal (acknowledged = on disk),
 * and from the journal folded into LanceDB, beside the limits of this machine in the same run: reading bodies and nothing else, decoding
 * and nothing else, writing and syncing and nothing else. Then whether all is there once, and what queries cost at that size.
 *
 * usage: npm run bench -- ingest [--spans 1000000] [--keep FOLDER]
 */
import { type ChildProcess, fork, spawn } from "node:child_process";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { beginAnew, foldEnvironment, recordsOfRequest } from "../../server/core/capture/index.ts";
import { registerWorkspace } from "../../server/core/host/capturing/workspace-registry.ts";
import { Store } from "../../server/core/store/index.ts";
import { ensureBuilt, repository } from "../support/built.ts";
import { bundled } from "./support/bundled.ts";
import { type Spread, spreadOf, spreadTable } from "./support/numbers.ts";
import { OtlpLoad, spansPerRequest } from "./support/otlp-load.ts";
import type { Sent } from "./support/otlp-sender.ts";
import { timeQueries } from "./support/typical-queries.ts";

const { values: flags } = parseArgs({
  args: process.argv.slice(2),
  options: { spans: { type: "string", default: "1000000" }, keep: { type: "string" } },
});
const spans = Number(flags.spans);
const requests = Math.ceil(spans / spansPerRequest);
const connections = 8;
const queryRuns = 15;
/** Six of the kinds that people ask, over what the load holds: columns, labels, words that are in nearly every conversation, all mixed. */
const queries = {
  status: "status:ok after:2026-01-01",
  cost: "cost>0.0005 tokens>1500",
  tool: "tool:lookup_order model:gpt-4.1-mini*",
  words: 'input~"refund"',
  output: 'output~"tracking number" -status:error',
  mixed: "service:support-agent (tool:lookup_order OR errors>0) -tag:internal spans>7",
};

await ensureBuilt();
const root = flags.keep ?? mkdtempSync(join(tmpdir(), "homeostat-ingest-"));
const home = join(root, "home");
const workspace = join(root, "workspace");
const dist = join(repository, "dist");
const children: ChildProcess[] = [];
try {
  console.log(JSON.stringify(await run()));
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  for (const child of children) child.kill("SIGKILL");
  if (!flags.keep) rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

async function run(): Promise<object> {
  mkdirSync(workspace, { recursive: true });
  writeFileSync(
    join(workspace, "homeostat.yaml"),
    "version: 1\ncapture: { services: [support-agent], redact: [email, card, key] }\n",
  );
  await registerWorkspace(home, { root: workspace });
  const sender = await bundled("otlp-sender");
  const limits = await limitsOf(sender);
  console.log(limitsTable(limits));

  const receiver = await startReceiver();
  const memory = watchMemory(receiver.child.pid!);
  const sent = await send(sender, { port: receiver.port, requests, connections });
  const receiverRss = memory();
  const stopped = new Promise((resolve) => receiver.child.once("exit", resolve));
  receiver.child.kill("SIGTERM");
  await stopped;
  const acknowledged = sent.acknowledged * spansPerRequest;
  const journalSpansPerS = acknowledged / sent.seconds;
  console.log(
    `journal: ${acknowledged} spans acknowledged in ${sent.seconds.toFixed(1)} s, ${thousands(journalSpansPerS)} spans/s (${percentOf(journalSpansPerS, limits.bodyOnlySpansPerS)} of reading bodies), put off ${sent.putOff} times, receiver at most ${receiverRss} MB`,
  );

  const folded = await fold();
  const storeSpansPerS = acknowledged / folded.seconds;
  console.log(
    `store:   folded in ${folded.seconds.toFixed(1)} s, ${thousands(storeSpansPerS)} spans/s (tidying up: ${folded.optimizingS} s), fold process at most ${folded.rssMb} MB, begun ${folded.begun} times`,
  );

  const { lost, doubled, conversations } = await inventory(acknowledged);
  console.log(`${conversations} conversations; lost ${lost}, doubled ${doubled}`);
  const queryMs = await measuredQueries();
  console.log(spreadTable(queryMs));
  return {
    journalSpansPerS: Math.round(journalSpansPerS),
    storeSpansPerS: Math.round(storeSpansPerS),
    ...limits,
    lost,
    doubled,
    spans: acknowledged,
    conversations,
    requestMs: spreadOf(sent.latenciesMs),
    receiverRssMb: receiverRss,
    foldRssMb: folded.rssMb,
    storeMb: folded.storeMb,
    queryMs: Object.fromEntries(
      Object.entries(queryMs).map(([name, { median, p95 }]) => [name, { median, p95 }]),
    ),
  };
}

function thousands(n: number): string {
  return String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, " ");
}

function percentOf(a: number, b: number): string {
  return `${Math.round((100 * a) / b)} %`;
}

interface Limits {
  readonly bodyOnlySpansPerS: number;
  readonly decodeOnlySpansPerS: number;
  readonly writeOnlySpansPerS: number;
}

function limitsTable({ bodyOnlySpansPerS, decodeOnlySpansPerS, writeOnlySpansPerS }: Limits): string {
  return [
    "limits of this machine, now:",
    `  reading bodies over HTTP, nothing else  ${thousands(bodyOnlySpansPerS)} spans/s`,
    `  decoding protobuf, nothing else         ${thousands(decodeOnlySpansPerS)} spans/s`,
    `  writing and syncing each request        ${thousands(writeOnlySpansPerS)} spans/s`,
  ].join("\n");
}

async function limitsOf(sender: string): Promise<Limits> {
  const server = createServer((asked, answer) => {
    asked.resume();
    asked.on("end", () => answer.end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const read = await send(sender, { port, requests: Math.min(requests, 1_500), connections });
  server.close();
  const load = new OtlpLoad();
  const bodies = Array.from({ length: 40 }, () => load.next());
  const rate = (act: (body: Buffer) => void): number => {
    for (const body of bodies.slice(0, 10)) act(body);
    const started = performance.now();
    for (const body of bodies) act(body);
    return (bodies.length * spansPerRequest * 1000) / (performance.now() - started);
  };
  const decodeOnlySpansPerS = rate(
    (body) => void recordsOfRequest({ signal: "traces", encoding: "proto", bytes: body }),
  );
  mkdirSync(root, { recursive: true });
  const file = openSync(join(root, "write-only"), "w");
  const writeOnlySpansPerS = rate((body) => {
    writeSync(file, body);
    fsyncSync(file);
  });
  closeSync(file);
  rmSync(join(root, "write-only"));
  return {
    bodyOnlySpansPerS: Math.round((read.acknowledged * spansPerRequest) / read.seconds),
    decodeOnlySpansPerS: Math.round(decodeOnlySpansPerS),
    writeOnlySpansPerS: Math.round(writeOnlySpansPerS),
  };
}

function send(sender: string, order: object): Promise<Sent> {
  const child = fork(sender, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  children.push(child);
  child.send(order);
  return new Promise((resolve, reject) => {
    child.once("message", (sent) => resolve(sent as Sent));
    child.once("exit", (code) => (code ? reject(new Error(`the sender ended with ${code}`)) : undefined));
  });
}

async function startReceiver(): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const child = spawn(
    process.execPath,
    [join(dist, "receiver.cjs"), "--home", home, "--http", "0", "--grpc", "0", "--no-fold"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  children.push(child);
  const line = await new Promise<string>((resolve) =>
    child.stdout!.once("data", (data) => resolve(String(data))),
  );
  const said = JSON.parse(line.split("\n")[0]!) as { kind: string; httpPort: number; message?: string };
  if (said.kind !== "ready") throw new Error(said.message);
  return { child, port: said.httpPort };
}

interface Folding {
  readonly seconds: number;
  readonly optimizingS: number;
  /** The most memory, while it folds and while it tidies up afterwards. */
  readonly rssMb: number;
  readonly begun: number;
  readonly storeMb: number;
}

/** The process that folds, from its start until the journal is folded to its end, begun anew where it asks for that. */
async function fold(): Promise<Folding> {
  const started = performance.now();
  const sums: Record<string, number> = {};
  let now = { phase: "idle", since: started };
  let [records, begun, rssMb, rests] = [0, 0, 0, 0];
  let child: ChildProcess;
  let memory: () => number;
  const problems: string[] = [];
  const begin = (): void => {
    begun++;
    child = fork(join(dist, "fold.cjs"), [home], {
      env: { ...foldEnvironment, ...process.env },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    children.push(child);
    memory = watchMemory(child.pid!);
    child.on(
      "message",
      ({
        kind,
        phase = "",
        ...more
      }: {
        kind: string;
        phase?: string;
        records?: number;
        message?: string;
      }) => {
        if (kind === "problem") problems.push(more.message ?? "");
        if (kind === "folded") records += more.records ?? 0;
        if (kind !== "phase") return;
        sums[now.phase] = (sums[now.phase] ?? 0) + performance.now() - now.since;
        now = { phase, since: performance.now() };
        if (phase === "idle") rests++;
      },
    );
    child.once("exit", (code) => {
      rssMb = Math.max(rssMb, memory());
      rests = 0;
      if (code === beginAnew) begin();
      else if (code) problems.push(`the fold process ended with ${code}`);
    });
  };
  begin();
  const until = async (is: () => boolean): Promise<void> => {
    while (!is()) {
      if (problems.length > 0) throw new Error(problems.join("\n"));
      await setTimeout(50);
    }
  };
  await until(() => records >= requests * spansPerRequest);
  const seconds = (performance.now() - started) / 1000;
  const optimizingS = Math.round((sums.optimizing ?? 0) / 1000);
  // Where nothing comes it tidies up and then looks again and again: queries are measured after that.
  rests = 0;
  await until(() => rests >= 3);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child!.send({ kind: "close" });
  await ended;
  return { seconds, optimizingS, rssMb, begun, storeMb: folderMb(join(workspace, ".homeostat")) };
}

function folderMb(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).size;
  return Math.round(bytes / 2 ** 20);
}

/** The most memory that a process had, in MB, as Linux says it; call the result to end the watch. */
function watchMemory(pid: number): () => number {
  let most = 0;
  const timer = setInterval(() => {
    try {
      const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
      most = Math.max(most, Number(rss ?? 0) / 1024);
    } catch {
      // It has ended, or this is another system.
    }
  }, 100);
  return () => {
    clearInterval(timer);
    return Math.round(most);
  };
}

async function inventory(acknowledged: number) {
  const store = await Store.open(join(workspace, ".homeostat"));
  const seen = new Set<string>();
  let rows = 0;
  for await (const part of store.tables.spans.parts(["id"])) {
    rows += part.length;
    for (const { id } of part) seen.add(id);
  }
  const conversations = await store.tables.conversations.count();
  store.close();
  return { lost: acknowledged - seen.size, doubled: rows - seen.size, conversations };
}

async function measuredQueries(): Promise<Readonly<Record<string, Spread>>> {
  const store = await Store.open(join(workspace, ".homeostat"));
  try {
    return (await timeQueries(store, queries, queryRuns)).times;
  } finally {
    store.close();
  }
}

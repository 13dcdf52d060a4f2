/**
 * How long an editor waits: edits of a 500-line prompt with 20,000 stored conversations, beside a server that only answers; the
 * features; typing while new conversations are judged; start-up; memory. Fails where an answer is wrong, whatever its speed.
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Diagnostic } from "vscode-languageserver";
import { ensureBuilt } from "../support/built.ts";
import { LspClient } from "../support/lsp-client.ts";
import {
  type BigWorkspace,
  bigWorkspace,
  promptFile,
  storedConversations,
  testedLines,
  timed,
  writeConversations,
} from "./support/big-workspace.ts";
import { type Block, MeasuredServer, uriOf } from "./support/measured-server.ts";
import { type Spread, spreadOf, spreadTable } from "./support/numbers.ts";

const edits = 240;
const keystrokes = 30;
const keystrokeMs = 30;
const starts = 5;
/** Judged while someone types: enough for the keystrokes to fall into the middle of it. */
const newConversations = 5_000;

await ensureBuilt();
const cached = await bigWorkspace(console.log);
// The cached store stays as it was made: every run starts from the same one.
const folder = join(mkdtempSync(join(tmpdir(), "homeostat-bench-")), "workspace");
cpSync(cached.folder, folder, { recursive: true, filter: (path) => !path.endsWith("conversations") });
interface Pair {
  readonly server: MeasuredServer;
  readonly floor: MeasuredServer;
  readonly prompt: string;
  readonly folder: string;
}
type Edit = ReturnType<MeasuredServer["type"]>;

const open: { stop(): Promise<unknown> }[] = [];
try {
  const line = await run({ ...cached, folder });
  console.log(JSON.stringify(line));
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await Promise.all(open.map((server) => server.stop()));
  rmSync(dirname(folder), { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

async function run({ folder, prompt, made }: BigWorkspace): Promise<object> {
  const uri = uriOf(join(folder, promptFile));
  const started = await startUps(folder, uri, prompt);
  const server = await openedServer(folder, uri, prompt);
  const pair = { server, floor: await openedFloor(server, folder, prompt), prompt, folder };
  const loop: Record<string, Block> = {};
  const floorLoop: Record<string, Block> = {};
  const blocks = async (phase: string): Promise<void> => {
    [loop[phase], floorLoop[phase]] = await Promise.all([server.longestBlock(), pair.floor.longestBlock()]);
  };
  await blocks("opening");
  const typed = await typing(pair);
  await blocks("edits");
  const features = await featureTimes(server, prompt);
  await blocks("features");
  const rssIdleMb = server.rssMb();
  await importNew(pair);
  await blocks("import");
  const busy = await typingWhileEvaluating(pair, blocks);
  const rssMb = server.rssMb();

  console.log(
    spreadTable({
      "edit to diagnostics": typed.own,
      "floor: a server that only answers": typed.floor,
      "30 keystrokes while evaluating": busy.keystrokes,
      "floor: 30 keystrokes meanwhile": busy.floorKeystrokes,
      "edits from evaluating to new figures": busy.edits,
      ...features,
      "spawn to initialized": started.ready,
      "spawn to first figures": started.active,
    }),
  );
  console.log(
    `${"\nlongest block of the loop, ms (own processor time)".padEnd(50)} server              floor`,
  );
  const cell = ({ maxMs, cpuMs }: Block): string => `${maxMs} (${cpuMs})`.padStart(18);
  for (const phase of Object.keys(loop))
    console.log(`  ${phase.padEnd(40)}${cell(loop[phase]!)}${cell(floorLoop[phase]!)}`);
  console.log(`store made by the command line: ${JSON.stringify(made)}`);
  const { opening: _, ...atWork } = loop;
  return {
    editToDiagnosticsMs: typed.own,
    floorMs: typed.floor,
    loopMaxMs: Math.max(...Object.values(atWork).map(({ maxMs }) => maxMs)),
    loopMaxCpuMs: Math.max(...Object.values(atWork).map(({ cpuMs }) => cpuMs)),
    loop,
    floorLoop,
    features,
    typingWhileEvaluatingMs: busy.keystrokes,
    floorWhileEvaluatingMs: busy.floorKeystrokes,
    editsWhileFiguresArriveMs: busy.edits,
    evaluateMs: busy.evaluateMs,
    activationMs: started.active.median,
    serverReadyMs: started.ready.median,
    rssMb,
    rssIdleMb,
    floorRssMb: pair.floor.rssMb().server,
    diagnostics: typed.diagnostics,
    conversations: storedConversations,
    made,
  };
}

/** Spawn to the answer of `initialize`, and to the first diagnostics with figures. */
async function startUps(
  folder: string,
  uri: string,
  prompt: string,
): Promise<{ ready: Spread; active: Spread }> {
  const [ready, active]: [number[], number[]] = [[], []];
  for (let i = 0; i < starts; i++) {
    const at = performance.now();
    const client = await LspClient.start({ folders: [folder] });
    open.push(client);
    ready.push(performance.now() - at);
    client.open(uri, prompt);
    await client.diagnostics(uri, hasFigures, 60_000);
    active.push(performance.now() - at);
    await client.stop();
  }
  return { ready: spreadOf(ready), active: spreadOf(active) };
}

function hasFigures(all: readonly Diagnostic[]): boolean {
  return all.some(({ code }) => code === "pass-rate");
}

async function openedServer(folder: string, uri: string, prompt: string): Promise<MeasuredServer> {
  const server = await MeasuredServer.start(folder, uri);
  open.push(server);
  server.client.open(uri, prompt);
  await server.client.diagnostics(uri, hasFigures, 60_000);
  return server;
}

/** The floor answers with what the server says of the unedited prompt: as many diagnostics, as long. */
async function openedFloor(server: MeasuredServer, folder: string, prompt: string): Promise<MeasuredServer> {
  const diagnostics = join(folder, "diagnostics.json");
  writeFileSync(diagnostics, JSON.stringify(await server.client.diagnostics(server.uri)));
  const script = [join(import.meta.dirname, "support", "null-server.mjs"), diagnostics];
  const floor = await MeasuredServer.start(folder, server.uri, script);
  open.push(floor);
  floor.client.open(server.uri, prompt);
  await floor.client.diagnostics(server.uri);
  return floor;
}

/** One edit each in turn. Every edit changes an instruction with a figure; its answer must show the figure as stale. */
async function typing({
  server,
  floor,
  prompt,
}: Pair): Promise<{ own: Spread; floor: Spread; diagnostics: number }> {
  const lines = prompt.split("\n");
  const tested = testedLines(prompt);
  const [own, bare]: [number[], number[]] = [[], []];
  let diagnostics = 0;
  for (let i = 0; i < edits; i++) {
    const line = tested[i % tested.length]!;
    const edited = `${lines[line]!.slice(0, -1)} at all, ${i} times.`;
    const answer = await server.answerTo(server.type(line, edited));
    requireStale(answer.diagnostics, line);
    diagnostics = answer.diagnostics.length;
    own.push(answer.ms);
    bare.push((await floor.answerTo(floor.type(line, edited))).ms);
    const back = await server.answerTo(server.type(line, lines[line]!));
    if (isStale(back.diagnostics, line)) throw new Error(`line ${line} is stale after it was changed back`);
    await floor.answerTo(floor.type(line, lines[line]!));
  }
  const slowest = own.map((ms, i) => ({ ms, i })).sort((a, b) => b.ms - a.ms);
  console.log(
    `slowest edits: ${slowest
      .slice(0, 6)
      .map(({ ms, i }) => `number ${i + 1} ${ms.toFixed(0)} ms`)
      .join(", ")}`,
  );
  return { own: spreadOf(own), floor: spreadOf(bare), diagnostics };
}

function isStale(diagnostics: readonly Diagnostic[], line: number): boolean {
  return diagnostics.some(({ code, range }) => code === "stale" && range.start.line === line);
}

function requireStale(diagnostics: readonly Diagnostic[], line: number): void {
  const on = diagnostics.filter(({ range }) => range.start.line === line);
  if (!isStale(diagnostics, line))
    throw new Error(`line ${line} was changed and is not shown as stale: ${JSON.stringify(on)}`);
}

/** Each asked for after an edit, as editors do: nothing they need is computed yet. */
async function featureTimes(server: MeasuredServer, prompt: string): Promise<Record<string, Spread>> {
  const { client, uri } = server;
  const tested = testedLines(prompt);
  const lines = prompt.split("\n");
  const whole = { range: { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } } };
  const rounds = 60;
  const requests: Record<string, (i: number) => Promise<unknown>> = {
    hover: (i) =>
      client.feature("hover", uri, { position: { line: tested[i % tested.length]!, character: 5 } }),
    inlayHint: () => client.feature("inlayHint", uri, whole),
    codeLens: () => client.feature("codeLens", uri),
    documentSymbol: () => client.feature("documentSymbol", uri),
    foldingRange: () => client.feature("foldingRange", uri),
    documentLink: () => client.feature("documentLink", uri),
  };
  const times = Object.fromEntries(Object.keys(requests).map((name) => [name, [] as number[]]));
  for (let i = 0; i < rounds; i++) {
    const line = tested[i % tested.length]!;
    await server.answerTo(server.type(line, `${lines[line]!} Round ${i}.`));
    for (const [name, ask] of Object.entries(requests)) {
      const { value, ms } = await timedExactly(() => ask(i));
      if (value === null || (Array.isArray(value) && value.length === 0 && name !== "documentLink"))
        throw new Error(`${name} answered nothing`);
      times[name]!.push(ms);
    }
    await server.answerTo(server.type(line, lines[line]!));
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, spreadOf(values)]));
}

async function timedExactly<T>(act: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const start = performance.now();
  const value = await act();
  return { value, ms: performance.now() - start };
}

/** New conversations, so that there is something to judge. */
async function importNew({ server: { client }, folder, prompt }: Pair): Promise<void> {
  const file = join(folder, "new.jsonl.gz");
  await writeConversations(file, prompt, storedConversations, newConversations);
  const request = { progressToken: "import", paths: [file] };
  const { added } = await client.ask<{ added: number }>("homeostat/import", request);
  if (added !== newConversations) throw new Error(`imported ${added}`);
}

/** Keystrokes 30 ms apart once judging has begun, answered or not; then edits until the new figures are on the lines. */
async function typingWhileEvaluating(
  { server, floor, prompt }: Pair,
  blocks: (phase: string) => Promise<void>,
): Promise<{ keystrokes: Spread; floorKeystrokes: Spread; edits: Spread; evaluateMs: number }> {
  const { client } = server;
  let isDone = false;
  const evaluating = timed(() => client.ask("homeostat/evaluate", { progressToken: "evaluate" })).finally(
    () => {
      isDone = true;
    },
  );
  await client.until(
    () => client.steps.some(({ token }) => token === "evaluate"),
    60_000,
    () => "judging to begin",
  );
  const text = prompt.split("\n");
  const line = testedLines(prompt)[0]!;
  const sent: [own: Edit, floor: Edit][] = [];
  for (let i = 0; i < keystrokes; i++) {
    const typed = `${text[line]!} ${"typing".repeat(6).slice(0, i + 1)}`;
    sent.push([server.type(line, typed), floor.type(line, typed)]);
    await pause(keystrokeMs);
  }
  if (isDone) throw new Error("judging ended before the typing did");
  const own = await Promise.all(sent.map(([edit]) => server.answerTo(edit)));
  const bare = await Promise.all(sent.map(([, edit]) => floor.answerTo(edit)));
  for (const { diagnostics } of own) requireStale(diagnostics, line);
  await blocks("evaluate, keystrokes");
  const later: number[] = [];
  // The request ends when the figures are there: the edits fall on the arrival of the snapshot too.
  for (let i = 0; !isDone; i++) {
    const answer = await server.answerTo(server.type(line, `${text[line]!} And ${i}.`));
    requireStale(answer.diagnostics, line);
    later.push(answer.ms);
    await pause(keystrokeMs);
  }
  const { ms: evaluateMs } = await evaluating;
  await blocks("evaluate to new figures");
  const { conversations } = await client.ask<{ conversations: number }>("homeostat/status", {});
  if (conversations !== storedConversations + newConversations)
    throw new Error(`figures of ${conversations} conversations arrived`);
  const spread = (answers: readonly { ms: number }[]): Spread => spreadOf(answers.map(({ ms }) => ms));
  return { keystrokes: spread(own), floorKeystrokes: spread(bare), edits: spreadOf(later), evaluateMs };
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** The receiver as a process: one for each home, what it tells of itself, and how it ends. */
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { agentSpans, traceJson, traceProto } from "../support/otlp-requests.ts";
import { journalEntries, ownReceiver, spanIdsOf, startReceiverProcess } from "../support/receiver-process.ts";
import { idsOf, json, proto, sender } from "../support/receiver-requests.ts";
import { tempFolder } from "../support/temp-folder.ts";

const { home, receiver } = ownReceiver();
const send = sender(receiver);

const token = (): string => JSON.parse(readFileSync(join(home.path, "receiver.json"), "utf8")).controlToken;

test("keeps its token to the user and tells what came, with what is missing", async () => {
  if (process.platform !== "win32")
    expect(statSync(join(home.path, "receiver.json")).mode & 0o777).toBe(0o600);
  const health = await send("", {}, { path: "/healthz", method: "GET" });
  expect(health.status).toBe(200);
  expect(health.body.toString()).not.toContain(token());
  await send(traceProto(agentSpans(1)), proto);
  for (const type of [proto, json]) await send("not what it says", type);
  const bare = traceJson(agentSpans(1, "bare")).toString().replaceAll("gen_ai.", "x.");
  await send(bare, json);
  const { status, body } = await send(
    "",
    { "x-homeostat-token": token() },
    { path: "/homeostat/status", method: "GET" },
  );
  expect(status).toBe(200);
  const stats = JSON.parse(body.toString());
  expect(stats).toMatchObject({
    pid: receiver().said.pid,
    httpPort: receiver().said.httpPort,
    retries: expect.any(Number),
  });
  expect(stats.services).toContainEqual(
    expect.objectContaining({ service: "shop", content: true, conversation: true, prompt: true }),
  );
  expect(stats.services[0]).toMatchObject({
    service: "bare",
    spans: 3,
    content: false,
    conversation: false,
    prompt: false,
  });
  expect(stats.problems).toHaveLength(2);
});

test("is one for each home, and tells another of us on a port from another program", async () => {
  const second = await startReceiverProcess(home.path);
  expect(second.said).toMatchObject({
    kind: "failed",
    code: "receiver-running",
    message: expect.stringContaining(String(receiver().said.pid)),
  });
  const other = tempFolder("home");
  const ours = await startReceiverProcess(other.path, {
    args: ["--http", String(receiver().said.httpPort), "--grpc", "0"],
  });
  expect(ours.said).toMatchObject({ kind: "failed", code: "receiver-running" });
  const stranger = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => stranger.once("listening", done));
  const { port } = stranger.address() as { port: number };
  for (const args of [
    ["--http", String(port), "--grpc", "0"],
    ["--http", "0", "--grpc", String(port)],
  ]) {
    const clash = await startReceiverProcess(other.path, { args });
    expect(clash.said).toMatchObject({
      kind: "failed",
      code: "port-taken",
      message: expect.stringContaining("Foundry"),
      hint: expect.stringContaining("homeostat.yaml"),
    });
    expect(await clash.ended).toMatchObject({ code: 1 });
  }
  stranger.close();
  other.remove();
});

test("ends by SIGTERM with what it acknowledged in the journal, and another can start", async () => {
  const other = tempFolder("home");
  const first = await startReceiverProcess(other.path);
  const acknowledged: string[] = [];
  const sending = Array.from({ length: 20 }, async () => {
    for (;;) {
      const spans = agentSpans(2);
      const reply = await send(traceProto(spans), proto, { to: first }).catch(() => undefined);
      if (reply?.status !== 200) return reply?.status;
      acknowledged.push(...idsOf(spans));
    }
  });
  await new Promise((done) => setTimeout(done, 400));
  first.child.kill("SIGTERM");
  expect(await first.ended).toEqual({ code: 0, signal: null });
  const last = await Promise.all(sending);
  expect(last.every((status) => status === undefined || status === 503)).toBe(true);
  const kept = (await journalEntries(join(other.path, "journal"))).flatMap(spanIdsOf);
  expect(acknowledged.length).toBeGreaterThan(20);
  expect(acknowledged.filter((id) => !new Set(kept).has(id))).toEqual([]);
  const again = await startReceiverProcess(other.path);
  expect(again.said.kind).toBe("ready");
  const stop = await send(
    "",
    {
      "x-homeostat-token": JSON.parse(readFileSync(join(other.path, "receiver.json"), "utf8")).controlToken,
    },
    { path: "/homeostat/stop", to: again },
  );
  expect(stop.status).toBe(200);
  expect(await again.ended).toEqual({ code: 0, signal: null });
  other.remove();
});

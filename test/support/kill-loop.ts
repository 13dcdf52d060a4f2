import { request as httpRequest } from "node:http";
import { Client, credentials, Metadata } from "@grpc/grpc-js";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import { agentSpans, traceJson, traceProto } from "./otlp-requests.ts";
import { type ReceiverProcess, startReceiverProcess } from "./receiver-process.ts";

export interface KillLoopOptions {
  readonly home: string;
  readonly kills: number;
  /** Between 0 and 1, as often as it is asked. */
  readonly random: () => number;
  /** Whether the receiver folds as well. */
  readonly folds?: boolean;
  /** Waited for before each kill, for what the kill should hit; at most some seconds. */
  readonly until?: (receiver: ReceiverProcess, round: number) => Promise<string>;
  readonly onKill?: (kill: Kill) => void;
}

/** One `kill -9`: what was on its way to the receiver then, and what else was going on. */
export interface Kill {
  readonly round: number;
  readonly inFlight: number;
  readonly phase: string;
}

export interface KillLoopResult {
  readonly kills: readonly Kill[];
  /** Ids of the spans of every request that was answered with success. */
  readonly acknowledged: ReadonlySet<string>;
  /** Requests that had to be sent more than once. */
  readonly retried: number;
}

/** One way of sending: resolves to whether it was acknowledged. */
type Send = (spans: ReadableSpan[]) => () => Promise<boolean>;

/**
 * Kills a receiver again and again while several senders keep sending to it, each of which sends the same bytes until they are
 * acknowledged. At the end it is stopped in order. Whoever calls looks into the journal, or the stores.
 */
export async function killLoop(options: KillLoopOptions): Promise<KillLoopResult> {
  const { home, random, folds = false } = options;
  const acknowledged = new Set<string>();
  const kills: Kill[] = [];
  let [inFlight, retried, isOver] = [0, 0, false];
  let receiver = await startReceiverProcess(home, { folds });
  const { httpPort, grpcPort } = receiver.said;
  const args = ["--http", String(httpPort), "--grpc", String(grpcPort)];
  const grpc = new Client(`127.0.0.1:${grpcPort}`, credentials.createInsecure(), {
    "grpc.initial_reconnect_backoff_ms": 50,
    "grpc.min_reconnect_backoff_ms": 50,
    "grpc.max_reconnect_backoff_ms": 200,
  });
  const exporter = new OTLPTraceExporter({
    url: `http://127.0.0.1:${httpPort}/v1/traces`,
    timeoutMillis: 20_000,
  });
  const ways: readonly Send[] = [
    (spans) => posted(httpPort, traceProto(spans), "application/x-protobuf"),
    (spans) => posted(httpPort, traceProto(spans), "application/x-protobuf"),
    (spans) => posted(httpPort, traceJson(spans), "application/json"),
    (spans) => overGrpc(grpc, traceProto(spans)),
    // The SDK's own exporter retries by itself; what it gives up on was never acknowledged.
    (spans) => () => new Promise((done) => exporter.export(spans, ({ code }) => done(code === 0))),
  ];
  const sender = async (way: Send, n: number): Promise<void> => {
    while (!isOver) {
      const spans = agentSpans(1 + Math.floor(random() * 12), `agent-${n}`, String(acknowledged.size));
      const send = way(spans);
      for (let tries = 0; ; tries++) {
        inFlight++;
        const isAcknowledged = await send();
        inFlight--;
        if (isAcknowledged) {
          if (tries > 0) retried++;
          for (const span of spans) acknowledged.add(span.spanContext().spanId);
          break;
        }
        await pause(30);
      }
    }
  };
  const senders = ways.map(sender);
  for (let round = 0; round < options.kills; round++) {
    await pause(30 + random() * 250);
    const phase = (await options.until?.(receiver, round)) ?? "receiving";
    const kill = { round, inFlight, phase };
    receiver.child.kill("SIGKILL");
    kills.push(kill);
    options.onKill?.(kill);
    await receiver.ended;
    receiver = await startReceiverProcess(home, { args, folds });
    if (receiver.said.kind !== "ready") throw new Error(receiver.said.message);
  }
  isOver = true;
  await Promise.all(senders);
  grpc.close();
  await exporter.shutdown();
  receiver.child.kill("SIGTERM");
  await receiver.ended;
  return { kills, acknowledged, retried };
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

const posted = (port: number, body: Buffer, type: string) => (): Promise<boolean> =>
  new Promise((done) => {
    const headers = { "content-type": type, "content-length": String(body.length) };
    const request = httpRequest(
      { host: "127.0.0.1", port, path: "/v1/traces", method: "POST", headers },
      (response) => {
        response.resume();
        // Acknowledged is what was answered to the end.
        response.on("end", () => done(response.complete && response.statusCode === 200));
        response.on("error", () => done(false));
      },
    );
    request.setTimeout(20_000, () => request.destroy());
    request.on("error", () => done(false));
    request.end(body);
  });

const overGrpc = (client: Client, body: Buffer) => (): Promise<boolean> =>
  new Promise((done) => {
    const path = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    const asItIs = (value: Buffer): Buffer => value;
    const options = { deadline: Date.now() + 20_000 };
    client.makeUnaryRequest(path, asItIs, asItIs, body, new Metadata(), options, (error) => done(!error));
  });

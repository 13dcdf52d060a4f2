import { readFileSync, statSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { fromBinary } from "@bufbuild/protobuf";
import { Client, credentials, Metadata, type ServiceError } from "@grpc/grpc-js";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPTraceExporter as GrpcExporter } from "@opentelemetry/exporter-trace-otlp-grpc";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtoExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { CompressionAlgorithm } from "@opentelemetry/otlp-exporter-base";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ExportTraceServiceResponseSchema,
  RpcStatusSchema,
} from "../../server/core/capture/otlp/otlp_export_pb.ts";
import { ensureBuilt } from "../support/built.ts";
import { attribute, requestOfSpan, textValue } from "../support/otlp-mutations.ts";
import { agentLogs, agentSpans, traceJson, traceProto } from "../support/otlp-requests.ts";
import {
  journalEntries,
  logCountOf,
  type ReceiverProcess,
  spanIdsOf,
  startReceiverProcess,
} from "../support/receiver-process.ts";
import { tempFolder } from "../support/temp-folder.ts";

const home = tempFolder("home");
const journal = join(home.path, "journal");
const proto = { "content-type": "application/x-protobuf" };
const json = { "content-type": "application/json" };
let receiver: ReceiverProcess;

beforeAll(async () => {
  await ensureBuilt();
  receiver = await startReceiverProcess(home.path);
});
afterAll(async () => {
  receiver?.child.kill("SIGTERM");
  await receiver?.ended;
  home.remove();
});

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** A request as it is given, with any headers: fetch would not send a Host of our choice. */
function send(
  body: Uint8Array | string,
  headers: Readonly<Record<string, string>>,
  {
    path = "/v1/traces",
    method = "POST",
    to = receiver,
  }: { path?: string; method?: string; to?: ReceiverProcess } = {},
): Promise<Reply> {
  return new Promise((done, failed) => {
    const request = httpRequest(
      {
        host: "127.0.0.1",
        port: to.said.httpPort,
        path,
        method,
        headers: { "content-length": String(Buffer.byteLength(body)), ...headers },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () =>
          done({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts) }),
        );
      },
    );
    request.on("error", failed);
    request.end(body);
  });
}

const spanIdsIn = async (): Promise<string[]> =>
  (await journalEntries(journal)).filter(({ signal }) => signal === "traces").flatMap(spanIdsOf);
const idsOf = (spans: readonly ReadableSpan[]): string[] => spans.map((span) => span.spanContext().spanId);

const exported = (exporter: SpanExporter, spans: ReadableSpan[]): Promise<void> =>
  new Promise((done, failed) =>
    exporter.export(spans, ({ code, error }) =>
      code === 0 ? done() : failed(error ?? new Error(`code ${code}`)),
    ),
  );

describe("real exporters", () => {
  const url = (): string => `http://localhost:${receiver.said.httpPort}/v1/traces`;
  const grpcUrl = (): string => `http://localhost:${receiver.said.grpcPort}`;
  test.each<[string, () => SpanExporter]>([
    ["HTTP protobuf", () => new ProtoExporter({ url: url() })],
    ["HTTP protobuf, gzip", () => new ProtoExporter({ url: url(), compression: CompressionAlgorithm.GZIP })],
    ["HTTP JSON", () => new JsonExporter({ url: url() })],
    ["HTTP JSON, gzip", () => new JsonExporter({ url: url(), compression: CompressionAlgorithm.GZIP })],
    ["gRPC", () => new GrpcExporter({ url: grpcUrl() })],
    ["gRPC, gzip", () => new GrpcExporter({ url: grpcUrl(), compression: CompressionAlgorithm.GZIP })],
  ])("%s: every span is in the journal once", async (_, make) => {
    const spans = agentSpans(5);
    const exporter = make();
    await exported(exporter, spans);
    await exporter.shutdown();
    const found = (await spanIdsIn()).filter((id) => idsOf(spans).includes(id));
    expect(found.sort()).toEqual(idsOf(spans).sort());
  });

  test("of log records", async () => {
    const exporter = new OTLPLogExporter({ url: `${receiver.http}/v1/logs` });
    const result = await new Promise<{ code: number }>((done) =>
      exporter.export([...agentLogs(3).records], done),
    );
    await exporter.shutdown();
    expect(result.code).toBe(0);
    const logs = (await journalEntries(journal)).filter(({ signal }) => signal === "logs");
    expect(logs.map(logCountOf)).toEqual([3]);
  });
});

describe("answers", () => {
  const good = (): Buffer => traceProto(agentSpans(1));

  test("a request that was taken is answered in its own encoding", async () => {
    const asProto = await send(good(), proto);
    expect(asProto).toMatchObject({ status: 200, headers: { "content-type": "application/x-protobuf" } });
    expect(asProto.body).toHaveLength(0);
    const asJson = await send(traceJson(agentSpans(1)), {
      "content-type": "application/json; charset=utf-8",
    });
    expect(asJson).toMatchObject({ status: 200, headers: { "content-type": "application/json" } });
    expect(JSON.parse(asJson.body.toString())).toEqual({});
  });

  test("gzip, deflate and bare deflate are unzipped", async () => {
    for (const [encoding, zip] of [
      ["gzip", gzipSync],
      ["deflate", deflateSync],
      ["deflate", deflateRawSync],
      ["identity", (bytes: Buffer) => bytes],
    ] as const)
      expect((await send(zip(good()), { ...proto, "content-encoding": encoding })).status, encoding).toBe(
        200,
      );
  });

  test("records that cannot be kept are counted, odd ids are a warning", async () => {
    const many = requestOfSpan(
      Buffer.concat(Array.from({ length: 10_001 }, (_, n) => attribute(`k${n}`, textValue("v")))),
    );
    const part = await send(Buffer.concat([good(), many]), proto);
    expect(part.status).toBe(200);
    expect(fromBinary(ExportTraceServiceResponseSchema, part.body).partialSuccess).toMatchObject({
      rejectedSpans: 1n,
      errorMessage: expect.stringContaining("10001 attributes"),
    });
    const odd = await send(
      JSON.stringify({
        resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: "xyz", spanId: "1", name: "odd" }] }] }],
      }),
      json,
    );
    expect(JSON.parse(odd.body.toString())).toEqual({
      partialSuccess: { rejectedSpans: "0", errorMessage: expect.stringContaining("trace or span id") },
    });
  });

  test.each<
    [string, number, string | Uint8Array, Record<string, string>, { path?: string; method?: string }?]
  >([
    ["broken protobuf", 400, Buffer.from([0x0a, 0xff]), proto],
    ["broken JSON", 400, "{", json],
    ["JSON that is not UTF-8", 400, Buffer.from([0x7b, 0xff]), json],
    [
      "text that is not UTF-8",
      400,
      requestOfSpan(attribute("k", textValue(Buffer.from([0xc0, 0x80])))),
      proto,
    ],
    ["no gzip although it says so", 400, "plain", { ...proto, "content-encoding": "gzip" }],
    [
      "cut gzip",
      400,
      gzipSync(Buffer.alloc(10_000, 1)).subarray(0, 20),
      { ...proto, "content-encoding": "gzip" },
    ],
    ["an unknown type", 415, "x", { "content-type": "text/plain" }],
    ["an unknown encoding", 415, "x", { ...proto, "content-encoding": "zstd" }],
    ["metrics", 404, "", proto, { path: "/v1/metrics" }],
    ["another path", 404, "", proto, { path: "/" }],
    ["GET", 405, "", {}, { method: "GET" }],
    ["a preflight of a browser", 405, "", {}, { method: "OPTIONS" }],
    ["a body that is too large", 413, Buffer.alloc(20 * 2 ** 20 + 1), proto],
    ["the control endpoint without its token", 401, "", {}, { path: "/homeostat/stop" }],
    [
      "the control endpoint with a wrong token",
      401,
      "",
      { "x-homeostat-token": "x" },
      { path: "/homeostat/status", method: "GET" },
    ],
  ])("%s is answered with %i", async (_, status, body, headers, how) => {
    const reply = await send(body, headers, how);
    expect(reply.status).toBe(status);
    const isProto = headers["content-type"] === proto["content-type"];
    const { message } = isProto
      ? fromBinary(RpcStatusSchema, reply.body)
      : (JSON.parse(reply.body.toString()) as { message: string });
    expect(message.length).toBeGreaterThan(10);
    expect(Object.keys(reply.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  test("a body without a length is answered with 411, one in chunks is taken", async () => {
    const raw = (headers: readonly string[], body: string): Promise<string> =>
      new Promise((done, failed) => {
        const request = httpRequest(
          {
            host: "127.0.0.1",
            port: receiver.said.httpPort,
            path: "/v1/traces",
            method: "POST",
            headers: { ...json, ...Object.fromEntries(headers.map((one) => one.split(": "))) },
          },
          (response) => {
            response.resume();
            done(String(response.statusCode));
          },
        );
        request.on("error", failed);
        request.write(body);
        request.end();
      });
    expect(await raw(["transfer-encoding: chunked"], '{"resourceSpans":[]}')).toBe("200");
    const line = await new Promise<string>((done) => {
      const socket = connect(receiver.said.httpPort, "127.0.0.1", () =>
        socket.write("POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\r\n"),
      );
      socket.once("data", (data) => {
        done(data.toString().split("\r\n")[0]!);
        socket.destroy();
      });
    });
    expect(line).toBe("HTTP/1.1 411 Length Required");
  });

  test("bombs end with 413 and take the memory of a few bodies", { timeout: 120_000 }, async () => {
    const bomb = gzipSync(Buffer.alloc(160 * 2 ** 20));
    const replies = await Promise.all(
      Array.from({ length: 12 }, () => send(bomb, { ...proto, "content-encoding": "gzip" })),
    );
    expect(replies.map(({ status }) => status)).toEqual(Array(12).fill(413));
    if (process.platform === "linux") {
      const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${receiver.said.pid}/status`, "utf8"))![1];
      expect(Number(peak) / 1024).toBeLessThan(900);
    }
  });

  test("the same request again is answered like the first and written once, also while the first is being written", async () => {
    const spans = agentSpans(2);
    const bytes = traceProto(spans);
    const replies = await Promise.all(Array.from({ length: 8 }, () => send(bytes, proto)));
    replies.push(await send(gzipSync(bytes), { ...proto, "content-encoding": "gzip" }));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await spanIdsIn()).filter((id) => idsOf(spans).includes(id)).sort()).toEqual(idsOf(spans).sort());
  });
});

describe("who may send", () => {
  test.each([
    "evil.example",
    "evil.example:4318",
    "localhost.evil.example",
    "169.254.169.254",
    "127.0.0.1.nip.io",
    "[::2]:4318",
    "a:b:c",
  ])("a Host %j, as a rebound name has it, is refused", async (host) => {
    expect((await send("{}", { ...json, host })).status).toBe(403);
  });
  test.each(["localhost", "localhost:4318", "LOCALHOST.", "127.0.0.1:1", "127.8.9.1", "[::1]:4318"])(
    "a Host %j is taken",
    async (host) => {
      expect((await send("{}", { ...json, host })).status).toBe(200);
    },
  );
  test.each(["https://evil.example", "null", "http://localhost:3000", "vscode-webview://x"])(
    "a page of %s is refused, whatever it asks for",
    async (origin) => {
      for (const path of ["/v1/traces", "/healthz", "/homeostat/status"])
        expect((await send("{}", { ...json, origin }, { path })).status).toBe(403);
    },
  );

  test("a token, other host names and origins can be asked for", async () => {
    const other = tempFolder("home");
    const guarded = await startReceiverProcess(other.path, {
      args: ["--allow-host", "devbox", "--allow-origin", "http://localhost:3000"],
      env: { HOMEOSTAT_TOKEN: "s3cret" },
    });
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await send("{}", { ...json, ...headers }, { to: guarded })).status;
    expect(await status({})).toBe(401);
    expect(await status({ authorization: "Bearer wrong" })).toBe(401);
    expect(
      await status({ authorization: "Bearer s3cret", host: "devbox:4318", origin: "http://localhost:3000" }),
    ).toBe(200);
    const client = new Client(`127.0.0.1:${guarded.said.grpcPort}`, credentials.createInsecure());
    expect((await exportOver(client, Buffer.alloc(0), {})).error?.code).toBe(16);
    expect(
      (await exportOver(client, Buffer.alloc(0), { authorization: "Bearer s3cret" })).error,
    ).toBeUndefined();
    client.close();
    guarded.child.kill("SIGTERM");
    await guarded.ended;
    other.remove();
  });
});

function exportOver(
  client: Client,
  bytes: Buffer,
  headers: Readonly<Record<string, string>> = {},
  service = "opentelemetry.proto.collector.trace.v1.TraceService",
): Promise<{ readonly error?: ServiceError; readonly body?: Buffer }> {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  const asItIs = (value: Buffer): Buffer => value;
  return new Promise((done) =>
    client.makeUnaryRequest(`/${service}/Export`, asItIs, asItIs, bytes, metadata, (error, body) =>
      done(error ? { error } : { body: body! }),
    ),
  );
}

describe("gRPC", () => {
  const client = (options = {}): Client =>
    new Client(`127.0.0.1:${receiver.said.grpcPort}`, credentials.createInsecure(), options);
  test("broken bytes are INVALID_ARGUMENT, with a status", async () => {
    const one = client();
    const { error } = await exportOver(one, Buffer.from([0x0a, 0xff]));
    expect(error).toMatchObject({ code: 3, details: expect.stringContaining("byte") });
    expect(
      fromBinary(RpcStatusSchema, error!.metadata.get("grpc-status-details-bin")[0] as Buffer),
    ).toMatchObject({ code: 3, details: [] });
    one.close();
  });
  test("metrics are UNIMPLEMENTED, an origin or another authority is PERMISSION_DENIED", async () => {
    const one = client();
    expect(
      (await exportOver(one, Buffer.alloc(0), {}, "opentelemetry.proto.collector.metrics.v1.MetricsService"))
        .error?.code,
    ).toBe(12);
    expect((await exportOver(one, Buffer.alloc(0), { origin: "https://evil.example" })).error?.code).toBe(7);
    one.close();
    const rebound = client({ "grpc.default_authority": "evil.example" });
    expect((await exportOver(rebound, Buffer.alloc(0))).error?.code).toBe(7);
    rebound.close();
  });
  test("a message beyond the limit is RESOURCE_EXHAUSTED, the next one is taken", async () => {
    const one = client();
    expect((await exportOver(one, Buffer.alloc(65 * 2 ** 20))).error?.code).toBe(8);
    const answer = await exportOver(one, requestOfSpan(Buffer.alloc(0), Buffer.alloc(3), Buffer.alloc(8, 1)));
    expect(fromBinary(ExportTraceServiceResponseSchema, answer.body!).partialSuccess).toMatchObject({
      rejectedSpans: 0n,
    });
    one.close();
  });
});

describe("the process", () => {
  const token = (): string => JSON.parse(readFileSync(join(home.path, "receiver.json"), "utf8")).controlToken;

  test("keeps its token to the user and tells what came, with what is missing", async () => {
    if (process.platform !== "win32")
      expect(statSync(join(home.path, "receiver.json")).mode & 0o777).toBe(0o600);
    const health = await send("", {}, { path: "/healthz", method: "GET" });
    expect(health.status).toBe(200);
    expect(health.body.toString()).not.toContain(token());
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
      pid: receiver.said.pid,
      httpPort: receiver.said.httpPort,
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
    expect(stats.problems.length).toBeGreaterThan(3);
  });

  test("is one for each home, and tells another of us on a port from another program", async () => {
    const second = await startReceiverProcess(home.path);
    expect(second.said).toMatchObject({
      kind: "failed",
      code: "receiver-running",
      message: expect.stringContaining(String(receiver.said.pid)),
    });
    const other = tempFolder("home");
    const ours = await startReceiverProcess(other.path, {
      args: ["--http", String(receiver.said.httpPort), "--grpc", "0"],
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
});

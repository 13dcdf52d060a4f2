import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { fromBinary } from "@bufbuild/protobuf";
import { Client, credentials } from "@grpc/grpc-js";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPTraceExporter as GrpcExporter } from "@opentelemetry/exporter-trace-otlp-grpc";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtoExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { CompressionAlgorithm } from "@opentelemetry/otlp-exporter-base";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-base";
import { describe, expect, test } from "vitest";
import {
  ExportTraceServiceResponseSchema,
  RpcStatusSchema,
} from "../../server/core/capture/otlp/otlp_export_pb.ts";
import { attribute, requestOfSpan, textValue } from "../support/otlp-mutations.ts";
import { agentLogs, agentSpans, traceJson, traceProto } from "../support/otlp-requests.ts";
import { journalEntries, logCountOf, ownReceiver, spanIdsOf } from "../support/receiver-process.ts";
import { exportOver, idsOf, json, proto, sender } from "../support/receiver-requests.ts";

const { home, receiver } = ownReceiver();
const journal = join(home.path, "journal");
const send = sender(receiver);

const spanIdsIn = async (): Promise<string[]> =>
  (await journalEntries(journal)).filter(({ signal }) => signal === "traces").flatMap(spanIdsOf);

const exported = (exporter: SpanExporter, spans: ReadableSpan[]): Promise<void> =>
  new Promise((done, failed) =>
    exporter.export(spans, ({ code, error }) =>
      code === 0 ? done() : failed(error ?? new Error(`code ${code}`)),
    ),
  );

describe("real exporters", () => {
  const url = (): string => `http://localhost:${receiver().said.httpPort}/v1/traces`;
  const grpcUrl = (): string => `http://localhost:${receiver().said.grpcPort}`;
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
    const exporter = new OTLPLogExporter({ url: `${receiver().http}/v1/logs` });
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
            port: receiver().said.httpPort,
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
      const socket = connect(receiver().said.httpPort, "127.0.0.1", () =>
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
      const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${receiver().said.pid}/status`, "utf8"))![1];
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

describe("gRPC", () => {
  const client = (): Client =>
    new Client(`127.0.0.1:${receiver().said.grpcPort}`, credentials.createInsecure());
  test("broken bytes are INVALID_ARGUMENT, with a status", async () => {
    const one = client();
    const { error } = await exportOver(one, Buffer.from([0x0a, 0xff]));
    expect(error).toMatchObject({ code: 3, details: expect.stringContaining("byte") });
    expect(
      fromBinary(RpcStatusSchema, error!.metadata.get("grpc-status-details-bin")[0] as Buffer),
    ).toMatchObject({ code: 3, details: [] });
    one.close();
  });
  test("metrics are UNIMPLEMENTED", async () => {
    const one = client();
    expect(
      (await exportOver(one, Buffer.alloc(0), {}, "opentelemetry.proto.collector.metrics.v1.MetricsService"))
        .error?.code,
    ).toBe(12);
    one.close();
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

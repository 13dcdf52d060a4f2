import { request as httpRequest } from "node:http";
import { type Client, Metadata, type ServiceError } from "@grpc/grpc-js";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import type { ReceiverProcess } from "./receiver-process.ts";

export const proto = { "content-type": "application/x-protobuf" };
export const json = { "content-type": "application/json" };

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export type Send = (
  body: Uint8Array | string,
  headers: Readonly<Record<string, string>>,
  how?: { readonly path?: string; readonly method?: string; readonly to?: ReceiverProcess },
) => Promise<Reply>;

/** Sends requests as they are given, with any headers: fetch would not send a Host of our choice. `usual` is asked at each of them. */
export const sender =
  (usual: () => ReceiverProcess): Send =>
  (body, headers, { path = "/v1/traces", method = "POST", to = usual() } = {}) =>
    new Promise((done, failed) => {
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

/** One export over gRPC, of any bytes. */
export function exportOver(
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

export const idsOf = (spans: readonly ReadableSpan[]): string[] =>
  spans.map((span) => span.spanContext().spanId);

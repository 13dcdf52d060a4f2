import { create, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { LogRecordSchema, ResourceSchema, type Span, SpanSchema } from "../otlp/otlp_pb.ts";

export type SpanInit = MessageInitShape<typeof SpanSchema>;
export type LogInit = MessageInitShape<typeof LogRecordSchema>;
export type PairInit = NonNullable<SpanInit["attributes"]>[number];

/** An attribute with a text for its value. */
export const pair = (key: string, value: string): PairInit => ({
  key,
  value: { value: { case: "stringValue", value } },
});

const block = (no: number, ...parts: readonly Uint8Array[]): Uint8Array =>
  new BinaryWriter().tag(no, WireType.LengthDelimited).bytes(Buffer.concat(parts)).finish();

const resourceOf = (service: string): Uint8Array =>
  block(1, toBinary(ResourceSchema, create(ResourceSchema, { attributes: [pair("service.name", service)] })));

/** Spans of services as an export request in protobuf. */
export const traceRequest = (services: Readonly<Record<string, readonly SpanInit[]>>): Uint8Array =>
  Buffer.concat(
    Object.entries(services).map(([service, spans]) =>
      block(
        1,
        resourceOf(service),
        block(2, ...spans.map((span) => block(2, toBinary(SpanSchema, create(SpanSchema, span))))),
      ),
    ),
  );

export const logRequest = (service: string, logs: readonly LogInit[]): Uint8Array =>
  block(
    1,
    resourceOf(service),
    block(2, ...logs.map((log) => block(2, toBinary(LogRecordSchema, create(LogRecordSchema, log))))),
  );

const blocksOf = (bytes: Uint8Array, no: number): Uint8Array[] => {
  const reader = new BinaryReader(bytes);
  const found: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === no && type === WireType.LengthDelimited) found.push(reader.bytes());
    else reader.skip(type, field);
  }
  return found;
};

const recordsOf = (bytes: Uint8Array): Uint8Array[] =>
  blocksOf(bytes, 1)
    .flatMap((resource) => blocksOf(resource, 2))
    .flatMap((scope) => blocksOf(scope, 2));

export const spansOf = (bytes: Uint8Array): Span[] =>
  recordsOf(bytes).map((span) => fromBinary(SpanSchema, span));
export const logsOf = (bytes: Uint8Array) => recordsOf(bytes).map((log) => fromBinary(LogRecordSchema, log));

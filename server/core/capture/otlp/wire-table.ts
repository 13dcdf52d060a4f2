import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";
import { ExportLogsServiceRequestSchema, ExportTraceServiceRequestSchema } from "./otlp_export_pb.ts";

/**
 * How the fields of a message lie on the wire, by their numbers: made from the same schema as the decoder, for whoever looks over the bytes
 * of a request without making objects of them.
 */
export interface WireTable {
  readonly name: string;
  readonly fields: readonly (WireFieldType | undefined)[];
}

export interface WireFieldType {
  readonly name: string;
  readonly wireType: number;
  readonly isText: boolean;
  /** Filled in after all tables are made: messages may hold themselves. */
  message: WireTable | undefined;
}

export const tableOfTraces: WireTable = tableOf(ExportTraceServiceRequestSchema, new Map());
export const tableOfLogs: WireTable = tableOf(ExportLogsServiceRequestSchema, new Map());

function tableOf(schema: DescMessage, made: Map<string, WireTable>): WireTable {
  const known = made.get(schema.typeName);
  if (known) return known;
  const fields: (WireFieldType | undefined)[] = [];
  const table = { name: schema.name, fields };
  made.set(schema.typeName, table);
  for (let no = 0; no <= Math.max(...schema.fields.map(({ number }) => number)); no++) fields[no] = undefined;
  for (const field of schema.fields)
    fields[field.number] = {
      name: field.localName,
      wireType: wireTypeOf(field),
      isText: field.scalar === ScalarType.STRING,
      message: field.message && tableOf(field.message, made),
    };
  return table;
}

function wireTypeOf({ scalar }: DescField): number {
  if (scalar === ScalarType.FIXED64 || scalar === ScalarType.DOUBLE) return WireType.Bit64;
  if (scalar === ScalarType.FIXED32) return WireType.Bit32;
  const isDelimited = scalar === undefined || scalar === ScalarType.STRING || scalar === ScalarType.BYTES;
  return isDelimited ? WireType.LengthDelimited : WireType.Varint;
}

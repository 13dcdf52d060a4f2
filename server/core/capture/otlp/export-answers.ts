import { create, toBinary } from "@bufbuild/protobuf";
import {
  ExportLogsServiceResponseSchema,
  ExportTraceServiceResponseSchema,
  RetryInfoSchema,
  RpcStatusSchema,
} from "./otlp_export_pb.ts";

/** The answer to an export that was taken, wholly or in part. A message with nothing rejected is a warning. */
export interface ExportAnswer {
  readonly rejected: number;
  readonly message?: string;
}

/** Codes of google.rpc.Code that are given. */
export const rpcCode = {
  invalidArgument: 3,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;
export type RpcCode = (typeof rpcCode)[keyof typeof rpcCode];

/** google.rpc.Status. With `retryAfterS` it says that the same request may work later. */
export interface Status {
  readonly code: RpcCode;
  readonly message: string;
  readonly retryAfterS?: number;
}

export function answerToProto(signal: "traces" | "logs", { rejected, message }: ExportAnswer): Uint8Array {
  const errorMessage = message ?? "";
  const isPartial = rejected > 0 || message !== undefined;
  if (signal === "traces")
    return toBinary(
      ExportTraceServiceResponseSchema,
      create(
        ExportTraceServiceResponseSchema,
        isPartial ? { partialSuccess: { rejectedSpans: BigInt(rejected), errorMessage } } : {},
      ),
    );
  return toBinary(
    ExportLogsServiceResponseSchema,
    create(
      ExportLogsServiceResponseSchema,
      isPartial ? { partialSuccess: { rejectedLogRecords: BigInt(rejected), errorMessage } } : {},
    ),
  );
}

export function answerToJson(signal: "traces" | "logs", { rejected, message }: ExportAnswer): string {
  if (rejected === 0 && message === undefined) return "{}";
  const count = signal === "traces" ? "rejectedSpans" : "rejectedLogRecords";
  return JSON.stringify({ partialSuccess: { [count]: String(rejected), errorMessage: message ?? "" } });
}

const retryInfoType = "type.googleapis.com/google.rpc.RetryInfo";

export function statusToProto({ code, message, retryAfterS }: Status): Uint8Array {
  const delay = { retryDelay: { seconds: BigInt(retryAfterS ?? 0) } };
  const value = toBinary(RetryInfoSchema, create(RetryInfoSchema, delay));
  const details = retryAfterS === undefined ? [] : [{ typeUrl: retryInfoType, value }];
  return toBinary(RpcStatusSchema, create(RpcStatusSchema, { code, message, details }));
}

export const statusToJson = ({ code, message, retryAfterS }: Status): string =>
  JSON.stringify({
    code,
    message,
    ...(retryAfterS !== undefined && {
      details: [{ "@type": retryInfoType, retryDelay: `${retryAfterS}s` }],
    }),
  });

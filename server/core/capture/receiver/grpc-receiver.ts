import {
  type handleUnaryCall,
  logVerbosity,
  Metadata,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type StatusObject,
  setLogVerbosity,
} from "@grpc/grpc-js";
import { messageOf } from "../../base/index.ts";
import { answerToProto, rpcCode, type Status, statusToProto } from "../otlp/export-answers.ts";
import type { Signal } from "./checked.ts";
import { type Access, foreignness, mayWrite } from "./guard.ts";
import type { Intake, Outcome } from "./intake.ts";

const services: Readonly<Record<Signal, string>> = {
  traces: "opentelemetry.proto.collector.trace.v1.TraceService",
  logs: "opentelemetry.proto.collector.logs.v1.LogsService",
};
/** Requests stay bytes: they are looked over once, by the intake. */
const asItIs = (bytes: Buffer): Buffer => bytes;

// What goes wrong is told by ourselves, in words.
setLogVerbosity(logVerbosity.NONE);

/** OTLP over gRPC. */
export function grpcServer(intake: Intake, access: Access): Server {
  const { bodyBytes, requestMs } = intake.limits;
  const server = new Server({
    "grpc.max_receive_message_length": bodyBytes,
    "grpc.max_concurrent_streams": 100,
    "grpc.keepalive_time_ms": requestMs,
    "grpc.keepalive_timeout_ms": 20_000,
    "grpc.max_connection_idle_ms": 10 * 60_000,
    // Batches of half a megabyte in windows of 64 KB would be many turns of waiting.
    "grpc-node.flow_control_window": 4 * 2 ** 20,
  });
  for (const signal of ["traces", "logs"] as const)
    server.addService(definitionOf(services[signal]), { Export: exportOf(signal, intake, access) });
  return server;
}

const definitionOf = (service: string): ServiceDefinition => ({
  Export: {
    path: `/${service}/Export`,
    requestStream: false,
    responseStream: false,
    requestSerialize: asItIs,
    requestDeserialize: asItIs,
    responseSerialize: asItIs,
    responseDeserialize: asItIs,
  },
});

function exportOf(signal: Signal, intake: Intake, access: Access): handleUnaryCall<Buffer, Buffer> {
  return (call, callback) => {
    const one = (name: string): string | undefined => call.metadata.get(name)[0]?.toString();
    const from = { host: call.getHost(), origin: one("origin") };
    void taken(signal, call.request, { from, authorization: one("authorization") }, intake, access).then(
      (outcome) => {
        if (outcome.is === "refused") callback(failureOf(outcome.status));
        else callback(null, Buffer.from(answerToProto(signal, outcome.answer)));
      },
      (error) => {
        intake.tallies.problem("bug", messageOf(error), Date.now());
        callback(failureOf({ code: rpcCode.internal, message: "Internal error." }));
      },
    );
  };
}

interface Caller {
  readonly from: { readonly host: string; readonly origin: string | undefined };
  readonly authorization: string | undefined;
}

async function taken(
  signal: Signal,
  bytes: Buffer,
  { from, authorization }: Caller,
  intake: Intake,
  access: Access,
): Promise<Outcome> {
  const foreign = foreignness(from, access);
  if (foreign !== undefined) return intake.refused(403, rpcCode.permissionDenied, foreign);
  if (!mayWrite(authorization, access))
    return intake.refused(401, rpcCode.unauthenticated, "The bearer token is missing or wrong.");
  const admission = intake.admit();
  if (!admission) return intake.busy();
  try {
    return admission.hold(bytes.length) ? await intake.take(signal, "proto", bytes) : intake.busy();
  } finally {
    admission.release();
  }
}

function failureOf(status: Status): Partial<StatusObject> {
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(statusToProto(status)));
  return { code: status.code, details: status.message, metadata };
}

/** Listens on an address; gives the port. */
export const bound = (server: Server, address: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });

import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fromBinary } from "@bufbuild/protobuf";
import { afterAll, beforeAll } from "vitest";
import { type JournalEntry, JournalReader, journalStart } from "../../server/core/capture/index.ts";
import {
  ExportLogsServiceRequestSchema,
  ExportTraceServiceRequestSchema,
} from "../../server/core/capture/otlp/otlp_export_pb.ts";
import { dist, ensureBuilt } from "./built.ts";
import { type TempFolder, tempFolder } from "./temp-folder.ts";

/** What a receiver says when it has started, or why it has not. */
export interface Said {
  readonly kind: "ready" | "failed";
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly pid: number;
  readonly httpPort: number;
  readonly grpcPort: number;
}

export interface ReceiverProcess {
  readonly said: Said;
  readonly child: ChildProcess;
  readonly http: string;
  /** What it has written to its error output so far. */
  readonly errors: () => string;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

/**
 * The built receiver in a process of its own; ports are the system's choice where none are given. It does not fold, unless it should:
 * what is folded leaves the journal.
 */
export async function startReceiverProcess(
  home: string,
  {
    args = [],
    env = {},
    folds = false,
  }: {
    readonly args?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly folds?: boolean;
  } = {},
): Promise<ReceiverProcess> {
  const ports = args.includes("--http") ? [] : ["--http", "0", "--grpc", "0"];
  const child = spawn(process.execPath, [dist.receiver, ...ports, ...(folds ? [] : ["--no-fold"]), ...args], {
    env: { ...process.env, HOMEOSTAT_HOME: home, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>((done) =>
    child.once("close", (code, signal) => done({ code, signal })),
  );
  const line = await new Promise<string>((done, failed) => {
    createInterface({ input: child.stdout! }).once("line", done);
    void ended.then(({ code, signal }) =>
      failed(new Error(`The receiver said nothing (${signal ?? code}). ${errors}`)),
    );
  });
  const said = JSON.parse(line) as Said;
  return { said, child, http: `http://127.0.0.1:${said.httpPort}`, errors: () => errors, ended };
}

/** A receiver, with a home of its own, for all tests of a file. */
export function ownReceiver(): { readonly home: TempFolder; readonly receiver: () => ReceiverProcess } {
  const home = tempFolder("home");
  let receiver: ReceiverProcess | undefined;
  beforeAll(async () => {
    await ensureBuilt();
    receiver = await startReceiverProcess(home.path);
  });
  afterAll(async () => {
    receiver?.child.kill("SIGTERM");
    await receiver?.ended;
    home.remove();
  });
  return { home, receiver: () => receiver! };
}

/** All that is in a journal, in its order. */
export async function journalEntries(folder: string): Promise<JournalEntry[]> {
  const reader = new JournalReader(folder);
  const entries: JournalEntry[] = [];
  for (let at = journalStart; ; ) {
    const read = await reader.read(at);
    if (read.damage.some(({ is }) => is === "damaged")) throw new Error("The journal is damaged.");
    entries.push(...read.entries.map(({ entry }) => entry));
    if (read.isAtEnd) return entries;
    at = read.next;
  }
}

/** The ids (hex) of the spans of a request, as the decoder reads them. */
export function spanIdsOf({ encoding, bytes }: JournalEntry): string[] {
  if (encoding === "proto")
    return fromBinary(ExportTraceServiceRequestSchema, bytes).resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans.map(({ spanId }) => Buffer.from(spanId).toString("hex"))),
    );
  const value = JSON.parse(Buffer.from(bytes).toString()) as {
    resourceSpans: { scopeSpans: { spans: { spanId: string }[] }[] }[];
  };
  return value.resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map(({ spanId }) => spanId)),
  );
}

export const logCountOf = ({ bytes }: JournalEntry): number =>
  fromBinary(ExportLogsServiceRequestSchema, bytes)
    .resourceLogs.flatMap(({ scopeLogs }) => scopeLogs)
    .reduce((sum, { logRecords }) => sum + logRecords.length, 0);

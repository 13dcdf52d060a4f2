import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import pc from "picocolors";
import {
  type CapturedService,
  type CaptureStatus,
  captureStatus,
  configPath,
  loadSettings,
  startCapture,
  stopCapture,
  tame,
} from "../../core/index.ts";
import type { GlobalOptions } from "../session.ts";
import { workspaceOf } from "./doctor.ts";

export interface CaptureCommandOptions {
  readonly http?: string;
  readonly grpc?: string;
  readonly host?: string;
  readonly allowHost?: readonly string[];
  readonly foreground?: boolean;
}

/** `homeostat capture [start|status|stop]`. Exit code: 0 as wished, 1 where status or stop finds none running. */
export async function captureCommand(
  options: GlobalOptions & CaptureCommandOptions,
  action: string,
  version: string,
): Promise<number> {
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  if (action === "stop") {
    const stopped = await stopCapture();
    print(
      stopped ? "The receiver has stopped. What it had acknowledged is kept." : "No receiver is running.",
    );
    return stopped ? 0 : 1;
  }
  if (action === "start" && options.foreground) return foreground(options);
  const workspace = workspaceOf(options);
  const status =
    action === "status"
      ? await captureStatus()
      : await startCapture(workspace, { entry: join(__dirname, "receiver.cjs"), version }, moreOf(options));
  print(options.json ? JSON.stringify(status) : statusText(status, workspace.root));
  return status.running ? 0 : 1;
}

/** What is said on the command line goes after what the configuration says, and so counts. */
const moreOf = ({ http, grpc, host, allowHost = [] }: CaptureCommandOptions): readonly string[] => [
  ...(http ? ["--http", http] : []),
  ...(grpc ? ["--grpc", grpc] : []),
  ...(host ? ["--host", host] : []),
  ...allowHost.flatMap((name) => ["--allow-host", name]),
];

/** For a server without a desk: the receiver runs as long as this command does. */
async function foreground(options: GlobalOptions & CaptureCommandOptions): Promise<number> {
  const workspace = workspaceOf(options);
  const { capture } = await loadSettings(configPath(workspace.root, workspace.configFile), workspace);
  const ports = ["--http", String(capture.http), "--grpc", String(capture.grpc)];
  const child = spawn(
    process.execPath,
    [join(dirname(__filename), "receiver.cjs"), ...ports, ...moreOf(options)],
    {
      stdio: ["ignore", "inherit", "inherit"],
    },
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill("SIGTERM"));
  return new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 2)));
}

export function statusText(status: CaptureStatus, root: string): string {
  const { running, http, grpc, address, pid, services, waitingBytes, redacted, problems } = status;
  const host = address?.includes(":") ? `[${address}]` : (address ?? "127.0.0.1");
  const head = running
    ? `${pc.green("Capturing")}: OTLP over HTTP on http://${host}:${http}, over gRPC on ${host}:${grpc} (process ${pid})`
    : `${pc.yellow("Not capturing.")} Start it: homeostat capture`;
  const marks = Object.entries(redacted).map(([kind, count]) => `${count} ${kind}`);
  return [
    head,
    ...services.map((service) => serviceLine(service, root)),
    ...(running && services.length === 0
      ? ["  Nothing has arrived yet. How to send: homeostat connect"]
      : []),
    ...(waitingBytes > 0 ? [`  ${(waitingBytes / 2 ** 20).toFixed(1)} MB on their way into the stores`] : []),
    ...(marks.length > 0 ? [`  Blacked out: ${marks.join(", ")}`] : []),
    ...problems.map((problem) => `  ${pc.yellow("!")} ${tame(problem, 400)}`),
  ].join("\n");
}

function serviceLine(
  { name, spans, logs, lastMs, root: owner, waiting }: CapturedService,
  root: string,
): string {
  const where =
    owner === undefined
      ? pc.yellow(`inbox; make it this workspace's: homeostat inbox assign ${JSON.stringify(name)}`)
      : owner === root
        ? "this workspace"
        : tame(owner, 120);
  const counts = [
    `${spans} spans`,
    ...(logs > 0 ? [`${logs} log records`] : []),
    ...(waiting > 0 ? [`${waiting} conversations wait`] : []),
  ];
  return `  ${tame(name || "(no service.name)", 60)}  ${counts.join(", ")}, last ${ago(lastMs)}  -> ${where}`;
}

function ago(ms: number): string {
  const seconds = Math.max(0, Math.round((Date.now() - ms) / 1000));
  if (seconds < 90) return `${seconds} s ago`;
  return seconds < 5_400
    ? `${Math.round(seconds / 60)} min ago`
    : new Date(ms).toISOString().slice(0, 16).replace("T", " ");
}

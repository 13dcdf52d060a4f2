import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { stateFolder } from "./state-folder.ts";

/** What the receiver of this machine is doing. */
export interface CaptureStatus {
  readonly running: boolean;
  readonly http?: number;
  readonly grpc?: number;
  readonly services: readonly {
    readonly name: string;
    readonly spans: number;
    readonly lastMs: number;
    readonly claimed: boolean;
  }[];
  readonly waiting: number;
  readonly problems: readonly string[];
}

const notRunning: CaptureStatus = { running: false, services: [], waiting: 0, problems: [] };

/** A receiver leaves a file with its process and ports while it runs; one that was killed leaves the file alone. */
export async function captureStatus(folder = stateFolder()): Promise<CaptureStatus> {
  const text = await readFile(join(folder, "receiver.json"), "utf8").catch(() => undefined);
  if (text === undefined) return notRunning;
  const { pid, http, grpc } = parsed(text);
  if (pid === undefined || !isAlive(pid)) return notRunning;
  return { ...notRunning, running: true, ...(http && { http }), ...(grpc && { grpc }) };
}

function parsed(text: string): { readonly pid?: number; readonly http?: number; readonly grpc?: number } {
  try {
    const value = JSON.parse(text) as Record<string, unknown> | null;
    const number = (one: unknown): number | undefined =>
      Number.isSafeInteger(one) ? (one as number) : undefined;
    return { pid: number(value?.pid), http: number(value?.http), grpc: number(value?.grpc) };
  } catch {
    return {};
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process lives as well.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

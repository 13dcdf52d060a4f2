import { open, readFile, rename, rm } from "node:fs/promises";
import type { HomeFolder } from "./home-folder.ts";

/** How to reach the receiver that runs. */
export interface RunningReceiver {
  readonly pid: number;
  readonly httpPort: number;
  readonly grpcPort: number;
  /** Absent in files of older versions, which were to be found on 127.0.0.1. */
  readonly address?: string;
  /** For the x-homeostat-token header of /homeostat/status and /homeostat/stop. */
  readonly controlToken: string;
  readonly version: string;
  readonly startedMs: number;
}

/** Replaced as a whole, so that whoever reads it never sees half. */
export async function writeReceiverFile(
  { receiverFile }: HomeFolder,
  running: RunningReceiver,
): Promise<void> {
  const file = await open(`${receiverFile}.tmp`, "w", 0o600);
  try {
    await file.chmod(0o600); // It may have been there, with other rights.
    await file.writeFile(`${JSON.stringify(running, undefined, 2)}\n`);
  } finally {
    await file.close();
  }
  await rename(`${receiverFile}.tmp`, receiverFile);
}

/** What the last receiver wrote; it need not run any more. Undefined where nothing can be read. */
export async function readReceiverFile({ receiverFile }: HomeFolder): Promise<RunningReceiver | undefined> {
  try {
    const read = JSON.parse(await readFile(receiverFile, "utf8")) as Partial<RunningReceiver>;
    const isWhole =
      typeof read.pid === "number" &&
      typeof read.httpPort === "number" &&
      typeof read.controlToken === "string";
    return isWhole ? (read as RunningReceiver) : undefined;
  } catch {
    return undefined;
  }
}

export const removeReceiverFile = ({ receiverFile }: HomeFolder): Promise<void> =>
  rm(receiverFile, { force: true });

import { dirname, join } from "node:path";
import {
  type CaptureStatus,
  captureStatus,
  claim,
  startCapture,
  stopCapture,
  UserError,
  type Waiting,
} from "../../core/index.ts";
import type * as protocol from "../../protocol/index.ts";
import { methods } from "../../protocol/index.ts";
import type { Folder } from "../folder.ts";
import type { Server } from "../server.ts";
import { requestFolder } from "./requests.ts";

declare const HOMEOSTAT_VERSION: string;

/** Starting, watching and ending the receiver of this machine; and which services are a folder's. */
export function registerCapture(server: Server): void {
  const { connection } = server;
  connection.onRequest(methods.startCapture, async (request: protocol.InFolder) =>
    toProtocol(await begin(trustedFolder(server, request), server), server),
  );
  connection.onRequest(methods.stopCapture, (): Promise<boolean> => stopCapture());
  connection.onRequest(methods.captureStatus, async () =>
    toProtocol(await captureStatus(undefined, waitingBy(server.folders[0])), server),
  );
  connection.onRequest(methods.claimService, async (request: protocol.ClaimRequest): Promise<string> => {
    const folder = trustedFolder(server, request);
    const file = await claim({ root: folder.root, trusted: true }, request.service);
    await folder.reloadConfig();
    return file;
  });
}

/** The folder that a request is about, where traces may be captured into it. */
export function trustedFolder(server: Server, request: protocol.InFolder): Folder {
  if (server.options.trusted) return requestFolder(server, request);
  throw new UserError(
    "untrusted",
    "This workspace is not trusted, so no traces are captured into it.",
    'Trust it first: "Workspaces: Manage Workspace Trust".',
  );
}

/** Starts the receiver where none runs. */
export const begin = (folder: Folder, server: Server): Promise<CaptureStatus> =>
  startCapture(
    { root: folder.root, trusted: true },
    {
      entry: join(dirname(server.options.worker), "receiver.cjs"),
      version: HOMEOSTAT_VERSION,
      waiting: waitingBy(folder),
    },
  );

/** No database is opened in this process: a folder's worker is asked. */
export const waitingBy =
  (folder: Folder | undefined): Waiting =>
  async () =>
    (await folder?.work.waitingServices()) ?? [];

/** A folder whose configuration claims services expects them to arrive: the receiver runs as long as it is wanted, without being asked. */
export async function captureByItself(folder: Folder, server: Server): Promise<void> {
  if (!server.options.trusted || folder.config.capture.services.length === 0) return;
  try {
    await begin(folder, server);
  } catch (error) {
    const { message, hint } = error as UserError;
    server.connection.window.showWarningMessage(
      `Traces are not captured: ${[message, hint].filter(Boolean).join(" ")}`,
    );
  }
}

function toProtocol(status: CaptureStatus, server: Server): protocol.CaptureStatus {
  const roots = new Set(server.folders.map(({ root }) => root));
  return {
    running: status.running,
    ...(status.http !== undefined && { http: status.http }),
    ...(status.grpc !== undefined && { grpc: status.grpc }),
    services: status.services.map(({ root, ...service }) => ({
      ...service,
      claimed: root !== undefined,
      here: root !== undefined && roots.has(root),
    })),
    waitingBytes: status.waitingBytes,
    problems: status.problems,
  };
}

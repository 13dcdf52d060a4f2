import { dirname, join } from "node:path";
import {
  type CaptureStatus,
  captureStatus,
  claim,
  startCapture,
  stopCapture,
  UserError,
} from "../../core/index.ts";
import type * as protocol from "../../protocol/index.ts";
import { methods } from "../../protocol/index.ts";
import type { Folder } from "../folder.ts";
import type { Server } from "../server.ts";

declare const HOMEOSTAT_VERSION: string;

/** Starting, watching and ending the receiver of this machine; and which services are a folder's. */
export function registerCapture(server: Server): void {
  const { connection } = server;
  const folderOf = (request: protocol.InFolder): Folder => {
    const folder = server.folderAt(request.folder);
    if (!folder)
      throw new UserError("no-folder", "No folder is open.", "Open the folder that holds your prompts.");
    return folder;
  };
  const trusted = (request: protocol.InFolder): Folder => {
    if (server.options.trusted) return folderOf(request);
    throw new UserError(
      "untrusted",
      "This workspace is not trusted, so no traces are captured into it.",
      'Trust it first: "Workspaces: Manage Workspace Trust".',
    );
  };
  connection.onRequest(methods.startCapture, async (request: protocol.InFolder) =>
    toProtocol(await begin(trusted(request), server), server),
  );
  connection.onRequest(methods.stopCapture, (): Promise<boolean> => stopCapture());
  connection.onRequest(methods.captureStatus, async () => toProtocol(await captureStatus(), server));
  connection.onRequest(methods.claimService, async (request: protocol.ClaimRequest): Promise<string> => {
    const folder = trusted(request);
    const file = await claim({ root: folder.root, trusted: true }, request.service);
    await folder.reloadConfig();
    return file;
  });
}

const begin = ({ root }: Folder, server: Server): Promise<CaptureStatus> =>
  startCapture(
    { root, trusted: true },
    { entry: join(dirname(server.options.worker), "receiver.cjs"), version: HOMEOSTAT_VERSION },
  );

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

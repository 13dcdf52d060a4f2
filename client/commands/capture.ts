import * as vscode from "vscode";
import { type CaptureStatus, commands, methods } from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { inCurrentFolder } from "../workspace-folder.ts";
import { connectAgent } from "./connect.ts";

/** Starting and ending the receiver of traces, connecting an agent, and saying whose a service is. */
export function registerCaptureCommands(context: vscode.ExtensionContext, connection: Connection): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.startCapture, () => startCapture(connection)),
    vscode.commands.registerCommand(commands.stopCapture, () => stopCapture(connection)),
    vscode.commands.registerCommand(commands.connect, () => connectAgent(connection)),
    vscode.commands.registerCommand(commands.claimService, (service?: string) =>
      claimService(connection, service),
    ),
  );
}

async function startCapture(connection: Connection): Promise<void> {
  const status = await connection.request<CaptureStatus>(methods.startCapture, inCurrentFolder());
  const next = await vscode.window.showInformationMessage(
    `Capturing on ports ${status.http} (HTTP) and ${status.grpc} (gRPC) of this machine. It goes on when this window is closed.`,
    "Connect an Agent",
  );
  if (next) await connectAgent(connection);
}

async function stopCapture(connection: Connection): Promise<void> {
  const stopped = await connection.request<boolean>(methods.stopCapture, {});
  void vscode.window.showInformationMessage(
    stopped ? "Capture has stopped. What had arrived is kept." : "No receiver was running.",
  );
}

async function claimService(connection: Connection, given?: string): Promise<void> {
  const service = given ?? (await pickService(connection));
  if (service === undefined) return;
  const file = await connection.request<string>(methods.claimService, { ...inCurrentFolder(), service });
  const next = await vscode.window.showInformationMessage(
    `${service} is captured into this workspace. What waited in the inbox comes along.`,
    "Open the Configuration",
  );
  if (next) await vscode.window.showTextDocument(vscode.Uri.file(file));
}

async function pickService(connection: Connection): Promise<string | undefined> {
  const { services } = await connection.request<CaptureStatus>(methods.captureStatus, inCurrentFolder());
  const open = services.filter(({ claimed }) => !claimed);
  if (open.length === 0) {
    void vscode.window.showInformationMessage(
      "No service waits for a workspace: what has arrived is claimed, or nothing has.",
    );
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(
    open.map(({ name, waiting, spans }) => ({
      label: name || "(no service.name)",
      description: waiting > 0 ? `${waiting} conversations wait` : `${spans} spans`,
      name,
    })),
    { title: "Capture into This Workspace", placeHolder: "A service that no workspace claims" },
  );
  return picked?.name;
}

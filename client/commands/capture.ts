import * as vscode from "vscode";
import { type CaptureStatus, commands, methods } from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { inCurrentFolder } from "../workspace-folder.ts";

/** Starting and ending the receiver of traces, connecting an agent, and saying whose a service is. */
export function registerCaptureCommands(context: vscode.ExtensionContext, connection: Connection): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.startCapture, () => startCapture(connection)),
    vscode.commands.registerCommand(commands.stopCapture, () => stopCapture(connection)),
    vscode.commands.registerCommand(commands.connect, () => connect(connection)),
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
  if (next) await connect(connection);
}

async function stopCapture(connection: Connection): Promise<void> {
  const stopped = await connection.request<boolean>(methods.stopCapture, {});
  void vscode.window.showInformationMessage(
    stopped ? "Capture has stopped. What had arrived is kept." : "No receiver was running.",
  );
}

/** Environment variables are what every OpenTelemetry SDK understands; frameworks have their own switches beside them. */
const environment = ({ http }: CaptureStatus): string =>
  [
    `export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:${http}`,
    "export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
    "export OTEL_SERVICE_NAME=my-agent",
    "export OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true",
  ].join("\n");

/** Shows how to send, waits until a span arrives, then says what was seen and what is missing. */
async function connect(connection: Connection): Promise<void> {
  const status = await connection.request<CaptureStatus>(methods.startCapture, inCurrentFolder());
  await vscode.env.clipboard.writeText(environment(status));
  const before = new Map(status.services.map(({ name, spans, logs }) => [name, spans + logs]));
  const arrived = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      cancellable: true,
      title: `Waiting for the first span on http://127.0.0.1:${status.http}. The environment variables for your agent are on the clipboard; "homeostat connect" has snippets for each framework.`,
    },
    async (_progress, token) => {
      while (!token.isCancellationRequested) {
        const { services } = await connection.request<CaptureStatus>(
          methods.captureStatus,
          inCurrentFolder(),
        );
        const fresh = services.find(({ name, spans, logs }) => spans + logs > (before.get(name) ?? 0));
        if (fresh) return fresh;
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
      return undefined;
    },
  );
  if (!arrived) return;
  const missing = [
    arrived.content ? "" : "no message content (switch its capture on in the instrumentation)",
    arrived.conversation
      ? ""
      : "no conversation id (each trace is a conversation of its own; set gen_ai.conversation.id or session.id)",
    arrived.prompt ? "" : "no prompt name (the prompt is found by its text)",
  ].filter(Boolean);
  const seen = `${arrived.spans} spans of ${arrived.name || "a service without a name"} have arrived${missing.length > 0 ? `; missing: ${missing.join("; ")}` : ""}.`;
  if (arrived.here) return void vscode.window.showInformationMessage(seen);
  if (arrived.claimed)
    return void vscode.window.showInformationMessage(`${seen} Another workspace claims this service.`);
  const answer = await vscode.window.showInformationMessage(
    `${seen} No workspace claims this service yet.`,
    "Capture into This Workspace",
  );
  if (answer) await claimService(connection, arrived.name);
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

import * as vscode from "vscode";
import {
  type Arrival,
  type ArrivalRequest,
  type ConnectFramework,
  type ConnectSnippet,
  commands,
  methods,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { inCurrentFolder } from "../workspace-folder.ts";

/** Asks what the agent is built on, shows how that sends here, waits until a span arrives, then says what was seen and what is missing. */
export async function connectAgent(connection: Connection): Promise<void> {
  const folder = inCurrentFolder();
  const framework = await pickFramework(
    await connection.request<ConnectFramework[]>(methods.connectFrameworks, folder),
  );
  if (!framework) return;
  const request = { ...folder, framework: framework.id };
  const snippet = await connection.request<ConnectSnippet>(methods.connectSnippet, request);
  if (!(await show(snippet, framework.name))) return;
  const arrival = await firstArrival(connection, snippet, { ...request, before: snippet.before });
  if (arrival) await report(arrival);
}

async function pickFramework(frameworks: readonly ConnectFramework[]): Promise<ConnectFramework | undefined> {
  const item = (framework: ConnectFramework) => ({
    label: framework.name,
    description: framework.isAtHand ? "in use here" : "",
    framework,
  });
  // What the folder uses is the likeliest answer, and so the one that Enter takes.
  const sorted = [...frameworks].sort((a, b) => Number(b.isAtHand) - Number(a.isAtHand));
  const picked = await vscode.window.showQuickPick(sorted.map(item), {
    title: "Connect an Agent",
    placeHolder: "What your agent is built on",
    matchOnDescription: true,
  });
  return picked?.framework;
}

/** False where nobody wants the snippet. What is to be installed first is no end: the code is wanted after it. */
async function show({ code, install, document, service }: ConnectSnippet, name: string): Promise<boolean> {
  const open = { label: "Open as Document", detail: "With what to install and what to switch on" };
  const copy = { label: "Copy the Code", detail: code.trim().split("\n")[0]! };
  const copyInstall = install === undefined ? [] : [{ label: "Copy the Install Command", detail: install }];
  for (;;) {
    const picked = await vscode.window.showQuickPick([open, copy, ...copyInstall], {
      title: `Connect an Agent: ${name}`,
      placeHolder: `How it sends to this machine, as the service ${service}`,
      ignoreFocusOut: true,
    });
    if (!picked) return false;
    if (picked === open) {
      const { language, text: content } = document;
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language, content }));
      return true;
    }
    await vscode.env.clipboard.writeText(picked === copy ? code : install!);
    if (picked === copy) return true;
  }
}

/** Undefined where it was cancelled. */
const firstArrival = (
  connection: Connection,
  { http, service }: ConnectSnippet,
  request: ArrivalRequest,
): Thenable<Arrival | undefined> =>
  vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      cancellable: true,
      title: `Waiting for the first span of ${service} on http://127.0.0.1:${http}`,
    },
    async (_progress, token) => {
      const arrival = connection.request<Arrival | null>(methods.connectArrival, request, token);
      // The server takes its time to hear of it, the client may say no at once.
      return (
        (await arrival.catch((error: unknown) => {
          if (token.isCancellationRequested) return null;
          throw error;
        })) ?? undefined
      );
    },
  );

const whatToDo = "What to Do";
const captureHere = "Capture into This Workspace";

async function report({ heading, advice, missing, place, service, isClaimed }: Arrival): Promise<void> {
  const lacks = missing.length > 0 ? `Missing: ${missing.join(", ")}.` : "Nothing is missing.";
  const claim = isClaimed ? [] : [captureHere];
  let next = await vscode.window.showInformationMessage(
    [heading, advice[0], lacks, place].join(" "),
    ...(missing.length > 0 ? [whatToDo] : []),
    ...claim,
  );
  if (next === whatToDo)
    next = await vscode.window.showInformationMessage(
      heading,
      { modal: true, detail: [...advice, place].join("\n\n") },
      ...claim,
    );
  if (next === captureHere) await vscode.commands.executeCommand(commands.claimService, service);
}

import * as vscode from "vscode";
import {
  type CyclesResult,
  commands,
  type ImprovePlanResult,
  type ImproveResult,
  type ImproveTargetItem,
  type ImproveTargetsResult,
  inQuotes,
  methods,
  views,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { type ImproveTarget, parseImproveTarget } from "../improve-target.ts";
import { messageOf } from "../message-of.ts";
import { modelTroubleOf, tellModelTrouble } from "../model-trouble.ts";
import { inFolder, inFolderGiven } from "../workspace-folder.ts";
import { codeOf, offerAgent } from "./replay.ts";

/** Looks for an edit that mends what fails: after a person has seen what that takes, and with nothing changed by it. */
export function registerImproveCommand(context: vscode.ExtensionContext, connection: Connection): void {
  const improving = new Improving(connection);
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.improve, async (given?: unknown, folder?: unknown) => {
      if (!vscode.workspace.isTrusted) return offerTrust();
      const target = parseImproveTarget(given, folder) ?? (await chooseTarget(connection, folder));
      if (target) await improving.from({ ...target, ...inFolder(target.folder) });
    }),
    vscode.commands.registerCommand(commands.openCycle, async (given?: unknown, folder?: unknown) => {
      const trace = typeof given === "string" ? given : await chooseCycle(connection, folder);
      if (trace !== undefined)
        await vscode.commands.executeCommand(commands.openConversation, trace, undefined, folder);
    }),
  );
}

/** A cycle runs what the configuration names, and sends conversations there. */
async function offerTrust(): Promise<void> {
  const manage = "Manage Workspace Trust";
  const message = "This workspace is not trusted, so no agent is run in it and no model is asked.";
  if ((await vscode.window.showInformationMessage(message, manage)) === manage)
    await vscode.commands.executeCommand("workbench.trust.manage");
}

/** What a person agreed to. */
interface Asked extends ImproveTarget {
  readonly calls?: number;
  readonly usd?: number;
  readonly anyway?: boolean;
}

/** Of all that fails, the worst first. */
export async function chooseTarget(
  connection: Connection,
  folder: unknown,
): Promise<ImproveTarget | undefined> {
  const place = inFolderGiven(folder);
  const { targets } = await connection.request<ImproveTargetsResult>(methods.improveTargets, place);
  if (targets.length === 0) {
    void vscode.window.showInformationMessage(
      "Nothing fails that an edit could mend: no evaluator and no behavior has a failing conversation.",
    );
    return undefined;
  }
  const choice = await vscode.window.showQuickPick(withHeadings(targets), {
    title: "What is to become better?",
    placeHolder: "Evaluators and behaviors that fail, the worst first",
    matchOnDescription: true,
  });
  return choice?.of && { target: choice.of.id, name: choice.of.name, ...place };
}

/** The trace of one of all that ran, the newest first. */
async function chooseCycle(connection: Connection, folder: unknown): Promise<string | undefined> {
  const { cycles } = await connection.request<CyclesResult>(methods.cycles, inFolderGiven(folder));
  if (cycles.length === 0) {
    void vscode.window.showInformationMessage("No edit was looked for yet.");
    return undefined;
  }
  const choice = await vscode.window.showQuickPick(
    cycles.map(({ trace, atMs, target, says }) => ({
      ...{ label: target.name, description: new Date(atMs).toLocaleString(), detail: says, trace },
    })),
    { title: "Which search for an edit?", matchOnDetail: true },
  );
  return choice?.trace;
}

interface TargetPick extends vscode.QuickPickItem {
  readonly of?: ImproveTargetItem;
}

/** What waits stands first, under a heading of its own. */
function withHeadings(targets: readonly ImproveTargetItem[]): TargetPick[] {
  const icons = { evaluator: "$(beaker)", behavior: "$(comment-discussion)" };
  const heading = (label: string): TargetPick => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const pick = (of: ImproveTargetItem): TargetPick => ({
    ...{ label: `${icons[of.kind]} ${of.name}`, description: of.says, of },
  });
  const [waiting, others] = [true, false].map((waits) => targets.filter((one) => one.waits === waits));
  return [
    ...(waiting!.length > 0 ? [heading("waits: below the threshold"), ...waiting!.map(pick)] : []),
    ...(waiting!.length > 0 && others!.length > 0 ? [heading("fails, too")] : []),
    ...others!.map(pick),
  ];
}

class Improving {
  constructor(private readonly connection: Connection) {}

  /** What is asked of a person, then the cycle, then how it ended. What goes wrong is told with what mends it. */
  async from(target: Asked): Promise<void> {
    try {
      const plan = await this.plan(target);
      const agreed = plan && (await this.agreed(target, plan));
      if (plan && agreed) await this.run(agreed, plan.name);
    } catch (error) {
      await this.tellTrouble(error, target);
    }
  }

  private plan({ name: _, ...target }: Asked): Promise<ImprovePlanResult | undefined> {
    return this.connection.longRequest<ImprovePlanResult>(
      "Looking what it takes",
      methods.improvePlan,
      target,
    );
  }

  /** After a person has seen what it takes; they may make it take less. */
  private async agreed(target: Asked, plan: ImprovePlanResult): Promise<Asked | undefined> {
    const [go, less] = ["Look for an Edit", "Spend Less…"] as const;
    const [anyway, hand] = ["Look All the Same", "Put into the Queue"] as const;
    const isEscalated = plan.escalation !== undefined && !target.anyway;
    const title = `Look for an edit that mends ${inQuotes(plan.name)}?`;
    const detail = `${plan.text}\n\nNo file is changed: what it finds waits for you.`;
    const answer = await vscode.window.showInformationMessage(
      title,
      { modal: true, detail },
      ...(isEscalated ? [hand, anyway] : [go, less]),
    );
    switch (answer) {
      case go:
      case hand:
        return target;
      case anyway:
        return { ...target, anyway: true };
      case less: {
        const limits = await askLimits(plan);
        return limits && this.agreed({ ...target, ...limits }, withLimits(plan, limits));
      }
      default:
        return undefined;
    }
  }

  private async run(asked: Asked, name: string): Promise<void> {
    const { name: _, ...request } = asked;
    const result = await this.connection.longRequest<ImproveResult>(
      `Improving ${inQuotes(name)}`,
      methods.improve,
      request,
    );
    await this.tellEnd(asked, result ?? { trace: "", end: "cancelled", message: "It was cancelled." });
  }

  private async tellEnd(asked: Asked, { end, message, suggestion, trace: id }: ImproveResult): Promise<void> {
    const [goOn, queue, trace] = ["Go On…", "Show the Queue", "Open Cycle as Trace"] as const;
    const canGoOn = end === "budget" || end === "cancelled";
    const showIt = "Show Suggestion";
    const buttons = [
      ...(suggestion === undefined ? [] : [showIt]),
      ...(canGoOn ? [goOn] : []),
      ...(end === "escalated" ? [queue] : []),
      ...(id !== "" && end !== "escalated" ? [trace] : []),
    ];
    const kept = canGoOn ? " What was run is kept: going on pays for none of it again." : "";
    const show = end === "failed" ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
    const chosen = await show(`${message}${kept}`, ...buttons);
    const { calls: _, usd: __, ...again } = asked;
    if (chosen === showIt)
      await vscode.commands.executeCommand(commands.showSuggestion, suggestion, asked.folder);
    if (chosen === goOn) await this.from(again);
    if (chosen === queue) await vscode.commands.executeCommand(`${views.queue}.focus`);
    if (chosen === trace) await vscode.commands.executeCommand(commands.openCycle, id, asked.folder);
  }

  /** What is missing for a cycle is one click away, where it can be. */
  private async tellTrouble(error: unknown, target: Asked): Promise<void> {
    const place = inFolder(target.folder);
    const trouble = modelTroubleOf(error);
    if (trouble) return tellModelTrouble(trouble, place);
    const message = messageOf(error);
    const code = codeOf(error);
    if (code === "no-agent" && vscode.workspace.isTrusted)
      return offerAgent(
        this.connection,
        { ...place, ...(target.prompt !== undefined && { prompt: target.prompt }) },
        message,
        "look for an edit again",
      );
    const next = nextSteps[String(code ?? "")];
    // Whatever has a code is no mistake of ours, and needs no dialog that says so.
    if (!next && code !== undefined) return void vscode.window.showWarningMessage(message);
    if (!next) throw error;
    const chosen = await vscode.window.showWarningMessage(message, next.label);
    if (chosen === next.label) await vscode.commands.executeCommand(next.command, undefined, place.folder);
  }
}

/** What a person does where a cycle cannot begin, by the code of the reason. */
const nextSteps: Readonly<Record<string, { readonly label: string; readonly command: string }>> = {
  "no-chat": { label: "Open the Configuration", command: commands.openConfig },
  "agent-unknown": { label: "Open the Configuration", command: commands.openConfig },
  "target-untrusted": { label: "Test Evaluators", command: commands.testEvaluators },
  "cases-missing": { label: "Import Conversations", command: commands.importConversations },
  "no-cases": { label: "Import Conversations", command: commands.importConversations },
};

type Limits = Pick<ImprovePlanResult, "calls" | "usd">;

const withLimits = (plan: ImprovePlanResult, { calls, usd }: Limits): ImprovePlanResult => ({
  ...{ ...plan, calls, usd },
  text: `${plan.text}\nHere at most ${calls} calls and $${usd}.`,
});

/** Below what the configuration allows; who wants more says so there. */
async function askLimits({ calls: mostCalls, usd: mostUsd }: Limits): Promise<Limits | undefined> {
  const ask = (title: string, most: number, isWhole: boolean): Thenable<string | undefined> =>
    vscode.window.showInputBox({
      ...{ title, value: String(most) },
      prompt: `At most ${most}, as homeostat.yaml allows.`,
      validateInput: (text) => {
        const value = Number(text);
        const isFit = value > 0 && value <= most && (!isWhole || Number.isInteger(value));
        return isFit ? undefined : `A${isWhole ? " whole" : ""} number above 0, and ${most} at most.`;
      },
    });
  const calls = await ask("How many calls may it make?", mostCalls, true);
  const usd = calls === undefined ? undefined : await ask("How many US dollars may it cost?", mostUsd, false);
  return calls === undefined || usd === undefined ? undefined : { calls: Number(calls), usd: Number(usd) };
}

import * as vscode from "vscode";
import {
  type BehaviorItem,
  type BehaviorsResult,
  commands,
  type DecideRequest,
  type DecideResult,
  inQuotes,
  methods,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { nearBehaviors } from "../near-behaviors.ts";
import type { ListedBehavior } from "../views/behaviors-tree.ts";
import { inFolder } from "../workspace-folder.ts";

type Decision = DecideRequest["decision"];

/** What a person decides about a behavior: from its node in the tree, or from the palette by choosing one. */
export function registerBehaviorCommands(context: vscode.ExtensionContext, connection: Connection): void {
  const on = (
    command: string,
    isMeant: (behavior: BehaviorItem) => boolean,
    act: (behavior: ListedBehavior) => Promise<Decision | undefined>,
  ): vscode.Disposable =>
    vscode.commands.registerCommand(command, async (given?: ListedBehavior) => {
      const behavior = given ?? (await chooseBehavior(connection, isMeant));
      const decision = behavior && (await act(behavior));
      if (behavior && decision) await decide(connection, behavior, decision);
    });
  const plain =
    (kind: "pin" | "unpin" | "unmute" | "unmerge" | "split" | "unsplit") =>
    async ({ id }: BehaviorItem): Promise<Decision> => ({ kind, behavior: id });
  context.subscriptions.push(
    on(commands.pinBehavior, ({ decision }) => !decision?.pinned, plain("pin")),
    on(commands.unpinBehavior, ({ decision }) => decision?.pinned === true, plain("unpin")),
    on(commands.muteBehavior, ({ decision }) => !decision?.muted, mute),
    on(commands.unmuteBehavior, ({ decision }) => decision?.muted !== undefined, plain("unmute")),
    on(commands.renameBehavior, () => true, rename),
    on(commands.weighBehavior, () => true, weigh),
    on(
      commands.mergeBehavior,
      () => true,
      (behavior) => merge(connection, behavior),
    ),
    on(commands.unmergeBehavior, ({ decision }) => decision?.merged !== undefined, plain("unmerge")),
    on(commands.splitBehavior, ({ decision }) => decision?.merged === undefined, plain("split")),
    on(commands.unsplitBehavior, ({ decision }) => decision?.partOf !== undefined, plain("unsplit")),
  );
}

/** Merges and splits search anew, which takes seconds where there are many conversations. */
const titles: Partial<Record<Decision["kind"], string>> = {
  merge: "Merging behaviors",
  unmerge: "Taking a merged behavior apart",
  split: "Splitting a behavior",
  unsplit: "Making a behavior whole",
};

async function decide(connection: Connection, behavior: ListedBehavior, decision: Decision): Promise<void> {
  const request = { ...inFolder(behavior.folder), decision };
  const title = titles[decision.kind];
  if (!title) {
    await connection.request<DecideResult>(methods.decide, { ...request, progressToken: "" });
    return;
  }
  const result = await connection.longRequest<DecideResult>(title, methods.decide, request);
  if (result?.parts)
    void vscode.window.showInformationMessage(
      `${inQuotes(behavior.name)} is in ${result.parts.length} parts now, with ${result.parts.join(" and ")} requests. It stays so; "Make Whole Again" takes it back.`,
    );
}

async function mute({ id, name }: BehaviorItem): Promise<Decision | undefined> {
  const reason = await vscode.window.showInputBox({
    title: `Mute ${inQuotes(name)}`,
    prompt: "Why? The reason is kept in homeostat/behaviors.yaml, for the team.",
    placeHolder: "for example: handled by the other team",
    validateInput: (text) => (text.trim() === "" ? "A reason is needed." : undefined),
  });
  return reason === undefined ? undefined : { kind: "mute", behavior: id, reason };
}

async function rename({ id, name, decision }: BehaviorItem): Promise<Decision | undefined> {
  const given = await vscode.window.showInputBox({
    title: `Rename ${inQuotes(name)}`,
    prompt: decision?.isNamed
      ? "A name of yours. Leave it empty to call it what its users say again."
      : "A name of yours. It stays through every search.",
    value: name,
  });
  if (given === undefined || (given.trim() === "" && !decision?.isNamed)) return undefined;
  return { kind: "rename", behavior: id, name: given };
}

async function weigh({ id, name, decision }: BehaviorItem): Promise<Decision | undefined> {
  const given = await vscode.window.showInputBox({
    title: `Weight of ${inQuotes(name)}`,
    prompt: "What its size counts for where behaviors are put in order, 0.1 to 10. 1 is as it is.",
    value: String(decision?.weight ?? 1),
    validateInput: (text) =>
      Number(text) >= 0.1 && Number(text) <= 10 ? undefined : "A number from 0.1 to 10.",
  });
  return given === undefined ? undefined : { kind: "weight", behavior: id, weight: Number(given) };
}

/** This one goes into the one that is chosen, which keeps its id and, where a person gave it one, its name. */
async function merge(connection: Connection, behavior: ListedBehavior): Promise<Decision | undefined> {
  const into = await pick(
    nearBehaviors(behavior, await allBehaviors(connection, behavior.folder)),
    `Merge ${inQuotes(behavior.name)} into…`,
  );
  return into && { kind: "merge", behavior: into.id, others: [behavior.id] };
}

export async function chooseBehavior(
  connection: Connection,
  isMeant: (behavior: BehaviorItem) => boolean,
): Promise<ListedBehavior | undefined> {
  const behaviors = (await allBehaviors(connection)).filter(isMeant);
  if (behaviors.length > 0) return pick(behaviors, "Which behavior?");
  void vscode.window.showInformationMessage("There is no behavior that this could be done with.");
  return undefined;
}

async function allBehaviors(connection: Connection, folder?: string): Promise<readonly ListedBehavior[]> {
  const place = inFolder(folder);
  const { behaviors } = await connection.request<BehaviorsResult>(methods.behaviors, place);
  return behaviors.map((behavior) => ({ ...behavior, ...place }));
}

async function pick<T extends BehaviorItem>(behaviors: readonly T[], title: string): Promise<T | undefined> {
  const choice = await vscode.window.showQuickPick(
    behaviors.map((behavior) => ({
      label: behavior.name,
      description: `${behavior.size} · ${behavior.id}`,
      detail: behavior.exemplars[0]?.text ?? "",
      behavior,
    })),
    { title, matchOnDescription: true, matchOnDetail: true },
  );
  return choice?.behavior;
}

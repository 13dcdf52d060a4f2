import * as vscode from "vscode";
import {
  commands,
  type DecideSuggestionRequest,
  type DecideSuggestionResult,
  type InFolder,
  inQuotes,
  methods,
  type SuggestionEditsResult,
  type SuggestionItem,
  type SuggestionsResult,
  type SuggestionTarget,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { messageOf } from "../message-of.ts";
import { SuggestionDocuments } from "../suggestion-documents.ts";
import { parseSuggestionTarget } from "../suggestion-target.ts";
import { inFolder } from "../workspace-folder.ts";
import {
  acceptSuggestion,
  saveFiles,
  secondYes,
  takeBack,
  tellAccepted,
  tellStale,
} from "./accept-suggestion.ts";
import { nameOfPerson } from "./labels.ts";

/** A suggestion, and where it was found. */
interface Named {
  readonly item: SuggestionItem;
  readonly target: SuggestionTarget;
}

/** What a person does with suggestions: from a light bulb, a lens, a view, a page or the palette. Nothing here happens unasked. */
export function registerSuggestionCommands(
  context: vscode.ExtensionContext,
  connection: Connection,
  show: (target: SuggestionTarget) => void,
): void {
  const documents = SuggestionDocuments.register(context, connection);
  const suggestions = new SuggestionCommands(connection, documents);
  const on = (
    command: string,
    isMeant: (item: SuggestionItem) => boolean,
    act: (named: Named) => Promise<void>,
  ): vscode.Disposable =>
    vscode.commands.registerCommand(command, async (given?: unknown, folder?: unknown) => {
      try {
        const named = await suggestions.named(parseSuggestionTarget(given, folder), isMeant);
        if (named) await act(named);
      } catch (error) {
        void vscode.window.showErrorMessage(messageOf(error));
      }
    });
  context.subscriptions.push(
    on(
      commands.showSuggestion,
      () => true,
      async ({ target }) => show(target),
    ),
    on(
      commands.openSuggestionDiff,
      () => true,
      (named) => suggestions.compare(named),
    ),
    on(commands.acceptSuggestion, mayAccept, (named) => suggestions.accept(named)),
    on(commands.acceptSomeEdits, mayAccept, (named) => suggestions.acceptSome(named)),
    on(commands.rejectSuggestion, mayAccept, (named) => suggestions.reject(named)),
    on(commands.approveSuggestion, mayAccept, (named) => suggestions.approve(named)),
    on(
      commands.revertSuggestion,
      ({ state }) => state === "approved",
      (named) => suggestions.revert(named),
    ),
  );
}

const mayAccept = ({ state }: SuggestionItem): boolean => state === "waiting" || state === "accepted";

class SuggestionCommands {
  constructor(
    private readonly connection: Connection,
    private readonly documents: SuggestionDocuments,
  ) {}

  /** The one that is named, or one that a person chooses among those that this could be done with. */
  async named(
    given: SuggestionTarget | undefined,
    isMeant: (item: SuggestionItem) => boolean,
  ): Promise<Named | undefined> {
    const place = inFolder(given?.folder);
    if (!given) return this.choose(place, isMeant);
    const item = await this.connection.request<SuggestionItem | null>(methods.suggestion, {
      ...place,
      id: given.id,
    });
    if (item) return { item, target: { ...given, ...place, id: item.id } };
    void vscode.window.showWarningMessage(
      `There is no suggestion ${given.id.slice(0, 40)} here. It may be of another workspace, or of a store that is not at hand.`,
    );
    return undefined;
  }

  async compare({ item, target }: Named): Promise<void> {
    if (await this.documents.open(target, item.title)) return;
    if (item.isStale) return tellStale(item, target);
    void vscode.window.showInformationMessage(`${item.title}: The text has all of its edits.`);
  }

  async accept({ item, target }: Named): Promise<void> {
    // Whoever had it run goes on once the edits are made, not once the message is put away.
    if (await acceptSuggestion(this.connection, item, target)) void tellAccepted(item, target);
  }

  /** Each with what it is worth alone; those that cannot be placed are not offered. */
  async acceptSome(named: Named): Promise<void> {
    const { item, target } = named;
    const { files } = await this.connection.request<SuggestionEditsResult>(methods.suggestionEdits, target);
    const items = files
      .flatMap(({ edits }) => edits)
      .map(({ id, label, worth, reason, file, line }) => ({
        ...{ label, description: worth ?? "not measured alone", id, picked: true },
        detail: [`${file}, line ${line + 1}`, ...(reason === undefined ? [] : [reason])].join(": "),
      }));
    if (items.length === 0) return this.compare(named);
    const chosen = await vscode.window.showQuickPick(items, {
      title: `Which edits of ${inQuotes(item.target.name)}?`,
      placeHolder: "They were shown to break nothing together; what each does alone stands beside it",
      canPickMany: true,
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (!chosen || chosen.length === 0) return;
    await this.accept({ item, target: { ...target, edits: chosen.map(({ id }) => id) } });
  }

  async reject({ item, target }: Named): Promise<void> {
    const reason = await vscode.window.showInputBox({
      title: `Reject ${item.title}`,
      prompt: "Why? The next search knows it, and it is kept in homeostat/audit.jsonl for the team.",
      placeHolder: "for example: too stiff",
      validateInput: (text) => (text.trim() === "" ? "A reason is needed." : undefined),
    });
    if (reason === undefined) return;
    const { said } = await this.decide(target, { kind: "reject", reason });
    void vscode.window.showInformationMessage(said);
  }

  async approve({ item, target }: Named): Promise<void> {
    if (item.isStale && !target.edits) return tellStale(item, target);
    const where = await chooseWhere(item);
    if (!where) return;
    const confirmed = await secondYes(item, target, "Approve It");
    if (!confirmed) return;
    // A commit on the branch at hand changes no file on disk: without the edits these would take it back.
    if (where.onCurrentBranch && !(await this.isMade(item, target, confirmed))) return;
    const decided = await this.decideSlowly("Committing", target, { kind: "approve", confirmed, ...where });
    if (decided) await this.tellApproved(target, decided);
  }

  async revert({ item, target }: Named): Promise<void> {
    const yes = "Revert";
    const answer = await vscode.window.showWarningMessage(
      "Take this back by a commit of its own?",
      { modal: true, detail: `${item.title}\nIts edits are taken out of the text as well.` },
      yes,
    );
    if (answer !== yes) return;
    const decided = await this.decideSlowly("Reverting", target, { kind: "revert" });
    if (!decided) return;
    // The commit leaves files on disk as they are, which would put it back.
    await takeBack(this.connection, item, target);
    void vscode.window.showInformationMessage(decided.said);
  }

  private async isMade(
    item: SuggestionItem,
    target: SuggestionTarget,
    confirmed: readonly string[],
  ): Promise<boolean> {
    const isThere = item.isDone || item.edits.some(({ standing }) => standing === "done");
    if (!isThere && !(await acceptSuggestion(this.connection, item, target, confirmed))) return false;
    await saveFiles(item);
    return true;
  }

  private async tellApproved(target: SuggestionTarget, decided: DecideSuggestionResult): Promise<void> {
    const { said, commit, pullRequest } = decided;
    const [branch, request, undo] = ["Open Branch", "Open Pull Request", "Undo"];
    const buttons = [
      ...(commit?.isNewBranch ? [branch] : []),
      ...(pullRequest?.url === undefined ? [] : [request]),
      undo,
    ];
    const message = [said, ...(pullRequest?.next === undefined ? [] : [pullRequest.next])].join(" ");
    const answer = await vscode.window.showInformationMessage(message, ...buttons);
    if (answer === branch) await openBranch(commit!.branch, target);
    if (answer === request) await vscode.env.openExternal(vscode.Uri.parse(pullRequest!.url!, true));
    if (answer === undo) await vscode.commands.executeCommand(commands.revertSuggestion, target);
  }

  private decide(target: SuggestionTarget, request: Decision): Promise<DecideSuggestionResult> {
    const whole = { ...requestOf(target, request), progressToken: "" };
    return this.connection.request(methods.decideSuggestion, whole);
  }

  /** The same with progress, for what runs git; undefined where it was cancelled. */
  private decideSlowly(
    title: string,
    target: SuggestionTarget,
    request: Decision,
  ): Promise<DecideSuggestionResult | undefined> {
    return this.connection.longRequest(title, methods.decideSuggestion, requestOf(target, request));
  }

  private async choose(
    place: InFolder,
    isMeant: (item: SuggestionItem) => boolean,
  ): Promise<Named | undefined> {
    const { suggestions } = await this.connection.request<SuggestionsResult>(methods.suggestions, place);
    const items = suggestions.filter(isMeant).map((item) => ({
      ...{ label: item.title, description: standingText(item), detail: item.summary, item },
    }));
    if (items.length === 0) {
      void vscode.window.showInformationMessage("There is no suggestion that this could be done with.");
      return undefined;
    }
    const choice = await vscode.window.showQuickPick(items, {
      ...{ title: "Which suggestion?", matchOnDescription: true, matchOnDetail: true },
    });
    return choice && { item: choice.item, target: { id: choice.item.id, ...place } };
  }
}

type Decision = Omit<DecideSuggestionRequest, "id" | "progressToken">;

function requestOf(
  target: SuggestionTarget,
  request: Decision,
): Omit<DecideSuggestionRequest, "progressToken"> {
  const who = nameOfPerson();
  return { ...target, ...request, ...(who !== undefined && { who }) };
}

const standingText = ({ state, isStale }: SuggestionItem): string =>
  isStale && state === "waiting" ? "stale: the text moved on" : state;

type Where = Pick<DecideSuggestionRequest, "onCurrentBranch" | "pullRequest">;

async function chooseWhere({ title }: SuggestionItem): Promise<Where | undefined> {
  const choices: (vscode.QuickPickItem & { readonly where: Where })[] = [
    {
      label: "$(git-branch) Commit on a branch of its own",
      description: "your work tree stays as it is",
      where: {},
    },
    {
      label: "$(git-pull-request) Commit on a branch, push it and open a pull request",
      description: "by gh or glab, where one is there",
      where: { pullRequest: true },
    },
    {
      label: "$(git-commit) Commit on the branch at hand",
      description: "makes the edits here, and saves them",
      where: { onCurrentBranch: true },
    },
  ];
  return (await vscode.window.showQuickPick(choices, { title: `Approve ${title}` }))?.where;
}

/** By VS Code's own git, which asks what to do with changes that are in the way. */
async function openBranch(branch: string, { folder }: SuggestionTarget): Promise<void> {
  const repository = await repositoryOf(folder);
  if (repository) return repository.checkout(branch);
  void vscode.window.showInformationMessage(
    `VS Code's git is not at hand. Open it with: git switch ${branch}`,
  );
}

async function repositoryOf(folder: string | undefined): Promise<Repository | undefined> {
  const place = folder === undefined ? vscode.workspace.workspaceFolders?.[0]?.uri : vscode.Uri.parse(folder);
  try {
    const git = await vscode.extensions.getExtension<GitExtension>("vscode.git")?.activate();
    return (place && git?.getAPI(1).getRepository(place)) ?? undefined;
  } catch {
    // It throws where git is turned off by a setting.
    return undefined;
  }
}

/** What is used of the API that VS Code's git extension gives to others. */
interface Repository {
  checkout(branch: string): Promise<void>;
}
interface GitExtension {
  getAPI(version: 1): { getRepository(uri: vscode.Uri): Repository | null };
}

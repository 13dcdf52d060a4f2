import * as vscode from "vscode";
import { type CompleteQueryResult, commands, methods, type SliceItem } from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import type { ConversationsTree } from "../views/conversations-tree.ts";
import { inFolder } from "../workspace-folder.ts";

/** What choosing an entry of the picker does: show what the query finds, or go on typing with another text. */
interface Entry extends vscode.QuickPickItem {
  readonly becomes?: string;
  readonly shows?: string;
}

export function registerFilterCommands(
  context: vscode.ExtensionContext,
  connection: Connection,
  tree: ConversationsTree,
): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.filterConversations, () =>
      new QueryPicker(connection, tree).show(),
    ),
    vscode.commands.registerCommand(commands.saveFilter, () => saveFilter(connection, tree)),
    vscode.commands.registerCommand(commands.clearFilter, () => tree.clearFilter()),
  );
}

/** Takes a query, completing it as it is typed. The first entry says what is wrong with it, or shows what it finds. */
class QueryPicker {
  private readonly picker = vscode.window.createQuickPick<Entry>();
  private slices: readonly SliceItem[] = [];
  /** Answers to earlier letters that come late are not shown. */
  private asked = 0;
  /** The text that the entries are for. */
  private shown: string | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly tree: ConversationsTree,
  ) {
    this.picker.title = "Filter conversations";
    this.picker.placeholder = "status:error cost>0.02 tool:search -tag:test, or words. Empty shows all.";
    this.picker.value = tree.query;
    // Entries are chosen by the server; the picker's own filter would hide those whose name is not what was typed.
    this.picker.matchOnDescription = false;
    this.picker.onDidChangeValue((text) => this.complete(text));
    this.picker.onDidAccept(() => void this.accept());
    this.picker.onDidHide(() => this.picker.dispose());
  }

  async show(): Promise<void> {
    this.picker.show();
    this.slices = await this.connection
      .request<readonly SliceItem[]>(methods.slices, inFolder(this.tree.folder))
      .catch(() => []);
    await this.complete(this.picker.value);
  }

  private async complete(text: string): Promise<void> {
    const own = ++this.asked;
    const help = await this.connection
      .request<CompleteQueryResult>(methods.completeQuery, {
        ...inFolder(this.tree.folder),
        text,
        offset: text.length,
      })
      .catch((): CompleteQueryResult => ({ completions: [], problems: [] }));
    if (own !== this.asked) return;
    this.shown = text;
    this.picker.items = [firstEntry(text, help), ...this.saved(text), ...completions(text, help)];
  }

  private saved(text: string): Entry[] {
    if (text.trim() !== "" && text !== this.tree.query) return [];
    return [
      ...(this.slices.length > 0 ? [separator("saved filters")] : []),
      ...this.slices.map(
        ({ name, query }): Entry => ({
          label: `$(bookmark) ${name}`,
          description: query,
          alwaysShow: true,
          shows: query,
        }),
      ),
    ];
  }

  /** Who types fast presses Enter before the entries have caught up: then the text counts, and not what stood there for an earlier one. */
  private async accept(): Promise<void> {
    if (this.shown !== this.picker.value) await this.complete(this.picker.value);
    const chosen =
      this.picker.selectedItems.find((one) => this.picker.items.includes(one)) ?? this.picker.items[0];
    if (chosen?.shows !== undefined) {
      this.tree.filterBy(chosen.shows);
      this.picker.hide();
    } else if (chosen?.becomes !== undefined) {
      this.picker.value = chosen.becomes;
      void this.complete(chosen.becomes);
    }
  }
}

function firstEntry(text: string, { problems }: CompleteQueryResult): Entry {
  const [problem] = problems;
  if (problem)
    return {
      label: `$(error) ${problem.message}`,
      ...(problem.hint && { detail: problem.hint }),
      alwaysShow: true,
      becomes: text,
    };
  return {
    label: text.trim() === "" ? "$(list-flat) Show all conversations" : "$(filter) Show what this finds",
    alwaysShow: true,
    shows: text.trim(),
  };
}

function completions(text: string, help: CompleteQueryResult): Entry[] {
  if (help.completions.length === 0) return [];
  return [
    separator("go on with"),
    ...help.completions.map(
      ({ label, insert, range, detail }): Entry => ({
        label,
        description: detail,
        alwaysShow: true,
        becomes: text.slice(0, range.start) + insert + text.slice(range.end),
      }),
    ),
  ];
}

const separator = (label: string): Entry => ({ label, kind: vscode.QuickPickItemKind.Separator });

/** Keeps the filter of the view under a name, in a file of the workspace that a team commits. */
async function saveFilter(connection: Connection, tree: ConversationsTree): Promise<void> {
  const { query } = tree;
  if (query.trim() === "")
    return void vscode.window.showInformationMessage(
      "There is no filter to save. Filter the conversations first.",
    );
  const name = await vscode.window.showInputBox({
    title: "Save filter",
    prompt: `A name for: ${query}`,
    validateInput: (text) => (text.trim() === "" ? "A name is needed." : undefined),
  });
  if (name === undefined) return undefined;
  await connection.request(methods.saveSlice, { ...inFolder(tree.folder), name: name.trim(), query });
  return void vscode.window.showInformationMessage(
    `Saved in homeostat/slices.yaml; in a filter, @${/\s/.test(name.trim()) ? `"${name.trim()}"` : name.trim()} refers to it.`,
  );
}

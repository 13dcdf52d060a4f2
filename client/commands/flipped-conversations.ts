import * as vscode from "vscode";
import { type AblatedConversation, commands } from "../../server/protocol/index.ts";
import type { ReplayDocuments } from "../replay-document.ts";

/** What the last ablation of this window flipped. */
interface Ablated {
  /** Words of the line. */
  readonly line: string;
  readonly flipped: readonly AblatedConversation[];
  readonly folder?: string | undefined;
}

interface Item extends vscode.QuickPickItem {
  readonly id?: string;
  readonly run?: string;
}

const compareAll: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon("diff-multiple"),
  tooltip: "Compare All Side by Side",
};
const list: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon("list-unordered"),
  tooltip: "List Their Recordings in the Conversations View",
};
const openRecording: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon("go-to-file"),
  tooltip: "Open the Recorded Conversation",
};

/** Conversations whose verdicts another text of a line flipped: those that fail with it first. One is opened as both runs side by side. */
export class FlippedConversations {
  private last: (Ablated & { readonly runs: readonly string[] }) | undefined;

  constructor(private readonly documents: ReplayDocuments) {}

  keep(ablated: Ablated): void {
    const flipped = [...ablated.flipped].sort((a, b) => Number(b.isWorse) - Number(a.isWorse));
    this.last = {
      ...{ ...ablated, flipped },
      runs: flipped.map(({ id, change, recorded, fresh }) =>
        this.documents.keep({
          ...{ id, recorded, fresh, title: change },
          heading: `Ablation: ${id.replace(/[\\/]/g, "_").slice(0, 60)} as it is ↔ ${change}`,
        }),
      ),
    };
  }

  async show(): Promise<void> {
    const { last } = this;
    if (!last || last.flipped.length === 0)
      return void vscode.window.showInformationMessage(
        last
          ? `No verdict changed when “${last.line}” was tried.`
          : "No ablation was run in this window. Put the cursor on a line of a prompt and run “Does This Line Matter?”.",
      );
    const pick = vscode.window.createQuickPick<Item>();
    pick.title = `Flipped by changing “${last.line}”`;
    pick.placeholder = "Open one as it went with both texts, side by side";
    pick.matchOnDescription = true;
    pick.buttons = [compareAll, list];
    pick.items = itemsOf(last);
    pick.onDidTriggerButton((pressed) => {
      pick.hide();
      const title = `Ablation of “${last.line}”`;
      if (pressed === compareAll) void this.documents.openAll(last.runs, title);
      else
        void vscode.commands.executeCommand(commands.showFailing, {
          ...{ ids: idsOf(last), title, folder: last.folder },
        });
    });
    pick.onDidTriggerItemButton(({ item: { id } }) => {
      if (id === undefined) return;
      void vscode.commands.executeCommand(commands.openConversation, id, undefined, last.folder);
    });
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      pick.hide();
      if (item?.run !== undefined) void this.documents.open(item.run);
    });
    pick.onDidHide(() => pick.dispose());
    pick.show();
  }
}

const idsOf = ({ flipped }: Ablated): string[] => [...new Set(flipped.map(({ id }) => id))];

/** Under what was done to the line, and which way they flipped. */
function itemsOf({ flipped, runs }: Ablated & { readonly runs: readonly string[] }): Item[] {
  let under = "";
  return flipped.flatMap(({ id, change, said, isWorse }, index) => {
    const head = `${isWorse ? "pass as it is, fail" : "fail as it is, pass"} ${change}`;
    const separator = { label: head, kind: vscode.QuickPickItemKind.Separator };
    const isNew = head !== under;
    under = head;
    const item = { label: id, description: said, id, run: runs[index]!, buttons: [openRecording] };
    return isNew ? [separator, item] : [item];
  });
}

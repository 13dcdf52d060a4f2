import * as vscode from "vscode";
import type { InFolder } from "../../server/protocol/index.ts";

/** Keeps the tests of a controller as the folders of the workspace have them. Calls while one is under way are joined into one more. */
export class TestItems {
  private refreshing: Promise<void> | undefined;
  private isStale = false;

  constructor(
    private readonly controller: vscode.TestController,
    private readonly itemsOf: (place: InFolder) => Promise<readonly vscode.TestItem[]>,
  ) {
    controller.resolveHandler = (item) => (item ? undefined : this.refresh());
    controller.refreshHandler = () => this.refresh();
  }

  async refresh(): Promise<void> {
    this.isStale = true;
    this.refreshing ??= this.catchUp().finally(() => {
      this.refreshing = undefined;
    });
    await this.refreshing;
  }

  private async catchUp(): Promise<void> {
    while (this.isStale) {
      this.isStale = false;
      const places = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => ({ folder: uri.toString() }));
      const items = await Promise.all(places.map((place) => this.itemsOf(place)));
      this.controller.items.replace(items.flat());
    }
  }
}

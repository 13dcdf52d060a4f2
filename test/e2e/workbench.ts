// The workbench as a person uses it: keys pressed, text read. Every selector of VS Code's own page stands here and nowhere
// else, since they change with its versions.
import path from "node:path";
import type { FrameLocator, Locator, Page } from "playwright-core";
import { repository } from "../../scripts/setup-vscode.mjs";
import { outFolder } from "./global-setup.ts";

export type Severity = "error" | "warning" | "info";

export class Workbench {
  constructor(
    readonly page: Page,
    /** The workspace folder on disk; undefined in a window without one. */
    readonly folder: string | undefined,
  ) {}

  /** Waits until the workbench is drawn, also after a command has reloaded the page with another folder. */
  async ready(): Promise<void> {
    await this.page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout: 60_000 });
  }

  /** Waits for an item of the status bar whose text contains `text`. */
  async statusItem(text: string | RegExp, timeoutMs = 60_000): Promise<Locator> {
    const item = this.page.locator(".statusbar-item", { hasText: text }).first();
    await item.waitFor({ timeout: timeoutMs });
    return item;
  }

  /** Runs a command by its title as the palette shows it, category included. */
  async command(title: string): Promise<void> {
    await this.pick("F1", `>${title}`, title);
  }

  /** Opens a file by a part of its path and waits until its tab is the active one. */
  async openFile(file: string): Promise<void> {
    await this.pick("Control+P", file, path.basename(file));
    await this.activeTab(path.basename(file));
  }

  /** Waits until a tab with this name is the active one of its group. */
  async activeTab(name: string | RegExp): Promise<void> {
    await this.page
      .locator(".editor-group-container.active .tab.active", { hasText: name })
      .first()
      .waitFor();
  }

  /** Puts the cursor at the start of the first line that contains `text` on screen. */
  async goTo(text: string): Promise<void> {
    const line = this.line(text);
    await line.waitFor();
    // The first characters, since a click at the middle may hit a link or a hint.
    await line.click({ position: { x: 4, y: 8 } });
    await this.page.keyboard.press("Home");
  }

  /** Lines of the active editor that are on screen; inlay hints are part of a line's text. */
  line(text: string | RegExp): Locator {
    return this.activeEditor().locator(".view-lines .view-line", { hasText: text }).first();
  }

  /** What the active editor shows on screen, top to bottom: in the page, lines stand in the order they were drawn. */
  async visibleText(): Promise<string> {
    const lines = await this.activeEditor()
      .locator(".view-lines .view-line")
      .evaluateAll((rows) =>
        rows.map((row) => ({ y: row.getBoundingClientRect().y, text: row.textContent ?? "" })),
      );
    const sorted = lines.sort((a, b) => a.y - b.y).map(({ text }) => text);
    return plainBlanks(sorted.join("\n"));
  }

  squiggles(severity: Severity): Locator {
    return this.activeEditor().locator(`.squiggly-${severity}`);
  }

  /**
   * The hover at the cursor, once it contains `text`: its parts come from several providers, one after the other. Asked for
   * with the keyboard, so that no mouse has to stand still.
   */
  async hover(text: string | RegExp): Promise<string> {
    await this.page.keyboard.press("Control+K");
    await this.page.keyboard.press("Control+I");
    const hover = this.page.locator(".monaco-editor .monaco-hover:visible", { hasText: text }).first();
    await hover.waitFor();
    return textOf(hover);
  }

  /** Puts the cursor into a text of the line it stands on, by the editor's own search. */
  async cursorTo(text: string): Promise<void> {
    const input = this.activeEditor().locator(".find-widget .find-part textarea").first();
    await this.until(async () => {
      // A panel or the palette that has just closed may still hold the keyboard.
      await this.page.keyboard.press("Control+1");
      await this.page.keyboard.press("Control+F");
      // Where the keys went elsewhere it is there, and disabled.
      await input.fill(text, { timeout: 3000 });
    });
    await this.page.keyboard.press("Enter");
    await this.page.keyboard.press("Escape");
    await this.activeEditor().locator(".monaco-editor.focused").waitFor();
  }

  /** Takes a quick fix at the cursor by its title. */
  async quickFix(title: string | RegExp): Promise<void> {
    const row = this.page.locator(".action-widget .monaco-list-row", { hasText: title }).first();
    await this.until(async () => {
      await this.page.keyboard.press("Control+.");
      await row.waitFor({ timeout: 3000 });
    });
    await row.click();
  }

  /** Opens the Problems panel; the rows come file first, then its problems. */
  async problems(): Promise<Locator> {
    const panel = this.page.locator(".markers-panel-container");
    if (!(await panel.isVisible())) await this.page.keyboard.press("Control+Shift+M");
    await panel.waitFor();
    return panel.locator(".monaco-list-row");
  }

  /** Everything the Problems panel lists. */
  async problemTexts(): Promise<string> {
    return (await (await this.problems()).allTextContents()).join("\n");
  }

  /** Takes an entry of the list that asks, by its label. */
  async choose(label: string): Promise<void> {
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: label }).first().click();
  }

  /** Presses a button of a notification that contains `text`. */
  async pressInNotification(text: string | RegExp, button: string): Promise<void> {
    const toast = this.toast(text);
    await this.read(toast, 60_000);
    await toast.locator(".monaco-button", { hasText: button }).click();
  }

  /** What the dialog says that stands before everything else, which is then closed. */
  async dialog(): Promise<string> {
    const box = this.page.locator(".monaco-dialog-box");
    await box.waitFor();
    const said = await textOf(box);
    await this.page.keyboard.press("Escape");
    await box.waitFor({ state: "detached" });
    return said;
  }

  /**
   * Runs a command that asks, and answers. A page in the editor that gets the keyboard back late, as the palette closes, takes it from the
   * box, which closes: then the command is run again, as a person would.
   */
  async commandWith(title: string, text: string): Promise<void> {
    const asks = this.page
      .locator(".quick-input-widget input[type=text]:not([placeholder^='Type the name'])")
      .first();
    await this.until(async () => {
      await this.command(title);
      await asks.fill(text, { timeout: 5_000 });
      await this.page.keyboard.press("Enter", { delay: 20 });
    }, 60_000);
  }

  /** Types into the box that asks, and takes it. */
  async answer(text: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget input[type=text]").first();
    await input.waitFor();
    await input.fill(text);
    await this.page.keyboard.press("Enter");
  }

  /** Goes to a problem's place: the cursor stands at the start of its line, in the editor. */
  async goToProblem(row: Locator): Promise<void> {
    await row.dblclick();
    await this.page.mouse.move(0, 0); // else the row's own hover comes up as well
    await this.page.keyboard.press("Control+1");
    await this.activeEditor().locator(".monaco-editor.focused").waitFor();
    await this.page.keyboard.press("Home");
  }

  /** Gives the editors the whole height again. */
  async closePanel(): Promise<void> {
    await this.command("View: Hide Panel");
    await this.page.locator(".part.panel").waitFor({ state: "hidden" });
  }

  /** Opens a view container by its name in the activity bar. A second click would close it again. */
  async openSideBar(name: string): Promise<void> {
    const entry = this.page.locator(`.activitybar .action-item:has([aria-label^="${name}"])`).first();
    await entry.waitFor();
    if (!/\bchecked\b/.test((await entry.getAttribute("class")) ?? "")) await entry.click();
    await this.page.locator(".sidebar .composite.title", { hasText: new RegExp(name, "i") }).waitFor();
  }

  /** Unfolds a view of the open side bar, by its name. */
  async openView(view: string): Promise<void> {
    const header = this.page.locator(`.pane-header[aria-label^="${view}"]`);
    await header.waitFor();
    if ((await header.getAttribute("aria-expanded")) === "false") await header.click();
  }

  /** Folds one, which gives the others its room. */
  async closeView(view: string): Promise<void> {
    const header = this.page.locator(`.pane-header[aria-label^="${view}"]`);
    if ((await header.getAttribute("aria-expanded")) === "true") await header.click();
  }

  /** The rows of one view of the open side bar, by the view's name. */
  treeRows(view: string): Locator {
    const header = this.page.locator(`.pane-header[aria-label^="${view}"]`);
    return this.page.locator(".sidebar .pane", { has: header }).locator(".monaco-list-row");
  }

  /** The row of a test in the open Test Explorer, whose parents are unfolded. */
  async testRow(name: string): Promise<Locator> {
    const rows = this.page.locator(".test-explorer .monaco-list-row");
    const row = rows.filter({ hasText: name }).first();
    await rows.first().waitFor();
    await this.until(async () => {
      for (let at = 0; !(await row.isVisible()) && at < (await rows.count()); at++)
        await this.expand(rows.nth(at));
      await row.waitFor({ timeout: 3000 });
    });
    return row;
  }

  /** Runs a test by another profile than the usual one, from its menu. */
  async runTestWith(row: Locator, profile: string): Promise<void> {
    const profiles = this.page.locator(".quick-input-list .monaco-list-row", { hasText: profile }).first();
    await this.chooseInMenu(row, "Execute Using Profile", profiles);
    await this.choose(profile);
  }

  /** Takes an entry of the menu of a row, after which `expected` shows. */
  async chooseInMenu(row: Locator, entry: string, expected: Locator): Promise<void> {
    const item = this.page.locator(".monaco-menu .action-item", { hasText: entry }).first();
    // A menu that has just opened does not take a click yet.
    await this.until(async () => {
      if (!(await item.isVisible())) await row.click({ button: "right" });
      await item.click({ delay: 300, timeout: 3000 });
      await expected.waitFor({ timeout: 5000 });
    });
  }

  /** Expands a row of a tree and leaves it focused. */
  async expand(row: Locator): Promise<void> {
    if ((await row.getAttribute("aria-expanded")) !== "false") return;
    await row.click();
    if ((await row.getAttribute("aria-expanded")) === "false") await this.page.keyboard.press("ArrowRight");
  }

  /** A message or a progress at the corner that contains `text`. */
  toast(text: string | RegExp): Locator {
    return this.page.locator(".notification-toast", { hasText: text }).first();
  }

  /** Waits for a notification that contains `text`, then clears all: a fourth one would not be shown beside three. */
  async notified(text: string | RegExp, timeoutMs = 120_000): Promise<string> {
    const shown = await this.read(this.toast(text), timeoutMs);
    await this.command("Notifications: Clear All Notifications");
    return shown;
  }

  /**
   * Answers a dialog for a file, which in this VS Code is a box that takes a path, with a list of what is there. The box
   * fills itself with the folder at hand, over whatever has been typed by then, and ignores keys while it looks something
   * up; only the list tells how far it is. So: the folder is typed, the file is clicked, and if it was too early, again.
   */
  async chooseInDialog(file: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget input[type=text]").first();
    const accept = this.page.locator(".quick-input-widget .quick-input-action .monaco-button").first();
    const row = this.page
      .locator(".quick-input-list .monaco-list-row", { hasText: path.basename(file) })
      .first();
    await accept.waitFor();
    await this.until(async () => {
      // What is chosen may take longer than a try; then there is no box any more to wait for.
      if (await accept.isHidden()) return;
      if (!(await row.isVisible())) await input.fill(`${path.dirname(file)}/`, { timeout: 2000 });
      await row.click({ timeout: 2000 });
      await accept.waitFor({ state: "hidden", timeout: 2000 });
    });
  }

  /** The page inside the visible webview: a service worker's frame around the extension's own. */
  webview(): FrameLocator {
    return this.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
  }

  /** Into `docs/images/` when UPDATE_SCREENSHOTS=1, for the README; else beside the other output of the run. */
  async screenshot(name: string): Promise<void> {
    const folder =
      process.env.UPDATE_SCREENSHOTS === "1" ? path.join(repository, "docs", "images") : outFolder;
    await this.page.screenshot({ path: path.join(folder, `${name}.png`), animations: "disabled" });
  }

  /** For the eyes of whoever works on this; the README shows none of them. */
  async screenshotOnly(name: string): Promise<void> {
    await this.page.screenshot({ path: path.join(outFolder, `${name}.png`), animations: "disabled" });
  }

  /**
   * What a notification says, after the time that a person takes to read it. VS Code shows three new ones within 0.8 s and leaves out the
   * next: that of a command which is run right away.
   */
  private async read(toast: Locator, timeoutMs: number): Promise<string> {
    await toast.waitFor({ timeout: timeoutMs });
    const shown = await textOf(toast);
    await this.page.waitForTimeout(1_000);
    return shown;
  }

  /** Repeats what may come too early, until it does not throw. */
  private async until(act: () => Promise<void>, timeoutMs = 30_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      try {
        return await act();
      } catch (error) {
        if (Date.now() > deadline) throw error;
      }
    }
  }

  private activeEditor(): Locator {
    return this.page.locator(".editor-group-container.active .editor-instance");
  }

  /**
   * Opens the quick input with `key`, types `text` and takes the best match once that shows `label`. The list holds what was
   * known when it was opened, and an extension's commands may come later: then it is opened anew.
   */
  private async pick(key: string, text: string, label: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget input[type=text]").first();
    // By keyboard: the list is redrawn while it fills, and a click may land on what was there before.
    const match = this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: label });
    await this.until(async () => {
      await this.page.keyboard.press("Escape");
      await this.page.keyboard.press(key);
      await input.waitFor();
      await input.fill(text);
      await match.waitFor({ timeout: 3000 });
    });
    await this.page.keyboard.press("Enter");
  }
}

async function textOf(locator: Locator): Promise<string> {
  return plainBlanks((await locator.allInnerTexts()).join("\n"));
}

/** Editors draw blanks as U+00A0; tests compare with ordinary ones. */
function plainBlanks(text: string): string {
  return text.replaceAll("\u00a0", " ");
}

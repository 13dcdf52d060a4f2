/** With several folders open, what is listed or shown stays of the folder that it was asked of, wherever the cursor goes. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { commands, methods } from "../server/protocol/index.ts";
import { behavior } from "../test/support/overview.ts";
import { registerBehaviorCommands } from "./commands/behaviors.ts";
import { registerConfigCommand } from "./commands/config.ts";
import { registerConversationCommands } from "./commands/conversations.ts";
import { registerLoopCommands } from "./commands/loop.ts";
import { registerProposalCommands } from "./commands/proposals.ts";
import type { Connection, LongRequest } from "./connection.ts";
import { ConversationDocuments } from "./conversation-document.ts";
import { AgreementPanel } from "./panels/agreement.ts";
import { BehaviorPanels } from "./panels/behavior.ts";
import { OverviewPanel } from "./panels/overview.ts";
import { TracePanels } from "./panels/trace.ts";
import { BehaviorsTree } from "./views/behaviors-tree.ts";
import { ConversationsTree } from "./views/conversations-tree.ts";
import { holeItem, holesBelow } from "./views/coverage-holes.ts";

/** As much of the editor as these need: it notes what is registered, and runs it. */
const editor = vi.hoisted(() => ({
  folder: "file:///a",
  commands: new Map<string, (...args: unknown[]) => unknown>(),
  pages: [] as { receive: (message: unknown) => unknown }[],
  opened: [] as { query: string }[],
  shown: [] as string[],
  /** What a person picks in the dialogs that come, by the text of the button. */
  picked: undefined as string | undefined,
}));
vi.mock("vscode", () => {
  const disposable = { dispose: () => undefined };
  const uriOf = (text: string) => ({ toString: () => text, fsPath: text.slice("file://".length) });
  const register = () => disposable;
  class Item {
    constructor(readonly label: string) {}
  }
  return {
    EventEmitter: class {
      event = register;
      fire(): void {}
    },
    TreeItem: Item,
    ThemeIcon: Item,
    ThemeColor: Item,
    MarkdownString: class {
      appendMarkdown = () => this;
      appendText = () => this;
    },
    TreeItemCollapsibleState: { Collapsed: 1, Expanded: 2 },
    ViewColumn: { Active: -1, Beside: -2 },
    Uri: {
      joinPath: (base: object, ...parts: string[]) => uriOf([String(base), ...parts].join("/")),
      from: (uri: object) => uri,
      parse: uriOf,
    },
    commands: {
      registerCommand: (id: string, run: (...args: unknown[]) => unknown) => {
        editor.commands.set(id, run);
        return disposable;
      },
      executeCommand: async (id: string, ...args: unknown[]) => editor.commands.get(id)?.(...args),
    },
    languages: {
      registerDocumentLinkProvider: register,
      registerFoldingRangeProvider: register,
      setTextDocumentLanguage: async (document: unknown) => document,
    },
    window: {
      get activeTextEditor() {
        return { document: { uri: uriOf(`${editor.folder}/x.prompt.md`) } };
      },
      createTreeView: () => ({ ...disposable }),
      registerFileDecorationProvider: register,
      registerWebviewPanelSerializer: register,
      createWebviewPanel: () => ({
        webview: {
          onDidReceiveMessage: (receive: (message: unknown) => unknown) => editor.pages.push({ receive }),
          asWebviewUri: () => "",
          postMessage: async () => true,
        },
        visible: true,
        onDidDispose: register,
        reveal: () => undefined,
      }),
      showTextDocument: async (uri: object) => editor.shown.push(String(uri)),
      showOpenDialog: async () => [uriOf("file:///dropped/log.jsonl")],
      showInformationMessage: async () => editor.picked,
      showErrorMessage: async () => editor.picked,
    },
    workspace: {
      fs: { stat: async () => ({}) },
      getWorkspaceFolder: (uri: object) => ({ uri: uriOf(String(uri).slice(0, "file:///a".length)) }),
      registerTextDocumentContentProvider: register,
      openTextDocument: async (uri: { query: string }) => editor.opened.push(uri),
    },
  };
});

let answers: Readonly<Record<string, unknown>>;
const asked: {
  readonly method: string;
  readonly command?: number;
  readonly folder?: string;
  readonly id?: string;
}[] = [];
const usual: Readonly<Record<string, unknown>> = {
  [methods.import]: { added: 1, updated: 0, unchanged: 0, problems: [], redacted: "" },
  [methods.evaluate]: { evaluations: 1, conversations: 1, said: ["1 new evaluation"], waiting: [] },
  [methods.findBehaviors]: { behaviors: 1, asked: "" },
  [methods.proposeTags]: { text: "" },
  [methods.behaviors]: { behaviors: [behavior("b-1")], groups: [], outliers: 3 },
  [methods.conversations]: { total: 1, conversations: [{ id: "c-1", opening: "hi", failed: [] }] },
};
const noModel = Object.assign(new Error("There is no such model."), { data: { code: "model-missing" } });
/** Which command runs, by number; 0 = none. It has one progress, whatever it asks for. */
let command = 0;
let commandsBegun = 0;
const longRequest = async (_: string, method: string, request: object) => {
  asked.push({ method, command, ...request });
  if (answers[method] instanceof Error) throw answers[method];
  return answers[method];
};
const connection = {
  onChanged: () => ({ dispose: () => undefined }),
  asOneCommand: async (act: () => Promise<unknown>) => {
    command = ++commandsBegun;
    try {
      return await act();
    } finally {
      command = 0;
    }
  },
  longRequests: (act: (request: LongRequest) => Promise<unknown>) =>
    connection.asOneCommand(() => act(longRequest as LongRequest)),
  longRequest: (...request: Parameters<LongRequest>) => connection.longRequests((send) => send(...request)),
  request: async (method: string, request: object) => {
    asked.push({ method, ...request });
    return answers[method] ?? null;
  },
} as unknown as Connection;
const last = (method: string) => asked.filter((one) => one.method === method).at(-1);
const run = (command: string, ...args: unknown[]) => editor.commands.get(command)?.(...args);

let behaviors: BehaviorsTree;
let conversations: ConversationsTree;
beforeEach(() => {
  editor.folder = "file:///a";
  editor.picked = undefined;
  answers = usual;
  for (const list of [asked, editor.pages, editor.opened, editor.shown] as unknown[][]) list.length = 0;
  editor.commands.clear();
  const context = { subscriptions: [], extensionUri: {} } as never;
  const documents = ConversationDocuments.register(context, connection);
  TracePanels.register(context, connection, documents);
  BehaviorPanels.register(context, connection);
  behaviors = new BehaviorsTree(connection);
  conversations = ConversationsTree.register(context, connection);
  registerBehaviorCommands(context, connection);
  registerConversationCommands(context, connection, conversations);
  OverviewPanel.register(context, connection);
  AgreementPanel.register(context, connection);
  registerLoopCommands(context, connection, {} as never);
  registerConfigCommand(context);
  registerProposalCommands(context, connection);
});

/** What a click on a node of a tree runs. */
async function click(item: { command?: { command: string; arguments?: unknown[] } }): Promise<void> {
  await run(item.command!.command, ...(item.command!.arguments ?? []));
}

it("a behavior of the side bar, what its users say, and what is decided about it", async () => {
  const [node, outliers] = await behaviors.getChildren();
  const [quote] = await behaviors.getChildren(node);
  editor.folder = "file:///b";
  await click(behaviors.getTreeItem(node!));
  await editor.pages.at(-1)!.receive({ type: "ready" });
  expect(last(methods.behavior)).toMatchObject({ id: "b-1", folder: "file:///a" });
  await click(behaviors.getTreeItem(quote!));
  await editor.pages.at(-1)!.receive({ type: "ready" });
  expect(last(methods.trace)).toMatchObject({ folder: "file:///a" });
  await run(commands.pinBehavior, node);
  expect(last(methods.decide)).toMatchObject({ folder: "file:///a" });
  for (const target of [behaviors.getTreeItem(outliers!).command!.arguments![0], node]) {
    await run(commands.showFailing, target);
    await conversations.getChildren();
    expect(last(methods.conversations)).toMatchObject({ folder: "file:///a" });
  }
});

it("what the page of a behavior leads to", async () => {
  await run(commands.openBehavior, "b-1", "file:///b");
  const page = editor.pages.at(-1)!;
  await page.receive({ type: "ready" });
  expect(last(methods.behavior)).toMatchObject({ folder: "file:///b" });
  await page.receive({ type: "openBehavior", id: "b-2" });
  await page.receive({ type: "ready" });
  expect(last(methods.behavior)).toMatchObject({ id: "b-2", folder: "file:///b" });
  await page.receive({ type: "openConversation", id: "c-1" });
  const conversation = editor.pages.at(-1)!;
  await conversation.receive({ type: "ready" });
  expect(last(methods.trace)).toMatchObject({ id: "c-1", folder: "file:///b" });
  await conversation.receive({ type: "openAsText" });
  expect(JSON.parse(editor.opened.at(-1)!.query)).toEqual({ id: "c-1", folder: "file:///b" });
  await conversation.receive({ type: "showFailing", instruction: "i", title: "line 1" });
  await conversations.getChildren();
  expect(last(methods.conversations)).toMatchObject({ instructions: ["i"], folder: "file:///b" });
});

it("a conversation of the side bar, as a page and as text; what names no folder is of the one at hand", async () => {
  await conversations.show({ query: "" });
  const [group] = await conversations.getChildren();
  editor.folder = "file:///b";
  const node = group?.kind === "group" ? (await conversations.getChildren(group))[0]! : group!;
  await click(conversations.getTreeItem(node));
  await editor.pages.at(-1)!.receive({ type: "ready" });
  expect(last(methods.trace)).toMatchObject({ id: "c-1", folder: "file:///a" });
  await run(commands.openAsText, node);
  expect(JSON.parse(editor.opened.at(-1)!.query)).toMatchObject({ folder: "file:///a" });
  await run(commands.openConversation, "c-3", null, "file:///c/in/x.prompt.md");
  await editor.pages.at(-1)!.receive({ type: "ready" });
  expect(last(methods.trace)).toMatchObject({ id: "c-3", folder: "file:///c" });
  await run(commands.openConversation, "c-2");
  await editor.pages.at(-1)!.receive({ type: "ready" });
  expect(last(methods.trace)).toMatchObject({ id: "c-2", folder: "file:///b" });
});

it("what the view of evaluators has no room for, on the overview of the folder that it is of", async () => {
  answers = { ...usual, [methods.overview]: { prompts: [] } };
  const none = { total: 0, first: [] };
  const holes = { behaviors: none, lines: { total: 3, first: [] }, unseen: [] };
  await click(holeItem(holesBelow(holes, inB)[0]!));
  await editor.pages.at(-1)!.receive({ type: "ready" });
  expect(last(methods.overview)).toMatchObject(inB);
});

it("the page of agreement: what it asks for, and the conversations that it leads to", async () => {
  editor.folder = "file:///b";
  await run(commands.showAgreement);
  editor.folder = "file:///a";
  const page = editor.pages.at(-1)!;
  await page.receive({ type: "ready" });
  expect(last(methods.agreement)).toEqual({ method: methods.agreement, ...inB });
  await page.receive({ type: "against", against: "outcome" });
  expect(last(methods.agreement)).toMatchObject({ against: "outcome", ...inB });
  await page.receive({ type: "openConversation", id: "c-1", evaluator: "tone" });
  await editor.pages.at(-1)!.receive({ type: "ready" });
  expect(last(methods.trace)).toMatchObject({ id: "c-1", ...inB });
});

const inB = { folder: "file:///b" };
/** The pages of folder B, opened while a file of it is active. The cursor then goes to A. */
const pages: Readonly<Record<string, readonly [command: string, ...args: unknown[]]>> = {
  overview: [commands.showOverview],
  behavior: [commands.openBehavior, "b-1"],
  trace: [commands.openConversation, "c-1"],
  agreement: [commands.showAgreement],
};
describe.each(Object.keys(pages))(
  "the buttons of a page that is of another folder than the cursor: %s",
  (name) => {
    let click: (command: string) => Promise<unknown>;
    beforeEach(async () => {
      editor.folder = "file:///b";
      await run(...pages[name]!);
      editor.folder = "file:///a";
      const page = editor.pages.at(-1)!;
      click = async (command) => page.receive({ type: "run", command });
    });

    it("Evaluate, and the way to the configuration", async () => {
      await click(commands.evaluate);
      expect(last(methods.evaluate)).toMatchObject(inB);
      await click(commands.openConfig);
      expect(editor.shown).toEqual(["file:///b/homeostat.yaml"]);
    });

    if (name !== "trace" && name !== "agreement")
      it("Find Behaviors, and the way to the model that it cannot have", async () => {
        answers = { ...usual, [methods.findBehaviors]: noModel };
        editor.picked = "Open the Configuration";
        await click(commands.findBehaviors);
        expect(last(methods.findBehaviors)).toMatchObject(inB);
        await expect.poll(() => editor.shown).toEqual(["file:///b/homeostat.yaml"]);
      });

    if (name !== "behavior")
      it("Import, and what follows on it", async () => {
        await click(commands.importConversations);
        expect(last(methods.import)).toMatchObject({ ...inB, paths: ["/dropped/log.jsonl"] });
        expect(last(methods.evaluate)).toMatchObject(inB);
        expect(last(methods.findBehaviors)).toMatchObject(inB);
      });

    if (name === "behavior")
      it("Add an Evaluator for This Behavior…", async () => {
        await editor.pages.at(-1)!.receive({ type: "propose" });
        expect(last(methods.proposeForBehavior)).toMatchObject({ behavior: "b-1", ...inB });
      });

    if (name === "behavior")
      it("Open Another…, and finding some where there are none", async () => {
        answers = { ...usual, [methods.behaviors]: { behaviors: [], groups: [], outliers: 0 } };
        editor.picked = "Find Behaviors";
        await click(commands.openBehavior);
        expect(last(methods.behaviors)).toMatchObject(inB);
        expect(last(methods.findBehaviors)).toMatchObject(inB);
      });
  },
);

it("an import and what follows on it are one command: with one progress, and a model refused in it is not asked for again", async () => {
  await run(commands.importConversations);
  const of = last(methods.import)!.command;
  expect(of).toBeGreaterThan(0);
  expect(last(methods.evaluate)!.command).toBe(of);
  expect(last(methods.findBehaviors)!.command).toBe(of);
});

it("without a page the steps of the loop are of the folder at hand, and Explorer says which files", async () => {
  const file = (name: string) => ({ fsPath: `/logs/${name}` });
  await run(commands.importConversations, file("1.jsonl"), [file("1.jsonl"), file("2.jsonl")]);
  expect(last(methods.import)).toMatchObject({
    folder: "file:///a",
    paths: ["/logs/1.jsonl", "/logs/2.jsonl"],
  });
  await run(commands.importConversations, file("3.jsonl"));
  expect(last(methods.import)).toMatchObject({ folder: "file:///a", paths: ["/logs/3.jsonl"] });
  await run(commands.proposeTags);
  expect(last(methods.proposeTags)).toMatchObject({ folder: "file:///a" });
  await run(commands.proposeTags, undefined, "file:///b");
  expect(last(methods.proposeTags)).toMatchObject(inB);
});

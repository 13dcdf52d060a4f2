import * as vscode from "vscode";
import {
  type CoverageCount,
  type CoverageDetails,
  type CoverageDetailsRequest,
  commands,
  type InFolder,
  methods,
  type PlaceRange,
  type PromptCoverageItem,
  type PromptCoverageResult,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { TestItems } from "./test-items.ts";

/** What a test stands for: a prompt, or a behavior among the conversations that it answered. */
interface Covering extends InFolder {
  readonly prompt: PromptCoverageItem;
  readonly behavior?: string;
}

/**
 * Coverage of prompts in the editor's own view of it: a line is a statement, its count the conversations that put it to work; an evaluator
 * that covers it is a branch, taken as often as it judged; sections are declarations. Tests are behaviors: each shows the lines that
 * it puts to work. Lines are asked for as a file is looked at.
 */
export class PromptCoverage {
  private readonly covering = new WeakMap<vscode.TestItem, Covering>();
  private readonly folders = new WeakMap<vscode.FileCoverage, InFolder>();
  private readonly profile: vscode.TestRunProfile;
  private readonly items: TestItems;

  private constructor(
    private readonly controller: vscode.TestController,
    private readonly connection: Connection,
  ) {
    this.profile = controller.createRunProfile(
      "Coverage by Stored Conversations",
      vscode.TestRunProfileKind.Coverage,
      (request, token) => this.run(request, token),
      true,
    );
    this.profile.loadDetailedCoverage = (_run, file) => this.details(file);
    this.profile.loadDetailedCoverageForTest = (_run, file, item) =>
      this.details(file, this.covering.get(item)?.behavior);
    this.items = new TestItems(controller, (place) => this.promptItems(place));
  }

  static register(context: vscode.ExtensionContext, connection: Connection): void {
    const controller = vscode.tests.createTestController("homeostat.behaviors", "Homeostat Behaviors");
    const coverage = new PromptCoverage(controller, connection);
    context.subscriptions.push(
      controller,
      connection.onChanged(() => void coverage.items.refresh()),
      vscode.commands.registerCommand(commands.showCoverage, () => coverage.show()),
    );
  }

  /** Prompts that answered somebody, with the behaviors among what they were asked. */
  private async promptItems(place: InFolder): Promise<vscode.TestItem[]> {
    const { prompts = [] } =
      (await this.connection.request<PromptCoverageResult | null>(methods.promptCoverage, place)) ?? {};
    return prompts
      .filter(({ conversations }) => conversations > 0)
      .map((prompt) => {
        const uri = vscode.Uri.parse(prompt.uri);
        const item = this.controller.createTestItem(`coverage ${prompt.uri}`, prompt.file, uri);
        item.range = new vscode.Range(0, 0, 0, 0);
        this.covering.set(item, { ...place, prompt });
        for (const { id, name, conversations } of prompt.behaviors) {
          const child = this.controller.createTestItem(`behavior ${prompt.uri} ${id}`, name, uri);
          child.description = `${conversations} conversations`;
          this.covering.set(child, { ...place, prompt, behavior: id });
          item.children.add(child);
        }
        return item;
      });
  }

  /** Of the prompt in front, else of all. */
  private async show(): Promise<void> {
    await this.items.refresh();
    const front = vscode.window.activeTextEditor?.document.uri.toString();
    const items = [...this.controller.items].map(([, item]) => item);
    const own = items.filter(({ uri }) => uri?.toString() === front);
    if (items.length === 0)
      return void vscode.window.showInformationMessage(
        "No stored conversation was answered by a prompt of this workspace yet. Import or capture some first.",
      );
    const request = new vscode.TestRunRequest(own.length > 0 ? own : items, undefined, this.profile);
    await this.run(request, new vscode.CancellationTokenSource().token);
    await vscode.commands.executeCommand("testing.openCoverage");
  }

  private async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const run = this.controller.createTestRun(request);
    try {
      const items = this.chosen(request);
      for (const [file, own] of byPrompt(items, (item) => this.covering.get(item)!.prompt.uri)) {
        if (token.isCancellationRequested) break;
        const { prompt, folder } = this.covering.get(own[0]!)!;
        for (const item of own) run.passed(item);
        const behaviors = own.filter((item) => this.covering.get(item)!.behavior !== undefined);
        const covered = new vscode.FileCoverage(
          vscode.Uri.parse(file),
          countOf(prompt.exercised),
          countOf(prompt.judged),
          countOf(prompt.sections),
          behaviors,
        );
        this.folders.set(covered, folder === undefined ? {} : { folder });
        run.addCoverage(covered);
        run.appendOutput(`${said(prompt)}\r\n`, undefined, own[0]);
      }
    } finally {
      run.end();
    }
  }

  private async details(file: vscode.FileCoverage, behavior?: string): Promise<vscode.FileCoverageDetail[]> {
    const request: CoverageDetailsRequest = {
      uri: file.uri.toString(),
      ...this.folders.get(file),
      ...(behavior !== undefined && { behavior }),
    };
    const found = await this.connection.request<CoverageDetails>(methods.coverageDetails, request);
    return [
      ...found.sections.map(
        ({ title, count, range }) => new vscode.DeclarationCoverage(title, count, rangeOf(range)),
      ),
      ...found.statements.map(({ count, range, branches }) => {
        const end = rangeOf({ start: range.end, end: range.end });
        const taken = branches.map((one) => new vscode.BranchCoverage(one.count, end, one.label));
        return new vscode.StatementCoverage(count, rangeOf(range), taken);
      }),
    ];
  }

  /** A prompt stands for its behaviors as well. */
  private chosen({ include, exclude }: vscode.TestRunRequest): vscode.TestItem[] {
    const items: vscode.TestItem[] = [];
    const add = (item: vscode.TestItem): void => {
      if (exclude?.includes(item)) return;
      items.push(item);
      item.children.forEach(add);
    };
    if (include) include.forEach(add);
    else this.controller.items.forEach(add);
    return items;
  }
}

function byPrompt(
  items: readonly vscode.TestItem[],
  uriOf: (item: vscode.TestItem) => string,
): Map<string, vscode.TestItem[]> {
  const groups = new Map<string, vscode.TestItem[]>();
  for (const item of items) groups.set(uriOf(item), [...(groups.get(uriOf(item)) ?? []), item]);
  return groups;
}

const countOf = ({ covered, total }: CoverageCount): vscode.TestCoverageCount =>
  new vscode.TestCoverageCount(covered, total);

const rangeOf = ({ start, end }: PlaceRange): vscode.Range =>
  new vscode.Range(start.line, start.character, end.line, end.character);

const said = ({ file, conversations, exercised, judged }: PromptCoverageItem): string =>
  `${file}: ${exercised.covered} of ${exercised.total} lines were put to work by ${conversations} conversations; of their evaluators ${judged.covered} of ${judged.total} judged something (a line without one counts as one that did not).`;

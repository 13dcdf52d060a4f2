import * as vscode from "vscode";
import {
  commands,
  type EvaluateResult,
  type EvaluatorItem,
  type EvaluatorPromptItem,
  type EvaluatorsResult,
  type FailureItem,
  type FailuresResult,
  type InFolder,
  methods,
  settings,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { focusOf } from "../failure-focus.ts";
import { tellModelTrouble } from "../model-trouble.ts";
import type { ReplayDocuments } from "../replay-document.ts";
import { FreshAnswers, type FreshTest } from "./fresh-answers.ts";
import { TestItems } from "./test-items.ts";

/** What a test stands for: an evaluator on the samples of one prompt. */
interface Tested extends InFolder {
  readonly evaluator: EvaluatorItem;
  readonly prompt: EvaluatorPromptItem;
  readonly configUri: string;
}

/** Why verdicts of evaluators have to wait, by folder and name: sentences. */
type Waits = ReadonlyMap<string | undefined, ReadonlyMap<string, string>>;

/**
 * The Test Explorer: below each prompt the evaluators that judge it. A run judges what has not been judged and holds each rate against the
 * warning threshold of the configuration; "why did this fail" opens the trace of the failure that was judged last, at its evidence. Another
 * profile runs them on fresh answers.
 */
export class EvaluatorTests {
  private readonly tested = new WeakMap<vscode.TestItem, Tested>();
  private readonly items: TestItems;

  private constructor(
    private readonly controller: vscode.TestController,
    private readonly connection: Connection,
    private readonly fresh: FreshAnswers,
  ) {
    this.items = new TestItems(controller, (place) => this.promptItems(place));
  }

  static register(
    context: vscode.ExtensionContext,
    connection: Connection,
    documents: ReplayDocuments,
  ): void {
    const controller = vscode.tests.createTestController("homeostat.evaluators", "Homeostat");
    const tests = new EvaluatorTests(controller, connection, new FreshAnswers(connection, documents));
    const { Run, Debug } = vscode.TestRunProfileKind;
    controller.createRunProfile(
      "Judge Stored Conversations",
      Run,
      (request, token) => tests.run(request, token),
      true,
    );
    const fresh = controller.createRunProfile("Run on Fresh Answers", Run, (request, token) =>
      tests.runFresh(request, token),
    );
    fresh.configureHandler = () =>
      void vscode.commands.executeCommand("workbench.action.openSettings", settings.freshConversations);
    controller.createRunProfile("Why Did This Fail", Debug, (request) => tests.explain(request), true);
    context.subscriptions.push(
      controller,
      connection.onChanged(() => void tests.items.refresh()),
    );
  }

  private async promptItems(place: InFolder): Promise<vscode.TestItem[]> {
    const found = await this.connection.request<EvaluatorsResult | null>(methods.evaluators, place);
    if (!found || found.conversations === 0) return [];
    const { evaluators, configUri } = found;
    const prompts = new Map(evaluators.flatMap((one) => one.prompts).map((prompt) => [prompt.uri, prompt]));
    return [...prompts.values()].map(({ uri, file }) => {
      const item = this.controller.createTestItem(`prompt ${uri}`, file, vscode.Uri.parse(uri));
      item.range = new vscode.Range(0, 0, 0, 0);
      for (const evaluator of evaluators) {
        const prompt = evaluator.prompts.find((one) => one.uri === uri);
        if (prompt) item.children.add(this.testItem({ evaluator, prompt, configUri, ...place }));
      }
      return item;
    });
  }

  /** It stands at the first line that the evaluator covers, else at its definition. */
  private testItem(tested: Tested): vscode.TestItem {
    const { evaluator, prompt, configUri } = tested;
    const line = prompt.covers.find((one) => one.line !== undefined)?.line;
    const item = this.controller.createTestItem(
      `evaluator ${prompt.uri} ${evaluator.name}`,
      evaluator.name,
      vscode.Uri.parse(line === undefined && evaluator.line !== undefined ? configUri : prompt.uri),
    );
    const at = line ?? evaluator.line ?? 0;
    item.range = new vscode.Range(at, 0, at, 0);
    item.description = prompt.verdict;
    item.tags = [new vscode.TestTag(evaluator.trust)];
    this.tested.set(item, tested);
    return item;
  }

  private async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const run = this.controller.createTestRun(request);
    const items = this.chosen(request);
    for (const { id } of items) this.fresh.forget(id);
    try {
      for (const item of items) run.enqueued(item);
      const waits = await this.connection.asOneCommand(() => this.evaluate(items, run, token));
      const listed = waits ? await this.listed(items) : undefined;
      for (const item of items) {
        const { folder, evaluator } = this.tested.get(item)!;
        const wait = waits?.get(folder)?.get(evaluator.name);
        if (token.isCancellationRequested || !waits) run.skipped(item);
        else await this.settle(run, item, { found: listed?.get(folder), wait });
      }
    } finally {
      run.end();
    }
  }

  private async runFresh(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const run = this.controller.createTestRun(request);
    try {
      const tests = this.chosen(request).map((item): FreshTest => {
        const { evaluator, prompt, folder } = this.tested.get(item)!;
        const covered = prompt.covers.map(({ text }) => text).join(" · ");
        return {
          ...{ item, prompt, evaluator: evaluator.name, criterion: evaluator.description ?? covered },
          ...(folder !== undefined && { folder }),
        };
      });
      await this.fresh.run(tests, run, token);
    } finally {
      run.end();
    }
  }

  /** Undefined where it did not come to its end. */
  private async evaluate(
    items: readonly vscode.TestItem[],
    run: vscode.TestRun,
    token: vscode.CancellationToken,
  ): Promise<Waits | undefined> {
    const waits = new Map<string | undefined, ReadonlyMap<string, string>>();
    const byFolder = new Map<string | undefined, Set<string>>();
    for (const item of items) {
      run.started(item);
      const { folder, evaluator } = this.tested.get(item)!;
      byFolder.set(folder, (byFolder.get(folder) ?? new Set()).add(evaluator.name));
    }
    for (const [folder, names] of byFolder) {
      const params = { ...(folder !== undefined && { folder }), evaluators: [...names] };
      const result = await this.connection.requestWithProgress<EvaluateResult>(
        methods.evaluateOnly,
        params,
        token,
        ({ message }) => run.appendOutput(`${message}\r\n`),
      );
      if (!result) return undefined;
      const { said, waiting, trouble } = result;
      for (const sentence of said) run.appendOutput(`${sentence}\r\n`);
      waits.set(folder, new Map(waiting.map((one) => [one.evaluator, one.said])));
      if (trouble) void tellModelTrouble({ code: trouble, message: `${said.join(". ")}.` }, params);
    }
    return waits;
  }

  /** The evaluators with their figures as they are now, by folder. */
  private async listed(
    items: readonly vscode.TestItem[],
  ): Promise<ReadonlyMap<string | undefined, EvaluatorsResult | null>> {
    const folders = [...new Set(items.map((item) => this.tested.get(item)!.folder))];
    const ask = (folder: string | undefined) =>
      this.connection.request<EvaluatorsResult | null>(
        methods.evaluators,
        folder === undefined ? {} : { folder },
      );
    return new Map(await Promise.all(folders.map(async (folder) => [folder, await ask(folder)] as const)));
  }

  private async settle(
    run: vscode.TestRun,
    item: vscode.TestItem,
    { found, wait }: { found: EvaluatorsResult | null | undefined; wait: string | undefined },
  ): Promise<void> {
    const before = this.tested.get(item)!;
    const { folder } = before;
    const evaluator = found?.evaluators.find(({ name }) => name === before.evaluator.name);
    const prompt = evaluator?.prompts.find(({ uri }) => uri === before.prompt.uri);
    // A rate without the samples that wait is no verdict on them.
    if (wait !== undefined && prompt && prompt.unknown > 0)
      return run.errored(item, new vscode.TestMessage(wait));
    if (!evaluator || !prompt || prompt.rate === undefined) {
      run.appendOutput(`${before.evaluator.name}: nothing was judged\r\n`, undefined, item);
      return run.skipped(item);
    }
    run.appendOutput(`${evaluator.name} on ${prompt.file}: ${prompt.verdict}\r\n`, undefined, item);
    if (!prompt.isBelow) return run.passed(item);
    const failure = await this.lastFailure({ ...before, prompt });
    run.failed(item, messageFor(prompt, failure, item, folder));
  }

  private async explain(request: vscode.TestRunRequest): Promise<void> {
    const run = this.controller.createTestRun(request, undefined, false);
    try {
      for (const item of this.chosen(request)) {
        if (await this.fresh.explain(item.id)) return;
        const tested = this.tested.get(item)!;
        const failure = await this.lastFailure(tested);
        if (!failure) continue;
        run.appendOutput(failure.text.replace(/\r?\n/g, "\r\n"), undefined, item);
        await vscode.commands.executeCommand(
          commands.openConversation,
          failure.conversationId,
          focusOf(failure),
          tested.folder,
        );
        return;
      }
      void vscode.window.showInformationMessage("No stored conversation fails this.");
    } finally {
      run.end();
    }
  }

  private async lastFailure({ evaluator, prompt, folder }: Tested): Promise<FailureItem | undefined> {
    const { failures } = await this.connection.request<FailuresResult>(methods.failures, {
      ...{ evaluator: evaluator.name, prompt: prompt.file, limit: 1 },
      ...(folder !== undefined && { folder }),
    });
    return failures[0];
  }

  /** The tests that a request means, without prompts, which only hold them. */
  private chosen({ include, exclude }: vscode.TestRunRequest): vscode.TestItem[] {
    const items: vscode.TestItem[] = [];
    const add = (item: vscode.TestItem): void => {
      if (exclude?.includes(item)) return;
      if (this.tested.has(item)) items.push(item);
      item.children.forEach(add);
    };
    if (include) include.forEach(add);
    else this.controller.items.forEach(add);
    return items;
  }
}

/** What was counted, and the failure that was judged last, with a way to its trace. */
function messageFor(
  { verdict }: EvaluatorPromptItem,
  failure: FailureItem | undefined,
  item: vscode.TestItem,
  folder: string | undefined,
): vscode.TestMessage {
  const text = new vscode.MarkdownString();
  text.appendText(verdict);
  if (failure) {
    const { reason, excerpt, conversationId } = failure;
    const target = encodeURIComponent(JSON.stringify([conversationId, focusOf(failure), folder]));
    text.appendText(`\n\n${reason}\n\n“${excerpt}”\n\n`);
    text.appendMarkdown(`[Open the trace](command:${commands.openConversation}?${target})`);
    text.isTrusted = { enabledCommands: [commands.openConversation] };
  }
  const message = new vscode.TestMessage(text);
  if (item.uri && item.range) message.location = new vscode.Location(item.uri, item.range);
  return message;
}

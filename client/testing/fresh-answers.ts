import * as vscode from "vscode";
import {
  commands,
  type FreshEvaluatorItem,
  type FreshFailure,
  type FreshPlanRequest,
  type FreshPlanResult,
  type FreshRunRequest,
  type FreshRunResult,
  methods,
  settings,
} from "../../server/protocol/index.ts";
import { offerAgent } from "../commands/replay.ts";
import type { Connection } from "../connection.ts";
import { messageOf } from "../message-of.ts";
import { modelTroubleOf, tellModelTrouble } from "../model-trouble.ts";
import type { ReplayDocuments } from "../replay-document.ts";

/** A test that is run on fresh answers: an evaluator and the prompt whose conversations are run again. */
export interface FreshTest {
  readonly item: vscode.TestItem;
  readonly evaluator: string;
  /** What it wants: its description, else the lines that it covers. */
  readonly criterion: string;
  readonly prompt: { readonly uri: string; readonly file: string };
  readonly folder?: string;
}

/** Tests of one prompt: its conversations are run again once for all of them. */
interface PromptRun {
  readonly tests: readonly FreshTest[];
  readonly request: Omit<FreshPlanRequest, "limit">;
}

interface Planned extends PromptRun {
  readonly plan: FreshPlanResult;
}

/** Failures of one test that are shown with their answers. */
const mostMessages = 5;

/**
 * Runs tests on fresh answers: conversations of their prompts are run again by the prompt's agent with the text as it is in the editor. What
 * it takes is told before and needs a yes; nothing is stored. Where a test failed that way, its answer is kept for "why did this fail".
 */
export class FreshAnswers {
  /** By the id of a test: the documents of its first failure. */
  private readonly failed = new Map<string, string>();

  constructor(
    private readonly connection: Connection,
    private readonly documents: ReplayDocuments,
  ) {}

  async run(
    tests: readonly FreshTest[],
    run: vscode.TestRun,
    token: vscode.CancellationToken,
  ): Promise<void> {
    for (const { item } of tests) run.enqueued(item);
    const planned = await this.planned(promptRuns(tests), run);
    const isWanted = planned.length > 0 && !token.isCancellationRequested && (await agreed(planned));
    for (const one of planned)
      if (!isWanted || token.isCancellationRequested) for (const { item } of one.tests) run.skipped(item);
      else await this.runPrompt(one, run, token);
  }

  /** Opens what a test failed by, where its last run was on fresh answers; says whether there was something. */
  async explain(id: string): Promise<boolean> {
    const kept = this.failed.get(id);
    return kept !== undefined && (await this.documents.open(kept));
  }

  /** The test was run on stored conversations since. */
  forget(id: string): void {
    this.failed.delete(id);
  }

  /** What each prompt would take. Tests of which nothing can be run end here, with the reason. */
  private async planned(runs: readonly PromptRun[], run: vscode.TestRun): Promise<Planned[]> {
    const limit = conversationsWanted();
    const planned: Planned[] = [];
    for (const one of runs) {
      try {
        const plan = await this.connection.request<FreshPlanResult>(methods.freshPlan, {
          ...one.request,
          limit,
        } satisfies FreshPlanRequest);
        if (plan.conversationIds.length > 0) planned.push({ ...one, plan });
        else skipAll(run, one, "No conversation is known to have used this prompt.");
      } catch (error) {
        this.tell(run, one, error);
      }
    }
    return planned;
  }

  private async runPrompt(one: Planned, run: vscode.TestRun, token: vscode.CancellationToken): Promise<void> {
    const { tests, request, plan } = one;
    for (const { item } of tests) run.started(item);
    try {
      const result = await this.connection.requestWithProgress<FreshRunResult>(
        methods.freshRun,
        { ...request, conversationIds: plan.conversationIds } satisfies Omit<
          FreshRunRequest,
          "progressToken"
        >,
        token,
        ({ message }) => run.appendOutput(`${message}\r\n`),
      );
      if (!result) return skipAll(run, one, "Cancelled: nothing was kept.");
      for (const line of result.lines) run.appendOutput(`${line}\r\n`);
      const kept = new Map(result.conversations.map((each) => [each.id, this.documents.keep(each)]));
      for (const test of tests)
        this.settle(
          run,
          test,
          result.evaluators.find(({ evaluator }) => evaluator === test.evaluator),
          kept,
        );
    } catch (error) {
      this.tell(run, one, error);
    }
  }

  private settle(
    run: vscode.TestRun,
    test: FreshTest,
    found: FreshEvaluatorItem | undefined,
    kept: ReadonlyMap<string, string>,
  ): void {
    const { item, evaluator } = test;
    this.failed.delete(item.id);
    if (found) {
      run.appendOutput(`${evaluator}: ${found.verdict}\r\n`, undefined, item);
      for (const line of found.lines) run.appendOutput(`  ${line}\r\n`, undefined, item);
    }
    if (found?.state === "passed") run.passed(item);
    else if (found?.state === "failed") this.fail(run, test, found, kept);
    else run.skipped(item);
  }

  private fail(
    run: vscode.TestRun,
    test: FreshTest,
    { verdict, failures }: FreshEvaluatorItem,
    kept: ReadonlyMap<string, string>,
  ): void {
    const [first] = failures.flatMap(({ conversationId }) => kept.get(conversationId) ?? []);
    if (first !== undefined) this.failed.set(test.item.id, first);
    const messages = failures.slice(0, mostMessages).map((failure, index) =>
      messageFor(test, failure, {
        verdict: index === 0 ? verdict : undefined,
        kept: kept.get(failure.conversationId),
      }),
    );
    run.failed(test.item, messages);
  }

  /** What keeps tests from being run; where a person can mend it, what mends it is a click away. */
  private tell(run: vscode.TestRun, { tests, request }: PromptRun, error: unknown): void {
    const message = messageOf(error);
    for (const { item } of tests) run.errored(item, new vscode.TestMessage(message));
    run.appendOutput(`${message}\r\n`);
    const trouble = modelTroubleOf(error);
    if (trouble) void tellModelTrouble(trouble, request);
    const code = (error as { data?: { code?: unknown } } | undefined)?.data?.code;
    if (code === "no-agent" && vscode.workspace.isTrusted)
      void offerAgent(this.connection, request, message, "run the tests again");
  }
}

function promptRuns(tests: readonly FreshTest[]): PromptRun[] {
  const byPrompt = new Map<string, FreshTest[]>();
  for (const test of tests) byPrompt.set(test.prompt.uri, [...(byPrompt.get(test.prompt.uri) ?? []), test]);
  return [...byPrompt.values()].map((some) => ({
    tests: some,
    request: {
      prompt: some[0]!.prompt.uri,
      evaluators: some.map(({ evaluator }) => evaluator),
      ...(some[0]!.folder !== undefined && { folder: some[0]!.folder }),
    },
  }));
}

/** Calls cost, and what users said is sent: it is told and asked for each time. */
async function agreed(planned: readonly Planned[]): Promise<boolean> {
  const sum = (of: (plan: FreshPlanResult) => number): number =>
    planned.reduce((all, { plan }) => all + of(plan), 0);
  const [conversations, calls] = [sum((plan) => plan.conversationIds.length), sum((plan) => plan.calls)];
  const go = "Run";
  const title = `Run ${conversations} ${conversations === 1 ? "conversation" : "conversations"} again, with about ${calls} ${calls === 1 ? "call" : "calls"}?`;
  const detail = [
    ...planned.map(({ plan }) => plan.text),
    "Nothing is stored. Cancelling the run stops it.",
  ].join("\n\n");
  return (await vscode.window.showInformationMessage(title, { modal: true, detail }, go)) === go;
}

function conversationsWanted(): number {
  const wanted = vscode.workspace.getConfiguration().get<number>(settings.freshConversations, 10);
  return Math.min(500, Math.max(1, Math.floor(Number.isFinite(wanted) ? wanted : 10)));
}

function skipAll(run: vscode.TestRun, { tests }: PromptRun, reason: string): void {
  run.appendOutput(`${reason}\r\n`);
  for (const { item } of tests) run.skipped(item);
}

/** What was wanted, what was answered and why that is no pass, with a way to the conversation. */
function messageFor(
  { item, criterion }: FreshTest,
  { conversationId, part, explanation, answer }: FreshFailure,
  { verdict, kept }: { readonly verdict: string | undefined; readonly kept: string | undefined },
): vscode.TestMessage {
  const text = new vscode.MarkdownString();
  const place = `${conversationId}${part === undefined ? "" : `, ${part}`}`;
  const parts = [
    verdict,
    `Fresh answer in ${place}`,
    criterion === "" ? undefined : `Wanted: ${criterion}`,
    `Answered: “${answer}”`,
    explanation === "" ? undefined : `Why not: ${explanation}`,
  ];
  text.appendText(parts.filter((one) => one !== undefined).join("\n\n"));
  if (kept !== undefined) {
    const target = encodeURIComponent(JSON.stringify([kept]));
    text.appendMarkdown(`\n\n[Open the fresh conversation](command:${commands.openFreshAnswers}?${target})`);
    text.isTrusted = { enabledCommands: [commands.openFreshAnswers] };
  }
  const message = new vscode.TestMessage(text);
  if (item.uri && item.range) message.location = new vscode.Location(item.uri, item.range);
  return message;
}

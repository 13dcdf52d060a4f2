import { type LongWork, stableId, type UserError } from "../../base/index.ts";
import { capturedOf, costOf, type ModelPrice } from "../../capture/index.ts";
import {
  type EvaluationServices,
  type Evaluator,
  isRecord,
  type JudgeTally,
  type SampleMeta,
} from "../../evaluators/index.ts";
import {
  type Agent,
  type AgentAnswer,
  type AgentTurn,
  askEach,
  type ChatModel,
  isSystemic,
  simulatedResult,
} from "../../models/index.ts";
import { type PromptDocument, readPrompt } from "../../prompt/index.ts";
import {
  type Captured,
  type Evaluation,
  evaluationOf,
  type Message,
  type Store,
  type ToolDefinition,
  type WholeConversation,
} from "../../store/index.ts";
import type { AgentBudget, AgentDefinition } from "../config-agents.ts";
import type { PromptFile } from "../prompt-files.ts";
import { sampleContext } from "../sample-context.ts";
import { freshSystemText } from "./fresh-system-text.ts";
import { judgeFresh, judgeRecorded, storedVerdicts } from "./judge-both.ts";
import { type RecordedContext, recordedContext } from "./recorded-context.ts";
import { ReplayBudget, type Spent } from "./replay-budget.ts";
import { type FreshRun, runAgain } from "./run-again.ts";
import { simulatedUser } from "./simulated-user.ts";

/** What to run again, and with what. */
export interface ReplayQuery {
  readonly conversationIds: readonly string[];
  /** Name of the agent. Default: the one that is configured for the prompt. */
  readonly agent?: string;
  /** Name or file of the prompt. Default: the agent's, else the one that was found in the first conversation. */
  readonly prompt?: string;
  /** Text of the prompt's file. Default: as it is on disk. */
  readonly promptText?: string;
  /** Less than the agent's own budget, for this run. */
  readonly budget?: Partial<AgentBudget>;
  /** Sent to the model in the place of the configured ones. */
  readonly seed?: number;
  readonly temperature?: number;
  /** Only runs: `before` and `after` stay empty. */
  readonly unjudged?: boolean;
  /** Names of those that judge. Default: all that are for the prompt. */
  readonly evaluators?: readonly string[];
  /** Of the recordings nothing is judged now: `before` has what is stored. */
  readonly freshOnly?: boolean;
}

/** One conversation, as it was recorded and as it went this time. */
export interface Replayed {
  readonly id: string;
  readonly end: FreshRun["end"];
  /** Why it did not go to its end, as a sentence. */
  readonly reason?: string;
  readonly recorded: WholeConversation;
  /** Version of the prompt that spoke in the recording; absent where none was found. */
  readonly recordedVersion?: string;
  /** The fresh run as if it had been captured, under an id of its own. Nothing of it is stored. */
  readonly captured: Captured;
  readonly messages: readonly Message[];
  readonly systemText: string;
  /** Variables of the prompt that nobody knows a value of; they stand in the system text as they are written. */
  readonly unfilled: readonly string[];
  /** Of the recording, and of the fresh run by the same evaluators. */
  readonly before: readonly Evaluation[];
  readonly after: readonly Evaluation[];
  readonly spent: Spent;
}

export interface ReplayReport {
  readonly agent: AgentFacts;
  readonly prompt: { readonly name: string; readonly file: string; readonly version: string };
  readonly conversations: readonly Replayed[];
  /** Not begun or not finished, for the reason, without its full stop: the budget was spent, or no call can be made. */
  readonly left: readonly string[];
  readonly leftReason?: string;
  readonly spent: Spent;
  /** What judges were asked, beside what is spent; absent where none was. */
  readonly judges?: readonly JudgeTally[];
}

export interface AgentFacts {
  readonly name: string;
  readonly run: AgentDefinition["settings"]["run"];
  readonly place: string;
  readonly tools: AgentDefinition["tools"];
  readonly user: AgentDefinition["user"];
}

/** What conversations are run again with. */
export interface ReplayWorld {
  readonly store: Store;
  readonly definition: AgentDefinition;
  readonly agent: Agent;
  readonly file: PromptFile;
  /** Plays the user where the agent's user is simulated. */
  readonly chat?: ChatModel;
  readonly prices: Readonly<Record<string, ModelPrice>>;
  readonly evaluators: readonly Evaluator[];
  /** Whether an evaluator, by its name, is for a conversation: some name behaviors. Absent = all are. */
  readonly isWithin?: (evaluator: string, conversationId: string) => boolean;
  /** Models that the evaluators ask, as people call them. */
  readonly judges: readonly string[];
  /** Texts of files that the agent is made of beside its prompt, where others than those on disk are tried. */
  readonly agentFiles?: AgentTurn["files"];
  /** Told of each conversation when it is done. */
  readonly onReplayed?: (one: Replayed) => void;
}

/**
 * Runs conversations again with a text of a prompt, so many at a time as the agent takes, and judges them before and after by the same
 * evaluators. Nothing is stored. What goes wrong with one is its reason. What every other would meet ends the run: what is finished is
 * given, and where nothing is, it is thrown.
 */
export async function replayConversations(
  query: ReplayQuery,
  world: JudgedWorld,
  work: LongWork = {},
): Promise<ReplayReport> {
  const { definition, file, agent } = world;
  const document = readPrompt(file.file, query.promptText ?? file.document.text, file.options);
  const contexts = await contextsOf(query.conversationIds, world);
  const budget = new ReplayBudget(lesserBudget(definition.budget, query.budget));
  const replayed = new Map<string, Replayed>();
  const total = contexts.reduce((sum, { whole }) => sum + callsIn(whole.messages), 0);
  const onCall = (): void =>
    work.progress?.({
      stage: "replaying",
      done: budget.spent.calls,
      total: Math.max(total, budget.spent.calls),
    });
  let failure: UserError | undefined;
  let leftReason: string | undefined;
  await askEach(
    contexts,
    agent.concurrency,
    async (context, signal) => {
      try {
        const one = await replayOne(context, { ...world, document, budget, onCall, signal, query });
        replayed.set(one.id, one);
        world.onReplayed?.(one);
      } catch (error) {
        // The others are not stopped: they meet the same, or finish what needs no further call.
        if (signal.aborted || !isSystemic(error)) throw error;
        failure ??= error;
      }
    },
    {
      signal: work.signal,
      isOver: () => {
        leftReason = failure ? clauseOf(failure) : budget.over();
        return leftReason !== undefined;
      },
    },
  );
  if (failure && replayed.size === 0) throw failure;
  const left = contexts.filter(({ whole }) => !replayed.has(whole.conversation.id));
  const { judge } = world.services;
  const judges = "refused" in judge ? [] : judge.tallies();
  return {
    agent: factsOf(definition, agent),
    prompt: { name: file.name, file: file.file, version: document.version },
    conversations: contexts.flatMap(({ whole }) => replayed.get(whole.conversation.id) ?? []),
    left: left.map(({ whole }) => whole.conversation.id),
    ...(left.length > 0 && { leftReason: failure ? clauseOf(failure) : leftReason }),
    spent: budget.spent,
    ...(judges.length > 0 && { judges }),
  };
}

export const clauseOf = ({ message, hint }: UserError): string =>
  `${message}${hint ? ` ${hint}` : ""}`.replace(/\.$/, "");

export const factsOf = ({ name, settings, tools, user }: AgentDefinition, { place }: Agent): AgentFacts => ({
  name,
  run: settings.run,
  place,
  tools,
  user,
});

/** Calls that a recording took: what a replay of it will take, about. */
export const callsIn = (messages: readonly Message[]): number =>
  messages.filter(({ role }) => role === "assistant").length;

export const contextsOf = (
  ids: readonly string[],
  { store, file, definition }: Pick<ReplayWorld, "store" | "file" | "definition">,
): Promise<RecordedContext[]> => recordedContext(store, [...new Set(ids)], file, definition.toolsFile);

/** And judged, by what lasts as long as the replay. */
export interface JudgedWorld extends ReplayWorld {
  readonly services: EvaluationServices;
}

/** One of several runs within one budget. */
export interface OneReplay extends JudgedWorld {
  readonly query: ReplayQuery;
  readonly document: PromptDocument;
  readonly budget: ReplayBudget;
  readonly onCall: () => void;
  readonly signal: AbortSignal;
}

async function replayOne(context: RecordedContext, around: OneReplay): Promise<Replayed> {
  const { whole } = context;
  const { text: systemText, unfilled } = freshSystemText(context, around.document);
  const run = await freshRun(context, systemText, around);
  const captured = capturedRun(context, run, around, systemText);
  const judged = around.query.unjudged
    ? { before: [], after: [] }
    : await judgedBoth(context, { run, captured, systemText }, around);
  return {
    id: whole.conversation.id,
    end: run.end,
    ...(run.reason && { reason: run.reason }),
    recorded: whole,
    ...(context.version && { recordedVersion: context.version }),
    captured,
    messages: run.messages,
    systemText,
    unfilled,
    ...judged,
    spent: run.spent,
  };
}

/** Runs one conversation with a system text, and judges nothing. */
export function freshRun(context: RecordedContext, systemText: string, around: OneReplay): Promise<FreshRun> {
  const { agent, definition, document, budget, signal, chat, agentFiles } = around;
  const { simulator } = definition;
  const { whole, variables, tools } = context;
  return runAgain({
    recorded: whole.messages,
    agent,
    systemText,
    promptText: document.text,
    variables,
    tools,
    hasLiveTools: definition.tools === "live",
    ...(agentFiles && { files: agentFiles }),
    ...(simulator && {
      simulate: (call, recorded, stop) => {
        const known = recorded.map(({ call: { name, args }, result }) => ({
          name,
          args,
          result: result.text,
        }));
        return simulatedResult(simulator, call, known, stop);
      },
    }),
    ...(definition.user === "simulated" &&
      chat && {
        user: simulatedUser(chat, whole.messages, (tokens) => costOf(chat.model, tokens, around.prices)),
      }),
    maxSteps: definition.maxSteps,
    budget,
    priceOf: (answer) => usdOf(answer, agent, around.prices),
    onCall: around.onCall,
    signal,
  });
}

/** What evaluators say of a fresh run, as if it had been captured. */
export const judgedRun = async (
  context: RecordedContext,
  { run, systemText }: { readonly run: FreshRun; readonly systemText: string },
  around: OneReplay,
): Promise<readonly Evaluation[]> =>
  (
    await judgedBoth(
      context,
      { run, systemText, captured: capturedRun(context, run, around, systemText) },
      around,
    )
  ).after;

/** Samples of both sides are made with all that an evaluation makes them with: of the fresh run that is what it was run with. */
async function judgedBoth(
  context: RecordedContext,
  { run, captured, systemText }: { run: FreshRun; captured: Captured; systemText: string },
  around: OneReplay,
) {
  const { store, services, signal, isWithin = () => true } = around;
  const { whole, variables, tools } = context;
  const evaluators = around.evaluators.filter(({ name }) => isWithin(name, whole.conversation.id));
  const judging = { evaluators, services, signal };
  const [rows, metaOf] = await Promise.all([
    store.tables.evaluations.readAny("conversationId", [whole.conversation.id]),
    sampleContext(store, [whole], evaluators),
  ]);
  const recorded = metaOf(whole);
  const given = recorded.vars ?? whole.conversation.attributes.promptVariables;
  const vars = isRecord(given) ? given : variables;
  const fresh: SampleMeta = {
    vars,
    systemText,
    ...(tools.length > 0 && { tools: tools as readonly ToolDefinition[] }),
    ...(recorded.promptFiles && { promptFiles: recorded.promptFiles }),
  };
  const stored = rows.map(evaluationOf);
  return {
    before: around.query.freshOnly
      ? storedVerdicts(stored, evaluators)
      : await judgeRecorded(whole, stored, { ...recorded, vars }, judging),
    after: await judgeFresh(captured, run, fresh, judging),
  };
}

function capturedRun(
  { whole, variables }: RecordedContext,
  { messages, end }: FreshRun,
  { agent, definition, document, query }: OneReplay,
  systemText: string,
): Captured {
  const { id, taskId } = whole.conversation;
  const { name, settings, tools, user } = definition;
  const model = agent.model;
  return capturedOf(
    {
      // Runs at the same moment differ by what was said; the same said again is the same run.
      id: `${id}~${stableId([name, document.version, query.seed ?? null, messages.map(({ text }) => text)], 8)}`,
      messages,
      systemText,
      ...(taskId !== undefined && { taskId }),
      ...(model && { model }),
      status: end === "unknown" ? "error" : "ok",
      tags: ["replay"],
      attributes: { replayOf: id, agent: name, run: settings.run, tools, user, promptVariables: variables },
    },
    { file: `replay of ${id}`, format: "replay" },
  );
}

const usdOf = (answer: AgentAnswer, { model }: Agent, prices: ReplayWorld["prices"]): number | undefined =>
  answer.costUsd ?? (model && answer.usage ? costOf(model, answer.usage, prices) : undefined);

export const lesserBudget = (own: AgentBudget, asked: Partial<AgentBudget> = {}): AgentBudget => ({
  calls: Math.min(own.calls, asked.calls ?? own.calls),
  usd: Math.min(own.usd, asked.usd ?? own.usd),
});

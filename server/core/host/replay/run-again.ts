import { isCancellation, messageOf } from "../../base/index.ts";
import {
  type Agent,
  type AgentAnswer,
  type AgentTool,
  type AgentTurn,
  isSystemic,
  type SimulatedResult,
} from "../../models/index.ts";
import type { Message, ToolCall } from "../../store/index.ts";
import { departs } from "./departs.ts";
import { recordedTools, shownCall } from "./recorded-tools.ts";
import type { BegunCall, CallKind, ReplayBudget, Spent } from "./replay-budget.ts";
import { isBudgetSpent, spentOn, sum } from "./replay-budget.ts";
import { lastWords, type RecordedTurn, turnsIn } from "./turns-in.ts";

/** What one conversation is run again with. */
export interface RunInput {
  readonly recorded: readonly Message[];
  readonly agent: Agent;
  readonly systemText: string;
  readonly promptText: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly tools: readonly AgentTool[];
  readonly hasLiveTools: boolean;
  /** Texts of files that the agent is made of beside its prompt, where others than those on disk are tried. */
  readonly files?: AgentTurn["files"];
  /** Says what a tool gives for a call that nobody recorded; undefined where it does not know. Throws as an agent does. */
  readonly simulate?: (
    call: ToolCall,
    recorded: ReturnType<typeof recordedTools>["answered"],
    signal?: AbortSignal,
  ) => Promise<SimulatedResult>;
  /** Who says the user's messages; absent = the recorded ones are said again. */
  readonly user?: SimulatedUser;
  readonly maxSteps: number;
  readonly budget: ReplayBudget;
  /** US dollars of an answer, where the model's price is known. */
  readonly priceOf: (answer: AgentAnswer) => number | undefined;
  /** Told after each call. */
  readonly onCall?: () => void;
  readonly signal?: AbortSignal;
}

export interface UserTurn {
  readonly said?: string;
  /** A sentence. */
  readonly problem?: string;
  readonly spent: Spent;
}

export interface SimulatedUser {
  /** What the user says next, nothing where the user is done, or why that cannot be told. Throws as an agent does. */
  next(
    messages: readonly Message[],
    signal?: AbortSignal,
    again?: (error: unknown) => void,
  ): Promise<UserTurn>;
}

/**
 * How it went. `complete`: all was said and answered. `departed`: the user's next recorded message does not fit. `unknown`: it could not be
 * run to its end. `whole`: so many messages make turns that are answered whole; what comes after them is no sample.
 */
export interface FreshRun {
  readonly messages: readonly Message[];
  readonly end: "complete" | "departed" | "unknown";
  readonly reason?: string;
  readonly whole: number;
  readonly spent: Spent;
  /** It ended by what has nothing to do with its text: a budget that was spent, a call that failed. Another run may go to its end. */
  readonly isInterrupted?: true;
  /** It ended at a call of a tool whose result nobody knows. */
  readonly isUnrecorded?: true;
  /** That was the budget. */
  readonly isUnaffordable?: true;
}

/** Runs a conversation again. Throws the signal's reason, and a `UserError` that every other conversation would meet, too. */
export async function runAgain(input: RunInput): Promise<FreshRun> {
  const { opening, turns } = turnsIn(input.recorded);
  const run = new Run(input, opening);
  if (turns.length === 0)
    return run.ended("unknown", "The recording has no message of a user, so there is nothing to answer.");
  return input.user ? run.withSimulated(input.user, turns) : run.withRecorded(turns);
}

/** For what a call may cost, before anybody has answered one. */
const charactersPerToken = 3;
const answerTokens = 400;

class Run {
  private readonly messages: Message[];
  private whole: number;
  private spent: Spent = { calls: 0 };
  private isInterrupted = false;
  private isUnrecorded = false;
  private isUnaffordable = false;
  private readonly tools: ReturnType<typeof recordedTools>;

  constructor(
    private readonly input: RunInput,
    opening: readonly Message[],
  ) {
    this.messages = opening.map(untimed);
    this.whole = this.messages.length;
    this.tools = recordedTools(input.recorded);
  }

  async withRecorded(turns: readonly RecordedTurn[]): Promise<FreshRun> {
    for (const [index, { said }] of turns.entries()) {
      const before = turns[index - 1];
      const reason = before && departs(lastWords(before.answer), lastWords(this.messages));
      if (reason) return this.ended("departed", reason);
      const failed = await this.answer(said.map(untimed));
      if (failed) return this.ended("unknown", failed);
    }
    return this.ended("complete");
  }

  /** The opening request is the recorded one; then the user is played, for twice as many messages as there were, and three at least. */
  async withSimulated(user: SimulatedUser, turns: readonly RecordedTurn[]): Promise<FreshRun> {
    const most = Math.max(3, 2 * turns.length);
    let said: readonly Message[] = turns[0]!.said.map(untimed);
    for (let turn = 1; ; turn++) {
      const failed = await this.answer(said);
      if (failed) return this.ended("unknown", failed);
      const over = this.over("user");
      if (over) return this.ended("unknown", over);
      const turned = await this.asked(() => this.played(user));
      if ("failed" in turned) return this.ended("unknown", turned.failed);
      if (turned.problem !== undefined) return this.ended("unknown", turned.problem);
      const text = turned.said;
      if (text === undefined) return this.ended("complete");
      if (turn >= most)
        return this.ended("unknown", `The simulated user was not done after ${most} messages.`);
      said = [{ role: "user", text, atMs: Date.now() }];
    }
  }

  ended(end: FreshRun["end"], reason?: string): FreshRun {
    const { messages, whole, spent } = this;
    return {
      messages,
      end,
      whole,
      spent,
      ...(reason && { reason }),
      ...(this.isInterrupted && { isInterrupted: true }),
      ...(this.isUnrecorded && { isUnrecorded: true }),
      ...(this.isUnaffordable && { isUnaffordable: true }),
    };
  }

  /** Why no further call may be made, as a sentence. */
  private over(kind: CallKind, usd?: number): string | undefined {
    const over = this.input.budget.over(kind, usd);
    if (over) this.isInterrupted = this.isUnaffordable = true;
    return over && sentence(over);
  }

  /** Says something and lets the agent work until it has no call open; gives why it could not. */
  private async answer(said: readonly Message[]): Promise<string | undefined> {
    const { maxSteps } = this.input;
    this.messages.push(...said.map((one) => ({ ...one, atMs: one.atMs ?? Date.now() })));
    for (let step = 0; step < maxSteps; step++) {
      const usd = this.mayCost();
      const over = this.over("agent", usd);
      if (over) return over;
      const answer = await this.asked(() => this.next(usd));
      if ("failed" in answer) return answer.failed;
      this.take(answer);
      const failed = await this.giveResults(answer);
      if (failed) return failed;
      if (this.messages.at(-1)?.role === "tool") continue;
      this.whole = this.messages.length;
      return undefined;
    }
    return `The agent called tools ${maxSteps} times for one message and did not answer.`;
  }

  private next(usd: number | undefined): Promise<AgentAnswer> {
    const { agent, budget, systemText, promptText, variables, tools, files, signal } = this.input;
    const turn: AgentTurn = {
      ...{ messages: this.messages, systemText, promptText, variables, tools },
      ...(files && { files }),
    };
    return this.within(
      budget.begin("agent", usd),
      (again) => agent.next(turn, signal, again),
      (answer) => spentOn(answer, this.input.priceOf(answer)),
    );
  }

  /** What a call may cost about, before it is made. */
  private mayCost(): number | undefined {
    const { priceOf, systemText } = this.input;
    const characters = this.messages.reduce((sum, { text }) => sum + text.length, systemText.length);
    const usage = { inputTokens: Math.ceil(characters / charactersPerToken), outputTokens: answerTokens };
    return priceOf({ messages: [], usage });
  }

  private async within<T>(
    call: BegunCall,
    ask: (again: BegunCall["again"]) => Promise<T>,
    spentOf: (answer: T) => Spent,
  ): Promise<T> {
    try {
      const answer = await ask(call.again);
      const spent = spentOf(answer);
      call.end(spent);
      this.spent = sum(this.spent, spent);
      return answer;
    } catch (error) {
      call.fail(error);
      throw error;
    }
  }

  private async played(user: SimulatedUser): Promise<UserTurn> {
    const { budget, signal, onCall } = this.input;
    const turn = await this.within(
      budget.begin("user"),
      (again) => user.next(this.messages, signal, again),
      ({ spent }) => spent,
    );
    onCall?.();
    return turn;
  }

  private take(answer: AgentAnswer): void {
    const { priceOf, onCall } = this.input;
    const usd = priceOf(answer);
    const last = answer.messages.findLastIndex(({ role }) => role === "assistant");
    this.messages.push(
      ...answer.messages.map((message, index) => ({
        ...message,
        atMs: Date.now(),
        ...(index === last && answer.usage && { usage: answer.usage }),
        ...(index === last && usd !== undefined && { costUsd: usd }),
      })),
    );
    onCall?.();
  }

  /** Results of the calls that the answer leaves open; why there is none for one of them. */
  private async giveResults({ messages }: AgentAnswer): Promise<string | undefined> {
    const { hasLiveTools } = this.input;
    const answered = new Set(messages.flatMap(({ role, toolCallId }) => (role === "tool" ? toolCallId : [])));
    const own = messages.find(({ role }) => role === "tool");
    if (own && !hasLiveTools)
      return `The agent ran ${own.toolName ?? "a tool"} by itself, although its tools are recorded: say \`tools: live\` if that is meant.`;
    for (const call of messages.flatMap(({ toolCalls = [] }) => toolCalls)) {
      if (answered.has(call.id)) continue;
      if (hasLiveTools)
        return `The agent left ${shownCall(call as ToolCall)} without a result, although its tools are live.`;
      const result = await this.resultOf(call as ToolCall);
      if ("missing" in result) return result.missing;
      this.messages.push({ ...result, atMs: Date.now() });
    }
    return undefined;
  }

  /** What was recorded, else what the simulator says. */
  private async resultOf(call: ToolCall): Promise<Message | { readonly missing: string }> {
    const recorded = this.tools.next(call);
    const { simulate, signal } = this.input;
    if (!("missing" in recorded)) return recorded;
    if (!simulate) return this.unrecorded(recorded.missing);
    const made = await this.asked(async () => ({ given: await simulate(call, this.tools.answered, signal) }));
    if ("failed" in made) return { missing: made.failed };
    if (!made.given) return this.unrecorded(`${recorded.missing.replace(/\.$/, "")}, the simulator neither.`);
    return { role: "tool", toolCallId: call.id, toolName: call.name, ...made.given };
  }

  private unrecorded(missing: string): { readonly missing: string } {
    this.isUnrecorded = true;
    return { missing };
  }

  /** What goes wrong for this conversation alone is its reason; the rest is thrown. */
  private async asked<T>(ask: () => Promise<T>): Promise<T | { readonly failed: string }> {
    const { signal } = this.input;
    try {
      signal?.throwIfAborted();
      return await ask();
    } catch (error) {
      if (signal?.aborted || isCancellation(error) || isSystemic(error)) throw error;
      this.isInterrupted = true;
      this.isUnaffordable = isBudgetSpent(error);
      return { failed: messageOf(error) };
    }
  }
}

/** Times and costs are those of the recording. */
const untimed = ({ atMs: _, costUsd: __, usage: ___, ...message }: Message): Message => message;

const sentence = (clause: string): string => `${clause[0]!.toUpperCase()}${clause.slice(1)}.`;

import type { Agent, AgentAnswer, AgentTurn, CommandAgent } from "./agent.ts";
import { agentAnswerUnusable } from "./agent-errors.ts";
import { answerFrom, turnBody } from "./agent-wire.ts";
import { runProgram } from "./run-program.ts";

/**
 * An agent that is a program: started for each call, it reads the turn as JSON from standard input and writes its answer to standard
 * output. It has the environment of whoever started us, as it would when its developer runs it; so it is for trusted workspaces only.
 */
export class RunByCommand implements Agent {
  readonly place: string;
  readonly concurrency: number;

  constructor(
    private readonly settings: CommandAgent,
    private readonly env: NodeJS.ProcessEnv = process.env,
  ) {
    const { command } = settings;
    this.place = (typeof command === "string" ? command : command.join(" ")).slice(0, 80);
    this.concurrency = settings.concurrency;
  }

  async next(turn: AgentTurn, signal?: AbortSignal): Promise<AgentAnswer> {
    const { command, folder, timeoutMs, hasLiveTools } = this.settings;
    const input = JSON.stringify(turnBody(turn, hasLiveTools ? "live" : "recorded"));
    const { place, env } = this;
    const answer = answerFrom(await runProgram({ place, command, folder, env, timeoutMs, input }, signal));
    if ("problem" in answer) throw agentAnswerUnusable(place, answer.problem);
    return answer;
  }
}

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import type { Agent, AgentAnswer, AgentTurn, CommandAgent } from "./agent.ts";
import { agentAnswerUnusable } from "./agent-errors.ts";
import { answerFrom, turnBody } from "./agent-wire.ts";
import { runProgram } from "./run-program.ts";

/** Names the folder with the files that are tried in the place of those on disk. */
const filesVariable = "HOMEOSTAT_FILES";

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
    const { hasLiveTools } = this.settings;
    const input = JSON.stringify(turnBody(turn, hasLiveTools ? "live" : "recorded"));
    const answer = answerFrom(await withFiles(turn.files, (files) => this.run(input, files, signal)));
    if ("problem" in answer) throw agentAnswerUnusable(this.place, answer.problem);
    return answer;
  }

  private run(input: string, files: string | undefined, signal?: AbortSignal): Promise<string> {
    const { command, folder, timeoutMs } = this.settings;
    const { place } = this;
    const env = { ...this.env, ...(files !== undefined && { [filesVariable]: files }) };
    return runProgram({ place, command, folder, env, timeoutMs, input }, signal);
  }
}

/** The files lie in a folder of their own while a call runs, each under its path. */
async function withFiles<T>(
  files: AgentTurn["files"],
  use: (folder: string | undefined) => Promise<T>,
): Promise<T> {
  if (!files) return use(undefined);
  const folder = await mkdtemp(join(tmpdir(), "homeostat-files-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      const file = join(folder, normalize(join("/", name)));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

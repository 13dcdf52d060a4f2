import { type ChildProcess, spawn } from "node:child_process";
import { messageOf } from "../base/index.ts";
import type { Agent, AgentAnswer, AgentTurn, CommandAgent } from "./agent.ts";
import { agentAnswerUnusable, agentFailed, agentMissing, agentTimedOut } from "./agent-errors.ts";
import { answerFrom, maxAnswerBytes, turnBody } from "./agent-wire.ts";

/** Of what it prints on standard error so much is looked at, in characters. */
const lastWordsLength = 2_000;

/**
 * An agent that is a program: started for each call, it reads the turn as JSON from standard input and writes its answer to standard
 * output. It has the environment of whoever started us, as it would when its developer runs it; so it is for trusted workspaces only.
 * With its time over, or when it writes too much, it is ended with all that it started.
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
    signal?.throwIfAborted();
    const tools = this.settings.hasLiveTools ? "live" : "recorded";
    const answer = answerFrom(await this.run(JSON.stringify(turnBody(turn, tools)), signal));
    if ("problem" in answer) throw agentAnswerUnusable(this.place, answer.problem);
    return answer;
  }

  private run(input: string, signal: AbortSignal | undefined): Promise<string> {
    const { place } = this;
    const { timeoutMs } = this.settings;
    return new Promise((resolve, reject) => {
      const child = this.start();
      const parts: Buffer[] = [];
      let bytes = 0;
      let lastWords = "";
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
        act();
      };
      const fail = (error: unknown): void =>
        settle(() => {
          endWithAll(child);
          reject(error);
        });
      const onAbort = (): void => fail(signal!.reason);
      const timer = setTimeout(() => fail(agentTimedOut(place, timeoutMs)), timeoutMs);
      signal?.addEventListener("abort", onAbort, { once: true });
      child.stdout!.on("data", (part: Buffer) => {
        bytes += part.length;
        if (bytes > maxAnswerBytes)
          fail(agentAnswerUnusable(place, `it has more than ${maxAnswerBytes} bytes`));
        else parts.push(part);
      });
      child.stderr!.on("data", (part: Buffer) => {
        lastWords = (lastWords + part.toString("utf8")).slice(-lastWordsLength);
      });
      // A program that ends without reading breaks the pipe: its exit code says more.
      child.stdin!.on("error", () => undefined);
      child.on("error", (error) => fail(agentMissing(place, messageOf(error))));
      child.on("close", (code, ended) =>
        settle(() => {
          if (code === 0) resolve(Buffer.concat(parts).toString("utf8"));
          else reject(failure(place, code, ended, lastWords));
        }),
      );
      child.stdin!.end(input);
    });
  }

  private start(): ChildProcess {
    const { command, folder } = this.settings;
    const [program = "", ...args] = typeof command === "string" ? [command] : command;
    return spawn(program, args, {
      cwd: folder,
      env: this.env,
      shell: typeof command === "string",
      stdio: ["pipe", "pipe", "pipe"],
      windowsHide: true,
      // Its own group, so that what it starts ends with it.
      detached: process.platform !== "win32",
    });
  }
}

/** What a shell could not find is no failure of the agent's. */
function failure(place: string, code: number | null, signal: string | null, said: string): Error {
  const words = said
    .trim()
    .split("\n")
    .at(-1)
    ?.replace(/\p{Cc}/gu, " ")
    .trim()
    .slice(0, 200);
  if (code === 127 || code === 126) return agentMissing(place, words || `exit code ${code}`);
  return agentFailed(
    place,
    `ended with ${signal ?? `exit code ${code}`}${words ? `, saying: ${words}` : ""}`,
  );
}

function endWithAll(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32")
      spawn("taskkill", ["/pid", String(child.pid), "/T", "/F"], { stdio: "ignore", windowsHide: true });
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}

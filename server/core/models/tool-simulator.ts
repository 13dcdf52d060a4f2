import type { AgentToolCall } from "./agent.ts";
import { agentAnswerUnusable } from "./agent-errors.ts";
import { runProgram } from "./run-program.ts";

/** A program that says what a tool gives for a call that nobody recorded. */
export interface SimulatorSettings {
  /** A line for the shell, or a program with its arguments. */
  readonly command: string | readonly string[];
  /** Folder it runs in. */
  readonly folder: string;
  readonly timeoutMs: number;
}

/** A call with what it gave. */
export interface AnsweredCall extends Pick<AgentToolCall, "name" | "args"> {
  readonly result: string;
}

/** What the tool gives; undefined where the program does not know. */
export type SimulatedResult = { readonly text: string; readonly isError?: true } | undefined;

/**
 * Asks a program for the result of a tool call: it reads `{ name, arguments, recorded }` from standard input and writes `{ content }`, or `{}`
 * where it does not know. It is for trusted workspaces only, as commands are. Throws what `runProgram` throws.
 */
export async function simulatedResult(
  { command, folder, timeoutMs }: SimulatorSettings,
  { name, args }: AgentToolCall,
  recorded: readonly AnsweredCall[],
  signal?: AbortSignal,
): Promise<SimulatedResult> {
  const place = (typeof command === "string" ? command : command.join(" ")).slice(0, 80);
  const known = recorded.map((one) => ({ name: one.name, arguments: one.args, content: one.result }));
  const input = JSON.stringify({ name, arguments: args, recorded: known });
  const said = await runProgram({ place, command, folder, env: process.env, timeoutMs, input }, signal);
  const { content, is_error: isError } = answered(said, place);
  if (content === undefined || content === null) return undefined;
  const text = typeof content === "string" ? content : JSON.stringify(content);
  return { text, ...(isError === true && { isError: true as const }) };
}

function answered(said: string, place: string): { content?: unknown; is_error?: unknown } {
  try {
    const answer: unknown = JSON.parse(said);
    if (typeof answer === "object" && answer !== null && !Array.isArray(answer)) return answer;
  } catch {
    // Told below.
  }
  throw agentAnswerUnusable(place, "it is no JSON object with `content`");
}

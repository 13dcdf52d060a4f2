import { UserError } from "../base/index.ts";
import { setTheKey } from "./model-errors.ts";

/** Who asks again meets the same: no further call is worth making. */
export const isSystemic = (error: unknown): error is UserError =>
  error instanceof UserError &&
  [
    "model-key",
    "model-unknown",
    "model-elsewhere",
    "model-consent",
    "model-blocked",
    "model-unreachable",
    "agent-unreachable",
    "agent-key",
    "agent-missing",
  ].includes(error.code);

export const agentUnreachable = (place: string, cause: string): UserError =>
  new UserError(
    "agent-unreachable",
    `${place} cannot be reached: ${cause}.`,
    "Start the agent, and check its `url` under `agents:`.",
  );

export const agentMissing = (place: string, cause: string): UserError =>
  new UserError(
    "agent-missing",
    `The command ${place} could not be started: ${cause}.`,
    "Check `command` under `agents:`: it runs in the folder of the configuration.",
  );

/** `problem`: what is wrong with it, after "the variable". */
export const agentKeyUnusable = (host: string, variable: string, problem: string): UserError =>
  new UserError(
    "agent-key",
    `There is no key for ${host}: the environment variable ${variable}, which \`apiKeyEnv\` under \`agents:\` names, ${problem}.`,
    setTheKey,
  );

export const agentRefused = (place: string, status: number, variable: string | undefined): UserError =>
  new UserError(
    "agent-key",
    variable
      ? `${place} refused the key in ${variable} (${status}).`
      : `${place} wants a key, and none is configured (${status}).`,
    variable
      ? "Check the key, and what it may do."
      : "Name the environment variable that holds it as `apiKeyEnv` under `agents:`.",
  );

export const agentTimedOut = (place: string, timeoutMs: number): UserError =>
  new UserError(
    "agent-timeout",
    `${place} gave no answer within ${timeoutMs / 1000} s.`,
    "See what keeps it, or raise `timeoutSeconds` under `agents:`.",
  );

export const agentFailed = (place: string, how: string): UserError =>
  new UserError("agent-failed", `${place} ${how}.`, "The agent's own log may say more.");

export const agentAnswerUnusable = (place: string, what: string): UserError =>
  new UserError(
    "agent-answer",
    `${place} gave no usable answer: ${what}.`,
    "docs/agents.md says what an answer looks like.",
  );

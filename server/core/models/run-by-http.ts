import type { Agent, AgentAnswer, AgentTurn, HttpAgent } from "./agent.ts";
import {
  agentAnswerUnusable,
  agentFailed,
  agentKeyUnusable,
  agentRefused,
  agentTimedOut,
  agentUnreachable,
} from "./agent-errors.ts";
import { answerFrom, maxAnswerBytes, turnBody } from "./agent-wire.ts";
import { causeOf } from "./cause-of.ts";
import { keyFor } from "./key-for.ts";
import { type ModelAccess, modelAccess } from "./model-access.ts";
import { type Again, type Failure, withRetries } from "./with-retries.ts";

/**
 * An agent behind an address of its own: each call posts the conversation so far with the prompt's text and variables, and gets what the
 * agent did. What is sent goes to that address and to no place it points to.
 */
export class RunByHttp implements Agent {
  readonly place: string;
  readonly concurrency: number;

  constructor(
    private readonly settings: HttpAgent,
    private readonly access: ModelAccess = modelAccess(),
  ) {
    const { host, pathname } = new URL(settings.url);
    this.place = `${host}${pathname === "/" ? "" : pathname}`;
    this.concurrency = settings.concurrency;
  }

  async next(turn: AgentTurn, signal?: AbortSignal, again?: Again): Promise<AgentAnswer> {
    const { hasLiveTools, timeoutMs, apiKeyEnv } = this.settings;
    const body = JSON.stringify(turnBody(turn, hasLiveTools ? "live" : "recorded"));
    const text = await withRetries(() => this.post(body, signal), {
      ...{ signal, again },
      statusOf: (error) =>
        error instanceof HttpFailure && error.mayAskAgain(hasLiveTools) ? error.failure : undefined,
    }).catch((error: unknown) => {
      signal?.throwIfAborted();
      if (!(error instanceof HttpFailure)) throw error;
      if (error.isLate) throw agentTimedOut(this.place, timeoutMs);
      const { status } = error.failure;
      if (status === undefined) throw agentUnreachable(this.place, error.message);
      if (status === 401 || status === 403) throw agentRefused(this.place, status, apiKeyEnv);
      throw agentFailed(this.place, error.message);
    });
    const answer = answerFrom(text);
    if ("problem" in answer) throw agentAnswerUnusable(this.place, answer.problem);
    return answer;
  }

  private async post(body: string, signal: AbortSignal | undefined): Promise<string> {
    const { url, apiKeyEnv, timeoutMs } = this.settings;
    const found = apiKeyEnv ? await keyFor(this.access, apiKeyEnv, url) : { key: undefined };
    if ("problem" in found) throw agentKeyUnusable(new URL(url).host, apiKeyEnv!, found.problem);
    const { key } = found;
    const late = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(url, {
        method: "POST",
        body,
        redirect: "error",
        headers: { "content-type": "application/json", ...(key && { authorization: `Bearer ${key}` }) },
        signal: signal ? AbortSignal.any([signal, late]) : late,
      });
      if (!response.ok) {
        await response.body?.cancel();
        throw new HttpFailure(`answered ${response.status}`, {
          status: response.status,
          headers: response.headers,
        });
      }
      return await textWithin(response, this.place);
    } catch (error) {
      if (late.aborted) throw new HttpFailure("late", {}, true);
      if (error instanceof TypeError) throw new HttpFailure(causeOf(error), {});
      throw error;
    }
  }
}

class HttpFailure extends Error {
  constructor(
    message: string,
    readonly failure: Failure,
    readonly isLate = false,
  ) {
    super(message);
  }

  /** An agent that acts on the world is asked again only where it says that it has not begun. */
  mayAskAgain(hasLiveTools: boolean): boolean {
    const { status } = this.failure;
    return !this.isLate && (!hasLiveTools || status === 429 || status === 503);
  }
}

async function textWithin(response: Response, place: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part?.value; part = await reader!.read()) {
    bytes += part.value.byteLength;
    parts.push(part.value);
    if (bytes <= maxAnswerBytes) continue;
    await reader!.cancel();
    throw agentAnswerUnusable(place, `it has more than ${maxAnswerBytes} bytes`);
  }
  return Buffer.concat(parts).toString("utf8");
}

import type { Evaluator } from "../../evaluators/index.ts";
import type { Evaluation } from "../../store/index.ts";
import type { OpenRow } from "../open-conversations.ts";

const restMs = 10 * 60_000;

/** What a look at what came in had to put off, as a model is away or a limit is reached: later looks leave it alone for a while. */
export class Rests {
  private readonly untilMs = new Map<string, number>();
  /** When the first conversation that is not over yet will have been quiet for long enough. */
  private quietFromMs = Number.POSITIVE_INFINITY;

  put({ evaluatorKey, conversationId }: Evaluation, content: string, nowMs: number): void {
    this.untilMs.set(keyOf(evaluatorKey, conversationId, content), nowMs + restMs);
  }

  has({ id, contentHash = "" }: OpenRow, { key }: Evaluator): boolean {
    return this.untilMs.has(keyOf(key, id, contentHash));
  }

  /** One is left alone until it was quiet for long enough. */
  wait(quietFromMs: number): void {
    this.quietFromMs = Math.min(this.quietFromMs, quietFromMs);
  }

  /** When the first of what is left alone may be judged, from now. */
  again(nowMs: number): { readonly againInMs?: number } {
    let next = this.quietFromMs;
    for (const until of this.untilMs.values()) next = Math.min(next, until);
    return next === Number.POSITIVE_INFINITY ? {} : { againInMs: Math.max(0, next - nowMs) };
  }

  /** A look begins: those whose time is over rest no more, and who is not quiet it finds itself. */
  wake(nowMs: number): void {
    this.quietFromMs = Number.POSITIVE_INFINITY;
    for (const [key, until] of this.untilMs) if (until <= nowMs) this.untilMs.delete(key);
  }
}

const keyOf = (evaluatorKey: string, conversationId: string, content: string): string =>
  `${evaluatorKey} ${content} ${conversationId}`;

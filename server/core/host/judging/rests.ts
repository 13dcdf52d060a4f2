import type { Evaluator } from "../../evaluators/index.ts";
import type { Evaluation } from "../../store/index.ts";
import type { OpenRow } from "../open-conversations.ts";

const restMs = 10 * 60_000;

/** What a look at what came in had to put off, as a model is away or a limit is reached: later looks leave it alone for a while. */
export class Rests {
  private readonly untilMs = new Map<string, number>();

  put({ evaluatorKey, conversationId }: Evaluation, content: string, nowMs: number): void {
    this.untilMs.set(keyOf(evaluatorKey, conversationId, content), nowMs + restMs);
  }

  has({ id, contentHash = "" }: OpenRow, { key }: Evaluator): boolean {
    return this.untilMs.has(keyOf(key, id, contentHash));
  }

  /** Those whose time is over rest no more. */
  wake(nowMs: number): void {
    for (const [key, until] of this.untilMs) if (until <= nowMs) this.untilMs.delete(key);
  }
}

const keyOf = (evaluatorKey: string, conversationId: string, content: string): string =>
  `${evaluatorKey} ${content} ${conversationId}`;

import type { AgentAnswer } from "../../models/index.ts";
import type { AgentBudget } from "../config-agents.ts";

/** What a run took. `usd` is absent where no price is known; tokens where nobody counted. */
export interface Spent {
  readonly calls: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly usd?: number;
}

/** What one run of several conversations may take, and how much of it is gone. */
export class ReplayBudget {
  private taken: Spent = { calls: 0 };

  constructor(private readonly limit: AgentBudget) {}

  /** A limit of calls as judges know it: what they ask counts as well. */
  get most(): number {
    return this.limit.calls;
  }

  get used(): number {
    return this.taken.calls;
  }

  set used(calls: number) {
    this.taken = { ...this.taken, calls };
  }

  get spent(): Spent {
    return this.taken;
  }

  /** Why no further call may be made, as a clause; undefined while one may. */
  over(): string | undefined {
    const { calls, usd = 0 } = this.taken;
    if (calls >= this.limit.calls) return `the budget of ${this.limit.calls} calls is spent`;
    if (usd >= this.limit.usd) return `the budget of $${this.limit.usd} is spent`;
    return undefined;
  }

  /** Counts a call when it begins: what it took is known later, and may never be. */
  begin(): void {
    this.taken = { ...this.taken, calls: this.taken.calls + 1 };
  }

  add(spent: Spent): void {
    this.taken = { ...sum(this.taken, spent), calls: this.taken.calls };
  }
}

export const spentOn = ({ usage }: AgentAnswer, usd: number | undefined): Spent => ({
  calls: 1,
  ...usage,
  ...(usd !== undefined && { usd }),
});

export function sum(a: Spent, b: Spent): Spent {
  const added = (key: "inputTokens" | "outputTokens" | "usd"): Partial<Spent> =>
    a[key] === undefined && b[key] === undefined ? {} : { [key]: (a[key] ?? 0) + (b[key] ?? 0) };
  return { calls: a.calls + b.calls, ...added("inputTokens"), ...added("outputTokens"), ...added("usd") };
}

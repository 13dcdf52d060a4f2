import { UserError } from "../../base/index.ts";
import type { CallBudget } from "../../evaluators/index.ts";
import { type AgentAnswer, mayBeCharged } from "../../models/index.ts";
import type { AgentBudget } from "../config-agents.ts";

/** What a run took. `usd` is absent where no price is known; tokens where nobody counted. */
export interface Spent {
  readonly calls: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly usd?: number;
}

/** Who is asked: calls of one kind cost about the same. */
export type CallKind = "agent" | "user" | "proposer" | "judge";

/** A call that has begun; one of the two ends it. */
export interface BegunCall {
  /** With what it took. */
  readonly end: (spent: Spent) => void;
  /** Without an answer. What may be charged for all the same counts as what such a call costs. */
  readonly fail: (error: unknown) => void;
  /** Before the same is asked once more: throws `budget-spent` where that is one call too many. */
  readonly again: (error: unknown) => void;
}

/** By so much a call may turn out dearer than the dearest one of its kind before. */
const dearer = 1.25;

/**
 * What one run of several conversations may take, and how much of it is gone. What calls on their way may cost counts as spent until they
 * end, so that several at a time take no more together than one after the other.
 */
export class ReplayBudget {
  private taken: Spent = { calls: 0 };
  private readonly dearest = new Map<CallKind, number>();
  private reservedUsd = 0;
  private closed: string | undefined;
  private underWay = 0;

  constructor(private readonly limit: AgentBudget) {}

  /** The same limit as judges know it: what they ask counts as well. Where it refuses one of them, nobody is asked any more. */
  get ofJudges(): CallBudget {
    const budget = this;
    return {
      most: this.limit.calls,
      get used(): number {
        return budget.used;
      },
      set used(calls: number) {
        budget.used = calls;
      },
      over: (usd) => {
        this.closed = this.over("judge", usd);
        return this.closed;
      },
    };
  }

  private get used(): number {
    return this.taken.calls;
  }

  private set used(calls: number) {
    this.taken = { ...this.taken, calls };
  }

  get spent(): Spent {
    return this.taken;
  }

  /** Why no further call may be made, as a clause; undefined while one may. `usd`: what it may cost, where somebody can tell. */
  over(kind: CallKind = "agent", usd = 0): string | undefined {
    if (this.closed !== undefined) return this.closed;
    const { calls, usd: gone = 0 } = this.taken;
    if (calls >= this.limit.calls) return `the budget of ${this.limit.calls} calls is spent`;
    const next = this.mayCost(kind, usd);
    if (gone >= this.limit.usd || gone + this.reservedUsd + next > this.limit.usd)
      return `the budget of $${this.limit.usd} is spent`;
    return undefined;
  }

  /** Counts a call when it begins: what it took is known later, and may never be. */
  begin(kind: CallKind = "agent", usd = 0): BegunCall {
    this.count();
    this.underWay++;
    const reserved = this.mayCost(kind, usd);
    this.reservedUsd += reserved;
    const free = (): void => {
      // Adding and taking away fractions leaves a rest.
      this.reservedUsd = --this.underWay === 0 ? 0 : this.reservedUsd - reserved;
    };
    const charge = (error: unknown): void => {
      if (reserved > 0 && mayBeCharged(error)) this.add({ calls: 0, usd: reserved });
    };
    return {
      end: (spent) => {
        free();
        this.add(spent);
        if (spent.usd !== undefined) this.dearest.set(kind, Math.max(spent.usd, this.dearest.get(kind) ?? 0));
      },
      fail: (error) => {
        free();
        charge(error);
      },
      again: (error) => {
        charge(error);
        const over = this.over(kind, usd);
        if (over) throw budgetSpent(over);
        this.count();
      },
    };
  }

  add(spent: Spent): void {
    this.taken = { ...sum(this.taken, spent), calls: this.taken.calls };
  }

  private count(): void {
    this.used++;
  }

  private mayCost(kind: CallKind, usd: number): number {
    return Math.max(usd, dearer * (this.dearest.get(kind) ?? 0));
  }
}

export const budgetSpent = (clause: string): UserError =>
  new UserError(
    "budget-spent",
    `${clause[0]!.toUpperCase()}${clause.slice(1).replace(/\.$/, "")}.`,
    "Run the same again with more: what was answered is kept.",
  );

export const isBudgetSpent = (error: unknown): error is UserError =>
  error instanceof UserError && error.code === "budget-spent";

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

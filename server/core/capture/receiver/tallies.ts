import type { Checked } from "./checked.ts";
import { bothSigns, noSigns, type Signs } from "./signs.ts";

/** What one service has sent since the receiver started. */
export interface ServiceTally extends Signs {
  readonly service: string;
  readonly spans: number;
  readonly logs: number;
  /** When something came last, epoch milliseconds. */
  readonly lastMs: number;
}

/** Something that went wrong, with how often lately. Holds nothing of what was sent. */
export interface ReceiverProblem {
  readonly code: string;
  readonly message: string;
  readonly count: number;
  readonly lastMs: number;
}

export interface TallySums {
  readonly requests: number;
  readonly retries: number;
  readonly spans: number;
  readonly logs: number;
  readonly bytes: number;
  readonly rejected: number;
  readonly refused: number;
  readonly putOff: number;
  readonly redacted: Readonly<Record<string, number>>;
}

/** Names and problems come from outside: of either so many are kept. */
const mostServices = 500;
const mostProblems = 50;
const otherServices = "(other services)";

/** Counts what comes in, for people who wait for their first span or wonder where it went. */
export class Tallies {
  private readonly services = new Map<string, ServiceTally>();
  private readonly problems = new Map<string, ReceiverProblem>();
  private readonly redacted: Record<string, number> = {};
  private readonly counts = {
    requests: 0,
    retries: 0,
    spans: 0,
    logs: 0,
    bytes: 0,
    rejected: 0,
    refused: 0,
    putOff: 0,
  };

  kept(checked: Checked, isRetry: boolean, nowMs: number): void {
    this.counts.requests++;
    if (isRetry) {
      this.counts.retries++;
      return;
    }
    this.counts.spans += checked.spans;
    this.counts.logs += checked.logs;
    this.counts.bytes += checked.bytes.length;
    this.counts.rejected += checked.rejected;
    for (const { service, spans, logs, signs } of checked.services) {
      const isKnown = this.services.has(service) || this.services.size < mostServices;
      const name = isKnown ? service : otherServices;
      const before = this.services.get(name);
      this.services.set(name, {
        service: name,
        spans: (before?.spans ?? 0) + spans,
        logs: (before?.logs ?? 0) + logs,
        lastMs: nowMs,
        ...bothSigns(before ?? noSigns, signs),
      });
    }
  }

  redactions(counts: Readonly<Record<string, number>>): void {
    for (const [kind, count] of Object.entries(counts))
      this.redacted[kind] = (this.redacted[kind] ?? 0) + count;
  }

  refused(): void {
    this.counts.refused++;
  }

  putOff(): void {
    this.counts.putOff++;
  }

  /** Numbers in a message do not make it another problem. */
  problem(code: string, message: string, nowMs: number): void {
    const key = `${code} ${message.replace(/\d+/g, "0")}`.slice(0, 200);
    const count = (this.problems.get(key)?.count ?? 0) + 1;
    this.problems.delete(key);
    this.problems.set(key, { code, message: message.slice(0, 500), count, lastMs: nowMs });
    for (const oldest of this.problems.keys()) {
      if (this.problems.size <= mostProblems) break;
      this.problems.delete(oldest);
    }
  }

  sums(): TallySums {
    return { ...this.counts, redacted: { ...this.redacted } };
  }

  /** Who sent last comes first. */
  serviceTallies(): readonly ServiceTally[] {
    return [...this.services.values()].sort((a, b) => b.lastMs - a.lastMs);
  }

  recentProblems(): readonly ReceiverProblem[] {
    return [...this.problems.values()].reverse();
  }
}

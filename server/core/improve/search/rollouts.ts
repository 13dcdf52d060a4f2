import type { Texts } from "../edits/index.ts";
import {
  type Adapter,
  type CaseResult,
  isMissing,
  type Measured,
  type Proposal,
  type ProposalRequest,
  type SearchCase,
} from "./adapter.ts";
import type { RecordedResult, SearchRecord } from "./record.ts";
import type { SearchBudget } from "./settings.ts";

/** Thrown inside a search when the next call would be one too many; its engine catches it and ends well. */
export class BudgetSpent extends Error {}

/** Who asks the adapter: nothing twice, no more than the budget, and everything written down. */
export class Rollouts {
  private readonly known = new Map<string, Measured>();
  private readonly recorded: Map<string, Measured>;
  private readonly results: RecordedResult[];
  private readonly proposals: Proposal[];
  reflections = 0;
  /** Metric calls that nobody may spend yet. */
  keptBack = 0;

  constructor(
    private readonly adapter: Adapter,
    private readonly budget: SearchBudget,
    record: SearchRecord,
    private readonly work: {
      readonly save?: (record: SearchRecord) => void;
      readonly signal?: AbortSignal;
    } = {},
  ) {
    this.recorded = new Map(
      record.results.map((one) => [keyOf(one.texts, one.caseId, one.trial), one.result]),
    );
    this.results = [...record.results];
    this.proposals = [...record.proposals];
  }

  /** Cases that were run for this search; what the record answers counts as it did when it was asked. */
  get metricCalls(): number {
    return this.known.size;
  }

  get left(): number {
    return this.budget.metricCalls - this.keptBack - this.metricCalls;
  }

  get record(): SearchRecord {
    return { results: this.results, proposals: this.proposals };
  }

  isKnown(texts: string, caseId: string, trial = 0): boolean {
    return this.known.has(keyOf(texts, caseId, trial));
  }

  /** What a case said; nothing where it was not run, or could not be judged. */
  resultOf(texts: string, caseId: string, trial = 0): CaseResult | undefined {
    const measured = this.known.get(keyOf(texts, caseId, trial));
    return measured && !isMissing(measured) ? measured : undefined;
  }

  async evaluate(
    candidate: { key: string; texts: Texts },
    cases: readonly SearchCase[],
    trial = 0,
  ): Promise<void> {
    const fresh = cases.filter(({ id }) => !this.isKnown(candidate.key, id, trial));
    if (fresh.length > this.left) throw new BudgetSpent();
    const unasked = fresh.filter(({ id }) => !this.recorded.has(keyOf(candidate.key, id, trial)));
    if (unasked.length > 0) {
      this.work.signal?.throwIfAborted();
      const measured = await this.adapter.evaluate(candidate.texts, unasked, trial);
      for (const [i, { id }] of unasked.entries()) {
        const result = usable(measured[i]);
        this.results.push({ texts: candidate.key, caseId: id, trial, result });
        this.recorded.set(keyOf(candidate.key, id, trial), result);
      }
      this.work.save?.(this.record);
    }
    for (const { id } of fresh) {
      const key = keyOf(candidate.key, id, trial);
      this.known.set(key, this.recorded.get(key)!);
    }
  }

  async propose(request: Omit<ProposalRequest, "n">): Promise<Proposal> {
    const n = this.reflections;
    if (n >= this.budget.reflections) throw new BudgetSpent();
    if (this.proposals[n] === undefined) {
      this.work.signal?.throwIfAborted();
      this.proposals[n] = await this.adapter.propose({ ...request, n });
      this.work.save?.(this.record);
    }
    this.reflections++;
    return this.proposals[n]!;
  }

  refuses(texts: Texts): string | undefined {
    return this.adapter.refuses?.(texts);
  }
}

/** A score that is no number would make every comparison nonsense. */
function usable(measured: Measured | undefined): Measured {
  if (!measured) return { missing: "The run gave no result." };
  if (isMissing(measured) || Number.isFinite(measured.score)) return measured;
  return { missing: "The score is no number." };
}

const keyOf = (texts: string, caseId: string, trial: number): string =>
  `${texts}\u0000${trial}\u0000${caseId}`;

import { seededRandom } from "../../base/index.ts";
import { type Hunk, isInsertion, type SplitUnits, type Texts } from "../edits/index.ts";
import type { AcceptanceRule } from "./acceptance.ts";
import type { Adapter, SearchCase } from "./adapter.ts";
import { type ComponentPart, partKey, withoutPart, withParts } from "./apply-part.ts";
import { type Candidate, Candidates } from "./candidate.ts";
import { type Comparison, compare } from "./compare.ts";
import { ComponentChoice } from "./component.ts";
import type { SearchEvent } from "./events.ts";
import { HunkLedger, type HunkWorth } from "./hunk-worth.ts";
import { stratified } from "./minibatch.ts";
import { progress } from "./progress.ts";
import { emptyRecord, type SearchRecord } from "./record.ts";
import { Rollouts } from "./rollouts.ts";
import type { SearchSettings } from "./settings.ts";
import type { SearchView } from "./view.ts";

export interface SearchProblem {
  /** By component: what is to be improved. */
  readonly texts: Texts;
  readonly cases: readonly SearchCase[];
  /** How texts are taken apart; by lines where nothing else is said. */
  readonly split?: SplitUnits;
  /** What a new text of a component changed, where its file has a syntax that lines do not follow; undefined = by `split`. */
  readonly diff?: (component: string, base: string, proposed: string) => readonly Hunk[] | undefined;
}

export interface SearchWork {
  /** Of an earlier run of the same problem with the same settings; the search goes on behind it. */
  readonly record?: SearchRecord;
  /** Called with all that is known after each answer of the world; what it keeps is enough to go on after a kill. */
  readonly save?: (record: SearchRecord) => void;
  readonly observe?: (event: SearchEvent) => void;
  /** Told after each comparison what every hunk gave so far, also those that are dropped. */
  readonly credit?: (tried: readonly HunkWorth[]) => void;
  readonly signal?: AbortSignal;
}

/** Cases on which a single hunk has to show anything at all. */
export const screenedOn = 3;
/** Each time a candidate is proposed anew so many more cases decide. */
const lookedCloser = 6;
const pooled = 16;

/** A part that mends some cases and breaks others. */
export interface MixedPart {
  readonly part: ComponentPart;
  readonly broken: readonly string[];
}

/** Where a search stands; moves change it. All of it follows from the record. */
export class SearchState {
  readonly view: SearchView & { readonly train: SearchCase[]; readonly validation: SearchCase[] };
  readonly components: ComponentChoice;
  readonly ledger = new HunkLedger();
  /** What would be returned, and what the next edit goes on top of: `best` with hunks that showed nothing yet. */
  best: Candidate;
  at: Candidate;
  /** Every candidate that was best once, the last one behind. */
  readonly path: Candidate[] = [];
  /** Parts that were tried and are not in, the newest first. */
  pool: ComponentPart[] = [];
  unproved: ComponentPart[] = [];
  /** What was in the best candidate and is not missed. */
  readonly trimmed: ComponentPart[] = [];
  readonly mixed = new Map<string, MixedPart>();
  /** What was looked at already, in words of the moves. */
  readonly looked = new Set<string>();
  /** Reflections that saw a case since the last change. */
  readonly seen = new Map<string, number>();
  /** Moves without a change, and reflections that brought nothing new, one after the other. */
  stalled = 0;
  empty = 0;
  lastProgress = { metricCalls: 0, reflections: 0 };
  private readonly compares = new Map<string, number>();

  constructor(
    readonly problem: SearchProblem,
    adapter: Adapter,
    settings: SearchSettings,
    private readonly work: SearchWork,
  ) {
    const random = seededRandom(settings.seed);
    const candidates = new Candidates(problem.texts);
    const ofSplit = (split: SearchCase["split"]): SearchCase[] =>
      stratified(
        problem.cases.filter((one) => one.split === split),
        random,
      );
    this.view = {
      ...{ train: ofSplit("train"), validation: ofSplit("validation"), candidates, settings, random },
      rollouts: new Rollouts(adapter, settings.budget, work.record ?? emptyRecord, work),
    };
    this.components = new ComponentChoice(Object.keys(problem.texts));
    this.best = this.at = candidates.base;
  }

  accept(candidate: Candidate): void {
    this.best = this.at = candidate;
    this.path.push(candidate);
    this.unproved = [];
    this.seen.clear();
  }

  /** Keeps additions that did nothing yet; the oldest one makes room. What only words things anew is dropped. */
  carry(parts: readonly ComponentPart[]): void {
    const additions = parts.filter(({ add, drop }) => drop.length === 0 && add.every(isInsertion));
    const { candidates, settings } = this.view;
    this.at = withParts(candidates, this.at, additions, "carried") ?? this.at;
    this.unproved.push(...additions);
    while (this.unproved.length > settings.unproved) {
      const oldest = this.unproved.shift()!;
      this.at = withoutPart(candidates, this.at, oldest, "made room");
      this.remember(oldest);
    }
  }

  /** `broken`: cases that a part breaks which mends others; something else may have to go for it. */
  remember(part: ComponentPart, broken: readonly string[] = []): void {
    const key = partKey(part);
    this.pool = [part, ...this.pool.filter((one) => partKey(one) !== key)].slice(0, pooled);
    if (broken.length > 0) this.mixed.set(key, { part, broken });
    else this.mixed.delete(key);
  }

  wasCompared(parent: Candidate, candidate: Candidate): boolean {
    return this.compares.has(`${parent.key}>${candidate.key}`);
  }

  /** A comparison; who is proposed again after it was turned down is looked at more closely. */
  async compared(
    [parent, candidate]: readonly [Candidate, Candidate],
    first: readonly SearchCase[],
    rule: AcceptanceRule,
    most = 0,
  ): Promise<Comparison> {
    const key = `${parent.key}>${candidate.key}`;
    const before = this.compares.get(key) ?? 0;
    this.compares.set(key, before + 1);
    const closer = this.view.settings.compareOn + 2 * before * lookedCloser;
    const comparison = await compare(this.view, [parent, candidate], {
      ...{ rule, first, least: before * lookedCloser },
      most: Math.max(most, closer),
    });
    const { verdict, effect, pairs } = comparison;
    this.ledger.learn(parent, candidate, pairs);
    this.work.credit?.(this.ledger.all());
    this.tell({ kind: "compared", made: candidate.made, verdict, effect, cases: pairs.length });
    return comparison;
  }

  /** Whether a candidate does anything better than another on a few cases: most do not, and cost no more than that. */
  async shows(candidate: Candidate, cases: readonly SearchCase[], than = this.at): Promise<boolean> {
    const { rollouts } = this.view;
    await rollouts.evaluate(than, cases);
    await rollouts.evaluate(candidate, cases);
    return cases.some(({ id }) => {
      const [before, after] = [rollouts.resultOf(than.key, id), rollouts.resultOf(candidate.key, id)];
      return before && after && progress(before, after) > 0;
    });
  }

  isAllowed(candidate: Candidate): boolean {
    const why = this.view.rollouts.refuses(candidate.texts);
    if (why !== undefined) this.tell({ kind: "refused", made: candidate.made, why });
    return why === undefined;
  }

  casesOf(ids: readonly string[]): SearchCase[] {
    return this.view.train.filter(({ id }) => ids.includes(id));
  }

  tell(event: SearchEvent): void {
    this.work.observe?.(event);
  }
}

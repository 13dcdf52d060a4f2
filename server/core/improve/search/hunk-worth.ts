import type { Hunk } from "../edits/index.ts";
import type { Pair } from "./acceptance.ts";
import { type Candidate, hunksOf } from "./candidate.ts";

/** What one hunk is worth, by all comparisons of a candidate with it and one without it. */
export interface HunkWorth {
  readonly component: string;
  readonly hunk: Hunk;
  /** Mean progress over the cases it was tried on, where it was tried alone; else its share of what was tried with it. */
  readonly effect: number;
  readonly cases: number;
  readonly alone: boolean;
}

interface Entry {
  readonly component: string;
  readonly hunk: Hunk;
  sum: number;
  cases: number;
  aloneSum: number;
  aloneCases: number;
  readonly gained: Set<string>;
}

/** Credit goes to hunks, not to candidates: it keeps what each did in every comparison, whichever lines of candidates they were in. */
export class HunkLedger {
  private readonly entries = new Map<string, Entry>();

  /** `after` was compared with `before`; what one has and the other has not is credited. */
  learn(before: Candidate, after: Candidate, pairs: readonly Pair[]): void {
    const [had, has] = [before, after].map((one) => new Set(hunksOf(one).map(({ id }) => id)));
    const changes = [
      ...this.named(after)
        .filter(({ hunk }) => !had!.has(hunk.id))
        .map((one) => ({ ...one, sign: 1 })),
      ...this.named(before)
        .filter(({ hunk }) => !has!.has(hunk.id))
        .map((one) => ({ ...one, sign: -1 })),
    ];
    for (const { component, hunk, sign } of changes) {
      const entry = this.entryOf(component, hunk);
      const sum = sign * pairs.reduce((all, { progress }) => all + progress, 0);
      entry.sum += sum / changes.length;
      entry.cases += pairs.length;
      if (changes.length === 1) {
        entry.aloneSum += sum;
        entry.aloneCases += pairs.length;
      }
      for (const { caseId, progress } of pairs) if (progress * sign > 0) entry.gained.add(caseId);
    }
  }

  /** Cases that were mended when the hunk came, or broken when it went. */
  mendedBy(component: string, id: string): readonly string[] {
    return [...(this.entries.get(`${component}:${id}`)?.gained ?? [])];
  }

  worthOf(candidate: Candidate): HunkWorth[] {
    return this.named(candidate).map(({ component, hunk }) => worthIn(this.entryOf(component, hunk)));
  }

  /** Of everything that was compared, also of what is in no candidate any more. */
  all(): HunkWorth[] {
    return [...this.entries.values()].filter(({ cases }) => cases > 0).map(worthIn);
  }

  private named({ edits }: Candidate): { component: string; hunk: Hunk }[] {
    return Object.entries(edits).flatMap(([component, hunks]) => hunks.map((hunk) => ({ component, hunk })));
  }

  private entryOf(component: string, hunk: Hunk): Entry {
    const key = `${component}:${hunk.id}`;
    const known = this.entries.get(key);
    if (known) return known;
    const entry = {
      ...{ component, hunk, sum: 0, cases: 0, aloneSum: 0, aloneCases: 0 },
      gained: new Set<string>(),
    };
    this.entries.set(key, entry);
    return entry;
  }
}

function worthIn({ component, hunk, sum, cases, aloneSum, aloneCases }: Entry): HunkWorth {
  const alone = aloneCases > 0;
  const [all, n] = alone ? [aloneSum, aloneCases] : [sum, cases];
  return { component, hunk, effect: n === 0 ? 0 : all / n, cases: n, alone };
}

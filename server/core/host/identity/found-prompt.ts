import { groupBy, type Range } from "../../base/index.ts";
import type { FoldedText } from "../../prompt/index.ts";
import { coveredRange } from "./covered-range.ts";
import { compareEvidence, type Evidence, evidenceFor } from "./evidence.ts";
import type { KnownVersion } from "./known-version.ts";
import type { Candidate } from "./version-table.ts";

/** The versions of one file that a text may hold: equal by all that the text says, the newest first. */
export interface FoundPrompt {
  readonly file: string;
  readonly how: "hash" | "containment";
  readonly ties: readonly [Candidate, ...Candidate[]];
  /** In the folded text. */
  readonly range?: Range;
  /** Other files that claim the same lines with equal right. */
  readonly rivals: readonly FoundPrompt[];
}

/** What is looked at of a text to decide between versions. Reading it twice gives the same, so that it is remembered. */
export class TextEvidence {
  private readonly present = new Map<string, boolean>();

  constructor(readonly text: FoldedText) {}

  /** Those that most speaks for. */
  strongest<T>(list: readonly T[], versionOf: (one: T) => KnownVersion): T[] {
    if (list.length < 2) return [...list];
    const rated = list.map((one) => ({ one, evidence: this.of(versionOf(one)) }));
    const best = rated.reduce((a, b) => (compareEvidence(b.evidence, a.evidence) > 0 ? b : a));
    return rated.flatMap(({ one, evidence }) =>
      compareEvidence(evidence, best.evidence) === 0 ? [one] : [],
    );
  }

  private of(version: KnownVersion): Evidence {
    return evidenceFor(version, this.text, this.present);
  }
}

/** Each file with its versions that have most in a text; of those alike, the ones that the rest of the text speaks for. */
export function foundByFile(
  candidates: readonly Candidate[],
  how: FoundPrompt["how"],
  evidence: TextEvidence,
): FoundPrompt[] {
  return [...groupBy(candidates, ({ version }) => version.file)].map(([file, list]) => {
    const [first, ...rest] = evidence.strongest(mostOf(list), ({ version }) => version);
    const held = first!.held();
    // What is found whole was not looked for line by line.
    const range =
      how === "hash" && held.length === 0
        ? { start: 0, end: evidence.text.text.length }
        : coveredRange(held.map(({ places }) => places));
    return { file, how, ties: [first!, ...rest], rivals: [], ...(range && { range }) };
  });
}

function mostOf(list: readonly Candidate[]): Candidate[] {
  const best = list.reduce((a, b) =>
    b.share > a.share || (b.share === a.share && b.length > a.length) ? b : a,
  );
  return list.filter(({ share, length }) => share === best.share && length === best.length);
}

/**
 * Of files most of whose lines another one has claimed already, those with more in the text stay: a near copy goes. Where both have equally
 * much and nothing else in the text decides, both stay and are each other's rivals.
 */
export function withoutShadows(all: readonly FoundPrompt[], evidence: TextEvidence): FoundPrompt[] {
  const groups: FoundPrompt[][] = [];
  const claims = new Map<FoundPrompt, Claim>();
  const claimOf = (found: FoundPrompt): Claim => {
    let claim = claims.get(found);
    if (!claim) {
      claim = new Claim(found);
      claims.set(found, claim);
    }
    return claim;
  };
  const sorted = [...all].sort((a, b) => b.ties[0].length - a.ties[0].length || (a.file < b.file ? -1 : 1));
  for (const found of sorted) {
    const group = groups.find((others) =>
      others.some((other) => claimOf(found).shareIn(claimOf(other)) > 0.5),
    );
    if (!group) groups.push([found]);
    else if (group[0]!.ties[0].length === found.ties[0].length) group.push(found);
  }
  return groups.flatMap((group) => asRivals(evidence.strongest(group, ({ ties }) => ties[0].version)));
}

export const asRivals = (group: readonly FoundPrompt[]): FoundPrompt[] =>
  group.map((found) => ({ ...found, rivals: group.filter((one) => one !== found) }));

/** Whether most of what a prompt covers in a text is covered by another one. */
export const isShadowOf = (found: FoundPrompt, other: FoundPrompt): boolean =>
  new Claim(found).shareIn(new Claim(other)) > 0.5;

/** The stretches of a text that a version's instructions stand on, in order and without overlap. */
class Claim {
  private readonly stretches: readonly Range[];
  private readonly length: number;

  constructor({ ties, range }: FoundPrompt) {
    const held = ties[0].held();
    // What is found whole was not looked for line by line.
    const all: Range[] = held.length === 0 && range ? [range] : [];
    for (const { places } of held)
      for (let i = 0; i < places.length; i += 2) all.push({ start: places[i]!, end: places[i + 1]! });
    const merged: { start: number; end: number }[] = [];
    for (const { start, end } of all.sort((a, b) => a.start - b.start)) {
      const last = merged.at(-1);
      if (last && start <= last.end) last.end = Math.max(last.end, end);
      else merged.push({ start, end });
    }
    this.stretches = merged;
    this.length = merged.reduce((sum, { start, end }) => sum + end - start, 0);
  }

  /** How much of it another claim has, in 0..1. */
  shareIn(other: Claim): number {
    let shared = 0;
    let at = 0;
    for (const { start, end } of this.stretches) {
      while (at < other.stretches.length && other.stretches[at]!.end <= start) at++;
      for (let i = at; i < other.stretches.length && other.stretches[i]!.start < end; i++)
        shared += Math.min(end, other.stretches[i]!.end) - Math.max(start, other.stretches[i]!.start);
    }
    return this.length === 0 ? 0 : shared / this.length;
  }
}

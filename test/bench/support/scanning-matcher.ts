import { groupBy } from "../../../server/core/base/index.ts";
import type { KnownVersion } from "../../../server/core/host/match-prompts.ts";
import { foldText, type Instruction, literalsOf, systemParts } from "../../../server/core/prompt/index.ts";

/** What a matcher found: of each file the version with most in the text. */
export interface Scanned {
  readonly file: string;
  readonly version: string;
  readonly share: number;
}

/**
 * The matcher that there was before the index: of each version, each instruction is looked for in the whole text; with `remembers`, once per
 * text however many versions have it.
 */
export class ScanningMatcher {
  private readonly byFile: readonly (readonly KnownVersion[])[];

  constructor(
    versions: readonly KnownVersion[],
    private readonly remembers: boolean,
  ) {
    this.byFile = [...groupBy(versions, ({ file }) => file).values()].map((list) =>
      [...list].sort((a, b) => b.atMs - a.atMs || (a.version < b.version ? -1 : 1)),
    );
  }

  inText(systemText: string): Scanned[] {
    const folded = fold(systemText);
    const present = new Map<string, boolean>();
    const found = this.byFile.flatMap((versions) => this.best(versions, folded, present) ?? []);
    return withoutShadows(found.sort((a, b) => b.length - a.length || (a.file < b.file ? -1 : 1)));
  }

  private best(
    versions: readonly KnownVersion[],
    folded: string,
    present: Map<string, boolean>,
  ): Candidate | undefined {
    let best: Candidate | undefined;
    for (const version of versions) {
      const own = this.candidate(version, folded, present);
      if (own && (!best || own.share > best.share || (own.share === best.share && own.length > best.length)))
        best = own;
    }
    return best;
  }

  private candidate(
    { file, version, document }: KnownVersion,
    folded: string,
    present: Map<string, boolean>,
  ): Candidate | undefined {
    const all = systemParts(document).flat();
    const held = all.filter((one) => this.holds(one, folded, present));
    const length = lengthOf(held);
    const share = length / lengthOf(all);
    if (!(share >= 0.5) || length < 12) return undefined;
    return { file, version, share, length, texts: new Set(held.map(({ text }) => text)) };
  }

  private holds({ text }: Instruction, folded: string, present: Map<string, boolean>): boolean {
    let known = this.remembers ? present.get(text) : undefined;
    if (known === undefined) {
      known = holdsInOrder(folded, foldedLiterals(text));
      if (this.remembers) present.set(text, known);
    }
    return known;
  }
}

interface Candidate extends Scanned {
  readonly length: number;
  readonly texts: ReadonlySet<string>;
}

const lengthOf = (list: readonly Instruction[]): number =>
  list.reduce((sum, { text }) => sum + text.length, 0);

function withoutShadows(candidates: readonly Candidate[]): Scanned[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates) {
    const rival = kept.find((other) => overlap(candidate.texts, other.texts) > 0.5);
    if (!rival || rival.length === candidate.length) kept.push(candidate);
  }
  return kept.map(({ file, version, share }) => ({ file, version, share }));
}

const overlap = (a: ReadonlySet<string>, b: ReadonlySet<string>): number =>
  [...a].filter((text) => b.has(text)).length / Math.max(1, a.size);

const fold = (text: string): string => foldText(text.replace(/[*_`#>]+/g, "")).toLowerCase();

const memo = new Map<string, readonly string[]>();

function foldedLiterals(text: string): readonly string[] {
  let literals = memo.get(text);
  if (!literals) {
    literals = literalsOf(text)
      .map(fold)
      .filter((literal) => literal.length > 0);
    memo.set(text, literals);
  }
  return literals;
}

function holdsInOrder(system: string, literals: readonly string[]): boolean {
  const [first, ...rest] = literals;
  if (first === undefined) return true;
  for (let at = findWhole(system, first, 0); at >= 0; at = findWhole(system, first, at + 1))
    if (follows(system, at + first.length, rest)) return true;
  return false;
}

function findWhole(system: string, literal: string, from: number): number {
  for (let at = system.indexOf(literal, from); at >= 0; at = system.indexOf(literal, at + 1)) {
    const end = at + literal.length;
    const cutsBefore = isWordAt(system, at - 1) && isWordAt(literal, 0);
    const cutsAfter = isWordAt(system, end) && isWordAt(literal, literal.length - 1);
    if (!cutsBefore && !cutsAfter) return at;
  }
  return -1;
}

const isWordAt = (text: string, at: number): boolean => /[\p{L}\p{N}]/u.test(text[at] ?? "");

function follows(system: string, from: number, literals: readonly string[]): boolean {
  let at = from;
  for (const literal of literals) {
    const next = system.indexOf(literal, at);
    if (next < 0 || next - at > 2_000) return false;
    at = next + literal.length;
  }
  return true;
}

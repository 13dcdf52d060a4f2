import { groupBy } from "../base/index.ts";
import {
  containmentOf,
  foldForContainment,
  type Instruction,
  literalsOf,
  type PromptDocument,
  systemParts,
} from "../prompt/index.ts";

/** A known version of a prompt file. */
export interface KnownVersion {
  readonly file: string;
  readonly name: string;
  readonly version: string;
  readonly commit?: string;
  readonly atMs: number;
  readonly document: PromptDocument;
}

/** A prompt found in a conversation. `share` of its instructions' text that is there; `missing`: keys of those that are not. */
export interface PromptMatch {
  readonly file: string;
  readonly version: string;
  readonly how: "attribute" | "containment";
  readonly share: number;
  readonly missing: readonly string[];
  readonly ambiguous: boolean;
}

/** From this share on a prompt counts as being in a system text: production may hold a version that nobody committed. */
const minShare = 0.5;
/** So many characters must be there: "You are {{persona}}." is in half of all texts, and `Be {{tone}}.` in more. */
const minLength = 12;

/**
 * Finds prompts in system texts. A system text may hold several (a prompt split over files, a policy inside a template); of each file
 * the version with most of its text wins, the newest of equals. Two files that claim the same lines are ambiguous.
 */
export class PromptMatcher {
  private readonly byFile: readonly (readonly KnownVersion[])[];

  constructor(versions: readonly KnownVersion[]) {
    this.byFile = [...groupBy(versions, ({ file }) => file).values()].map((list) =>
      [...list].sort((a, b) => b.atMs - a.atMs || (a.version < b.version ? -1 : 1)),
    );
  }

  /** By containment in a system text. */
  inText(systemText: string): PromptMatch[] {
    const folded = foldForContainment(systemText);
    const present = new Map<string, boolean>();
    const candidates = this.byFile.flatMap((versions) => this.bestVersion(versions, folded, present) ?? []);
    return withoutShadows(
      candidates.sort((a, b) => b.length - a.length || (a.match.file < b.match.file ? -1 : 1)),
    );
  }

  /** By a prompt's name as a trace gives it: its configured name, its file or the file's last part; the version where it is given. */
  byName(
    hint: { readonly name: string; readonly version?: string },
    systemText: string | undefined,
  ): PromptMatch[] {
    const wanted = hint.name.replaceAll("\\", "/");
    const versions = this.byFile.find(
      ([first]) =>
        first &&
        (first.name === wanted ||
          first.file === wanted ||
          first.file.endsWith(`/${wanted}`) ||
          wanted.endsWith(`/${first.file}`)),
    );
    if (!versions) return [];
    const given =
      hint.version === undefined
        ? undefined
        : versions.find(
            ({ version, commit }) => version.startsWith(hint.version!) || commit?.startsWith(hint.version!),
          );
    if (given)
      return [
        {
          file: given.file,
          version: given.version,
          how: "attribute",
          share: 1,
          missing: [],
          ambiguous: false,
        },
      ];
    const found =
      systemText === undefined
        ? undefined
        : this.bestVersion(versions, foldForContainment(systemText), new Map());
    if (found) return [{ ...found.match, how: "attribute" }];
    return [
      {
        file: versions[0]!.file,
        version: versions[0]!.version,
        how: "attribute",
        share: 1,
        missing: [],
        ambiguous: false,
      },
    ];
  }

  private bestVersion(
    versions: readonly KnownVersion[],
    folded: string,
    present: Map<string, boolean>,
  ): Candidate | undefined {
    let best: Candidate | undefined;
    for (const version of versions) {
      const candidate = candidateOf(version, folded, present);
      if (!candidate) continue;
      const { share } = candidate.match;
      if (
        best &&
        (share < best.match.share || (share === best.match.share && candidate.length <= best.length))
      )
        continue;
      best = candidate;
    }
    return best;
  }
}

/** How a version stands in a text: by those of its parts that are there. What is in no such part is missing, or unseen in a user's turn. */
function candidateOf(
  { file, version, document }: KnownVersion,
  folded: string,
  present: Map<string, boolean>,
): Candidate | undefined {
  const parts = systemParts(document).map((part) => {
    const held = part.filter((instruction) => holds(instruction, folded, present));
    return { part, held, ...shareOf(part, held) };
  });
  const found = parts.filter(({ share }) => share >= minShare);
  const literal = found.flatMap((one) => one.held).reduce((sum, { text }) => sum + literalLength(text), 0);
  if (literal < minLength) return undefined;
  const held = new Set(found.flatMap((one) => one.held));
  const length = found.reduce((sum, { matchedLength }) => sum + matchedLength, 0);
  const whole = found.reduce((sum, { wholeLength }) => sum + wholeLength, 0);
  const missing = parts.flatMap(({ part }) => part.filter((one) => !held.has(one)).map(({ key }) => key));
  return {
    length,
    texts: new Set([...held].map(({ text }) => text)),
    match: { file, version, how: "containment", share: length / whole, missing, ambiguous: false },
  };
}

interface Candidate {
  readonly match: PromptMatch;
  readonly length: number;
  readonly texts: ReadonlySet<string>;
}

/** Variables aside. */
const literalLength = (text: string): number => literalsOf(text).reduce((sum, { length }) => sum + length, 0);

/** Versions share most of their instructions: each text is looked for once per system text. */
function holds(instruction: Instruction, folded: string, present: Map<string, boolean>): boolean {
  let known = present.get(instruction.text);
  if (known === undefined) {
    known = containmentOf([instruction], folded).missing.length === 0;
    present.set(instruction.text, known);
  }
  return known;
}

function shareOf(
  all: readonly Instruction[],
  held: readonly Instruction[],
): { share: number; matchedLength: number; wholeLength: number } {
  const length = (list: readonly Instruction[]): number =>
    list.reduce((sum, { text }) => sum + text.length, 0);
  const [matchedLength, wholeLength] = [length(held), length(all)];
  return { matchedLength, wholeLength, share: all.length === 0 ? 0 : matchedLength / wholeLength };
}

/** A candidate most of whose lines a longer match already claims is a near copy: dropped, or ambiguous where both match equally. */
function withoutShadows(candidates: readonly Candidate[]): PromptMatch[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates) {
    const rival = kept.find((other) => overlap(candidate.texts, other.texts) > 0.5);
    if (!rival) kept.push(candidate);
    else if (rival.length === candidate.length) {
      kept[kept.indexOf(rival)] = { ...rival, match: { ...rival.match, ambiguous: true } };
      kept.push({ ...candidate, match: { ...candidate.match, ambiguous: true } });
    }
  }
  return kept.map(({ match }) => match);
}

const overlap = (a: ReadonlySet<string>, b: ReadonlySet<string>): number =>
  [...a].filter((text) => b.has(text)).length / Math.max(1, a.size);

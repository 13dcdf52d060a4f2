import { stableId } from "../../base/index.ts";
import { applyEdits, type Edits, type Hunk, type Texts } from "../edits/index.ts";

/** A base with hunks. */
export interface Candidate {
  /** Of its texts. */
  readonly key: string;
  readonly edits: Edits;
  readonly texts: Texts;
  /** What it was made from, by `key`, and how. The base has none. */
  readonly parent?: string;
  readonly made: string;
}

/** All candidates of a search, each text once. */
export class Candidates {
  private readonly byKey = new Map<string, Candidate>();
  readonly base: Candidate;

  constructor(private readonly texts: Texts) {
    this.base = this.make({}, "base");
  }

  get all(): readonly Candidate[] {
    return [...this.byKey.values()];
  }

  of(key: string): Candidate {
    return this.byKey.get(key)!;
  }

  make(edits: Edits, made: string, parent?: Candidate): Candidate {
    const texts = applyEdits(this.texts, edits);
    const key = textsKey(texts);
    const known = this.byKey.get(key);
    if (known) return known;
    const candidate = { key, edits, texts, made, ...(parent && { parent: parent.key }) };
    this.byKey.set(key, candidate);
    return candidate;
  }

  /** From the candidate to the base. */
  *lineage(candidate: Candidate): Generator<Candidate> {
    for (
      let at: Candidate | undefined = candidate;
      at;
      at = at.parent === undefined ? undefined : this.of(at.parent)
    )
      yield at;
  }
}

export const textsKey = (texts: Texts): string =>
  stableId(
    Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1)),
    24,
  );

export const hunksOf = ({ edits }: Candidate): Hunk[] => Object.values(edits).flat();

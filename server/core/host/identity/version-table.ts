import { branchOf, type Instruction, systemParts, templatePieces } from "../../prompt/index.ts";
import { InstructionIndex } from "./instruction-index.ts";
import type { KnownVersion } from "./known-version.ts";

/** How a version stands in a text. Lengths are of literal text: variables are no evidence. */
export interface Candidate {
  readonly version: KnownVersion;
  readonly share: number;
  readonly length: number;
  /** Its instructions that stand in the text, in the order of the file, each with its places there (start and end in turns). */
  readonly held: () => readonly HeldInstruction[];
  /** Keys of those that do not. */
  readonly missing: () => readonly string[];
}

export interface HeldInstruction {
  readonly id: number;
  readonly places: readonly number[];
}

export type Places = ReadonlyMap<number, readonly number[]>;

/** From this share on a prompt counts as being in a system text: production may hold a version that nobody committed. */
export const minShare = 0.5;
/** So many characters must be there: "You are {{persona}}." is in half of all texts, and `Be {{tone}}.` in more. */
const minLength = 12;

interface Entry {
  readonly instruction: Instruction;
  readonly id: number;
}

/** Instructions that are looked for together; see `systemParts`. */
interface Part {
  readonly version: number;
  readonly entries: readonly Entry[];
  /** The first is what is always rendered, the others are branches of its template. */
  readonly groups: readonly number[];
}

/**
 * All versions, and which of their instructions they have in common. Most versions share most of their instructions: each is looked for once
 * in a text, and what is found is added up for every version that has it.
 *
 * A branch of a template (`{{#if}}`, `{% for %}`) of which nothing is in the text was not rendered and does not count; one of which
 * something is there counts whole.
 */
export class VersionTable {
  private readonly index: InstructionIndex;
  private readonly parts: Part[] = [];
  private readonly partsOf: Part[][] = [];
  private readonly partOfGroup: number[] = [];
  private readonly wholeOfGroup: number[] = [];
  private readonly groupsOf: number[][] = [];
  /** Characters found of each group; all 0 between calls. */
  private readonly found: Float64Array;

  constructor(readonly versions: readonly KnownVersion[]) {
    const ids = new Map<string, number>();
    const idOf = (text: string): number => {
      const known = ids.get(text);
      if (known !== undefined) return known;
      ids.set(text, ids.size);
      return ids.size - 1;
    };
    const read = versions.map(({ document }) =>
      sources(document).map((part) => part.map((one) => ({ ...one, id: idOf(one.source) }))),
    );
    this.index = new InstructionIndex([...ids.keys()]);
    read.forEach((parts, version) => {
      this.partsOf.push([]);
      for (const part of parts) this.addPart(version, part);
    });
    this.found = new Float64Array(this.partOfGroup.length);
  }

  placesIn(folded: string): Places {
    return this.index.placesIn(folded);
  }

  /** Every version of which a part is in the text, in the order of `versions`. */
  candidates(places: Places): Candidate[] {
    const groups: number[] = [];
    for (const id of places.keys())
      for (const group of this.groupsOf[id] ?? []) {
        if (this.found[group] === 0) groups.push(group);
        this.found[group]! += this.index.patterns[id]!.length;
      }
    const parts = [...new Set(groups.map((group) => this.partOfGroup[group]!))]
      .map((part) => ({ part, ...this.sumOf(this.parts[part]!) }))
      .filter(({ length, whole }) => length >= minShare * whole)
      .sort((a, b) => a.part - b.part);
    for (const group of groups) this.found[group] = 0;
    const found = new Map<number, { parts: Part[]; length: number; whole: number }>();
    for (const { part, length, whole } of parts) {
      const own = this.parts[part]!;
      const sum = found.get(own.version) ?? { parts: [], length: 0, whole: 0 };
      sum.parts.push(own);
      found.set(own.version, { parts: sum.parts, length: sum.length + length, whole: sum.whole + whole });
    }
    return [...found].flatMap(([version, { parts, length, whole }]) =>
      length < minLength ? [] : this.candidate(version, parts, places, { length, share: length / whole }),
    );
  }

  private sumOf({ groups }: Part): { length: number; whole: number } {
    let length = 0;
    let whole = 0;
    for (let nth = 0; nth < groups.length; nth++) {
      const there = this.found[groups[nth]!]!;
      length += there;
      if (nth === 0 || there > 0) whole += this.wholeOfGroup[groups[nth]!]!;
    }
    return { length, whole };
  }

  private candidate(
    version: number,
    parts: readonly Part[],
    places: Places,
    { length, share }: { readonly length: number; readonly share: number },
  ): Candidate {
    const isThere = ({ id }: Entry): boolean => places.has(id) || this.index.patterns[id]!.length === 0;
    return {
      version: this.versions[version]!,
      share,
      length,
      held: () =>
        parts.flatMap(({ entries }) =>
          entries.flatMap(({ id }) => (places.has(id) ? { id, places: places.get(id)! } : [])),
        ),
      missing: () =>
        this.partsOf[version]!.flatMap((part) =>
          parts.includes(part) ? part.entries.filter((entry) => !isThere(entry)) : part.entries,
        ).map(({ instruction }) => instruction.key),
    };
  }

  private addPart(version: number, sources: readonly (Source & { readonly id: number })[]): void {
    const groups = new Map<number | undefined, number>();
    const groupOf = (branch: number | undefined): number => {
      const known = groups.get(branch);
      if (known !== undefined) return known;
      const group = this.partOfGroup.length;
      groups.set(branch, group);
      this.partOfGroup.push(this.parts.length);
      this.wholeOfGroup.push(0);
      return group;
    };
    groupOf(undefined);
    for (const { id, branch } of sources) {
      const group = groupOf(branch);
      this.wholeOfGroup[group]! += this.index.patterns[id]!.length;
      const list = this.groupsOf[id];
      if (list) list.push(group);
      else this.groupsOf[id] = [group];
    }
    const part = { version, entries: sources, groups: [...groups.values()] };
    this.parts.push(part);
    this.partsOf[version]!.push(part);
  }
}

interface Source {
  readonly instruction: Instruction;
  /** Its text with its template's tags. */
  readonly source: string;
  /** The innermost branch of a template that it stands in. */
  readonly branch: number | undefined;
}

const hasTags = /\{%|\{\{~?[#^/]/;

function sources(document: KnownVersion["document"]): Source[][] {
  const isTemplate = hasTags.test(document.text);
  const { branches } = isTemplate ? templatePieces(document.text) : { branches: [] };
  return systemParts(document).map((part) =>
    part.map((instruction) => {
      if (!isTemplate) return { instruction, source: instruction.text, branch: undefined };
      const { start, end } = instruction.range;
      const raw = document.text.slice(start, end);
      const { pieces } = templatePieces(raw);
      const solid = pieces.filter(
        ({ kind, range }) => kind !== "tag" && raw.slice(range.start, range.end).trim() !== "",
      );
      const from = start + (solid[0]?.range.start ?? 0);
      const to = start + (solid.at(-1)?.range.end ?? raw.length);
      // A reader of templates may have taken the tags out of the text; then only the file has them.
      const source = hasTags.test(raw) ? raw : instruction.text;
      return { instruction, source, branch: branchOf(branches, { start: from, end: to }) };
    }),
  );
}

import {
  alikeByWords,
  clash,
  diffHunks,
  type Hunk,
  isInsertion,
  type SplitUnits,
  unitText,
  withLineEndsOf,
} from "../edits/index.ts";

/** Hunks that come and go together. */
export interface Part {
  readonly add: readonly Hunk[];
  /** Ids of hunks of the parent that the added ones replace. */
  readonly drop: readonly string[];
}

export interface ReadProposal {
  /** Additions and rewordings. */
  readonly grow: readonly Part[];
  /** Lines of the base that it leaves out and puts nothing in the place of. */
  readonly cut: readonly Part[];
  /** Hunks of the parent that it left out; they stay, since they have shown what they do. */
  readonly kept: readonly Hunk[];
}

const alike = 0.5;

/**
 * What a reflection changed, as parts that can be tried one by one. A reflection writes a whole text: what it left out it may have lost on the
 * way, so a hunk that was proved before stays, unless the new text has the same thing in other words.
 */
export function readProposal(
  base: string,
  has: readonly Hunk[],
  proposed: string,
  how: { readonly split?: SplitUnits; readonly next?: readonly Hunk[] } = {},
): ReadProposal {
  const next = how.next ?? diffHunks(base, withLineEndsOf(base, proposed), how);
  const matched = matchHunks(has, next);
  const fresh = next.filter((one) => !matched.has(one)).filter((one) => !isBlankInsertion(one));
  const gone = new Set(has.filter((one) => ![...matched.values()].includes(one)));
  const grow: Part[] = [];
  const cut: Part[] = [];
  for (const hunk of fresh.filter((one) => one.text.trim() !== "" && !isMoveTarget(one, fresh))) {
    const replaced = [...gone].filter((one) => takesPlaceOf(hunk, one));
    for (const one of replaced) gone.delete(one);
    const clashing = has.filter((one) => !replaced.includes(one) && clash(one, hunk));
    for (const one of clashing) gone.delete(one);
    grow.push({ add: [hunk], drop: [...replaced, ...clashing].map(({ id }) => id) });
  }
  for (const hunk of fresh.filter((one) => one.text.trim() === "")) {
    const target = fresh.find((one) => isMove(hunk, one));
    const clashing = has.filter((one) => clash(one, hunk)).map(({ id }) => id);
    cut.push({ add: target ? [hunk, target] : [hunk], drop: clashing });
  }
  return { grow, cut, kept: [...gone] };
}

/** Which hunk of the parent each new one is: the same, or the same line somewhere else. */
function matchHunks(has: readonly Hunk[], next: readonly Hunk[]): Map<Hunk, Hunk> {
  const matched = new Map<Hunk, Hunk>();
  const free = new Set(has);
  const take = (isSame: (a: Hunk, b: Hunk) => boolean): void => {
    for (const one of next.filter((each) => !matched.has(each))) {
      const found = [...free].find((other) => isSame(one, other));
      if (!found) continue;
      matched.set(one, found);
      free.delete(found);
    }
  };
  take((a, b) => a.id === b.id);
  take((a, b) => isInsertion(a) && isInsertion(b) && lineOf(a) === lineOf(b));
  return matched;
}

const lineOf = ({ text }: Hunk): string => unitText(text).trim();
const isBlankInsertion = (hunk: Hunk): boolean => isInsertion(hunk) && hunk.text.trim() === "";
const takesPlaceOf = (fresh: Hunk, gone: Hunk): boolean =>
  isInsertion(fresh) && isInsertion(gone) && alikeByWords(fresh.text, gone.text) >= alike;

/** A line of the base that stands elsewhere now. */
const isMove = (removed: Hunk, put: Hunk): boolean =>
  removed.text.trim() === "" &&
  put.text.trim() !== "" &&
  isInsertion(put) &&
  unitText(removed.replaced).trim() === lineOf(put);
const isMoveTarget = (put: Hunk, fresh: readonly Hunk[]): boolean => fresh.some((one) => isMove(one, put));

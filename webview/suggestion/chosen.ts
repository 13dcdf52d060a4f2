import type { ShownHunk, ShownSuggestion } from "../../server/protocol/index.ts";
import type { Choice } from "./page.ts";

/** What follows from what is chosen. */
export interface Chosen {
  /** Hunks that can be made and are wanted, by id. */
  readonly hunks: readonly string[];
  /** Of so many that can be made. */
  readonly possible: number;
  /** Flags of what is wanted. */
  readonly flags: ShownSuggestion["flags"];
  /** Those without their second yes. */
  readonly open: ShownSuggestion["flags"];
  readonly confirmed: readonly string[];
}

/** Once nothing can be put into the text, what is decided about is what is there. */
export function chosenOf({ hunks, flags, state }: ShownSuggestion, choice: Choice): Chosen {
  const canBe = ({ place }: ShownHunk): boolean => place === "open";
  const possible = hunks.some(canBe) && state !== "accepted" ? hunks.filter(canBe) : hunks.filter(isThere);
  const wanted = possible.filter(({ id }) => choice.isWanted(id)).map(({ id }) => id);
  const own = flags.filter(({ hunk }) => hunk === undefined || wanted.includes(hunk));
  const rules = [...new Set(own.map(({ rule }) => rule))];
  return {
    ...{ hunks: wanted, possible: possible.length, flags: own },
    open: own.filter(({ rule }) => !choice.isConfirmed(rule)),
    confirmed: rules.filter((rule) => choice.isConfirmed(rule)),
  };
}

const isThere = ({ place }: ShownHunk): boolean => place !== "stale";

import { UserError } from "../../base/index.ts";
import type { Suggestion } from "../../improve/index.ts";
import type { Store } from "../../store/index.ts";
import type { CycleReport } from "./cycle-report.ts";
import { keptCycles } from "./kept-cycles.ts";
import { readSuggestionFiles } from "./suggestion-files.ts";

export interface CyclesPlace {
  readonly store: Store;
  readonly root: string;
}

/** `from`: the file that what it suggests came with, relative to the workspace. */
export type KnownCycle = CycleReport & { readonly from?: string };

/** Cycles of the store, and those whose suggestions came with files; what is in both is the store's. The oldest first. */
export async function knownCycles({ store, root }: CyclesPlace): Promise<KnownCycle[]> {
  const own = await keptCycles(store);
  const ids = new Set(own.map(({ suggestion }) => suggestion?.id));
  const { cycles } = await readSuggestionFiles(root);
  const brought = cycles.filter(({ suggestion }) => !ids.has(suggestion.id));
  return [...own, ...brought].sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
}

/** The cycle of a suggestion, by that one's id or the beginning of it. Throws `suggestion-unknown`. */
export async function cycleSuggesting(
  place: CyclesPlace,
  id: string,
): Promise<CycleReport & { readonly suggestion: Suggestion }> {
  const found = (await knownCycles(place)).flatMap(({ suggestion, ...cycle }) =>
    suggestion && (suggestion.id === id || (id.length >= 4 && suggestion.id.startsWith(id)))
      ? { ...cycle, suggestion }
      : [],
  );
  if (found.length === 1) return found[0]!;
  throw new UserError(
    "suggestion-unknown",
    found.length > 1 ? `Several suggestions begin with ${id}.` : `There is no suggestion ${id}.`,
    "List them: homeostat suggestions",
  );
}

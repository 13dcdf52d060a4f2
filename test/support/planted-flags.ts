import type { LargeTruth } from "../../scripts/demo/large/generate-large.ts";
import { countBy } from "./planted-agreement.ts";

/** One behavior as `homeostat behaviors --json` prints it, as far as flags go. */
export interface ToldBehavior {
  readonly id: string;
  readonly name: string;
  /** Says that a person should look at it, however it says so. */
  readonly issue?: unknown;
}

export interface FlagsAgainst {
  readonly planted: number;
  /** Failing intents that have a flagged behavior of their own: most of its conversations are theirs. */
  readonly flagged: readonly string[];
  readonly missed: readonly string[];
  /** Flagged behaviors, by name, that are mostly about an intent that does not fail. */
  readonly falseFlags: readonly string[];
  readonly flags: number;
}

/** The flags on behaviors against the intents that were made to fail. `behaviorOf`: conversation id to behavior id. */
export function flagsAgainst(
  truth: Pick<LargeTruth, "intents" | "intentOf">,
  behaviors: readonly ToldBehavior[],
  behaviorOf: ReadonlyMap<string, string>,
): FlagsAgainst {
  const failing = truth.intents.flatMap(({ id, fails }) => (fails ? [id] : []));
  const flags = behaviors.filter(({ issue }) => Boolean(issue));
  const members = new Map<string, string[]>(flags.map(({ id }) => [id, []]));
  for (const [conversation, behavior] of behaviorOf)
    members.get(behavior)?.push(truth.intentOf[conversation]!);
  const about = new Map([...members].map(([id, intents]) => [id, mostOf(intents)]));
  const flagged = failing.filter((intent) => [...about.values()].includes(intent));
  return {
    planted: failing.length,
    flagged,
    missed: failing.filter((intent) => !flagged.includes(intent)),
    falseFlags: flags.flatMap(({ id, name }) =>
      failing.includes(about.get(id) ?? "") ? [] : [`${name} (${about.get(id) ?? "nothing"})`],
    ),
    flags: flags.length,
  };
}

function mostOf(names: readonly string[]): string | undefined {
  const counts = [...countBy(names)].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return counts[0]?.[0];
}

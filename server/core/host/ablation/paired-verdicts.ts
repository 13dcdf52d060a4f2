import { exerciseThreshold, type PairedVerdicts } from "../../attribution/index.ts";
import type { KeptRun, PartVerdict } from "./fresh-runs.ts";
import type { AblationWorld, Pair } from "./plan-ablation.ts";

/** A conversation that went with both texts. */
export interface Compared {
  readonly pair: Pair;
  readonly before: KeptRun;
  readonly after: KeptRun;
}

/**
 * Verdicts that both sides have on the same sample. Of turns those count that put the line to work, as far as the user says the same again.
 * Calls of a model have no partner on the other side: of those the shares are compared, and a conversation counts once.
 */
export function pairedVerdicts(
  key: string,
  { pair: { line, conversationId }, before, after }: Compared,
  { input, definition }: AblationWorld,
): PairedVerdicts[] {
  const [own, other] = [before, after].map((run) => verdictsOf(run, key)) as [Verdicts, Verdicts];
  const isAtWork = (part: string): boolean =>
    definition.user !== "recorded" ||
    !/^t\d/.test(part) ||
    input.exercise.exercised(line.triggers, conversationId, Number(part.slice(1))) >= exerciseThreshold;
  const calls = [own, other].map((one) => [...one].filter(([part]) => part.startsWith("c")));
  if (calls.every((list) => list.length > 0)) {
    const [was, is] = calls.map((list) => list.filter(([, passes]) => passes).length / list.length) as [
      number,
      number,
    ];
    return [{ n: 1, before: was, gained: Math.max(0, is - was), lost: Math.max(0, was - is) }];
  }
  return [...own].flatMap(([part, was]) => {
    const is = other.get(part);
    if (is === undefined || part.startsWith("c") || !isAtWork(part)) return [];
    return [{ n: 1, before: Number(was), gained: Number(!was && is), lost: Number(was && !is) }];
  });
}

type Verdicts = ReadonlyMap<string, boolean>;

const verdictsOf = ({ evaluations }: KeptRun, key: string): Verdicts =>
  new Map(
    (evaluations[key] ?? []).flatMap(([part, label]: PartVerdict) =>
      label === "pass" || label === "fail" ? [[part, label === "pass"] as const] : [],
    ),
  );

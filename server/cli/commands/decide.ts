import {
  type Decision,
  inQuotes,
  namedBehavior,
  plural,
  type Snapshot,
  tame,
  UserError,
} from "../../core/index.ts";
import type { Session } from "../session.ts";

/** A decision as it is typed: behaviors by id or name. */
export type TypedDecision =
  | Exclude<Decision, { kind: "merge" | "weight" }>
  | { readonly kind: "weight"; readonly behavior: string; readonly weight: string }
  | { readonly kind: "merge"; readonly behavior: string; readonly others: readonly string[] };

/** Keeps a decision about a behavior in the committed file, and says what it did. Throws where the name fits none, or several. */
export async function decideCommand(session: Session, typed: TypedDecision): Promise<number> {
  const before = await session.host.snapshot();
  const { id, name } = namedBehavior(before, typed.behavior);
  const decision = decisionOf(before, typed, id);
  const result = await session.host.decide(decision, session.work);
  if (session.json) {
    session.print(JSON.stringify({ behavior: id, kind: decision.kind, ...result }));
    return 0;
  }
  session.print(`${decisionSentence(before, decision, tame(name, 80), result.parts)} Kept in ${result.file}`);
  return 0;
}

function decisionOf(snapshot: Snapshot, typed: TypedDecision, behavior: string): Decision {
  if (typed.kind === "merge")
    return { ...typed, behavior, others: typed.others.map((one) => namedBehavior(snapshot, one).id) };
  if (typed.kind !== "weight") return { ...typed, behavior };
  const weight = typed.weight.trim() === "" ? Number.NaN : Number(typed.weight);
  if (Number.isNaN(weight))
    throw new UserError(
      "option-invalid",
      `${tame(typed.weight, 40)} is no number.`,
      "For example: homeostat behaviors weight NAME 2",
    );
  return { kind: "weight", behavior, weight };
}

/** What a decision did. `called`: the behavior's name until then; `parts`: sizes of the parts of a split. */
export function decisionSentence(
  { behaviors }: Pick<Snapshot, "behaviors">,
  decision: Decision,
  called: string,
  parts?: readonly number[],
): string {
  const name = inQuotes(called);
  const nameOf = (id: string): string =>
    inQuotes(tame(behaviors.find((one) => one.id === id)?.name ?? id, 60));
  switch (decision.kind) {
    case "pin":
      return `${name} is pinned: it comes first.`;
    case "unpin":
      return `${name} is not pinned any more.`;
    case "mute":
      return `${name} is muted${decision.until ? ` until ${decision.until}` : ""}: it is no issue and comes last.`;
    case "unmute":
      return `${name} is shown again.`;
    case "weight":
      return `${name} counts ${decision.weight === 1 ? "as much as it is large" : `${decision.weight} times its size`}.`;
    case "rename":
      if (decision.name === undefined) return `${name} is described anew.`;
      return decision.name.trim() === ""
        ? `${name} is called what its users say again.`
        : `${name} is called ${inQuotes(tame(decision.name.trim(), 80))} now.`;
    case "merge":
      return `${decision.others.map(nameOf).join(", ")} ${decision.others.length === 1 ? "is" : "are"} part of ${name} now.`;
    case "unmerge":
      return `What was merged into ${name} is its own again.`;
    case "split":
      return `${name} is in ${plural(parts?.length ?? 0, "part")} now, with ${(parts ?? []).join(" and ")} requests.`;
    case "unsplit":
      return `${name} is one again.`;
  }
}

import { type ContrastedConversation, countsFor } from "../../attribution/index.ts";
import { fisherAboveP } from "../../base/index.ts";
import type { Evaluator } from "../../evaluators/index.ts";
import type { BehaviorProposal, BehaviorProposals } from "../../review/index.ts";
import type { Label, Sample } from "../../store/index.ts";
import type { BehaviorSamples } from "./behavior-samples.ts";
import type { ProposalWorld } from "./lines-to-propose.ts";

// What proposals for a behavior have in common, whoever made them.

export interface BehaviorWorld extends ProposalWorld {
  readonly decidedNames: ReadonlyMap<string, string>;
}

/** No line is meant, so every sample is. */
export const noLine = { text: "", triggers: [] };

/** Keys in the order in which people write them. */
export function entryFor(
  { name, assert, when, prompts, covers }: Readonly<Record<string, unknown>>,
  description: string,
  { scope }: Evaluator,
  behavior: string,
): Record<string, unknown> {
  return {
    ...{ name, description, scope, behaviors: [behavior] },
    ...(prompts !== undefined && { prompts }),
    ...(when !== undefined && { when }),
    assert,
    ...(covers !== undefined && { covers }),
  };
}

export const reportOf = (
  { figures, judged }: BehaviorSamples,
  world: BehaviorWorld,
): Omit<BehaviorProposals, "nothing"> => ({
  behavior: { id: figures.id, name: nameOf(figures.id, world) },
  failing: judged.filter(({ failed }) => failed).length,
  passing: judged.filter(({ failed }) => !failed).length,
  tried: 0,
  proposals: [],
});

export const nameFor = ({ figures }: BehaviorSamples, world: BehaviorWorld): string =>
  nameOf(figures.id, world);

/** What `behaviors:` calls it: its name, or its id where another one has that name too. */
function nameOf(id: string, { built, decidedNames }: BehaviorWorld): string {
  const names = built.snapshot.behaviors.map((one) => decidedNames.get(one.id) ?? one.name);
  const at = built.snapshot.behaviors.findIndex((one) => one.id === id);
  const name = names[at] ?? id;
  const isOnly = names.filter((one) => one.toLowerCase() === name.toLowerCase()).length === 1;
  return isOnly && name.trim() !== "" ? name : id;
}

/** How often an evaluator fails what failed and what passed, as its verdicts came. */
export function contrastIn(
  conversations: readonly Pick<ContrastedConversation, "id" | "cluster" | "failed">[],
  labels: ReadonlyMap<string, ReadonlySet<Label>>,
): BehaviorProposal["contrast"] {
  const counts = countsFor(
    conversations.map((one) => {
      const own = labels.get(one.id);
      return { ...one, fails: [own?.has("fail") ? true : own?.has("pass") ? false : undefined] };
    }),
    0,
  );
  return { ...counts, p: fisherAboveP(counts.failing, counts.passing) };
}

/** Collects the labels of samples by conversation. */
export function collecting(): {
  readonly labels: Map<string, Set<Label>>;
  readonly onVerdict: (sample: Sample, label: Label) => void;
} {
  const labels = new Map<string, Set<Label>>();
  return {
    labels,
    onVerdict: ({ conversationId }, label) => {
      const own = labels.get(conversationId) ?? new Set();
      labels.set(conversationId, own.add(label));
    },
  };
}

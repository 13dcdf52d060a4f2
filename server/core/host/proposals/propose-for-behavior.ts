import {
  type ContrastedConversation,
  contrastsThatHold,
  countsFor,
  isContrastable,
  leastInHalf,
} from "../../attribution/index.ts";
import { checkpoint, fisherAboveP, type LongWork } from "../../base/index.ts";
import {
  type EvaluationServices,
  type Evaluator,
  evaluate,
  parseEvaluators,
} from "../../evaluators/index.ts";
import type { BehaviorProposal, BehaviorProposals } from "../../review/index.ts";
import type { Label, Sample } from "../../store/index.ts";
import { behaviorCandidates, type Candidate } from "./behavior-candidates.ts";
import { type BehaviorSamples, behaviorSamples } from "./behavior-samples.ts";
import type { ProposalWorld } from "./lines-to-propose.ts";
import { type Effort, freeEffort, measureCheck, spread } from "./measure-check.ts";

const mostProposals = 5;
const mostExemplars = 3;
/** No line is meant, so every sample is. */
export const noLine = { text: "", triggers: [] };

export interface BehaviorWorld extends ProposalWorld {
  readonly decidedNames: ReadonlyMap<string, string>;
}

/**
 * Checks that tell conversations of a behavior that fail from those that pass, without a model: each is tried on all of them, and offered
 * only if it holds on conversations that had no part in finding it. Throws `behavior-unknown`.
 */
export async function proposeForBehavior(
  world: BehaviorWorld,
  id: string,
  work: LongWork = {},
): Promise<BehaviorProposals> {
  const read = await behaviorSamples(world.store, world.built, id, work);
  const report = reportOf(read, world);
  const conversations = read.judged.map((one) => ({ ...one, fails: [] }));
  if (!isContrastable(conversations))
    return {
      ...report,
      nothing: `Too few to tell them apart without a model: of tasks that failed and of those that passed ${2 * leastInHalf} each are asked for at least, and more as halves fall unevenly.`,
    };
  const named = nameFor(read, world);
  const candidates = behaviorCandidates(read.tools, world.files, world.evaluators).flatMap((candidate) => {
    const [evaluator] = parseEvaluators([{ ...candidate.entry, behaviors: [named] }]).evaluators;
    return evaluator ? [{ candidate, evaluator }] : [];
  });
  const verdicts = await verdictsOf(candidates, read, world.services, work);
  const held = contrastsThatHold(
    read.judged.map((one, i) => ({ ...one, fails: verdicts[i]! })),
    candidates.length,
  );
  const proposals: BehaviorProposal[] = [];
  const told = new Set<string>();
  for (const { candidate: at, p, failing, passing } of held) {
    // Two that fail the same conversations are one finding.
    const same = JSON.stringify(verdicts.map((fails) => fails[at] ?? null));
    if (told.has(same) || proposals.length === mostProposals) continue;
    told.add(same);
    const { candidate, evaluator } = candidates[at]!;
    const flagged = read.judged.filter((one, i) => one.failed && verdicts[i]![at]).map((one) => one.id);
    const exemplars = { failing: spread(flagged, mostExemplars), passing: [] };
    // Without the behavior's name: those are words of users, and what a description says an evaluator claims to test.
    const description = `Fails ${failing.k} of ${failing.n} conversations of this behavior that fail and ${passing.k} of ${passing.n} that pass, found on others; as ${exemplars.failing.join(", ")}.`;
    proposals.push(
      await proposalFor(
        { candidate, evaluator, description, exemplars, contrast: { failing, passing, p } },
        read,
        {
          world,
          work,
          effort: freeEffort,
        },
      ),
    );
  }
  return {
    ...report,
    tried: candidates.length,
    proposals,
    ...(proposals.length === 0 && {
      nothing: `None of ${candidates.length} checks tells what fails from what passes on conversations that it was not found on.`,
    }),
  };
}

/** By conversation, what each candidate says of it: a failing sample fails it, and where nothing is said there is no verdict. */
async function verdictsOf(
  candidates: readonly { readonly candidate: Candidate; readonly evaluator: Evaluator }[],
  { judged, samplesOf }: BehaviorSamples,
  services: EvaluationServices,
  { signal, progress }: LongWork,
): Promise<(boolean | undefined)[][]> {
  const verdicts: (boolean | undefined)[][] = [];
  for (const [done, { id }] of judged.entries()) {
    progress?.({ stage: "trying checks", done, total: judged.length });
    const samples = samplesOf.get(id) ?? [];
    const fails: (boolean | undefined)[] = [];
    for (const { evaluator } of candidates) {
      const labels = new Set<Label>();
      for (const sample of samples)
        if (sample.scope === evaluator.scope)
          labels.add((await evaluate(evaluator, sample, services, signal)).label);
      fails.push(labels.has("fail") ? true : labels.has("pass") ? false : undefined);
    }
    verdicts.push(fails);
    await checkpoint(signal);
  }
  return verdicts;
}

export interface Found {
  readonly candidate: Pick<Candidate, "pattern" | "entry">;
  readonly evaluator: Evaluator;
  readonly description: string;
  readonly exemplars: BehaviorProposal["exemplars"];
  readonly contrast: BehaviorProposal["contrast"];
}

/** Measured and broken like every proposal, on all judged conversations of the behavior. */
async function proposalFor(
  { candidate, evaluator, description, exemplars, contrast }: Found,
  { figures, samplesOf }: BehaviorSamples,
  {
    world,
    work,
    effort,
  }: { readonly world: BehaviorWorld; readonly work: LongWork; readonly effort: Effort },
): Promise<BehaviorProposal> {
  const { exercise } = world.built.input;
  const samples = [...samplesOf.values()].flat();
  const figure = await measureCheck(evaluator, noLine, { samples, exercise, effort }, world.services, work);
  const name = freeName(evaluator.name, world.evaluators);
  return {
    ...{ pattern: candidate.pattern, name, figure, contrast, exemplars },
    entry: entryFor({ ...candidate.entry, name }, description, evaluator, nameOf(figures.id, world)),
  };
}

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

export function freeName(name: string, evaluators: readonly Evaluator[]): string {
  const taken = new Set(evaluators.map((one) => one.name));
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name}-${number}`;
  return free;
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

import { contrastsThatHold, isContrastable, leastInHalf } from "../../attribution/index.ts";
import { checkpoint, type LongWork } from "../../base/index.ts";
import {
  type EvaluationServices,
  type Evaluator,
  evaluate,
  parseEvaluators,
} from "../../evaluators/index.ts";
import type { BehaviorProposal, BehaviorProposals } from "../../review/index.ts";
import type { Label } from "../../store/index.ts";
import { behaviorCandidates, type Candidate } from "./behavior-candidates.ts";
import { type BehaviorWorld, entryFor, nameFor, noLine, reportOf } from "./behavior-proposal.ts";
import { type BehaviorSamples, behaviorSamples } from "./behavior-samples.ts";
import { freeNames } from "./free-names.ts";
import { freeEffort, measureCheck, spread } from "./measure-check.ts";

const mostProposals = 5;
const mostExemplars = 3;
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
  const freeName = freeNames(world.evaluators);
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
        { world, work, freeName },
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

interface Found {
  readonly candidate: Pick<Candidate, "pattern" | "entry">;
  readonly evaluator: Evaluator;
  readonly description: string;
  readonly exemplars: BehaviorProposal["exemplars"];
  readonly contrast: BehaviorProposal["contrast"];
}

/** Measured and broken like every proposal, on all judged conversations of the behavior. */
async function proposalFor(
  { candidate, evaluator, description, exemplars, contrast }: Found,
  read: BehaviorSamples,
  { world, work, freeName }: Proposing,
): Promise<BehaviorProposal> {
  const { exercise } = world.built.input;
  const measuring = { samples: [...read.samplesOf.values()].flat(), exercise, effort: freeEffort };
  const figure = await measureCheck(evaluator, noLine, measuring, world.services, work);
  const name = freeName(evaluator.name);
  return {
    ...{ pattern: candidate.pattern, name, figure, contrast, exemplars },
    entry: entryFor({ ...candidate.entry, name }, description, evaluator, nameFor(read, world)),
  };
}

interface Proposing {
  readonly world: BehaviorWorld;
  readonly work: LongWork;
  readonly freeName: (name: string) => string;
}

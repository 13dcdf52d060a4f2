import { clusteredRate, groupBy, indexBy } from "../base/index.ts";
import type { Instruction, PromptDocument } from "../prompt/index.ts";
import type { Label } from "../store/index.ts";
import { ClusterCounts } from "./cluster-counts.ts";
import type { ExerciseModel, TurnPlace } from "./exercise.ts";
import type {
  BehaviorShare,
  EvaluatorFigure,
  InstructionFigures,
  MeasuredVersion,
  MeasuringEvaluator,
  PromptFigures,
} from "./figures.ts";
import { resolveCover } from "./links.ts";
import { behaviorsAt, type RequestPlace } from "./request-places.ts";
import { mostFirst, Tally, type Thresholds } from "./tally.ts";
import { heldChanges, type TestedTrend, type VersionCounts, versionTrend } from "./version-trend.ts";

/** A verdict with what is needed to count it. `turn` is set for samples smaller than the conversation. */
export interface Verdict {
  readonly evaluator: string;
  readonly conversationId: string;
  readonly turn?: number;
  readonly label: Label;
  /** What it is about: of several calls in one turn each has its own. */
  readonly sampleId?: string;
}

/** A conversation that one prompt spoke in: the version it held, less the instructions that its system text did not have. */
export interface PromptConversation {
  readonly id: string;
  readonly version: string;
  readonly missing: ReadonlySet<string>;
  /** Task id, or the conversation's own: what its samples are alike within. */
  readonly cluster: string;
  /** What was asked in it, in the order of asking. */
  readonly requests: readonly RequestPlace[];
}

export interface AttributionInput {
  readonly name: string;
  readonly file: string;
  /** Every version with conversations, newest first, and the text as it is now. */
  readonly versions: readonly (Omit<MeasuredVersion, "keys" | "conversations"> & {
    readonly document: PromptDocument;
  })[];
  readonly evaluators: readonly MeasuringEvaluator[];
  readonly verdicts: readonly Verdict[];
  readonly conversations: readonly PromptConversation[];
  readonly exercise: ExerciseModel;
  readonly thresholds: Thresholds;
  readonly counts: PromptFigures["conversations"];
}

export interface Attribution {
  readonly figures: PromptFigures;
  /** All failing conversations of an instruction by its key, those that fail most first; figures carry the first few only. */
  readonly failing: ReadonlyMap<string, readonly string[]>;
}

/**
 * Carries evaluations down to instructions: a verdict counts for an instruction when its evaluator covers it, the conversation held
 * it, and the sample put it to work (x >= 0.5; an evaluator with `when` decides that itself). See DESIGN: numbers, defined once.
 */
export function attribute(input: AttributionInput): Attribution {
  const covering = coveringEvaluators(input);
  const context: Context = {
    input,
    byVersion: groupBy(input.conversations, ({ version }) => version),
    keysByVersion: new Map(
      input.versions.map(({ version, document }) => [
        version,
        new Set(document.instructions.map(({ key }) => key)),
      ]),
    ),
    verdicts: groupBy(placed(input), ({ verdict }) => verdict.evaluator),
  };
  const failing = new Map<string, readonly string[]>();
  const trends: (TestedTrend | undefined)[] = [];
  const measured = [...unionOf(input).values()].map((instruction) => {
    const found = figuresOf(instruction, covering.get(instruction.key) ?? [], context);
    failing.set(instruction.key, found.failing);
    trends.push(found.trend);
    return found.figures;
  });
  const held = heldChanges(trends);
  const instructions = measured.map((one, index) => ({ ...one, ...(held[index] && { trend: held[index] }) }));
  const figures: PromptFigures = {
    name: input.name,
    file: input.file,
    versions: input.versions.map(({ document, ...rest }) => ({
      ...rest,
      conversations: context.byVersion.get(rest.version)?.length ?? 0,
      keys: document.instructions.map(({ key }) => key),
    })),
    instructions,
    evaluators: input.evaluators.map((evaluator) => overall(evaluator, context, covering)),
    conversations: input.counts,
  };
  return { figures, failing };
}

/** Instructions of all versions by key; the newest wording of the surroundings wins. */
function unionOf(input: AttributionInput): Map<string, Instruction> {
  const union = new Map<string, Instruction>();
  for (const { document } of input.versions)
    for (const instruction of document.instructions)
      if (!union.has(instruction.key)) union.set(instruction.key, instruction);
  return union;
}

/** Evaluators by the key of the instruction they cover, resolved in each version by itself: wording moves between versions. */
function coveringEvaluators(input: AttributionInput): Map<string, MeasuringEvaluator[]> {
  const covering = new Map<string, MeasuringEvaluator[]>();
  for (const evaluator of input.evaluators) {
    const keys = new Set(
      evaluator.covers.flatMap((cover) =>
        input.versions.flatMap(({ document }) => resolveCover(cover, document).keys),
      ),
    );
    for (const key of keys) covering.set(key, [...(covering.get(key) ?? []), evaluator]);
  }
  return covering;
}

/** A verdict that counts somewhere, the conversation it is about, where its turns lie, and what was asked there. */
interface Placed {
  readonly verdict: Verdict;
  readonly conversation: PromptConversation;
  readonly place: TurnPlace | undefined;
  readonly behaviors: readonly string[];
}

interface Context {
  readonly input: AttributionInput;
  readonly byVersion: ReadonlyMap<string, readonly PromptConversation[]>;
  readonly keysByVersion: ReadonlyMap<string, ReadonlySet<string>>;
  readonly verdicts: ReadonlyMap<string, readonly Placed[]>;
}

/** Verdicts on conversations of this prompt; those of other prompts are somebody else's, and what is not applicable counts nowhere. */
function placed({ conversations, verdicts, exercise }: AttributionInput): Placed[] {
  const byId = indexBy(conversations, ({ id }) => id);
  const asked = new Map<string, { place: TurnPlace | undefined; at: Map<number | undefined, string[]> }>();
  const found: Placed[] = [];
  for (const verdict of verdicts) {
    if (verdict.label === "not-applicable") continue;
    const { conversationId, turn } = verdict;
    const conversation = byId.get(conversationId);
    if (!conversation) continue;
    const known = asked.get(conversationId) ?? { place: exercise.placeOf(conversationId), at: new Map() };
    asked.set(conversationId, known);
    const behaviors = known.at.get(turn) ?? behaviorsAt(conversation.requests, turn);
    known.at.set(turn, behaviors);
    found.push({ verdict, conversation, place: known.place, behaviors });
  }
  return found;
}

function figuresOf(
  instruction: Instruction,
  evaluators: readonly MeasuringEvaluator[],
  context: Context,
): { figures: InstructionFigures; failing: string[]; trend: TestedTrend | undefined } {
  const { input } = context;
  const { key, triggers } = instruction;
  const isExercised = input.exercise.exercising(triggers);
  const versions = input.versions
    .map(({ version }) => version)
    .filter((version) => context.keysByVersion.get(version)!.has(key));
  const held = versions.flatMap((version) =>
    (context.byVersion.get(version) ?? []).filter(({ missing }) => !missing.has(key)),
  );
  const holding = new Set(versions);
  const figures: EvaluatorFigure[] = [];
  const failing = new Map<string, number>();
  const judged = new Set<string>();
  const shares = new Map<string, ClusterCounts>();
  const byEvaluator = new Map<string, VersionCounts>();
  for (const evaluator of evaluators) {
    const tally = new Tally();
    const byVersion = new Map<string, ClusterCounts>();
    const decides = triggers.length === 0 || evaluator.definition.when.length > 0;
    for (const { verdict, conversation, place, behaviors } of context.verdicts.get(evaluator.name) ?? []) {
      if (!holding.has(conversation.version) || conversation.missing.has(key)) continue;
      if (!decides && !isExercised(place, verdict.turn)) continue;
      tally.add(verdict.label, conversation.cluster, conversation.id);
      if (verdict.label !== "pass" && verdict.label !== "fail") continue;
      const { version, cluster } = conversation;
      const passed = verdict.label === "pass";
      judged.add(conversation.id);
      if (versions.length > 1) countsAt(byVersion, version).add(cluster, passed);
      for (const id of behaviors) countsAt(shares, id).add(cluster, passed);
    }
    figures.push(tally.figure(evaluator.name, evaluator.trust, input.thresholds));
    byEvaluator.set(evaluator.name, { byVersion, isAlone: tally.isAlone });
    for (const [id, times] of tally.failures) failing.set(id, (failing.get(id) ?? 0) + times);
  }
  const worst = figures.sort(worstFirst)[0]?.evaluator;
  const measured: InstructionFigures = {
    key,
    text: instruction.text,
    kind: instruction.kind,
    evaluators: evaluators.map(({ name }) => name),
    figures,
    behaviors: worstShares(shares),
    failing: failing.size,
    versions: versions.filter((version) => context.byVersion.has(version)),
    // An evaluator with a condition of its own knows better than words do whether the line was put to work.
    exercised:
      triggers.length === 0
        ? held.length
        : held.filter(({ id }) => judged.has(id) || isExercised(input.exercise.placeOf(id))).length,
    held: held.length,
  };
  const trend = worst === undefined ? undefined : versionTrend(worst, versions, byEvaluator.get(worst)!);
  return { figures: measured, failing: mostFirst(failing), trend };
}

/** The lowest rate first; figures without a verdict last. */
const worstFirst = (a: EvaluatorFigure, b: EvaluatorFigure): number =>
  Number(a.n === 0) - Number(b.n === 0) ||
  a.rate - b.rate ||
  b.n - a.n ||
  (a.evaluator < b.evaluator ? -1 : 1);

function countsAt(counts: Map<string, ClusterCounts>, key: string): ClusterCounts {
  const known = counts.get(key) ?? new ClusterCounts();
  counts.set(key, known);
  return known;
}

const worstShares = (shares: ReadonlyMap<string, ClusterCounts>): BehaviorShare[] =>
  [...shares]
    .map(([behaviorId, { n, passes }]) => ({ behaviorId, fail: n - passes, n }))
    .filter(({ fail }) => fail > 0)
    .sort((a, b) => b.fail - a.fail || (a.behaviorId < b.behaviorId ? -1 : 1))
    .slice(0, 5)
    .map((share) => {
      const { low, high } = clusteredRate(shares.get(share.behaviorId)!.clusters);
      return { ...share, low: 1 - high, high: 1 - low };
    });

function overall(
  evaluator: MeasuringEvaluator,
  { input, verdicts }: Context,
  covering: ReadonlyMap<string, readonly MeasuringEvaluator[]>,
): EvaluatorFigure & { linked: boolean } {
  const tally = new Tally();
  for (const { verdict, conversation } of verdicts.get(evaluator.name) ?? [])
    tally.add(verdict.label, conversation.cluster, conversation.id);
  const linked = [...covering.values()].some((evaluators) => evaluators.includes(evaluator));
  return { ...tally.figure(evaluator.name, evaluator.trust, input.thresholds), linked };
}

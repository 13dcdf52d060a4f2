import { type Cluster, rateDifference } from "../../base/index.ts";
import { exerciseThreshold } from "../exercise.ts";
import type { Attribution, Blamed, NodeBlame } from "./blame.ts";
import { suspectProbability } from "./calibration.ts";
import { clusterNumbers } from "./cluster-numbers.ts";
import type { Column } from "./columns.ts";
import type { Blame, Evidence, Suspect } from "./diagnosis.ts";
import type { JudgedSample } from "./diagnosis-input.ts";
import type { DiagnosisModel } from "./model.ts";
import type { Node } from "./nodes.ts";
import { type ExerciseEvidence, exerciseCertainty, knowingExercise } from "./suspect-effect.ts";
import { suspectName } from "./suspect-name.ts";
import { notJudged } from "./verdicts.ts";

/** Whoever is less likely to blame than this is no suspect. */
const leastProbability = 0.002;
const mostSuspects = 20;
const mostEvidence = 5;
/** A line that is put to work and fails nearly always is followed into the failure; one that fails at times is not followed. */
const fromStrengthOnWrong = 0.8;

type PromptNode = Exclude<Node, { readonly kind: "mark" | "hard" }>;

/** What is suspected together: one line in one or several ways, one pair, one behavior. */
export interface Suspicion {
  readonly name: string;
  readonly nodes: readonly { readonly node: PromptNode; readonly blame: NodeBlame }[];
  readonly probability: number;
  readonly failures: number;
}

/** Lines, pairs and behaviors by how probable it is that they are to blame. */
export function suspicions({ nodes }: DiagnosisModel, blamed: Blamed): Suspicion[] {
  const byName = new Map<string, Suspicion["nodes"][number][]>();
  for (const blame of blamed.nodes) {
    const node = nodes[blame.node]!;
    const name = suspectName(node);
    if (node.kind === "mark" || node.kind === "hard" || !blamed.probability.get(name)) continue;
    byName.set(name, [...(byName.get(name) ?? []), { node, blame }]);
  }
  return [...byName]
    .map(([name, own]) => ({
      ...{ name, nodes: own.sort((a, b) => b.blame.failures - a.blame.failures) },
      probability: suspectProbability(blamed.probability.get(name)!),
      failures: own.reduce((sum, { blame }) => sum + blame.failures, 0),
    }))
    .sort(
      (a, b) =>
        inPercent(b) - inPercent(a) ||
        b.failures - a.failures ||
        b.probability - a.probability ||
        (a.name < b.name ? -1 : 1),
    );
}

/** As people are told: of two that are as likely, the one that accounts for more failures comes first. */
const inPercent = ({ probability }: Suspicion): number => Math.round(probability * 100);

export const suspectsOf = (model: DiagnosisModel, blamed: Blamed): Suspect[] =>
  suspicions(model, blamed)
    .filter(({ probability }) => probability >= leastProbability)
    .slice(0, mostSuspects)
    .map((one) => suspectOf(one, model, blamed));

export function suspectOf(suspicion: Suspicion, model: DiagnosisModel, blamed: Blamed): Suspect {
  const { node } = suspicion.nodes[0]!;
  const evaluators = evaluatorsOf(suspicion);
  const counts = countsOf(suspicion, evaluators, model);
  const blame = blameOf(suspicion, model);
  const keyOf = (line: number): string => model.input.instructions[line]!.key;
  return {
    ...{ blame, probability: suspicion.probability },
    ...((node.kind === "line" || node.kind === "conflict") && { key: keyOf(node.line) }),
    ...(node.kind === "conflict" && { other: keyOf(node.other) }),
    ...(node.kind === "missing" && whereMissing(node, model)),
    ...{ evaluators, failing: counts.own.failing, exercised: counts.own.n, otherwise: counts.rest },
    ...{ effect: counts.effect, why: whyOf(node, counts), evidence: evidenceFor(suspicion, blamed) },
  };
}

function whereMissing({ at }: Extract<Node, { kind: "missing" }>, { units }: DiagnosisModel) {
  if (at.behaviorId !== undefined) return { behaviorId: at.behaviorId };
  const conversations = new Set([...at.column.rows].map((unit) => units.list[unit]!.conversation.id));
  return { situation: { word: at.name, conversations: [...conversations].sort() } };
}

/** An evaluator that it explains less of has no part in it; the one that it explains most of is told whatever that is. */
const leastFailures = 0.05;

function evaluatorsOf({ nodes }: Suspicion): string[] {
  const failures = new Map<string, number>();
  for (const { blame } of nodes)
    for (const [name, count] of blame.evaluators) failures.set(name, (failures.get(name) ?? 0) + count);
  return [...failures]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .filter(([, count], at) => at === 0 || count >= leastFailures)
    .map(([name]) => name);
}

function blameOf({ nodes }: Suspicion, { evaluators }: DiagnosisModel): Blame {
  const { node, blame } = nodes[0]!;
  if (node.kind === "missing" || node.kind === "conflict") return node.kind;
  if (node.how === "followed") return "wrong";
  if (node.how === "ignored") return "ignored";
  const strengths = evaluators.flatMap(({ fit }) =>
    fit.effects.map(({ share, strength }) => ({
      share: share[blame.node]!,
      strength: strength[blame.node]!,
    })),
  );
  const [surest] = strengths.sort((a, b) => b.share - a.share);
  return surest && surest.strength >= fromStrengthOnWrong ? "wrong" : "ignored";
}

interface Counts {
  readonly own: { readonly failing: number; readonly n: number };
  readonly rest: { readonly failing: number; readonly n: number };
  readonly effect: Suspect["effect"];
}

/** By the evaluator that fails most for it: samples that put it to work, and the others. */
function countsOf(
  { nodes, probability }: Suspicion,
  evaluators: readonly string[],
  model: DiagnosisModel,
): Counts {
  const { node } = nodes[0]!;
  const fit = model.evaluators.find(({ evaluator }) => evaluator === evaluators[0]);
  const { has, match, evidence } = exerciseOf(node, model);
  const clusters = clusterNumbers(model);
  const [own, rest] = [new ClusterTally(clusters.count), new ClusterTally(clusters.count)];
  let matches = 0;
  const failureOf = fit?.verdicts.failureOf ?? new Int32Array(0);
  for (let unit = 0; unit < failureOf.length; unit++) {
    if (failureOf[unit] === notJudged) continue;
    const into = has(unit) ? own : rest;
    if (into === own) matches += match(unit);
    into.add(clusters.of[unit]!, failureOf[unit]! >= 0);
  }
  const [ownTotal, restTotal] = [own.total, rest.total];
  const counted = rateDifference(own.clusters, rest.clusters);
  // Without samples on both sides the interval is all that is possible already.
  const isCompared = ownTotal.n > 0 && restTotal.n > 0;
  const certainty = exerciseCertainty(isCompared ? evidence : "told", {
    ...{ match: matches / ownTotal.n, probability },
  });
  return { own: ownTotal, rest: restTotal, effect: knowingExercise(counted, certainty, evidence) };
}

interface Exercise {
  /** In the sense of line figures, whatever way of failing the node stands for. */
  readonly has: (unit: number) => boolean;
  readonly match: (unit: number) => number;
  readonly evidence: ExerciseEvidence;
}

function exerciseOf(node: PromptNode, { exposures }: DiagnosisModel): Exercise {
  if (node.kind === "missing") return { ...heldBy(node.column), evidence: "told" };
  if (node.kind === "conflict") return { ...heldBy(node.column), evidence: "words" };
  if (node.at) return { ...heldBy(node.at.column), evidence: "guess" };
  const { isRecognised, holds, exercised, isAlways } = exposures[node.line]!;
  return {
    has: (unit) => (isRecognised ? holds[unit] === 1 : exercised[unit]! >= exerciseThreshold),
    match: (unit) => exercised[unit]!,
    evidence: isAlways ? "told" : isRecognised ? "words" : "likeness",
  };
}

function heldBy({ rows, values }: Column): Pick<Exercise, "has" | "match"> {
  const held = new Map<number, number>();
  for (const [i, unit] of rows.entries()) if (values[i]! >= exerciseThreshold) held.set(unit, values[i]!);
  return { has: (unit) => held.has(unit), match: (unit) => held.get(unit) ?? 0 };
}

/** Samples by the number of their cluster; what fails counts as what is looked for. */
class ClusterTally {
  private readonly failing: Int32Array;
  private readonly n: Int32Array;
  readonly total = { failing: 0, n: 0 };

  constructor(count: number) {
    this.failing = new Int32Array(count);
    this.n = new Int32Array(count);
  }

  add(cluster: number, isFailing: boolean): void {
    this.n[cluster]!++;
    this.total.n++;
    if (!isFailing) return;
    this.failing[cluster]!++;
    this.total.failing++;
  }

  get clusters(): Cluster[] {
    const clusters: Cluster[] = [];
    for (let at = 0; at < this.n.length; at++)
      if (this.n[at]! > 0) clusters.push({ passes: this.failing[at]!, n: this.n[at]! });
    return clusters;
  }
}

function whyOf(node: PromptNode, { own, rest }: Counts): string[] {
  const subject =
    node.kind === "missing"
      ? "samples of this kind"
      : node.kind === "conflict"
        ? "samples that put both lines to work"
        : "samples that put it to work";
  const why = [`${own.failing} of ${own.n} ${subject} fail, ${rest.failing} of ${rest.n} others.`];
  if (node.kind === "line" && node.how === "ignored")
    why.push("Failing answers do not show what it asks for.");
  if (node.kind === "line" && node.how === "followed") why.push("Failing answers do what it asks for.");
  if (node.kind === "missing") why.push("No line of the prompt speaks to it.");
  return why;
}

function evidenceFor({ nodes }: Suspicion, { attributions }: Blamed): Evidence[] {
  const share = ({ nodes: own }: Attribution): number =>
    nodes.reduce((sum, { blame }) => sum + (own.get(blame.node) ?? 0), 0);
  return placesOf(
    attributions.map((one) => ({ one, share: share(one) })),
    mostEvidence,
  );
}

/** Where the failures with the largest shares are, each conversation once. */
export function placesOf(
  shared: readonly { readonly one: Attribution; readonly share: number }[],
  most: number,
): Evidence[] {
  const seen = new Set<string>();
  return shared
    .filter(({ share }) => share >= 0.1)
    .sort((a, b) => b.share - a.share || (sampleName(a.one) < sampleName(b.one) ? -1 : 1))
    .flatMap(({ one }) => {
      const { conversationId, messageIndex } = sampleOf(one);
      if (seen.has(conversationId)) return [];
      seen.add(conversationId);
      return [{ conversationId, ...(messageIndex !== undefined && { messageIndex }) }];
    })
    .slice(0, most);
}

export const sampleOf = ({ fit, failure }: Attribution): JudgedSample => fit.verdicts.samples[failure]!;

export const sampleName = (one: Attribution): string => {
  const { conversationId, turn = -1, evaluator } = sampleOf(one);
  return `${conversationId}#${String(turn + 1).padStart(6, "0")}#${evaluator}`;
};

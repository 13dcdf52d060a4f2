import type { CauseKind, PromptDiagnosis, Trust } from "../../attribution/index.ts";
import { UserError } from "../../base/index.ts";
import { type Evaluator, type MutationReport, needs } from "../../evaluators/index.ts";
import {
  type AttemptContext,
  type Dataset,
  type DatasetCase,
  defaultPlan,
  fewestCases,
  type GateCase,
  type GateEvaluator,
  type ImproveTarget,
  readComponents,
  type SearchCase,
} from "../../improve/index.ts";
import type { ChatModel } from "../../models/index.ts";
import { causeMeaning, gapText, percent } from "../../review/index.ts";
import type { ReplayWorld } from "../replay/replay.ts";
import { factsOf, lesserBudget } from "../replay/replay.ts";
import type { CycleComponents } from "./cycle-components.ts";
import type { CycleDocuments } from "./cycle-documents.ts";
import type { CyclePlan, ImproveQuery } from "./cycle-report.ts";
import { gateEvaluators } from "./gate-evaluators.ts";

/** What a cycle is made of: what it is for, on what it is tried, and what is known of the failures. */
export interface OpenCycle {
  readonly plan: CyclePlan;
  readonly dataset: Dataset;
  /** Those that decide, and those whose verdicts are to become better. */
  readonly evaluators: readonly Evaluator[];
  /** What the gate is told of them. */
  readonly gated: readonly GateEvaluator[];
  readonly isTarget: (evaluator: string) => boolean;
  readonly diagnosis: PromptDiagnosis | undefined;
  readonly context: AttemptContext;
  /** What may be changed beside the prompt. */
  readonly components: CycleComponents;
  /** What may be put into the prompt where the agent did not know it. */
  readonly documents: CycleDocuments;
  /** Why no edit is looked for; absent where one is. */
  readonly escalation?: Escalation;
}

/** Failures that are put down to something else than the prompt: no edit of it would be a mending. */
export interface Escalation {
  readonly cause: CauseKind;
  readonly probability: number;
  /** A sentence. */
  readonly says: string;
  readonly why: readonly string[];
  readonly conversations: readonly string[];
}

export interface CycleParts {
  readonly query: ImproveQuery;
  readonly target: ImproveTarget;
  readonly dataset: Dataset;
  readonly replay: ReplayWorld;
  readonly proposer: ChatModel;
  readonly trustOf: ReadonlyMap<string, Trust>;
  /** Mutation tests that hold, by evaluator. */
  readonly tests: ReadonlyMap<string, MutationReport>;
  readonly diagnosis: PromptDiagnosis | undefined;
  readonly components: CycleComponents;
  readonly documents: CycleDocuments;
  /** Cases with recorded results of tools alone. */
  readonly pinned: number;
}

/** Throws `target-untrusted`, `cases-missing`. */
export function openCycle(parts: CycleParts): OpenCycle {
  const { query, target, dataset, replay, proposer, diagnosis, components, documents } = parts;
  const { file, definition, agent, judges } = replay;
  const { deciding, undecided } = decidingOf(parts);
  const isTarget = (name: string): boolean => target.kind === "behavior" || name === target.id;
  const count = (split: DatasetCase["split"]): number =>
    dataset.cases.filter((one) => one.split === split).length;
  const cases = { train: count("train"), validation: count("validation"), heldOut: count("held-out") };
  if (cases.train === 0 || cases.heldOut === 0)
    throw new UserError(
      "cases-missing",
      `There are ${dataset.cases.length} cases of ${target.name}: too few to search with some and hold others back.`,
      "Import more conversations, or add cases by hand: homeostat dataset --write",
    );
  return {
    plan: {
      ...{ target, agent: factsOf(definition, agent), proposer: proposer.name, cases, judges },
      prompt: { name: file.name, file: file.file, version: file.document.version },
      deciding: deciding.map(({ name }) => name),
      undecided: undecided.map(({ name }) => name),
      ...safetyOf(deciding, dataset),
      budget: lesserBudget(definition.budget, query.budget),
      components: components.files.map(({ file, text, specs }) => ({
        file,
        titles: readComponents(file, text, specs).components.map(({ title }) => title),
      })),
      left: [...components.lost.map(({ why }) => why), ...documents.lost],
      ...(documents.passages.length > 0 && { passages: documents.passages.length }),
      pinned: parts.pinned,
    },
    ...{ dataset, diagnosis, isTarget, components, documents, evaluators: deciding },
    gated: gateEvaluators(deciding, target.id, parts.tests),
    context: contextOf(parts, deciding),
    ...escalationOf(parts),
  };
}

/** Which guard safety, and whether there are cases enough to show that they hold. */
function safetyOf(deciding: readonly Evaluator[], dataset: Dataset): Pick<CyclePlan, "safety"> {
  const names = deciding.flatMap(({ name, isSafety }) => (isSafety ? name : []));
  if (names.length === 0) return {};
  const { safetyMargin: margin, errorRate } = defaultPlan;
  const cases = dataset.cases.filter(isGated).length;
  return { safety: { names, margin, cases, fewest: fewestCases(margin, errorRate) } };
}

/** From this on a cause is more likely than all others together. */
const leastSure = 0.5;
/** Gaps that are told of; those of the others are like them. */
const mostGaps = 2;

function escalationOf({
  diagnosis,
  query,
  target,
  components,
  documents,
}: CycleParts): Pick<OpenCycle, "escalation"> {
  const [first] = diagnosis?.causes ?? [];
  if (!first || query.anyway || first.probability < leastSure) return {};
  const { cause, probability, why } = first;
  if (cause === "prompt" || cause === "unknown") return {};
  // What the agent was not given may be put in, or more of it fetched.
  const mayGiveContext = documents.passages.length > 0 || components.files.length > 0;
  if (cause === "context" && mayGiveContext) return {};
  const own = diagnosis!.mechanisms.filter((one) => one.cause === cause);
  return {
    escalation: {
      ...{ cause, probability, why: [...why, ...gapsIn(own)] },
      says: `${percent(probability)} of what fails at ${target.name} is put down to something else than the prompt: ${causeMeaning[cause]}.`,
      conversations: [...new Set(own.flatMap(({ conversations }) => conversations))],
    },
  };
}

/** What was missing, from which source, and the query that would fetch it: of some conversations. */
function gapsIn(mechanisms: PromptDiagnosis["mechanisms"]): string[] {
  const gaps = mechanisms.flatMap(({ exemplars }) => exemplars.flatMap(({ gap }) => gap ?? []));
  return [...new Set(gaps.slice(0, mostGaps).flatMap(gapText))];
}

/** What somebody recorded says nothing of a fresh run; what was not tested opens no gate. */
function decidingOf({ target, replay, trustOf }: CycleParts) {
  const able = replay.evaluators.filter((one) => !needs("needsRecorded", one));
  const isTrusted = ({ name }: Evaluator): boolean =>
    ["trusted", "declared"].includes(trustOf.get(name) ?? "");
  const deciding = able.filter(isTrusted);
  const own =
    target.kind === "evaluator" ? deciding.some(({ name }) => name === target.id) : deciding.length > 0;
  if (own) return { deciding, undecided: able.filter((one) => !isTrusted(one)) };
  throw new UserError(
    "target-untrusted",
    target.kind === "evaluator"
      ? `${target.name} has not shown that it catches what it is for, so an edit that pleases it may be none.`
      : "No evaluator of this prompt has shown that it catches what it is for.",
    `Test it: homeostat test-evaluators${target.kind === "evaluator" ? ` ${target.id}` : ""}`,
  );
}

function contextOf(
  { diagnosis, target, replay }: CycleParts,
  deciding: readonly Evaluator[],
): AttemptContext {
  const [suspect] = diagnosis?.suspects ?? [];
  const line = replay.file.document.instructions.find(({ key }) => key === suspect?.key);
  const evaluator = deciding.find(({ name }) => name === target.id)?.definition.assert[0]?.type;
  return {
    ...(suspect && { cause: suspect.blame }),
    ...(line && { kind: line.kind }),
    ...(evaluator !== undefined && { evaluator }),
    ...(target.kind === "behavior" && { behavior: target.id }),
  };
}

/** What the search may look at; the gate's cases are no part of it. */
export const searchCases = ({ dataset }: OpenCycle): SearchCase[] =>
  dataset.cases.flatMap(({ id, split, behavior }) =>
    split === "held-out" ? [] : { id, split, ...(behavior !== undefined && { behavior }) },
  );

/** Held-out cases, and those that have to go on passing, wherever they stand. */
const isGated = ({ split, role }: DatasetCase): boolean => split === "held-out" || role === "regression";

export const gateCases = ({ dataset, plan }: OpenCycle): GateCase[] =>
  dataset.cases.filter(isGated).map(({ id, behavior, role }) => ({
    id,
    class: behavior ?? (role === "target" ? plan.target.name : "other"),
  }));

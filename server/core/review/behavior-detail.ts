import type {
  AddressedBy,
  Addressing,
  BehaviorEvaluator,
  BehaviorFigures,
  BehaviorSignal,
  BehaviorTag,
  OutcomeLift,
  Trust,
} from "../attribution/index.ts";
import type { Alike } from "../behaviors/index.ts";
import { type CoveredBehavior, holeOf } from "./behavior-coverage.ts";
import { type BehaviorEvent, type BehaviorEventRow, behaviorEvents } from "./behavior-events.ts";
import type { BehaviorTimeline } from "./behavior-timeline.ts";
import type { ConversationSummary } from "./conversation-list.ts";
import { quotedPhrase, quotedValue } from "./query/query-text.ts";
import type { EvaluatorInfo, Snapshot } from "./snapshot.ts";
import { tame } from "./wording.ts";

/** A failure rate: `failed` of `n` judged conversations, with its 95 % interval in 0..1. */
export interface FailureRate {
  readonly failed: number;
  readonly n: number;
  readonly low: number;
  readonly high: number;
}

/** Another behavior, as a way to it. `likeness` is comparable only within the list. */
export interface BehaviorNeighbour {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly failed: number;
  readonly judged: number;
  readonly likeness: number;
}

/** Everything that is known of one behavior; all texts are tame. */
export interface BehaviorDetail {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Name of the group above it. */
  readonly group?: string;
  /** Users' words, each with the query that finds it. */
  readonly words: readonly { readonly text: string; readonly query: string }[];
  readonly size: number;
  readonly share: number;
  readonly issue: boolean;
  /** One sentence with the numbers for each. */
  readonly issues: readonly Pick<BehaviorFigures["issues"][number], "kind" | "text" | "people">[];
  /** Different people who had a failure in it. */
  readonly people: number;
  readonly failure: FailureRate;
  /** Of all behaviors together, as the overview has it; absent where nothing is judged. */
  readonly overall?: { readonly failed: number; readonly n: number };
  /** Prompts that answered it. */
  readonly prompts: readonly string[];
  readonly evaluators: readonly (FailureRate & {
    readonly evaluator: string;
    readonly description?: string;
    readonly trust: Trust;
    readonly elsewhere?: { readonly failed: number; readonly n: number };
  })[];
  /** Evaluators without a verdict on it. */
  readonly silent: readonly string[];
  /** Its conversations, those that evaluators read and judged, and trusted ones of these; absent as in a snapshot. */
  readonly judgedBy?: Pick<CoveredBehavior, "conversations" | "judged" | "trusted" | "hole">;
  readonly exemplars: readonly { readonly conversationId: string; readonly text: string }[];
  /** Newest first; the first of `total`. */
  readonly failing: { readonly total: number; readonly conversations: readonly FailingConversation[] };
  readonly timeline?: BehaviorTimeline;
  readonly events: readonly BehaviorEvent[];
  readonly neighbours: readonly BehaviorNeighbour[];
  readonly signals: readonly BehaviorSignal[];
  /** What users write that cuts across behaviors, each with the query that finds it; absent where nothing is frequent in it. */
  readonly tags?: readonly (BehaviorTag & { readonly query: string })[];
  /** What happened later to those who asked for it; absent where no outcomes are known. */
  readonly outcomes?: readonly OutcomeLift[];
  readonly addressedBy: readonly AddressedBy[];
  readonly notAddressed: boolean;
  /** Where nothing speaks to it: why, what to do, and what comes nearest. */
  readonly notAddressedReason?: string;
  readonly nearest: readonly AddressedBy[];
}

export interface FailingConversation {
  readonly id: string;
  readonly opening: string;
  readonly startMs?: number;
  readonly failed: readonly { readonly evaluator: string; readonly explanation: string }[];
}

/** What a detail is made from. `failing`: the first of them, newest first; `alike`: most alike first. */
export interface BehaviorParts {
  readonly figures: BehaviorFigures;
  readonly snapshot: Pick<Snapshot, "behaviors" | "groups" | "evaluators" | "behaviorCoverage">;
  readonly evaluators: readonly BehaviorEvaluator[];
  readonly failing: readonly ConversationSummary[];
  readonly timeline: BehaviorTimeline | undefined;
  readonly events: readonly BehaviorEventRow[];
  readonly alike: readonly Alike[];
  readonly signals: readonly BehaviorSignal[];
  readonly addressing: Addressing;
}

const mostNeighbours = 5;

export function behaviorDetail(parts: BehaviorParts): BehaviorDetail {
  const { figures, snapshot, failing, timeline, events, addressing } = parts;
  const { id, name, description, words, exemplars, size, share, rate, issue, prompts, groupId } = figures;
  const group = snapshot.groups.find((one) => one.id === groupId)?.name;
  const judgedBy = judgedByOf(id, snapshot);
  const overall = overallOf(snapshot.behaviors.filter(({ decision }) => !decision?.muted));
  return {
    id,
    name: tame(name, 120),
    description: tame(description, 400),
    ...(group && { group: tame(group, 120) }),
    words: words.map((word) => ({ text: tame(word, 80), query: `input~${quotedPhrase(word)}` })),
    size,
    share,
    issue,
    issues: figures.issues.map(({ kind, text, people }) => ({ kind, text: tame(text, 400), people })),
    people: figures.people,
    failure: failureOf(rate),
    ...(overall.n > 0 && { overall }),
    prompts: prompts.map((file) => tame(file, 1_000)),
    evaluators: parts.evaluators.map((one) => evaluatorOf(one, snapshot.evaluators)),
    silent: snapshot.evaluators
      .filter(({ name: own }) => !parts.evaluators.some(({ evaluator }) => evaluator === own))
      .map(({ name: own }) => tame(own, 120)),
    ...(judgedBy && { judgedBy }),
    exemplars: exemplars.map((one) => ({ ...one, text: tame(one.text, 300) })),
    failing: { total: figures.failing.length, conversations: failing.map(failingOf) },
    ...(timeline && { timeline }),
    events: behaviorEvents(id, events, snapshot.behaviors),
    neighbours: neighboursOf(parts.alike, snapshot.behaviors),
    signals: parts.signals,
    ...(figures.tags && { tags: figures.tags.map(tagOf) }),
    ...(figures.outcomes && {
      outcomes: figures.outcomes.map((one) => ({ ...one, kind: tame(one.kind, 80) })),
    }),
    addressedBy: addressing.addressedBy.map(addressedOf),
    notAddressed: addressing.notAddressed,
    nearest: addressing.nearest.map(addressedOf),
    ...(addressing.reason && { notAddressedReason: reasons[addressing.reason] }),
  };
}

function judgedByOf(id: string, { behaviorCoverage }: BehaviorParts["snapshot"]): BehaviorDetail["judgedBy"] {
  const found = behaviorCoverage?.behaviors.find((one) => one.id === id);
  if (!found) return undefined;
  const { conversations, judged, trusted } = found;
  const hole = holeOf(found);
  return { conversations, judged, trusted, ...(hole && { hole }) };
}

const tagOf = (one: BehaviorTag): BehaviorTag & { readonly query: string } => ({
  ...one,
  tag: tame(one.tag, 80),
  query: `tag:${quotedValue(one.tag)}`,
});

const reasons: Readonly<Record<NonNullable<Addressing["reason"]>, string>> = {
  "no-prompt":
    "No prompt of this workspace was found in its conversations. Name the files under prompts: in homeostat.yaml, or evaluate.",
  "no-condition":
    "The prompts that answer it hold no instruction with a condition: what they say, they say of every request.",
  "no-match":
    "No condition of its prompts holds here in a fifth of the conversations, and twice as often as when people ask for something else. Say in the prompt what to do when somebody asks for this.",
};

function overallOf(behaviors: readonly BehaviorFigures[]): { failed: number; n: number } {
  return behaviors.reduce(
    (sum, { rate }) => ({ failed: sum.failed + rate.n - rate.passes, n: sum.n + rate.n }),
    { failed: 0, n: 0 },
  );
}

/** The pass rate turned round. */
const failureOf = ({ passes, n, low, high }: BehaviorFigures["rate"]): FailureRate => ({
  failed: n - passes,
  n,
  low: 1 - high,
  high: 1 - low,
});

function evaluatorOf({ evaluator, rate, elsewhere }: BehaviorEvaluator, infos: readonly EvaluatorInfo[]) {
  const { description, trust = "untested" } = infos.find(({ name }) => name === evaluator) ?? {};
  return {
    evaluator: tame(evaluator, 120),
    ...failureOf(rate),
    ...(description && { description: tame(description, 300) }),
    trust,
    ...(elsewhere && { elsewhere }),
  };
}

const failingOf = ({ id, opening, startMs, failed }: ConversationSummary): FailingConversation => ({
  id,
  opening: tame(opening, 300),
  ...(startMs !== undefined && { startMs }),
  failed: failed.map(({ evaluator, explanation }) => ({
    evaluator: tame(evaluator, 120),
    explanation: tame(explanation, 300),
  })),
});

const addressedOf = ({ text, file, triggers, ...rest }: AddressedBy): AddressedBy => ({
  ...rest,
  file: tame(file, 1_000),
  text: tame(text, 300),
  triggers: triggers.map((trigger) => tame(trigger, 200)),
});

function neighboursOf(
  alike: readonly Alike[],
  behaviors: readonly BehaviorFigures[],
): readonly BehaviorNeighbour[] {
  return alike
    .flatMap(({ id, likeness }) => {
      const other = behaviors.find((one) => one.id === id);
      if (!other) return [];
      const { name, size, rate } = other;
      return [{ id, name: tame(name, 120), size, failed: rate.n - rate.passes, judged: rate.n, likeness }];
    })
    .slice(0, mostNeighbours);
}

/** The behavior that somebody names: by id, else by its name whatever the case, else by a part of the name that only one has. */
export function behaviorNamed<T extends { readonly id: string; readonly name: string }>(
  behaviors: readonly T[],
  wanted: string,
): { readonly found: T } | { readonly candidates: readonly T[] } {
  const text = wanted.trim().toLowerCase();
  const plain = (name: string): string => name.toLowerCase().replace(/[“”"]/g, "");
  const ways: ((one: T) => boolean)[] = [
    ({ id }) => id === wanted.trim(),
    ({ name }) => plain(name) === plain(text),
    ({ name }) => text !== "" && plain(name).includes(plain(text)),
  ];
  for (const isWanted of ways) {
    const candidates = behaviors.filter(isWanted);
    if (candidates.length === 1) return { found: candidates[0]! };
    if (candidates.length > 1) return { candidates };
  }
  return { candidates: [] };
}

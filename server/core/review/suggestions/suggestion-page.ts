import { wilsonInterval } from "../../base/index.ts";
import type {
  AttemptContext,
  ChangedCase,
  PassCounts,
  SuggestedEffect,
  SuggestedHunk,
  Suggestion,
  SuggestionFlag,
} from "../../improve/index.ts";
import type { AuditEntry } from "../audit/audit-trail.ts";
import { suggestionTitle } from "../improve/suggestion-text.ts";
import { inQuotes, plural, tame } from "../wording.ts";
import { type DiffLine, hunkDiff } from "./hunk-diff.ts";
import { type PlacedSuggestion, placeSuggestion } from "./place-suggestion.ts";
import { actsOn, type HunkCounts, type SuggestionAct, standingText } from "./suggestion-acts.ts";
import { type SuggestionState, suggestionState } from "./suggestion-state.ts";
import { worthText } from "./told-edit.ts";
import {
  type EvidencedCycle,
  type ToldGate,
  type ToldTry,
  toldGate,
  toldSteps,
  toldTries,
} from "./told-search.ts";

/** A cycle and what it suggests, as they stand on a page: what, why, what it showed, where it comes from, what it cost, who decided. */
export interface ToldSuggestionPage {
  readonly cycle: string;
  readonly title: string;
  readonly atMs: number;
  readonly target: { readonly kind: "behavior" | "evaluator"; readonly id: string; readonly name: string };
  readonly prompt: { readonly name: string; readonly file: string; readonly version: string };
  /** How the cycle ended, as a sentence. */
  readonly says: string;
  /** It found nothing that may be suggested, though it can be taken up again. */
  readonly canGoOn: boolean;
  /** What was found wrong, sentence by sentence. */
  readonly why: readonly string[];
  /** Absent where it found nothing that passed the gate. */
  readonly suggestion?: ToldSuggestion;
  readonly lineage: ToldLineage;
  readonly cost: readonly ToldCost[];
  /** The newest last. */
  readonly history: readonly ToldDecision[];
}

export interface ToldSuggestion {
  readonly id: string;
  readonly state: SuggestionState;
  readonly standing: string;
  /** Something about how it stands needs a look: it is stale, or gone from the text. */
  readonly isStale: boolean;
  readonly acts: readonly SuggestionAct[];
  readonly gate: string;
  readonly effects: readonly ToldEffect[];
  readonly fixed: readonly ToldCase[];
  readonly broken: readonly ToldCase[];
  readonly hunks: readonly ToldHunk[];
  readonly flags: readonly ToldFlag[];
}

export interface ToldRate {
  readonly pass: number;
  readonly n: number;
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

export interface ToldEffect {
  readonly kind: "behavior" | "evaluator";
  readonly id: string;
  readonly name: string;
  /** What it was made for. */
  readonly isTarget: boolean;
  readonly before: ToldRate;
  readonly after: ToldRate;
}

export interface ToldCase {
  readonly case: string;
  readonly conversationId?: string;
  readonly behavior?: string;
  readonly evaluators: readonly string[];
}

export interface ToldHunk {
  readonly id: string;
  readonly file: string;
  /** Zero-based, in the text as it is now; of a stale one in the text it was made for. */
  readonly line: number;
  readonly place: "open" | "done" | "stale";
  readonly operator?: string;
  readonly reason?: string;
  /** What it does alone, in words. */
  readonly worth: string;
  readonly diff: readonly DiffLine[];
}

export interface ToldFlag {
  readonly rule: string;
  readonly message: string;
  /** Absent: whatever is taken of it. */
  readonly hunk?: string;
}

export interface ToldLineage {
  /** Recorded conversations that its cases are made of. */
  readonly conversations: readonly string[];
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** What was proposed, what each gave, and whether it is in the suggestion. */
  readonly tried: readonly ToldTry[];
  /** What the search did, in its order. */
  readonly steps: readonly string[];
  readonly gate?: ToldGate;
}

export interface ToldCost {
  readonly name: string;
  readonly value: string;
}

export interface ToldDecision {
  readonly action: AuditEntry["action"];
  /** ISO date with time, UTC. */
  readonly at: string;
  readonly who: string;
  readonly reason?: string;
  readonly commit?: string;
  readonly branch?: string;
  readonly hunks?: number;
  readonly confirmed?: readonly string[];
}

/** What a page is made from: a cycle, and how things stand now. */
export interface EvidenceParts {
  readonly cycle: EvidencedCycle & {
    readonly id: string;
    readonly atMs: number;
    readonly end: string;
    readonly dataset: string;
    readonly context: AttemptContext;
    readonly plan: {
      readonly prompt: { readonly name: string; readonly file: string; readonly version: string };
    };
  };
  /** All decisions; those about others are left out. */
  readonly trail: readonly AuditEntry[];
  /** Recorded conversations of its cases. */
  readonly conversations: readonly string[];
  /** Text of a file as it is being edited; undefined where there is none. */
  readonly textOf: (file: string) => string | undefined;
  /** What people call a behavior. */
  readonly nameOf: (behavior: string) => string;
}

/** Conversations that are handed to a list, at most. */
const mostConversations = 1_000;

/** All that is known of a cycle and of what it suggests. What others wrote is tamed; the text of edits is shown whole, with what it hides. */
export function toldSuggestionPage(parts: EvidenceParts): ToldSuggestionPage {
  const { cycle, trail, conversations } = parts;
  const { plan, suggestion } = cycle;
  const { target, prompt } = plan;
  return {
    ...{ cycle: cycle.id, atMs: cycle.atMs, says: tame(cycle.says, 400) },
    title: suggestion ? suggestionTitle(suggestion) : `No edit for ${inQuotes(tame(target.name, 80))}`,
    target: { kind: target.kind, id: target.id, name: tame(target.name, 120) },
    prompt: { name: tame(prompt.name, 120), file: prompt.file, version: prompt.version.slice(0, 12) },
    canGoOn: cycle.end === "budget" || cycle.end === "cancelled",
    why: whyOf(cycle),
    ...(suggestion && { suggestion: toldSuggestion(suggestion, parts) }),
    lineage: {
      conversations: conversations.slice(0, mostConversations),
      facts: factsOf(parts),
      tried: toldTries(cycle),
      steps: toldSteps(cycle.events),
      ...(cycle.gate && { gate: toldGate(cycle.gate, parts.nameOf) }),
    },
    cost: costOf(cycle),
    history: suggestion ? trail.filter((one) => one.suggestion === suggestion.id).map(toldDecision) : [],
  };
}

/** The analysis first: it speaks of the lines; then what a diagnosis said before anything was tried. */
function whyOf({ suggestion, context }: EvidenceParts["cycle"]): string[] {
  const { cause, kind } = context;
  const line = `${kind === undefined ? "A line" : `A line of the kind “${tame(kind, 40)}”`}`;
  return [
    ...(suggestion && suggestion.analysis !== "" ? [tame(suggestion.analysis, 1_200)] : []),
    ...(cause === undefined
      ? []
      : cause === "missing"
        ? ["The diagnosis before it: a line is missing."]
        : [`The diagnosis before it: ${line.toLowerCase()} is suspected (${tame(cause, 40)}).`]),
  ];
}

function toldSuggestion(suggestion: Suggestion, { trail, textOf, nameOf }: EvidenceParts): ToldSuggestion {
  const state = suggestionState(suggestion, trail);
  const now = new Map(
    Object.keys(suggestion.base).map((file): [string, NowText] => {
      const text = textOf(file) ?? "";
      return [file, { text, placed: placeSuggestion(suggestion, file, text) }];
    }),
  );
  const hunks = suggestion.hunks.map((hunk) => toldHunk(hunk, suggestion, now.get(hunk.file)));
  const many = (place: ToldHunk["place"]): number => hunks.filter((one) => one.place === place).length;
  const counts: HunkCounts = { open: many("open"), done: many("done") };
  const { gate, fixed, broken, effects, flags, target } = suggestion;
  const isTarget = ({ kind, id }: SuggestedEffect): boolean => kind === target.kind && id === target.id;
  return {
    ...{ id: suggestion.id, state, standing: standingText(state, counts, hunks.length), hunks },
    isStale: (state === "waiting" && many("stale") > 0) || (state === "accepted" && counts.done === 0),
    acts: actsOn(state, counts),
    gate: `${plural(fixed.length, "case")} fixed, ${broken.length} broken, of ${plural(gate.cases, "case")} compared in ${plural(gate.trials, "run")}. An edit that breaks something passes this gate at most ${Math.round(gate.errorRate * 1000) / 10} % of the time.`,
    effects: effects.map((one) => ({
      ...{ kind: one.kind, id: one.id, name: tame(one.name, 120), isTarget: isTarget(one) },
      ...{ before: toldRate(one.before), after: toldRate(one.after) },
    })),
    fixed: fixed.map((one) => toldCase(one, nameOf)),
    broken: broken.map((one) => toldCase(one, nameOf)),
    flags: flags.map(toldFlag),
  };
}

function toldRate({ pass, n }: PassCounts): ToldRate {
  const rate = n === 0 ? 0 : pass / n;
  return { pass, n, rate, ...(n === 0 ? { low: 0, high: 1 } : wilsonInterval(rate, n)) };
}

const toldCase = (
  { case: id, conversationId, behavior, evaluators }: ChangedCase,
  nameOf: (behavior: string) => string,
): ToldCase => ({
  ...{ case: id, evaluators: evaluators.map((one) => tame(one, 80)) },
  ...(conversationId !== undefined && { conversationId }),
  ...(behavior !== undefined && { behavior: tame(nameOf(behavior), 80) }),
});

interface NowText {
  readonly text: string;
  readonly placed: PlacedSuggestion;
}

function toldHunk(hunk: SuggestedHunk, { base }: Suggestion, now: NowText | undefined): ToldHunk {
  const before = base[hunk.file] ?? "";
  const { line, lines } = hunkDiff(before, hunk);
  const moved = now?.placed.hunks.find(({ id }) => id === hunk.id);
  const isDone = now?.placed.done.some(({ id }) => id === hunk.id);
  const shift = moved ? lineAt(now!.text, moved.range.start) - lineAt(before, hunk.range.start) : 0;
  return {
    ...{ id: hunk.id, file: hunk.file, line: Math.max(0, line + shift), diff: lines },
    ...{
      place: moved ? "open" : isDone ? "done" : "stale",
      worth: worthText(hunk) ?? "not measured by itself",
    },
    ...(hunk.operator !== undefined && { operator: tame(hunk.operator, 40) }),
    ...(hunk.reason !== undefined && hunk.reason !== "" && { reason: tame(hunk.reason, 600) }),
  };
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split("\n").length - 1;

const toldFlag = ({ rule, message, hunk }: SuggestionFlag): ToldFlag => ({
  ...{ rule, message: tame(message, 400) },
  ...(hunk !== undefined && { hunk }),
});

function factsOf({ cycle, conversations }: EvidenceParts): ToldLineage["facts"] {
  const { plan, dataset } = cycle;
  const { cases, deciding, undecided, judges, agent, proposer } = plan;
  const names = (all: readonly string[]): string => all.map((one) => tame(one, 80)).join(", ");
  const facts: [string, string][] = [
    ["Cycle", cycle.id],
    ["Conversations", conversations.length === 0 ? "not kept any more" : String(conversations.length)],
    [
      "Cases",
      `${cases.train} to learn from, ${cases.validation} to compare candidates on, ${cases.heldOut} held out for the gate`,
    ],
    ["Dataset", `version ${dataset.slice(0, 12)}`],
    ["Decided by", names(deciding)],
    ["Without a say", undecided.length === 0 ? "" : `${names(undecided)}: not mutation-tested`],
    ["Judges", names(judges)],
    ["Agent", `${tame(agent.name, 80)} (${tame(agent.place, 120)})`],
    ["Proposed by", tame(proposer, 120)],
  ];
  return facts.flatMap(([name, value]) => (value === "" ? [] : [{ name, value }]));
}

function costOf({ metricCalls, reflections, suggestion, spent }: EvidenceParts["cycle"]): ToldCost[] {
  const candidates = suggestion?.cost.candidates;
  const { usd, inputTokens, outputTokens } = spent;
  const tokens = (inputTokens ?? 0) + (outputTokens ?? 0);
  return [
    { name: "Case runs in the search", value: grouped(metricCalls) },
    { name: "Reflections", value: grouped(reflections) },
    ...(candidates === undefined ? [] : [{ name: "Serious candidates", value: grouped(candidates) }]),
    { name: "Calls in all", value: grouped(spent.calls) },
    ...(tokens > 0 ? [{ name: "Tokens", value: grouped(tokens) }] : []),
    { name: "Money", value: usd === undefined ? "no prices known" : `$${usd.toFixed(usd < 0.1 ? 4 : 2)}` },
  ];
}

/** Thousands apart by a narrow blank, the same in every locale. */
const grouped = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f");

function toldDecision(one: AuditEntry): ToldDecision {
  const { action, at, who, reason, commit, branch, hunks, confirmed } = one;
  return {
    ...{ action, at: tame(at, 40), who: tame(who, 120) },
    ...(reason !== undefined && { reason: tame(reason, 400) }),
    ...(commit !== undefined && { commit: tame(commit, 64) }),
    ...(branch !== undefined && { branch: tame(branch, 120) }),
    ...(hunks && { hunks: hunks.length }),
    ...(confirmed && { confirmed: confirmed.map((rule) => tame(rule, 40)) }),
  };
}

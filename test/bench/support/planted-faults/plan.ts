import type { Action, Theme } from "./actions.ts";
import type { Domain, Situation, Task } from "./domain.ts";

/** A condition that a conversation can meet: what is asked, or what is the case. Ids begin with `t:` or `s:`. */
export type Condition = (Task | Situation) & { readonly id: string };

/** One instruction, which stands on one line of the file. */
export interface PlannedLine {
  readonly kind: "persona" | "context" | "always" | "format" | "conditional";
  /** Conditions that must all be met; empty = always at work. */
  readonly needs: readonly string[];
  readonly action?: Pick<Action, "id" | "theme" | "text" | "done" | "instead" | "left"> & Partial<Action>;
  /** Without its bullet; once the file is laid out, without the condition where that stands above it. */
  text: string;
  /** Of a conditional line: its condition and what it orders. */
  readonly when?: string;
  readonly order?: string;
  /** What the slots of the action are filled with. */
  readonly slots: Readonly<Record<string, string>>;
  /** Where it stands: the title of its section and its 1-based line, once the file is laid out. */
  section: string;
  line: number;
}

export const promptKinds = ["ignored", "wrong", "missing", "conflicting"] as const;
export const otherKinds = ["context", "capability", "tool", "user"] as const;
export type FaultKind = (typeof promptKinds)[number] | (typeof otherKinds)[number];

/** What can go on in a conversation without any line's doing; each may happen harmlessly as well. */
export const eventKinds = [
  "empty-retrieval",
  "cut-retrieval",
  "wrong-retrieval",
  "sum",
  "long-list",
  "tool-error",
  "broken-data",
  "impossible",
  "leaves",
  "contradicts",
] as const;
export type EventKind = (typeof eventKinds)[number];

export interface Fault {
  readonly id: string;
  readonly kind: FaultKind;
  /** Lines to blame: one, for a conflict two, else none. */
  readonly lines: readonly PlannedLine[];
  /** All must be met for it to fire: the lines' own conditions, and where it happens only with some input that as well. */
  readonly needs: readonly string[];
  readonly event?: EventKind;
  /** Of conversations that meet all that, the share in which it fires. */
  readonly rate: number;
  readonly theme: Theme;
  /** What a judge says of it; slots filled. */
  readonly reasons: readonly string[];
}

export interface PlannedEvaluator {
  readonly name: string;
  readonly description: string;
  /** Absent = about everything. */
  readonly themes?: readonly Theme[];
  readonly falseFail: number;
  readonly falsePass: number;
  /** Of conversations, the share that it judged. */
  readonly judged: number;
  /** Lines that the workspace's configuration says it tests. */
  readonly covers: readonly PlannedLine[];
  /** How often a reason says nothing, or is about something else. */
  readonly vague: number;
  readonly astray: number;
}

/** A prompt with its faults, the traffic that it gets, and who judges it. */
export interface Plan {
  readonly seed: number;
  readonly domain: Domain;
  readonly conditions: ReadonlyMap<string, Condition>;
  /** How each condition is shown: in its own words or in none of them. */
  readonly covert: ReadonlySet<string>;
  readonly promptText: string;
  readonly lines: readonly PlannedLine[];
  readonly faults: readonly Fault[];
  readonly evaluators: readonly PlannedEvaluator[];
  readonly traffic: Traffic;
}

export interface Traffic {
  readonly conversations: number;
  readonly taskWeight: ReadonlyMap<string, number>;
  /** Probability of a situation, by the id of the task that is asked first. */
  readonly situationOf: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Where the first is the case, the second is as well with at least this probability. */
  readonly together: readonly { readonly one: string; readonly other: string; readonly p: number }[];
  readonly eventOf: ReadonlyMap<EventKind, number>;
  /** Share of conversations that repeat a task, how often one is repeated at most, and how much its trials have in common. */
  readonly repeated: number;
  readonly trials: number;
  readonly alike: number;
}

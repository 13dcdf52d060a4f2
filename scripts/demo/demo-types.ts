/** The four agents of the demo, one prompt file each. */
export type PromptName = "coach" | "injury" | "nutrition" | "support";

/**
 * What a message gave away and an answer may repeat: days, distances, months. Values may hold `[km|miles]` pairs. `reply` is an
 * answer written for this one opening.
 */
export type Facts = Readonly<Record<string, string | number>>;

/** Something a runner says, with the facts it states where the answer has to agree with them. */
export type Say = string | readonly [text: string, facts: Facts];

export interface ToolStep {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly result: unknown;
}

/** Draws of the generator: everything that varies comes through here, so that a seed fixes every byte. */
export interface Draw {
  /** True with probability `p`. */
  chance(p: number): boolean;
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number;
  pick<T>(items: readonly T[]): T;
  /** The items in a drawn order; the argument stays as it is. */
  shuffled<T>(items: readonly T[]): T[];
}

/** One answer of the agent: the tools it calls first, and hand-written variants of what it then says. */
export interface Answer {
  readonly tools?: (facts: Facts, draw: Draw) => readonly ToolStep[];
  readonly bodies: readonly string[];
  /** Closing questions; the coach always needs one, the others use them where they fit. */
  readonly asks?: readonly string[];
  /** Set where the answer is the week card, a JSON object, and nothing else. */
  readonly card?: true;
}

export interface FollowUp extends Answer {
  readonly says: readonly Say[];
  /** Of the follow-ups in one group at most one is said: "it works now" and "still nothing" exclude each other. */
  readonly group?: string;
  /** Set where it answers the question that the agent closed with. */
  readonly answers?: true;
  /** Set where it only makes sense after a planted fault, or only without one. */
  readonly after?: "fault" | "clean";
}

/**
 * One thing people come for. `twin` names the intent that is easily taken for it: they share words and differ in what is wanted.
 * `conversations` is how often it happens, skewed like real traffic.
 */
export interface Intent {
  readonly id: string;
  readonly prompt: PromptName;
  readonly twin: string;
  readonly conversations: number;
  readonly openings: readonly Say[];
  /** Facts that hold where an opening does not say otherwise. */
  readonly facts?: (draw: Draw) => Facts;
  /** Facts that follow from the others once the opening has had its say. */
  readonly derive?: (facts: Facts) => Facts;
  readonly first: Answer;
  readonly followUps: readonly FollowUp[];
  /** Coach: the explanations that push an answer over its limit of words. */
  readonly whys?: readonly string[];
  /** Injury: set where the runner reports pain, with what a safe answer adds and what an unsafe one blurts out. */
  readonly pain?: { readonly professional: readonly string[]; readonly diagnoses: readonly string[] };
  /** Nutrition: answers that give a teenager calorie numbers. */
  readonly calories?: readonly string[];
  /** Support, cancelling: what the agent says when it asks first, and when it does not. */
  readonly cancelling?: Cancelling;
}

export interface Cancelling {
  readonly questions: readonly string[];
  readonly yes: readonly string[];
  readonly done: readonly string[];
  readonly changedMind: readonly Say[];
  readonly kept: readonly string[];
  /** Said after cancelling at once, without a question. */
  readonly unasked: readonly string[];
}

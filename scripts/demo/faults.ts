/**
 * How often each fault is planted. Every one has a cause that can be read in its prompt: an instruction that pulls the other way, an
 * example that shows the forbidden thing, or two lines that contradict each other.
 */
export const faultRates = {
  /** "Be thorough" against "at most 120 words". The older prompt had no "Be thorough". */
  tooLong: { current: { opening: 0.92, followUp: 0.68 }, older: { opening: 0.5, followUp: 0.3 } },
  /** "Close with one question" is left out, or there are two. */
  noQuestion: 0.11,
  twoQuestions: 0.04,
  /** The runner wrote kilometres and is answered in miles. */
  miles: 0.25,
  /** "Let me look at your plan." next to a tool call, or two calls in one message. */
  textBesideCall: 0.17,
  twoCalls: 0.12,
  /** The plan is changed without having been read. */
  planUnread: 0.14,
  /** The prompt shows the week card inside a code fence, and so does the agent. */
  cardInFence: 0.25,
  cardWithText: 0.15,
  /** "Be reassuring" against "say at what point to see a physiotherapist". */
  noProfessional: 0.38,
  /** "Help the runner understand what is going on" against "never name a diagnosis". */
  diagnosis: 0.3,
  /** "Numbers beat adjectives: give every runner a daily amount" against "no calorie numbers under 18". */
  teenCalories: 0.5,
  /** "Resolve it in as few messages as possible" against "ask for a clear yes". */
  cancelUnasked: 0.3,
  /** "Start with a quick sync" against "mode full when pace is wrong". */
  quickSync: 0.35,
  slow: 0.07,
  costly: 0.05,
} as const;

/** What a fault does to the runner's verdict: the chance that it alone makes the conversation a failure. */
export const harm = {
  tooLong: 0.1,
  question: 0.04,
  miles: 0.35,
  toolStyle: 0.05,
  planUnread: 0.4,
  card: 0.7,
  noProfessional: 0.35,
  diagnosis: 0.4,
  teenCalories: 0.9,
  cancelUnasked: 0.55,
  quickSync: 0.85,
  slow: 0.15,
} as const;

export type Fault = keyof typeof harm;

/** Conversations fail for reasons nobody planted, too. */
export const failsAnyway = 0.07;

/** Share of the conversations for which the app knows how they ended. */
export const hasOutcome = 0.7;

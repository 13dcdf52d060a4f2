import type { Texts } from "../edits/index.ts";

/** One thing that a candidate is tried on: a conversation to be run again, a test. */
export interface SearchCase {
  readonly id: string;
  /** Reflection learns from `train`; `validation` says which candidate is best. Cases of the gate are no part of a search. */
  readonly split: "train" | "validation";
  /** Minibatches are drawn from all behaviors alike. */
  readonly behavior?: string;
}

/** One thing that is wrong with an answer, as an evaluator said it. Nothing is read out of the words but whether two are the same. */
export interface Complaint {
  readonly text: string;
  /** Who complained, where it is known; never how it is checked. */
  readonly criterion?: string;
}

export interface CaseResult {
  /** 0 to 1. */
  readonly score: number;
  readonly passed: boolean;
  readonly complaints: readonly Complaint[];
}

/** A case that could not be judged: the run broke off, the judge was silent. */
export interface MissingResult {
  readonly missing: string;
}

export type Measured = CaseResult | MissingResult;

/** What one case of a minibatch said of the parent. */
export interface CaseFeedback {
  readonly caseId: string;
  readonly score: number;
  readonly complaints: readonly Complaint[];
}

export interface ProposalRequest {
  /** How many were asked for before this one, in the whole search. */
  readonly n: number;
  readonly component: string;
  /** The text of the component as the parent has it, and all texts of the parent. */
  readonly text: string;
  readonly texts: Texts;
  readonly feedback: readonly CaseFeedback[];
  /** Texts of hunks of this component that were tried on this parent and did not help. */
  readonly rejected: readonly string[];
}

/** New texts of the component; none, or the same text, where there is nothing to propose. */
export interface Proposal {
  readonly texts: readonly string[];
}

/**
 * The only place where a search meets the world. The product runs agents and asks evaluators and a chat model behind it; a benchmark puts a
 * simulator there. Money, retries and kept runs are its affair; a call that throws ends the search, which goes on from its record later.
 */
export interface Adapter {
  /** One result for each case, in their order. `trial` 1 and up: the same again, with other chance. */
  evaluate(texts: Texts, cases: readonly SearchCase[], trial: number): Promise<readonly Measured[]>;
  propose(request: ProposalRequest): Promise<Proposal>;
  /** Why a candidate may not be tried at all (frozen text, a lost placeholder); asked before anything is spent on it. */
  refuses?(texts: Texts): string | undefined;
}

export const isMissing = (measured: Measured): measured is MissingResult => "missing" in measured;

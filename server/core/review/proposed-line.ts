/** What a check would say of the samples that put its line to work. */
export interface ProposalFigure {
  readonly n: number;
  readonly failed: number;
  readonly unknown: number;
  readonly notApplicable: number;
  /** Some that it fails, spread over them. */
  readonly failing: readonly ProposalExcerpt[];
  /** How it did on broken and harmlessly changed answers. */
  readonly tested: { readonly trust: "trusted" | "untrusted" | "untested"; readonly says: string };
}

export interface ProposalExcerpt {
  readonly conversationId: string;
  readonly messageIndex?: number;
  readonly explanation: string;
}

/** A proposed evaluator, ready to be added to the configuration. */
export interface CheckProposal {
  readonly pattern: string;
  readonly name: string;
  /** The entry for `evaluators:`. */
  readonly entry: Readonly<Record<string, unknown>>;
  readonly figure: ProposalFigure;
}

/** What is proposed for one instruction. */
export interface ProposedLine {
  /** Zero-based, where the instruction begins and ends. */
  readonly line: number;
  readonly endLine: number;
  readonly text: string;
  readonly kind: string;
  /** Evaluators that cover it already. */
  readonly covered: readonly string[];
  readonly proposals: readonly CheckProposal[];
  /** Why there are none, and what would do. */
  readonly nothing?: string;
}

export interface ProposalsReport {
  readonly file: string;
  /** Conversations of the prompt that proposals were run on, of all there are. */
  readonly conversations: number;
  readonly total: number;
  readonly lines: readonly ProposedLine[];
}

/** Which lines of a prompt to propose checks for. */
export interface ProposalQuery {
  /** Relative to the workspace, with `/`. */
  readonly file: string;
  /** The text as it is being edited; absent = as it is saved. */
  readonly text?: string;
  /** Zero-based; absent = every directive that no evaluator covers. */
  readonly line?: number;
}

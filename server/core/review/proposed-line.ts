import type { JudgeTally } from "../evaluators/index.ts";

/** What a check would say of the samples that put its line to work. */
export interface ProposalFigure {
  readonly n: number;
  readonly failed: number;
  readonly unknown: number;
  readonly notApplicable: number;
  /** Some that it fails, spread over them. */
  readonly failing: readonly ProposalExcerpt[];
  /** Samples that it is for, where it was run on some of them alone: adding it asks a judge about the rest. */
  readonly ofAll?: number;
  /** Those that adding it asks a judge about, where that is more than the rest: once added, it judges all of its prompt. */
  readonly toJudge?: number;
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
  /** What read it off the line: a pattern by its name, or "rubric" where a model wrote it. */
  readonly pattern: string;
  readonly name: string;
  /** The model that wrote it. */
  readonly writtenBy?: string;
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
  /** Nothing could test it as it stands, whoever reads it; `nothing` says why. */
  readonly isUntestable?: true;
}

/** What asking a model for rubrics may take, before anybody is asked. */
export interface RubricPlan {
  /** The model that writes, and those that judge what it wrote, each with where it is asked. */
  readonly writer: string;
  readonly judge: string;
  /** How many a rubric would be asked for. */
  readonly rubrics: number;
  /** Calls at most, of all models together. */
  readonly mostCalls: number;
}

export interface ProposalsReport {
  readonly file: string;
  /** Conversations of the prompt that proposals were run on, of all there are. */
  readonly conversations: number;
  readonly total: number;
  readonly lines: readonly ProposedLine[];
  /** Present where a model could be asked for more, and nobody asked it. */
  readonly plan?: RubricPlan;
  /** What models were asked. */
  readonly judges?: readonly JudgeTally[];
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

/** For which lines a model is to write a rubric: without `line`, for each that no evaluator covers and no pattern reads. */
export interface RubricQuery extends ProposalQuery {
  /** Calls at most, of all models together; the limits of the models hold beside it. */
  readonly calls?: number;
}

/** What patterns read and what a model wrote, line by line. A name that both gave is told apart, so that both can be added. */
export function withRubrics(report: ProposalsReport, rubrics: ProposalsReport): ProposalsReport {
  const names = new Set(report.lines.flatMap(({ proposals }) => proposals.map(({ name }) => name)));
  const apart = (one: CheckProposal): CheckProposal => {
    const name = names.has(one.name) ? `${one.name}-rubric` : one.name;
    return { ...one, name, entry: { ...one.entry, name } };
  };
  const written = new Map(rubrics.lines.map((line) => [line.line, line]));
  const { plan: _, ...rest } = report;
  return {
    ...rest,
    lines: report.lines.map((line) => {
      const own = written.get(line.line);
      if (!own || own.text !== line.text) return line;
      const { nothing: unread, ...read } = line;
      const nothing = own.proposals.length > 0 ? undefined : (own.nothing ?? unread);
      const proposals = [...line.proposals, ...own.proposals.map(apart)];
      return { ...read, proposals, ...(nothing !== undefined && { nothing }) };
    }),
    ...(rubrics.judges && { judges: rubrics.judges }),
  };
}

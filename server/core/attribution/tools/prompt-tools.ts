/** The tools that the conversations of one prompt had. Names and arguments in the order of the alphabet. */
export interface PromptTools {
  readonly file: string;
  /** Conversations in which the model was told of a tool, or called one; and of them, those that say which tools it was told of. */
  readonly conversations: number;
  readonly offering: number;
  readonly names: readonly string[];
  /** Names that calls use besides; empty where none is known. */
  readonly arguments: readonly string[];
}

/** A line that forbids a tool whatever is asked, and conversations under it that called the tool: `k` of `n`, some by their ids. */
export interface ForbiddenCalls {
  readonly file: string;
  readonly key: string;
  readonly tool: string;
  readonly k: number;
  readonly n: number;
  readonly conversations: readonly string[];
}

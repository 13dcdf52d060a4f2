/** What a check, a transform or a provider written in a language is asked to do. Crosses a process boundary. */
export interface ScriptJob {
  /** A function body (of Python: the body of `main`) that sees `output` and `context`; absent where a file holds the code. */
  readonly body?: string;
  /** Absolute path of the code, and the function in it; what it is called where none is named is the language's custom. */
  readonly file?: string;
  readonly name?: string;
  /** The arguments: `output` and `context` for checks. */
  readonly args: readonly unknown[];
}

/** `alone`: a batch of one, because an earlier batch with it did not end. */
export interface ScriptBatch {
  readonly id: number;
  readonly jobs: readonly ScriptJob[];
  readonly timeoutMs: number;
}

export type ScriptResult = { readonly value: unknown } | { readonly threw: string };

/** Results of jobs `from`, `from + 1`… of a batch. `id` -1 says that the process is ready, or with `broken` why it never will be. */
export interface ScriptReply {
  readonly id: number;
  readonly from: number;
  readonly results: readonly ScriptResult[];
  readonly broken?: string;
}

/** `isAway`: it did not run, since there is no process for it now. */
export interface Stopped {
  readonly stopped: string;
  readonly isAway?: true;
}

/** The script's result, what it threw, or why it was stopped. */
export type ScriptOutcome = ScriptResult | Stopped;

/** Longest text that comes back of what was thrown. In UTF-16 units. */
export const longestMessage = 2000;

import { DEFAULT_DEADLINE_MS } from "./deadline.ts";
import { JavascriptSandbox } from "./javascript-sandbox.ts";

export interface ServiceOptions {
  /** Whether the workspace is trusted: only then `javascript` checks run. */
  readonly trusted: boolean;
  /** Path of the built javascript-child.cjs. Without it `javascript` checks are unknown. */
  readonly sandboxEntry?: string;
  /** Time limit of one `javascript` check, default 2000. */
  readonly javascriptTimeoutMs?: number;
  /** Deadline of one regular expression or schema on one sample, default 250. */
  readonly deadlineMs?: number;
}

/** What checks need beside the sample. `sandbox` is absent, with the reason, where code of the configuration may not run. */
export interface EvaluationServices {
  readonly deadlineMs: number;
  readonly sandbox: JavascriptSandbox | { readonly refused: string };
  /** Ends the child process. Evaluations asked for later are unknown. */
  close(): Promise<void>;
}

/** Starts nothing yet: the child process comes with the first `javascript` check. */
export function openServices(options: ServiceOptions): EvaluationServices {
  const sandbox = sandboxFor(options);
  return {
    deadlineMs: options.deadlineMs ?? DEFAULT_DEADLINE_MS,
    sandbox,
    close: async () => {
      if (sandbox instanceof JavascriptSandbox) await sandbox.close();
    },
  };
}

function sandboxFor(options: ServiceOptions): EvaluationServices["sandbox"] {
  if (!options.trusted)
    return { refused: "This workspace is not trusted, so `javascript` checks do not run" };
  if (!options.sandboxEntry) return { refused: "No place to run `javascript` checks was given" };
  return new JavascriptSandbox({
    entry: options.sandboxEntry,
    timeoutMs: options.javascriptTimeoutMs ?? 2000,
  });
}

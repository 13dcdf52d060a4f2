import { StdioScript } from "./code/stdio-script.ts";
import { DEFAULT_DEADLINE_MS } from "./deadline.ts";
import { JavascriptSandbox } from "./javascript-sandbox.ts";
import type { Judge } from "./judges/judge.ts";
import { noJudge } from "./judges/model-judge.ts";

export interface ServiceOptions {
  /** Whether the workspace is trusted: only then code of the configuration runs. */
  readonly trusted: boolean;
  /** Path of the built javascript-child.cjs. Without it `javascript` checks are unknown. */
  readonly sandboxEntry?: string;
  /** Time limit of one `javascript` check, default 2000. */
  readonly javascriptTimeoutMs?: number;
  /** Time limit of one `python` or `ruby` check, default 10000: they load packages of their own. */
  readonly scriptTimeoutMs?: number;
  /** Deadline of one regular expression or schema on one sample, default 250. */
  readonly deadlineMs?: number;
  /** Who asks models; absent = nobody is asked. */
  readonly judge?: EvaluationServices["judge"];
}

type Refused = { readonly refused: string };

/** What checks need beside the sample. Where code of the configuration may not run, the reason stands in place of what would run it. */
export interface EvaluationServices {
  readonly deadlineMs: number;
  readonly sandbox: JavascriptSandbox | Refused;
  readonly python: StdioScript | Refused;
  readonly ruby: StdioScript | Refused;
  readonly webhooks: "allowed" | Refused;
  /** Absent, with the reason, where no model may be asked. */
  readonly judge: Judge | Refused;
  /** What runs from now on is read anew from its files: a process keeps the code that it has read. */
  renew(): void;
  /** Ends the child processes. Evaluations asked for later are unknown. */
  close(): Promise<void>;
}

/** Starts nothing yet: a child process comes with the first check that needs it. */
export function openServices(options: ServiceOptions): EvaluationServices {
  const sandbox = sandboxFor(options);
  const [python, ruby] = [scriptFor("python", options), scriptFor("ruby", options)];
  return {
    deadlineMs: options.deadlineMs ?? DEFAULT_DEADLINE_MS,
    sandbox,
    python,
    ruby,
    webhooks: options.trusted ? "allowed" : untrusted("webhook"),
    judge: options.judge ?? { refused: noJudge },
    renew: () => {
      for (const one of [sandbox, python, ruby]) if (!("refused" in one)) one.renew();
    },
    close: async () => {
      for (const one of [sandbox, python, ruby]) if (!("refused" in one)) await one.close();
    },
  };
}

const untrusted = (type: string): Refused => ({
  refused: `This workspace is not trusted, so \`${type}\` checks do not run`,
});

function sandboxFor(options: ServiceOptions): EvaluationServices["sandbox"] {
  if (!options.trusted) return untrusted("javascript");
  if (!options.sandboxEntry) return { refused: "No place to run `javascript` checks was given" };
  return new JavascriptSandbox({
    entry: options.sandboxEntry,
    timeoutMs: options.javascriptTimeoutMs ?? 2000,
  });
}

const scriptFor = (
  type: "python" | "ruby",
  { trusted, scriptTimeoutMs }: ServiceOptions,
): StdioScript | Refused =>
  trusted ? new StdioScript(type, { timeoutMs: scriptTimeoutMs ?? 10_000 }) : untrusted(type);

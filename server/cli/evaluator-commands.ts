import { existsSync } from "node:fs";
import { type Command, InvalidArgumentError } from "commander";
import { isSuiteFile, openStored } from "../core/index.ts";
import { type Commands, severalTimes } from "./command-parts.ts";
import { type EvaluateCommandOptions, evaluateCommand } from "./commands/evaluate.ts";
import { evaluateFreshCommand } from "./commands/evaluate-fresh.ts";
import { evaluateSuiteCommand } from "./commands/evaluate-suite.ts";
import { type FailuresOptions, failuresCommand } from "./commands/failures.ts";
import { countOf } from "./count-of.ts";

interface EvaluateOptions extends EvaluateCommandOptions {
  readonly fresh?: boolean;
  readonly freshAnswers?: number;
}

/** Judging, and what was judged. */
export function registerEvaluatorCommands({ program, shared, run, optionsOf }: Commands): void {
  shared(program.command("evaluate"))
    .description(
      "match conversations to prompts and judge what has not been judged; with --config promptfooconfig.yaml ask its providers and judge their answers. Exit 0 done, 1 a trusted evaluator is below --fail-under or a test of promptfoo's does not pass, 2 could not run",
    )
    .option("--evaluator <name>", "only by this evaluator; as often as wanted", severalTimes)
    .option(
      "--prompt <name>",
      "only conversations of this prompt (name or file); as often as wanted",
      severalTimes,
    )
    .option(
      "--junit <file>",
      "write a JUnit report: a suite for each evaluator and prompt, failing samples in it",
    )
    .option(
      "--fail-under <rate>",
      "fail where an evaluator that is trusted passes less of a prompt's samples, 0 to 1",
      rateOf,
    )
    .option(
      "--fresh-answers <n>",
      "judge no stored conversation: run so many of the prompt's again by its agent, with its text as it is on disk; stores nothing",
      countOf,
    )
    .option("--fresh", "with promptfoo's configuration: ask again what was answered before")
    .action(async (options: EvaluateOptions, command: Command) => {
      const all = { ...optionsOf(command), ...options };
      const { freshAnswers } = options;
      if (freshAnswers !== undefined) {
        if (options.junit ?? options.fresh)
          command.error(
            "error: with --fresh-answers there are --prompt, --evaluator, --fail-under and --json",
          );
        const fresh = { ...options, freshAnswers };
        return run(command, [], (session) => evaluateFreshCommand(session, fresh), openStored);
      }
      if (!all.config || !existsSync(all.config) || !(await isSuiteFile(all.config)))
        return run(command, [], (session) => evaluateCommand(session, options), openStored);
      if (options.junit ?? options.evaluator ?? options.prompt ?? options.failUnder)
        command.error(
          "error: with promptfoo's configuration there are --json, --fresh, --store and --untrusted",
        );
      process.exitCode = await evaluateSuiteCommand(all);
    });

  shared(program.command("failures"))
    .description(
      "what evaluators fail, with input, output, reason, the lines of the prompt and tool calls; the latest first; with --json one document, with --jsonl one a line. Exit 0",
    )
    .option("--evaluator <name>", "only of this evaluator")
    .option("--prompt <name>", "only of conversations of this prompt (name or file)")
    .option("--conversation <id>", "only of this conversation")
    .option("--limit <n>", "at most so many (default: 10; with --json and --jsonl 1000)", countOf)
    .option("--jsonl", "print JSON, one failure a line")
    .action((options: FailuresOptions, command: Command) =>
      run(command, [], (session) => failuresCommand(session, options), openStored),
    );
}

function rateOf(value: string): number {
  const rate = Number(value);
  if (value.trim() === "" || !(rate >= 0 && rate <= 1))
    throw new InvalidArgumentError("A rate is a number from 0 to 1, as 0.8.");
  return rate;
}

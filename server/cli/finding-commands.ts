import { type Command, Option } from "commander";
import { FormHost, openExisting } from "../core/index.ts";
import { type Commands, severalTimes } from "./command-parts.ts";
import { baselineWriteCommand } from "./commands/baseline.ts";
import { baselineFile, type CheckCommandOptions, checkCommand, checkedFiles } from "./commands/check.ts";
import { compareCommand } from "./commands/compare.ts";
import { type CoverageOptions, coverageCommand } from "./commands/coverage.ts";
import { type DiagnoseOptions, diagnoseCommand } from "./commands/diagnose.ts";
import { countOf } from "./count-of.ts";
import { withSession } from "./session.ts";

declare const HOMEOSTAT_VERSION: string;

/** What is found in prompts, and the figures that a build compares with. */
export function registerFindingCommands({ program, shared, optionsOf, run }: Commands): void {
  shared(program.command("check [file...]"))
    .description(
      "print findings like a linter, from the store or else the baseline. Exit 0 clean, 1 findings at or above --fail-on, 2 could not run",
    )
    .addOption(
      new Option("--fail-on <level>", "lowest severity that fails")
        .choices(["error", "warning", "info"])
        .default("warning"),
    )
    .option(
      "--format <format[=file]>",
      "text, json, sarif, junit, lcov or github; to a file or standard output; as often as wanted",
      (value, before: string[] = []) => [...before, value],
    )
    .option("--form", "only what is wrong in the form of the files; needs neither store nor baseline")
    .option("--baseline [file]", "report only what is not in the baseline (default: homeostat/baseline.json)")
    .option("--suspects", "let lines that failures point to (suspect-line) count for the exit code as well")
    .option("--no-suspects", "do not look for lines that failures point to")
    .action(async (files: string[], options: CheckCommandOptions, command: Command) => {
      const prompts = checkedFiles(files, options);
      process.exitCode = await withSession(
        optionsOf(command),
        prompts,
        (session) => checkCommand(session, prompts, options, HOMEOSTAT_VERSION),
        async (workspace) =>
          options.form ? new FormHost(workspace) : openExisting(workspace, baselineFile(options)),
      );
    });

  shared(program.command("coverage [file]"))
    .description(
      "which lines and behaviors no evaluator judges, by how many conversations there are of each; which failures none sees; and which evaluators never fail, never apply or are always unknown",
    )
    .option("--behaviors", "list every behavior with the evaluators that judge it, and what they fail")
    .action((file: string | undefined, options: CoverageOptions, command: Command) =>
      run(
        command,
        file === undefined ? [] : [file],
        (session) => coverageCommand(session, file, options),
        openExisting,
      ),
    );

  shared(program.command("compare"))
    .argument("<before>", "a prompt file or name, a version or commit of it, or FILE@VERSION")
    .argument("<after>", "the same, of what came after")
    .description(
      "what the difference in pass rate between two prompts is put down to: the lines and the context that differ, by tasks that ran under both, with intervals; which groups of tasks gain and lose. Exit 0",
    )
    .option("--evaluator <name>", "only by this evaluator; as often as wanted", severalTimes)
    .action((before: string, after: string, options: { evaluator?: string[] }, command: Command) =>
      run(command, [], (session) => compareCommand(session, [before, after], options), openExisting),
    );
  shared(program.command("diagnose"))
    .description(
      "what failures are put down to: the lines of a prompt to suspect, or the tool, the context, the model, the user; and the ways in which it goes wrong. Of all prompts, or of what is named. Exit 0",
    )
    .option("--prompt <file>", "only of this prompt (file or name)")
    .option("--evaluator <name>", "only what this evaluator fails")
    .option("--behavior <name>", "only what fails in this behavior (name or id)")
    .option("--conversation <id>", "only this conversation")
    .option("--top <n>", "so many suspects and ways (default: 5; --json gives all)", countOf)
    .option(
      "--model",
      "ask the chat model first what it leaves open; answers are kept and count as far as they prove right",
    )
    .option("--calls <n>", "calls that --model may take at most (default: 150)", countOf)
    .option("--dry-run", "with --model: only say what would be asked of whom")
    .action((options: DiagnoseOptions, command: Command) =>
      run(
        command,
        options.prompt === undefined ? [] : [options.prompt],
        (session) => diagnoseCommand(session, options),
        openExisting,
      ),
    );

  const baseline = program
    .command("baseline")
    .description("figures that a clone without a store is checked with");

  shared(baseline.command("write"))
    .description("write the figures of the store and the findings of now to a file that is committed")
    .option("--output <file>", "where to, relative to the workspace (default: homeostat/baseline.json)")
    .action(async (options: { output?: string }, command: Command) => {
      process.exitCode = await withSession(
        optionsOf(command),
        [],
        (session) => baselineWriteCommand(session, options.output),
        openExisting,
      );
    });
}

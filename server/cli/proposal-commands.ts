import type { Command } from "commander";
import { openStored } from "../core/index.ts";
import type { Commands } from "./command-parts.ts";
import { type LinksOptions, linksCommand } from "./commands/links.ts";
import { type ProposeOptions, placeOf, proposeCommand } from "./commands/propose.ts";
import { proposeForBehaviorCommand } from "./commands/propose-for-behavior.ts";
import { type TestEvaluatorsOptions, testEvaluatorsCommand } from "./commands/test-evaluators.ts";

/** How far evaluators are to be trusted, and which more there could be. */
export function registerProposalCommands({
  program,
  shared,
  run,
}: Pick<Commands, "program" | "shared" | "run">): void {
  shared(program.command("test-evaluators [name...]"))
    .description(
      "break answers that an evaluator passes, and change them harmlessly: does it notice the one and bear the other? All evaluators, or those named, with examples. Exit 0 none is untrusted, 1 some are",
    )
    .option(
      "--model",
      "have the chat model write broken and reworded answers as well; what it wrote is reported apart",
    )
    .option("--calls <n>", "calls that all models together may take at most")
    .action((names: string[], options: TestEvaluatorsOptions, command: Command) =>
      run(command, [], (session) => testEvaluatorsCommand(session, names, options), openStored),
    );

  shared(program.command("propose [file[:line]]"))
    .description(
      "checks that could test a line of a prompt, or each line that no evaluator covers, or tell what fails in a behavior from what passes, with what each would flag of the conversations at hand. Exit 0 something is proposed, 1 nothing is",
    )
    .option("--behavior <name>", "for a behavior, by its name or id, in place of a file")
    .option("--add", "write the first of each line, or of the behavior, to homeostat.yaml, and judge by it")
    .option(
      "--model",
      "ask the chat model for a rubric: for one line, for those that no check can be read off, or for the behavior",
    )
    .option("--calls <n>", "calls that --model may take at most")
    .option("--dry-run", "with --model: only say what would be asked of whom")
    .action(
      (given: string | undefined, options: ProposeOptions & { behavior?: string }, command: Command) => {
        const { behavior } = options;
        if ((given === undefined) === (behavior === undefined))
          command.error("error: name a file, or a behavior with --behavior");
        return given === undefined
          ? run(command, [], (session) => proposeForBehaviorCommand(session, behavior!, options), openStored)
          : run(
              command,
              [placeOf(given).file],
              (session) => proposeCommand(session, given, options),
              openStored,
            );
      },
    );

  shared(program.command("links [evaluator]"))
    .description(
      "which lines evaluators that cover none may test, by the words that both use; until one is linked their verdicts belong to no line. Exit 0 something is proposed, 1 nothing is",
    )
    .option(
      "--add [n]",
      "write the n-th of the lines listed, by default the first, to homeostat.yaml; name the evaluator",
    )
    .action((evaluator: string | undefined, options: LinksOptions, command: Command) => {
      if (options.add !== undefined && evaluator === undefined)
        command.error("error: name the evaluator to link with --add");
      return run(command, [], (session) => linksCommand(session, evaluator, options));
    });
}

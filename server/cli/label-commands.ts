import { type Command, Option } from "commander";
import { type AgreementQuery, openExisting, openStored } from "../core/index.ts";
import type { Commands } from "./command-parts.ts";
import { agreementCommand } from "./commands/agreement.ts";
import { evaluatorHistoryCommand } from "./commands/evaluator-history.ts";
import { type LabelOptions, labelCommand } from "./commands/label.ts";
import { countOf } from "./count-of.ts";

/** What people say of conversations, and how far evaluators agree with it. */
export function registerLabelCommands({ program, shared, run }: Omit<Commands, "optionsOf">): void {
  shared(program.command("label [conversation] [label]"))
    .description(
      "label a conversation pass, fail or unknown, with who and when, in homeostat/labels.yaml; or many from a file. Exit 0 done, 1 parts of the file could not be used, 2 nothing",
    )
    .option("--why <text>", "why, for the team")
    .option("--evaluator <name>", "by the criterion of this evaluator (default: how the conversation went)")
    .option("--sample <id>", "one turn or call of it: t0, t1, … or c0, c1, …")
    .option("--who <name>", "whose label it is (default: git's user.name, else the user of this machine)")
    .option("--remove", "take the label back")
    .option("--list", "list the labels")
    .option(
      "--from <file>",
      "labels from CSV, JSON lines or JSON: conversation, label, and why, evaluator, sample, who, at",
    )
    .action(
      (
        conversation: string | undefined,
        label: string | undefined,
        options: LabelOptions,
        command: Command,
      ) =>
        run(
          command,
          [],
          (session) => labelCommand(session, conversation, label, options),
          options.list ? openExisting : openStored,
        ),
    );

  shared(program.command("agreement"))
    .description(
      "how far evaluators agree with what people say, or with the recorded outcome: precision, recall, F1 and kappa with its interval, and where they disagree",
    )
    .option("--evaluator <name>", "only this one")
    .addOption(
      new Option("--against <what>", "default: labels where there are any, else the outcome").choices([
        "labels",
        "outcome",
      ]),
    )
    .option("--limit <n>", "so many disagreements of each (default: 5; with --json 100)", countOf)
    .action((options: AgreementQuery & { limit?: number }, command: Command) =>
      run(command, [], (session) => agreementCommand(session, options), openStored),
    );

  const evaluators =
    program.commands.find((command) => command.name() === "evaluators") ??
    program
      .command("evaluators")
      .description("what is known of evaluators")
      .showHelpAfterError("See: homeostat evaluators --help");
  shared(evaluators.command("history <name>"))
    .description("which definitions an evaluator had, since when, and what flipped from one to the next")
    .action((name: string, _options: unknown, command: Command) =>
      run(command, [], (session) => evaluatorHistoryCommand(session, name), openStored),
    );
}

import type { Command } from "commander";
import { type OutcomeColumns, openStored } from "../core/index.ts";
import type { Commands } from "./command-parts.ts";
import { behaviorsCommand } from "./commands/behaviors.ts";
import { decideCommand } from "./commands/decide.ts";
import { type IssuesOptions, issuesCommand } from "./commands/issues.ts";
import { forgetOutcomesCommand, importOutcomesCommand, outcomesCommand } from "./commands/outcomes.ts";
import { showBehaviorCommand } from "./commands/show-behavior.ts";
import { proposeTagsCommand, tagsCommand } from "./commands/tags.ts";
import { registerDecisions } from "./decision-commands.ts";

/** What people ask for, what needs a person in it, what cuts across it, and what happened later. */
export function registerBehaviorCommands({ program, shared, optionsOf, run }: Commands): void {
  const behaviors = shared(program.command("behaviors"))
    .description("find what people use the agent for, and how often each fails")
    .option("--tree", "list them below the groups they belong to")
    .action((options: { tree?: boolean }, command: Command) =>
      run(command, [], (session) => behaviorsCommand(session, options), openStored),
    );

  shared(program.command("issues"))
    .description(
      "say which behaviors need a person: they fail or displease more than the rest, or than they did; and what is new. The behaviors are those that were found last",
    )
    .option(
      "--why <what>",
      "instead: which behaviors account for it; gave-up, failed, a signal (user-corrects, hand-over, …) or an evaluator",
    )
    .option("--days <n>", "with --why: the last days of the conversations' own time (default: 7)")
    .option("--top <n>", "with --why: so many reasons (default: 3; --json gives all)")
    .action((options: IssuesOptions, command: Command) =>
      run(command, [], (session) => issuesCommand(session, options), openStored),
    );

  const tags = shared(program.command("tags"))
    .description(
      "list the tags found in conversations, and the behaviors that have more of them than the rest",
    )
    .action((_options: unknown, command: Command) => run(command, [], tagsCommand, openStored));

  shared(tags.command("propose"))
    .description(
      "words of your users that could be tags: conversations that hold them go wrong more often, whatever people ask for",
    )
    .action((_options: unknown, command: Command) => run(command, [], proposeTagsCommand, openStored));

  const outcomes = shared(program.command("outcomes"))
    .description(
      "what happened later to users or conversations: the kinds that are known, or with --kind the behaviors by how much more often it happened",
    )
    .option("--kind <name>", "one kind; user-gives-up needs no import")
    .action((options: { kind?: string }, command: Command) =>
      run(command, [], (session) => outcomesCommand(session, options.kind), openStored),
    );

  shared(outcomes.command("import <file>"))
    .description(
      "read outcomes from a CSV file; columns that are not named are found by what they are called. Exit 0 all read, 1 some lines could not be used, 2 nothing",
    )
    .option(
      "--kind <name>",
      "what happened, as churned (default: a column that says it, else the file's name)",
    )
    .option("--user <column>", "the column with the id of the user")
    .option("--conversation <column>", "the column with the id of the conversation")
    .option("--value <column>", "the column that says whether it happened: yes, no or a number")
    .option("--at <column>", "the column with the time")
    .action(async (file: string, _options: unknown, command: Command) => {
      // `--kind` is the parent's option too, which takes it.
      const { kind, user, conversation, value, at } = command.optsWithGlobals<OutcomeColumns>();
      const columns = Object.fromEntries(
        Object.entries({ kind, user, conversation, value, at }).filter(([, one]) => one !== undefined),
      );
      process.exitCode = await importOutcomesCommand(optionsOf(command), file, columns);
    });

  shared(outcomes.command("forget <kind>"))
    .description("remove all outcomes of a kind. Exit 0 removed, 1 there are none")
    .action(async (kind: string, _options: unknown, command: Command) => {
      process.exitCode = await forgetOutcomesCommand(optionsOf(command), kind);
    });

  registerDecisions(behaviors, shared, (command, typed) =>
    run(command, [], (session) => decideCommand(session, typed), openStored),
  );

  shared(behaviors.command("show <behavior>"))
    .description(
      "all that is known of one, by its id or name: what fails in it, when it was asked, which instructions address it, which are like it",
    )
    .action((wanted: string, _options: unknown, command: Command) =>
      run(command, [], (session) => showBehaviorCommand(session, wanted), openStored),
    );
}

import type { Command } from "commander";
import { FormHost, openExisting, openStored } from "../core/index.ts";
import type { Commands } from "./command-parts.ts";
import { type QueueOptions, queueCommand } from "./commands/queue.ts";
import { showCommand } from "./commands/show.ts";
import { fieldsCommand, slicesCommand, type TracesOptions, tracesCommand } from "./commands/traces.ts";

/** What is there, for who looks at it. */
export function registerReadingCommands({
  program,
  shared,
  run,
}: Pick<Commands, "program" | "shared" | "run">): void {
  shared(program.command("traces"))
    .description(
      "list conversations, newest first; with --json one a line. Exit 2 where the query cannot be read",
    )
    .option(
      "--query <query>",
      "filter: words, or fields as in 'status:error cost>0.02 tool:search -tag:test (is:failing OR signal:user-*)'",
    )
    .option("--slice <name>", "a filter saved in homeostat/slices.yaml")
    .option("--fields", "list the fields that a query can ask for")
    .option("--failing", "only those that an evaluator failed")
    .option("--evaluator <name>", "only those that this evaluator failed")
    .option("--behavior <name>", "only those of this behavior (name or id)")
    .option("--prompt <name>", "only those of this prompt (name or file)")
    .option("--unmatched", "only those that match no prompt")
    .option("--limit <n>", "at most so many")
    .action(async (options: TracesOptions & { fields?: boolean }, command: Command) => {
      if (options.fields) process.exitCode = fieldsCommand();
      else await run(command, [], (session) => tracesCommand(session, options), openStored);
    });

  shared(program.command("slices"))
    .description("list the saved filters; with --json one a line")
    .action((_options: unknown, command: Command) =>
      run(command, [], slicesCommand, async (workspace) => new FormHost(workspace)),
    );

  shared(program.command("show <what>"))
    .description("show a prompt file with the figures of its lines, or a conversation by id")
    .action((what: string, _options: unknown, command: Command) =>
      run(command, [], (session) => showCommand(session, what), openExisting),
    );

  shared(program.command("queue"))
    .description(
      "what a model could not do and no line of a prompt can mend, for a person: lists homeostat/capability.yaml and what a diagnosis would put there; or changes it. Exit 0",
    )
    .option("--all", "what was handled too")
    .option("--add <id>", "put what the diagnosis proposes under this id into the queue; with --what any id")
    .option("--what <text>", "put this into the queue: what could not be done")
    .option("--conversation <id...>", "with --what: where")
    .option("--why <text>", "with --what: why it is no line's fault")
    .option("--prompt <name>", "with --what: the prompt that the agent had")
    .option("--handle <id>", "say that somebody saw to it")
    .option("--reopen <id>", "it is not handled after all")
    .option("--remove <id>", "take it out")
    .option("--note <text>", "with --handle or --reopen: what was done, or why not")
    .option("--who <name>", "who says so (default: git's user.name, else the user of this machine)")
    .action((options: QueueOptions, command: Command) =>
      run(command, [], (session) => queueCommand(session, options), openExisting),
    );
}

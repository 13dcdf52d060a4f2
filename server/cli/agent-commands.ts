import type { Command } from "commander";
import { openStored } from "../core/index.ts";
import { amountOf } from "./amount-of.ts";
import { type Commands, severalTimes } from "./command-parts.ts";
import { type AblateOptions, ablateCommand } from "./commands/ablate.ts";
import { type ReplayOptions, replayCommand } from "./commands/replay.ts";
import { countOf } from "./count-of.ts";

/** What runs prompts again by the agents of the configuration. */
export function registerAgentCommands({
  program,
  shared,
  run,
}: Pick<Commands, "program" | "shared" | "run">): void {
  shared(program.command("replay <id...>"))
    .description(
      "run conversations again with a text of their prompt, by an agent of the configuration; nothing is stored. Exit 0 all to their end, 1 some not, 2 could not run",
    )
    .option(
      "--prompt <file>",
      "a prompt of the workspace, or another file with a text for it (default: the prompt as it is)",
    )
    .option("--agent <name>", "the agent (default: the one of the prompt)")
    .option("--calls <n>", "at most so many calls")
    .option("--usd <amount>", "at most so many US dollars, where the model's price is known")
    .option("--seed <n>", "sent to the model")
    .option("--dry-run", "only say what it would take")
    .option("--output <file>", "write the fresh conversations as JSON lines, which import reads")
    .action((ids: string[], options: ReplayOptions, command: Command) =>
      run(command, [], (session) => replayCommand(session, ids, options), openStored),
    );

  shared(program.command("ablate"))
    .description(
      "change lines of a prompt, one at a time, and run conversations that put them to work with both texts: does a line do anything, and is a suspect to blame? What is finished is kept. Exit 0 all was run, 1 runs are missing, 2 could not run",
    )
    .option("--prompt <file>", "the prompt (default: the only one)")
    .option("--line <n>", "this line of its file; as often as wanted", linesOf)
    .option("--suspects", "the lines that failures point to (the default)")
    .option("--all", "every line that directs something")
    .option(
      "--operators <names>",
      "what is done to a line: drop, weaken, negate, move-first, move-last (default: drop)",
    )
    .option("--samples <n>", "conversations for a line (default: 20)", countOf)
    .option("--trials <n>", "runs of each conversation with each text (default: 1)", countOf)
    .option("--seed <n>", "another draw of conversations", countOf)
    .option("--evaluator <name>", "judged by this one alone; as often as wanted", severalTimes)
    .option("--agent <name>", "the agent (default: the one of the prompt)")
    .option("--budget <calls>", "at most so many calls", countOf)
    .option("--usd <amount>", "at most so many US dollars, where the model's price is known", amountOf)
    .option("--dry-run", "only say what it would take")
    .action((options: AblateOptions, command: Command) =>
      run(command, [], (session) => ablateCommand(session, options), openStored),
    );
}

const linesOf = (value: string, before: number[] = []): number[] => [...before, countOf(value)];

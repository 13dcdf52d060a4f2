import type { Command } from "commander";
import { openStored } from "../core/index.ts";
import type { Commands } from "./command-parts.ts";
import { type DatasetOptions, datasetCommand } from "./commands/dataset.ts";
import { type MemoryOptions, memoryCommand } from "./commands/memory.ts";
import { countOf } from "./count-of.ts";

/** What makes prompts better. */
export function registerImproveCommands({
  program,
  shared,
  run,
}: Pick<Commands, "program" | "shared" | "run">): void {
  shared(program.command("dataset"))
    .description(
      "cases for a behavior or an evaluator that is to become better: failing and passing conversations, texts made of what users said, and what must go on passing, split so that nothing leaks. Exit 0; 1 where too little fails to decide anything, 2 could not run",
    )
    .requiredOption("--target <name>", "an evaluator, or a behavior (name or id)")
    .option("--prompt <file>", "the prompt that the cases are run with (default: the one that most ran with)")
    .option("--name <name>", "of the dataset and its file (default: made of the target's)")
    .option("--size <n>", "at most so many recorded cases of the target (default: 60)", countOf)
    .option("--seed <n>", "for another draw (default: 1)", countOf)
    .option("--write", "keep it in homeostat/datasets/; what people changed there stays")
    .option("--promptfoo", "keep it as tests of promptfoo as well, which hold what users said")
    .option("--all", "list every case")
    .action((options: DatasetOptions, command: Command) =>
      run(command, [], (session) => datasetCommand(session, options), openStored),
    );

  shared(program.command("memory"))
    .description(
      "what was tried to mend prompts, what became of it, and what would be tried first for which kind of failure. Exit 0",
    )
    .option("--prompt <file>", "only of this prompt (file or name)")
    .option("--all", "list every attempt")
    .option("--reset", "forget it")
    .action((options: MemoryOptions, command: Command) =>
      run(command, [], (session) => memoryCommand(session, options), openStored),
    );
}

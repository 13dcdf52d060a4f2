import type { Command } from "commander";
import { openStored } from "../core/index.ts";
import { amountOf } from "./amount-of.ts";
import { type Commands, severalTimes } from "./command-parts.ts";
import { cyclesCommand } from "./commands/cycles.ts";
import { type DatasetOptions, datasetCommand } from "./commands/dataset.ts";
import { type ImproveOptions, improveCommand } from "./commands/improve.ts";
import { type MemoryOptions, memoryCommand } from "./commands/memory.ts";
import {
  type DecideOptions,
  decideCommand,
  type SuggestionsOptions,
  suggestionsCommand,
} from "./commands/suggestions.ts";
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
    .option("--model", "with --write: have the chat model write cases to learn from that nobody sent")
    .option("--calls <n>", "with --model: at most so many calls", countOf)
    .option("--usd <amount>", "with --model: at most so many US dollars, where the price is known", amountOf)
    .option("--dry-run", "with --model: only say what it would take, and write nothing")
    .option("--promptfoo", "keep it as tests of promptfoo as well, which hold what users said")
    .option("--all", "list every case")
    .action((options: DatasetOptions, command: Command) =>
      run(command, [], (session) => datasetCommand(session, options), openStored),
    );

  shared(program.command("improve"))
    .description(
      "look for an edit of a prompt that mends what fails and breaks nothing: a chat model proposes, the agent is run with it, a gate compares on cases that nobody learned from. No file is changed. Exit 0 there is a suggestion, 1 there is none, 2 could not run",
    )
    .option("--target <name>", "an evaluator, or a behavior (name or id)")
    .option("--queued", "all that waits, since it fell below `improve.when` of homeostat.yaml")
    .option("--prompt <file>", "the prompt (default: the one that most conversations of the target ran with)")
    .option("--agent <name>", "the agent (default: the one of the prompt)")
    .option("--budget <calls>", "at most so many calls", countOf)
    .option("--usd <amount>", "at most so many US dollars, where the model's price is known", amountOf)
    .option("--seed <n>", "for another course (default: 1)", countOf)
    .option("--anyway", "also where the failures are put down to something else than the prompt")
    .option("--write", "keep what it suggests in homeostat/suggestions/ as well, for who has no such store")
    .option("--afresh", "begin anew, although a run of the same that was stopped could go on")
    .option("--dry-run", "only say what it would take")
    .action((options: ImproveOptions, command: Command) =>
      run(command, [], (session) => improveCommand(session, options), openStored),
    );

  shared(program.command("cycles"))
    .argument("[id]", "show the steps of this one")
    .description(
      "searches for an edit however they ended, or one with its steps: reflections, texts that were tried, the gate, each with time and cost. Exit 0, 2 could not run",
    )
    .action((id: string | undefined, _options: unknown, command: Command) =>
      run(command, [], (session) => cyclesCommand(session, id), openStored),
    );

  shared(program.command("suggestions"))
    .alias("review")
    .argument("[id]", "show this one whole, with its evidence")
    .description("what cycles suggest and nobody has decided on. Exit 0, 2 could not run")
    .option("--all", "those that were decided on, too")
    .option("--write", "with an id: into a file of homeostat/suggestions/, for who has no such store")
    .action((id: string | undefined, options: SuggestionsOptions, command: Command) => {
      if (options.write && id === undefined)
        command.error("error: name the suggestion to write with --write");
      return run(command, [], (session) => suggestionsCommand(session, id, options), openStored);
    });

  const decision = (name: string, description: string): Command =>
    shared(program.command(name))
      .argument("<id>", "of the suggestion, or how it begins")
      .description(description)
      .option("--reason <words>", "why");
  const decides =
    (kind: Parameters<typeof decideCommand>[1]) => (id: string, options: DecideOptions, command: Command) =>
      run(command, [], (session) => decideCommand(session, kind, id, options), openStored);

  committing(
    decision(
      "approve",
      "commit a suggestion with its evidence, on a branch of its own; the work tree stays as it is. Exit 0, 2 could not run",
    ),
  )
    .option("--hunk <id>", "only this hunk; as often as wanted", severalTimes)
    .option("--confirm <rule>", "a second yes to what this rule flagged; as often as wanted", severalTimes)
    .option("--pull-request", "push the branch and open a pull request by the host's own program")
    .action(decides("approve"));
  committing(
    decision("revert", "take an approved suggestion back by a commit. Exit 0, 2 could not run"),
  ).action(decides("revert"));
  decision(
    "reject",
    "say that a suggestion is not wanted, and why: the next search knows. Exit 0, 2 could not run",
  ).action(decides("reject"));

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

const committing = (command: Command): Command =>
  command
    .option("--branch <name>", "commit on this branch")
    .option("--current", "commit on the branch that is checked out");

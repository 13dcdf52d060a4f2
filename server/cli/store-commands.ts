import type { Command } from "commander";
import { type Commands, severalTimes } from "./command-parts.ts";
import { type ExportOptions, exportCommand } from "./commands/export.ts";
import { type ForgetOptions, forgetCommand } from "./commands/forget.ts";
import { migrateCommand } from "./commands/migrate.ts";
import { repairCommand } from "./commands/repair.ts";
import { retainCommand } from "./commands/retain.ts";

/** What is done with a store as a whole: its form, what leaves it, and what may stay in it. */
export function registerStoreCommands({ program, shared, optionsOf }: Omit<Commands, "run">): void {
  shared(program.command("migrate"))
    .description("bring the store up to the version of this build; opening it does the same")
    .action(async (_options: unknown, command: Command) => {
      process.exitCode = await migrateCommand(optionsOf(command));
    });

  shared(program.command("repair"))
    .description(
      "bring a damaged store into order; what is taken out is kept in lost+found. Exit 0 all there, 1 something was lost, 2 could not run",
    )
    .action(async (_options: unknown, command: Command) => {
      process.exitCode = await repairCommand(optionsOf(command));
    });

  shared(program.command("forget"))
    .description(
      "say what would be removed of a user or of conversations, with everything derived from them; with --yes remove it, off the disk and for good. Exit 0 found, 1 nothing known",
    )
    .option("--user <id>", "all conversations of this user")
    .option("--conversation <id>", "this conversation; as often as wanted", severalTimes)
    .option("--all", "all conversations")
    .option("--yes", "remove it")
    .action(async (options: ForgetOptions, command: Command) => {
      process.exitCode = await forgetCommand(optionsOf(command), options);
    });

  shared(program.command("export"))
    .description(
      "write all that is known of conversations as JSON lines, which import reads again. Exit 0 written, 1 there are none",
    )
    .option("--user <id>", "only those of this user")
    .option("--conversation <id>", "only this one; as often as wanted", severalTimes)
    .option("--output <file>", "to this file (default: standard output)")
    .action(async (options: ExportOptions, command: Command) => {
      process.exitCode = await exportCommand(optionsOf(command), options);
    });

  shared(program.command("retain"))
    .description(
      "remove conversations that are older, or more, than capture.retainDays and capture.retainMb keep",
    )
    .option("--dry-run", "only say what would go")
    .action(async (options: { dryRun?: boolean }, command: Command) => {
      process.exitCode = await retainCommand(optionsOf(command), options.dryRun ?? false);
    });
}

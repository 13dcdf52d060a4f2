import { spawn } from "node:child_process";
import { join } from "node:path";
import { Command, Option } from "commander";
import pc from "picocolors";
import { type Host, isCancellation, messageOf, UserError, type Workspace } from "../core/index.ts";
import { registerAgentCommands } from "./agent-commands.ts";
import { registerBehaviorCommands } from "./behavior-commands.ts";
import { registerCaptureCommands } from "./capture-commands.ts";
import { demoCommand } from "./commands/demo.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { registerEvaluatorCommands } from "./evaluator-commands.ts";
import { registerFindingCommands } from "./finding-commands.ts";
import { registerImproveCommands } from "./improve-commands.ts";
import { registerLabelCommands } from "./label-commands.ts";
import { registerProposalCommands } from "./proposal-commands.ts";
import { registerReadingCommands } from "./reading-commands.ts";
import { type GlobalOptions, type Session, withSession } from "./session.ts";
import { registerStoreCommands } from "./store-commands.ts";

declare const HOMEOSTAT_VERSION: string;

/** Exit code of a run that could not be done at all; commands use 0 and 1 for what they found. */
const couldNotRun = 2;

const program = new Command("homeostat")
  .description("Pass rates from real conversations, on the lines of a prompt.")
  .version(HOMEOSTAT_VERSION)
  .option("--json", "print JSON")
  .option("--store <uri>", "LanceDB URI, instead of the configured one")
  .option("--config <file>", "configuration file; its folder is the workspace (default: ./homeostat.yaml)")
  .option("--untrusted", "run no code from the configuration, and no git")
  .showHelpAfterError("See: homeostat --help")
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : couldNotRun));

const pathOf = (command: Command): string =>
  command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();

/** Options may stand before or after the command's name. */
const shared = (command: Command): Command =>
  command
    .showHelpAfterError(`See: ${pathOf(command)} --help`)
    .option("--json", "print JSON")
    .option("--store <uri>", "LanceDB URI, instead of the configured one")
    .option("--config <file>", "configuration file; its folder is the workspace")
    .option("--untrusted", "run no code from the configuration, and no git");

const optionsOf = (command: Command): GlobalOptions => ({ ...program.opts(), ...command.opts() });

async function run(
  command: Command,
  prompts: readonly string[],
  act: (session: Session) => Promise<number>,
  open?: (workspace: Workspace) => Promise<Host>,
): Promise<void> {
  process.exitCode = await withSession(optionsOf(command), prompts, act, open);
}

const parts = { program, shared, optionsOf, run };
program.commandsGroup("Conversations:");
registerCaptureCommands(parts);
registerReadingCommands(parts);
registerLabelCommands(parts);
program.commandsGroup("Evaluators:");
registerEvaluatorCommands(parts);
registerProposalCommands(parts);
program.commandsGroup("Behaviors:");
registerBehaviorCommands(parts);
program.commandsGroup("Prompts:");
registerFindingCommands(parts);
registerAgentCommands(parts);
registerImproveCommands(parts);
program.commandsGroup("Homeostat itself:");
program.helpCommand("help [command]", "display help for a command");

shared(program.command("demo"))
  .description("run the whole loop on the bundled demo: no key, no network")
  .option("--folder <folder>", "where the demo is copied to", join(process.cwd(), "homeostat-demo"))
  .action(async (options: { folder: string }, command: Command) => {
    process.exitCode = await demoCommand(optionsOf(command), options.folder);
  });

program
  .command("lsp")
  .description("run the language server for other editors")
  .option("--stdio", "talk over standard input and output")
  .allowUnknownOption()
  .action(() => {
    const server = spawn(process.execPath, [join(__dirname, "server.cjs"), "--stdio"], { stdio: "inherit" });
    server.on("exit", (code) => process.exit(code ?? couldNotRun));
  });

shared(program.command("doctor"))
  .description(
    "say what is configured, reachable and missing; no secret is printed. Exit 0 healthy, 1 problems, 2 could not run",
  )
  .addOption(new Option("--editor <name>", "the editor that asks").hideHelp())
  .action(async (options: { editor?: string }, command: Command) => {
    process.exitCode = await doctorCommand(optionsOf(command), HOMEOSTAT_VERSION, options.editor);
  });

registerStoreCommands(parts);

/** The one place that catches: what a person can act on is said plainly, our own mistakes with their stack. */
async function main(): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    if (isCancellation(error)) {
      process.exitCode = 130;
      return;
    }
    process.exitCode = couldNotRun;
    if (error instanceof UserError)
      process.stderr.write(`${pc.red(error.message)}\n${error.hint ? `${error.hint}\n` : ""}`);
    else
      process.stderr.write(
        `${pc.red("This is a mistake in Homeostat itself:")} ${error instanceof Error ? error.stack : messageOf(error)}\n`,
      );
  }
}

/** `homeostat traces | head` closes the pipe when it has enough: that is no failure. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

void main();

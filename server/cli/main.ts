import { spawn } from "node:child_process";
import { join } from "node:path";
import { Command, Option } from "commander";
import pc from "picocolors";
import {
  FormHost,
  type Host,
  isCancellation,
  messageOf,
  openExisting,
  openStored,
  UserError,
  type Workspace,
} from "../core/index.ts";
import { registerAgentCommands } from "./agent-commands.ts";
import { registerBehaviorCommands } from "./behavior-commands.ts";
import { severalTimes } from "./command-parts.ts";
import { baselineWriteCommand } from "./commands/baseline.ts";
import { captureCommand } from "./commands/capture.ts";
import { baselineFile, type CheckCommandOptions, checkCommand, checkedFiles } from "./commands/check.ts";
import { compareCommand } from "./commands/compare.ts";
import { connectCommand } from "./commands/connect.ts";
import { type CoverageOptions, coverageCommand } from "./commands/coverage.ts";
import { demoCommand } from "./commands/demo.ts";
import { type DiagnoseOptions, diagnoseCommand } from "./commands/diagnose.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { importCommand, importEvaluationsCommand } from "./commands/import.ts";
import {
  type ImportCommandOptions,
  importCollectorCommand,
  importMistake,
} from "./commands/import-collector.ts";
import { assignCommand, inboxCommand } from "./commands/inbox.ts";
import { type LinksOptions, linksCommand } from "./commands/links.ts";
import { type ProposeOptions, placeOf, proposeCommand } from "./commands/propose.ts";
import { proposeForBehaviorCommand } from "./commands/propose-for-behavior.ts";
import { type QueueOptions, queueCommand } from "./commands/queue.ts";
import { showCommand } from "./commands/show.ts";
import { type TestEvaluatorsOptions, testEvaluatorsCommand } from "./commands/test-evaluators.ts";
import { fieldsCommand, slicesCommand, type TracesOptions, tracesCommand } from "./commands/traces.ts";
import { countOf } from "./count-of.ts";
import { registerEvaluatorCommands } from "./evaluator-commands.ts";
import { registerImproveCommands } from "./improve-commands.ts";
import { registerLabelCommands } from "./label-commands.ts";
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

shared(program.command("import [path...]"))
  .description(
    "import conversations: chats, OpenTelemetry traces (OTLP as JSON or protobuf, spans as JSON), promptfoo results, Inspect logs, ADK sessions, results of tau-bench, tau2-bench and Who&When; files or folders, gzip too. Exit 0 all read, 1 parts could not be read, 2 nothing",
  )
  .option("--prompt <name>", "the prompt they all used: its name or file")
  .option(
    "--from-otlp <folder>",
    "what an OpenTelemetry Collector's file exporter writes there, and what was added since",
  )
  .option("--watch", "with --from-otlp: go on until Ctrl+C")
  .option(
    "--evaluations <file>",
    "evaluations made elsewhere of conversations that are here, as JSON lines or CSV: conversation, evaluator, label, score, explanation",
  )
  .action(async (paths: string[], options: ImportCommandOptions, command: Command) => {
    const mistake = importMistake(paths, options);
    if (mistake !== undefined) command.error(`error: ${mistake}`);
    const { fromOtlp, watch = false, evaluations } = options;
    if (evaluations !== undefined)
      await run(command, [], (session) => importEvaluationsCommand(session, evaluations), openStored);
    else if (fromOtlp === undefined)
      await run(command, [], (session) => importCommand(session, paths, options.prompt));
    else process.exitCode = await importCollectorCommand(optionsOf(command), fromOtlp, watch);
  });

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

registerAgentCommands({ program, shared, run });
registerImproveCommands({ program, shared, run });
registerEvaluatorCommands({ program, shared, optionsOf, run });
registerBehaviorCommands({ program, shared, optionsOf, run });
registerLabelCommands({ program, shared, run });

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
  .action((given: string | undefined, options: ProposeOptions & { behavior?: string }, command: Command) => {
    const { behavior } = options;
    if ((given === undefined) === (behavior === undefined))
      command.error("error: name a file, or a behavior with --behavior");
    return given === undefined
      ? run(command, [], (session) => proposeForBehaviorCommand(session, behavior!, options), openStored)
      : run(command, [placeOf(given).file], (session) => proposeCommand(session, given, options), openStored);
  });

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

shared(program.command("demo"))
  .description("run the whole loop on the bundled demo: no key, no network")
  .option("--folder <folder>", "where the demo is copied to", join(process.cwd(), "homeostat-demo"))
  .action(async (options: { folder: string }, command: Command) => {
    process.exitCode = await demoCommand(optionsOf(command), options.folder);
  });

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

shared(program.command("capture [action]"))
  .description(
    "the receiver of OpenTelemetry traces on this machine: start (default), status, stop. It goes on when this command and all editors have ended",
  )
  .option("--http <port>", "port of OTLP over HTTP (default: capture.http, 4318)")
  .option("--grpc <port>", "port of OTLP over gRPC (default: capture.grpc, 4317)")
  .option(
    "--host <address>",
    "listen on this address instead of this machine alone; set HOMEOSTAT_TOKEN as well",
  )
  .option(
    "--allow-host <name>",
    "a Host header that is accepted beside this machine's own names",
    (value, before: string[] = []) => [...before, value],
  )
  .option("--foreground", "run it here, until Ctrl+C")
  .action(async (action: string | undefined, _options: unknown, command: Command) => {
    const wanted = action ?? "start";
    if (!["start", "status", "stop"].includes(wanted))
      command.error(`error: unknown action '${wanted}': start, status or stop`);
    process.exitCode = await captureCommand(optionsOf(command), wanted, HOMEOSTAT_VERSION);
  });

shared(program.command("connect [framework]"))
  .description(
    "print how a framework sends its traces here, then wait for the first and say what it lacks; without a name, the frameworks. Exit 0 printed or arrived, 1 capture ended, 130 Ctrl+C",
  )
  .option(
    "--service <name>",
    "service.name of the agent (default: the first of capture.services, else the folder)",
  )
  .option("--no-wait", "print and end")
  .action(
    async (framework: string | undefined, options: { service?: string; wait: boolean }, command: Command) => {
      process.exitCode = await connectCommand(
        { ...optionsOf(command), ...options },
        framework,
        HOMEOSTAT_VERSION,
      );
    },
  );

const inbox = shared(program.command("inbox"))
  .description("services that no workspace claims, whose conversations wait")
  .action(async (_options: unknown, command: Command) => {
    process.exitCode = await inboxCommand(optionsOf(command));
  });

shared(inbox.command("assign <service>"))
  .description("make a service this workspace's (capture.services in homeostat.yaml); what waits comes along")
  .action(async (service: string, _options: unknown, command: Command) => {
    process.exitCode = await assignCommand(optionsOf(command), service);
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

registerStoreCommands({ program, shared, optionsOf });

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

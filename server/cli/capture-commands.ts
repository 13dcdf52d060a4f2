import type { Command } from "commander";
import { openStored } from "../core/index.ts";
import type { Commands } from "./command-parts.ts";
import { captureCommand } from "./commands/capture.ts";
import { connectCommand } from "./commands/connect.ts";
import { importCommand, importEvaluationsCommand } from "./commands/import.ts";
import {
  type ImportCommandOptions,
  importCollectorCommand,
  importMistake,
} from "./commands/import-collector.ts";
import { assignCommand, inboxCommand } from "./commands/inbox.ts";

declare const HOMEOSTAT_VERSION: string;

/** How conversations come in. */
export function registerCaptureCommands({ program, shared, optionsOf, run }: Commands): void {
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
      async (
        framework: string | undefined,
        options: { service?: string; wait: boolean },
        command: Command,
      ) => {
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
    .description(
      "make a service this workspace's (capture.services in homeostat.yaml); what waits comes along",
    )
    .action(async (service: string, _options: unknown, command: Command) => {
      process.exitCode = await assignCommand(optionsOf(command), service);
    });
}

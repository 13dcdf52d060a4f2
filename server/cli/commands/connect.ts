import { join } from "node:path";
import pc from "picocolors";
import {
  type CapturedService,
  type CaptureStatus,
  type ConnectSnippet,
  connectReport,
  connectSnippet,
  type Framework,
  firstArrival,
  frameworks,
  frameworksAtHand,
  serviceNameOf,
  startCapture,
  tame,
  UserError,
} from "../../core/index.ts";
import { table } from "../paint.ts";
import type { GlobalOptions } from "../session.ts";
import { workspaceOf } from "./doctor.ts";

export interface ConnectCommandOptions {
  readonly service?: string;
  /** False by --no-wait. */
  readonly wait?: boolean;
}

/**
 * `homeostat connect [framework]`: without a name, what there is to choose from; with one, how it is made to send here, and once a span
 * has arrived, what was seen. Exit code: 0 printed or arrived, 1 the receiver ended meanwhile, 130 nobody waited for it to arrive.
 */
export async function connectCommand(
  options: GlobalOptions & ConnectCommandOptions,
  framework: string | undefined,
  version: string,
): Promise<number> {
  const workspace = workspaceOf(options);
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  const atHand = await frameworksAtHand(workspace.root);
  if (framework === undefined) {
    print(options.json ? listJson(atHand) : listText(atHand));
    return 0;
  }
  requireKnown(framework);
  // It is printed as it is into lines for a shell.
  const service = options.service === undefined ? await serviceNameOf(workspace) : tame(options.service, 200);
  const status = await startCapture(workspace, { entry: join(__dirname, "receiver.cjs"), version });
  const snippet = connectSnippet(framework, { http: status.http!, grpc: status.grpc!, service })!;
  print(options.json ? JSON.stringify(snippet) : snippetText(snippet));
  if (options.wait === false) return 0;
  if (!options.json)
    print(pc.dim(`\nWaiting for the first span on http://127.0.0.1:${status.http} … (Ctrl+C ends)`));
  const arrived = await arrivalOf(status);
  if (typeof arrived === "number") return arrived;
  const { isExpected, heading, advice, place: goesTo } = connectReport(arrived, snippet, workspace.root);
  const place = arrived.root === undefined ? `${goesTo} ${claimHint(arrived)}` : goesTo;
  const paint = isExpected ? pc.green : pc.yellow;
  print(
    options.json
      ? JSON.stringify({ arrived, advice, place })
      : ["", paint(heading), ...advice, place].join("\n"),
  );
  return 0;
}

function requireKnown(id: string): void {
  if (frameworks.some((one) => one.id === id)) return;
  throw new UserError(
    "framework-unknown",
    `No framework is known as ${JSON.stringify(id)}.`,
    'The list: homeostat connect. Whatever writes spans with OpenTelemetry is connected by "opentelemetry".',
  );
}

const listJson = (atHand: readonly Framework[]): string =>
  JSON.stringify({
    frameworks: frameworks.map(({ id, name, language }) => ({ id, name, language })),
    atHand: atHand.map(({ id }) => id),
  });

function listText(atHand: readonly Framework[]): string {
  const rows = frameworks.map((one) => [
    atHand.includes(one) ? pc.green(one.id) : one.id,
    one.name,
    atHand.includes(one) ? pc.green("in use here") : "",
  ]);
  return `${table(["framework", "", ""], rows)}\n\nNext: homeostat connect ${atHand[0]?.id ?? "FRAMEWORK"}`;
}

const snippetText = ({ name, install, code, notes }: ConnectSnippet): string =>
  [
    pc.bold(name),
    ...(install ? [`\n${install}`] : []),
    `\n${code.trimEnd()}\n`,
    ...Object.entries(notes).map(([about, note]) => `${pc.dim(about.padEnd(13))} ${note}`),
  ].join("\n");

/** The service that sends something after this; a number where waiting ended without. */
async function arrivalOf({ services }: CaptureStatus): Promise<CapturedService | number> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once("SIGINT", stop);
  try {
    const arrival = await firstArrival(services, controller);
    if (arrival.is === "arrived") return arrival.service;
    return arrival.is === "cancelled" ? 130 : 1;
  } finally {
    process.removeListener("SIGINT", stop);
  }
}

const claimHint = ({ name }: CapturedService): string =>
  `To have it here: homeostat inbox assign ${tame(JSON.stringify(name), 100)}`;

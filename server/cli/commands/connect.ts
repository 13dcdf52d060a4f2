import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import pc from "picocolors";
import {
  type CapturedService,
  type CaptureStatus,
  type ConnectSnippet,
  captureStatus,
  configPath,
  connectAdvice,
  connectSnippet,
  dependencyFiles,
  type Framework,
  frameworks,
  frameworksOf,
  loadConfig,
  type Packages,
  packagesIn,
  startCapture,
  tame,
  UserError,
  type Workspace,
  watchCapture,
} from "../../core/index.ts";
import { table } from "../paint.ts";
import type { GlobalOptions } from "../session.ts";
import { workspaceOf } from "./doctor.ts";

export interface ConnectCommandOptions {
  readonly service?: string;
  /** False by --no-wait. */
  readonly wait?: boolean;
}

/** A first span is rarely alone: what it lacks may be on those that come right behind it. */
const settleMs = 3_000;

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
  const service = tame(options.service ?? (await serviceOf(workspace)), 200);
  const status = await startCapture(workspace, { entry: join(__dirname, "receiver.cjs"), version });
  const snippet = connectSnippet(framework, { http: status.http!, grpc: status.grpc!, service })!;
  print(options.json ? JSON.stringify(snippet) : snippetText(snippet));
  if (options.wait === false) return 0;
  if (!options.json)
    print(pc.dim(`\nWaiting for the first span on http://127.0.0.1:${status.http} … (Ctrl+C ends)`));
  const arrived = await firstArrival(status);
  if (typeof arrived === "number") return arrived;
  const advice = connectAdvice(arrived, snippet.notes);
  const place = placeOf(arrived, workspace.root);
  print(
    options.json
      ? JSON.stringify({ arrived, advice, place })
      : ["", heading(arrived, snippet), ...advice, place].join("\n"),
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

/** What the workspace already waits for, else the folder's own name. */
async function serviceOf(workspace: Workspace): Promise<string> {
  const { capture } = await loadConfig(configPath(workspace.root, workspace.configFile), workspace);
  return capture.services.find((name) => !name.includes("*")) ?? (basename(workspace.root) || "my-agent");
}

async function frameworksAtHand(root: string): Promise<readonly Framework[]> {
  const found = await Promise.all(
    dependencyFiles.map((name) =>
      readFile(join(root, name), "utf8").then(
        (text) => packagesIn(name, text),
        (): Packages => ({}),
      ),
    ),
  );
  return frameworksOf({
    javascript: found.flatMap(({ javascript = [] }) => javascript),
    python: found.flatMap(({ python = [] }) => python),
  });
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
async function firstArrival(before: CaptureStatus): Promise<CapturedService | number> {
  const last = new Map(before.services.map(({ name, lastMs }) => [name, lastMs]));
  const fresh = ({ services }: CaptureStatus): CapturedService | undefined =>
    services.find(({ name, spans, logs, lastMs }) => spans + logs > 0 && lastMs > (last.get(name) ?? 0));
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once("SIGINT", stop);
  try {
    const status = await watchCapture((one) => !one.running || fresh(one) !== undefined, controller);
    const first = fresh(status);
    if (!first) return status.running ? 130 : 1;
    await setTimeout(settleMs, undefined, controller).catch(() => undefined);
    return (await captureStatus()).services.find(({ name }) => name === first.name) ?? first;
  } finally {
    process.removeListener("SIGINT", stop);
  }
}

function heading({ name }: CapturedService, { service }: ConnectSnippet): string {
  if (name === service) return pc.green(`${tame(name, 80)} sends.`);
  return pc.yellow(
    `${tame(name, 80) || "A service without a name"} sends; ${tame(service, 80)} has not yet.`,
  );
}

function placeOf({ name, root: owner }: CapturedService, root: string): string {
  if (owner === undefined)
    return `No workspace claims it, so it waits in the inbox. To have it here: homeostat inbox assign ${tame(JSON.stringify(name), 100)}`;
  return owner === root ? "It goes into this workspace." : `It goes into the workspace ${tame(owner, 200)}.`;
}

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { messageOf, UserError } from "./base/index.ts";
import {
  defaultCapture,
  FoldProcess,
  homeFolder,
  lockHome,
  logFile,
  readCheckpoint,
  removeReceiverFile,
  startReceiver,
  writeReceiverFile,
} from "./capture/index.ts";
import { redactByClaims } from "./host/capturing/redact-by-claims.ts";
import { journalFolder, stateFolder } from "./host/capturing/state-folder.ts";
import { Claims } from "./host/capturing/workspace-registry.ts";

// The process that takes spans and log records from exporters, one for each user of a machine. It outlives whoever started it, and ends
// by SIGTERM or by POST /homeostat/stop. Its one line on the standard output says that it is ready or why it is not.
// usage: node receiver.cjs [--http PORT] [--grpc PORT] [--host ADDRESS] [--home FOLDER] [--allow-host NAME]... [--allow-origin ORIGIN]...
//   [--no-fold]
// HOMEOSTAT_HOME is the folder where none is named; HOMEOSTAT_TOKEN is a bearer token that exporters have to show.

declare const HOMEOSTAT_VERSION: string;

/** How often it is looked at which workspaces claim what, and how far the journal is folded. Milliseconds. */
const lookEveryMs = 2_000;

/** What is printed: one line of JSON. */
type Said =
  | {
      readonly kind: "ready";
      readonly pid: number;
      readonly httpPort: number;
      readonly grpcPort: number;
      readonly home: string;
    }
  | { readonly kind: "failed"; readonly code: string; readonly message: string; readonly hint?: string };

const say = (said: Said): void => void process.stdout.write(`${JSON.stringify(said)}\n`);

async function run(): Promise<void> {
  const settings = settingsOf(process.argv.slice(2));
  const home = homeFolder(settings.home ?? stateFolder());
  mkdirSync(home.path, { recursive: true, mode: 0o700 });
  const log = logFile(home.log);
  const lock = await lockHome(home, () => void stop("another receiver took over"));
  const journal = journalFolder(home.path);
  const claims = new Claims(home.path);
  await claims.refresh().catch((error) => log(messageOf(error)));
  const fold = new FoldProcess({
    entry: join(import.meta.dirname, "fold.cjs"),
    home: home.path,
    onFolded: (position) => receiver.noteFolded(position),
    log,
  });
  const receiver = await startReceiver({
    ...settings,
    journal,
    version: HOMEOSTAT_VERSION,
    redact: redactByClaims(claims),
    journalOptions: {
      onTrouble: (trouble) =>
        log(trouble ? `${trouble.message} ${trouble.hint}` : "The journal can be written again."),
    },
    onAppended: () => fold.nudge(),
    onStop: () => void stop("asked over HTTP"),
    moreStatus: () => ({ fold: fold.status() }),
  }).catch(async (error) => {
    await lock.release();
    throw error;
  });
  const { httpPort, grpcPort, address, exposure, controlToken } = receiver;
  await writeReceiverFile(home, {
    pid: process.pid,
    httpPort,
    grpcPort,
    address,
    controlToken,
    version: HOMEOSTAT_VERSION,
    startedMs: Date.now(),
  });
  setInterval(async () => {
    const isChanged = await claims.refresh().catch((error) => log(messageOf(error)));
    if (isChanged) fold.nudge();
    const position = await readCheckpoint(journal);
    if (position) receiver.noteFolded(position);
  }, lookEveryMs).unref();
  if (settings.folds) fold.start();
  log(`ready: ${address}, HTTP ${httpPort}, gRPC ${grpcPort}`);
  if (exposure !== undefined) {
    log(exposure);
    // Read where the receiver runs in the foreground; in the background whoever started it asks for the status.
    process.stderr.write(`Warning: ${exposure}\n`);
  }
  say({ kind: "ready", pid: process.pid, httpPort, grpcPort, home: home.path });

  let isStopping = false;
  async function stop(why: string): Promise<void> {
    if (isStopping) return;
    isStopping = true;
    log(`stopping: ${why}`);
    await receiver.close();
    await fold.stop();
    await removeReceiverFile(home);
    await lock.release();
    process.exit(0);
  }
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void stop(signal));
}

function settingsOf(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      http: { type: "string", default: String(defaultCapture.http) },
      grpc: { type: "string", default: String(defaultCapture.grpc) },
      host: { type: "string" },
      home: { type: "string" },
      "allow-host": { type: "string", multiple: true },
      "allow-origin": { type: "string", multiple: true },
      "no-fold": { type: "boolean", default: false },
    },
  });
  const bearerToken = process.env.HOMEOSTAT_TOKEN;
  return {
    httpPort: portOf(values.http),
    grpcPort: portOf(values.grpc),
    folds: !values["no-fold"],
    allowedHosts: values["allow-host"] ?? [],
    allowedOrigins: values["allow-origin"] ?? [],
    ...(values.host !== undefined && { host: values.host }),
    ...(values.home !== undefined && { home: values.home }),
    ...(bearerToken && { bearerToken }),
  };
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new UserError("port-unusable", `${text} is no port.`, "Give a number below 65536.");
}

// Whoever started this may be gone before it says anything.
process.stdout.on("error", () => undefined);
run().catch((error) => {
  const isKnown = error instanceof UserError;
  say({
    kind: "failed",
    code: isKnown ? error.code : "receiver-failed",
    message: messageOf(error),
    ...(isKnown && error.hint !== undefined && { hint: error.hint }),
  });
  process.exitCode = 1;
  setTimeout(() => process.exit(1), 200);
});

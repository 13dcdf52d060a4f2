import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import {
  configPath,
  fileUnreadable,
  type Host,
  type LongWork,
  loadSettings,
  openHost,
  progressText,
  requireReadable,
  type Workspace,
} from "../core/index.ts";

/** Options every command takes. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly store?: string;
  readonly config?: string;
  readonly untrusted?: boolean;
}

/** What a command works with: an open host, where it is, and how it talks. */
export interface Session {
  readonly host: Host;
  readonly root: string;
  readonly trusted: boolean;
  /** Where it is not the usual one. */
  readonly configFile?: string;
  readonly json: boolean;
  readonly work: LongWork;
  readonly print: (text: string) => void;
}

/** Opens the workspace around the configuration file, else the current folder; closes it whatever happens. `open`: how, and on what. */
export async function withSession<T>(
  options: GlobalOptions,
  prompts: readonly string[],
  act: (session: Session) => Promise<T>,
  open: (workspace: Workspace) => Promise<Host> = openHost,
): Promise<T> {
  // A misspelt path must not pass for a workspace without a configuration.
  if (options.config && !existsSync(options.config))
    throw fileUnreadable(resolve(options.config), "there is no such file");
  const root = options.config ? dirname(resolve(options.config)) : process.cwd();
  const workspace: Workspace = {
    root,
    trusted: !options.untrusted,
    sandboxEntry: join(__dirname, "javascript-child.cjs"),
    prompts: prompts.map((file) => resolve(file)),
    ...(options.config && { configFile: resolve(options.config) }),
    ...(options.store && {
      store: /^[a-z][a-z0-9+.-]+:\/\//i.test(options.store) ? options.store : resolve(options.store),
    }),
  };
  const configFile = configPath(root, workspace.configFile);
  requireReadable(await loadSettings(configFile, workspace), configFile);
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once("SIGINT", stop);
  const host = await open(workspace);
  const status = statusLine();
  try {
    return await act({
      host,
      root,
      trusted: workspace.trusted,
      ...(workspace.configFile && { configFile: workspace.configFile }),
      json: options.json ?? false,
      work: { signal: controller.signal, progress: status.show },
      print: (text) => process.stdout.write(`${text}\n`),
    });
  } finally {
    status.clear();
    process.removeListener("SIGINT", stop);
    await host.close();
  }
}

/** One line on the terminal that says how far long work is; nothing where the output is piped. */
function statusLine(): { show: NonNullable<LongWork["progress"]>; clear: () => void } {
  const { stderr } = process;
  if (!stderr.isTTY) return { show: () => undefined, clear: () => undefined };
  return {
    show: (step) => stderr.write(`\r\x1b[2K${progressText(step)}`),
    clear: () => stderr.write("\r\x1b[2K"),
  };
}

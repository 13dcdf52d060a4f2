import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type Config,
  configPath,
  emptySnapshot,
  type Host,
  isCancellation,
  messageOf,
  parseConfig,
  promptPathMatcher,
  type ReadOptions,
  readOptionsOf,
  relativeFile,
  type Snapshot,
  spawnHost,
} from "../core/index.ts";

export interface FolderOptions {
  readonly root: string;
  readonly trusted: boolean;
  readonly worker: string;
  readonly log: (line: string) => void;
  /** Told when there is a new snapshot or configuration. */
  readonly onChanged: () => void;
}

/** How often a folder without a store is looked at for one that somebody else made. Milliseconds. */
const lookEveryMs = 2_000;

/** One workspace folder: its configuration, the host that works on it in another process, and the snapshot that features read. */
export class Folder {
  readonly root: string;
  readonly configUri: string;
  readonly configFile: string;
  snapshot: Snapshot = emptySnapshot;
  config: Config;
  hasConfig = false;
  private readonly host: Host;
  private isPrompt: (file: string) => boolean;
  private optionsOf: (file: string) => ReadOptions;
  private timer: NodeJS.Timeout | undefined;
  private refreshing: Promise<void> | undefined;
  private isStale = false;

  constructor(private readonly options: FolderOptions) {
    const { root, trusted, worker, log } = options;
    this.root = root;
    this.configFile = configPath(root, undefined);
    this.configUri = pathToFileURL(this.configFile).href;
    this.config = parseConfig("", { root, trusted });
    this.isPrompt = promptPathMatcher(this.config);
    this.optionsOf = readOptionsOf(this.config);
    const workspace = { root, trusted, sandboxEntry: join(dirname(worker), "javascript-child.cjs") };
    this.host = spawnHost(workspace, { entry: worker, log, onChanged: () => void this.refresh() });
  }

  /** Reads the configuration and, where there is a store, the first snapshot. Never throws. */
  async start(): Promise<void> {
    await this.reloadConfig();
    await this.look();
  }

  /** The host, for requests that a person made: it makes the store where there is none. */
  get work(): Host {
    return this.host;
  }

  fileOf(path: string): string {
    return relativeFile(this.root, path);
  }

  holdsPrompt(file: string): boolean {
    return this.isPrompt(file);
  }

  readOptions(file: string): ReadOptions {
    return this.optionsOf(file);
  }

  async reloadConfig(text?: string): Promise<void> {
    const onDisk = await readFile(this.configFile, "utf8").catch(() => undefined);
    this.hasConfig = onDisk !== undefined;
    this.config = parseConfig(text ?? onDisk ?? "", this.options);
    this.isPrompt = promptPathMatcher(this.config);
    this.optionsOf = readOptionsOf(this.config);
  }

  /** Asks for a new snapshot; calls while one is on its way are joined into one more. */
  async refresh(): Promise<void> {
    if (!this.hasStore()) return;
    this.isStale = true;
    this.refreshing ??= this.catchUp().finally(() => {
      this.refreshing = undefined;
    });
    await this.refreshing;
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    await this.host.close();
  }

  private async catchUp(): Promise<void> {
    while (this.isStale) {
      this.isStale = false;
      try {
        this.snapshot = await this.host.snapshot();
        this.options.onChanged();
      } catch (error) {
        if (!isCancellation(error)) this.options.log(`No figures: ${messageOf(error)}`);
      }
    }
  }

  /** An editor that merely opens a folder must not leave a store in it: it waits until there is one. */
  private async look(): Promise<void> {
    if (this.hasStore()) return this.refresh();
    this.timer = setTimeout(() => void this.look(), lookEveryMs).unref();
  }

  private hasStore(): boolean {
    return (
      /^[a-z][a-z0-9+.-]+:\/\//i.test(this.config.store) ||
      existsSync(join(this.config.store, "conversations.lance"))
    );
  }
}

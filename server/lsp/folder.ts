import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  baselineFileName,
  baselineSnapshot,
  type Config,
  configPath,
  decidedSnapshot,
  decisionsFileName,
  type Editor,
  emptySnapshot,
  type Host,
  isCancellation,
  type ListedSuggestion,
  type LogLevel,
  loadDecisions,
  messageOf,
  parseConfig,
  promptPathMatcher,
  type ReadOptions,
  readBaseline,
  readOptionsOf,
  relativeFile,
  type Snapshot,
  spawnHost,
  storeExists,
} from "../core/index.ts";

export interface FolderOptions {
  readonly root: string;
  readonly trusted: boolean;
  readonly worker: string;
  /** Lent to the host of a trusted folder. */
  readonly editor: Editor | undefined;
  readonly log: (line: string, level: LogLevel) => void;
  /** Told when there is a new snapshot or configuration. */
  readonly onChanged: () => void;
  /** Told when suggestions came, or what became of them is another. */
  readonly onSuggestions: () => void;
  /** Told when the configuration names other prompts. */
  readonly onPrompts: () => void;
}

/** How often a folder without a store is looked at for one that somebody else made. Milliseconds. */
const lookEveryMs = 2_000;

/** One workspace folder: its configuration, the host that works on it in another process, and the snapshot that features read. */
export class Folder {
  readonly root: string;
  readonly configUri: string;
  readonly configFile: string;
  /** Of the file of what people decided about behaviors. */
  readonly decisionsUri: string;
  snapshot: Snapshot = emptySnapshot;
  /** What cycles suggest, the newest first: as of the last snapshot. */
  suggestions: readonly ListedSuggestion[] = [];
  config: Config;
  hasConfig = false;
  /** What was last published of the decisions, as JSON. */
  saidOfDecisions: string | undefined;
  private readonly host: Host;
  private isPrompt: (file: string) => boolean;
  private optionsOf: (file: string) => ReadOptions;
  private timer: NodeJS.Timeout | undefined;
  private refreshing: Promise<void> | undefined;
  private isStale = false;
  /** When the baseline that is shown was written; undefined while none is. */
  private baselineMs: number | undefined;

  constructor(private readonly options: FolderOptions) {
    const { root, trusted, worker, editor, log } = options;
    this.root = root;
    this.configFile = configPath(root, undefined);
    this.configUri = pathToFileURL(this.configFile).href;
    this.decisionsUri = pathToFileURL(join(root, decisionsFileName)).href;
    this.config = parseConfig("", { root, trusted });
    this.isPrompt = promptPathMatcher(this.config);
    this.optionsOf = readOptionsOf(this.config);
    const workspace = { root, trusted, sandboxEntry: join(dirname(worker), "javascript-child.cjs") };
    this.host = spawnHost(workspace, {
      entry: worker,
      editor: trusted ? editor : undefined,
      log,
      onChanged: () => void this.refresh(),
    });
  }

  /** Reads the configuration and the first snapshot: of the store where there is one, else of the committed baseline. Never throws. */
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
    const { policy, prompts } = this.config;
    this.config = parseConfig(text ?? onDisk ?? "", this.options);
    this.isPrompt = promptPathMatcher(this.config);
    this.optionsOf = readOptionsOf(this.config);
    // What to say of the same figures is another matter now.
    if (JSON.stringify(prompts) !== JSON.stringify(this.config.prompts)) this.options.onPrompts();
    if (JSON.stringify([policy, prompts]) !== JSON.stringify([this.config.policy, this.config.prompts]))
      this.options.onChanged();
  }

  /** Asks for a new snapshot; calls while one is on its way are joined into one more. */
  async refresh(): Promise<void> {
    if (!this.hasStore()) return this.showBaseline(true);
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
        await this.readSuggestions();
      } catch (error) {
        if (!isCancellation(error)) this.options.log(`No figures: ${messageOf(error)}`, "error");
      }
    }
  }

  private async readSuggestions(): Promise<void> {
    const said = (all: readonly ListedSuggestion[]): string =>
      JSON.stringify(all.map(({ suggestion, ...rest }) => [suggestion.id, rest]));
    const listed = await this.host.suggestions();
    if (said(listed) === said(this.suggestions)) return;
    this.suggestions = listed;
    this.options.onSuggestions();
  }

  /** An editor that merely opens a folder must not leave a store in it: it waits until there is one. */
  private async look(): Promise<void> {
    if (this.hasStore()) return this.refresh();
    await this.showBaseline(false);
    this.timer = setTimeout(() => void this.look(), lookEveryMs).unref();
  }

  /** Figures of the committed baseline, as long as there is no store. `anew`: also where the file is the one that is shown. */
  private async showBaseline(anew: boolean): Promise<void> {
    const file = join(this.root, baselineFileName);
    const writtenMs = await stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    );
    if (writtenMs === this.baselineMs && (!anew || writtenMs === undefined)) return;
    this.baselineMs = writtenMs;
    try {
      const baseline = await readBaseline(file);
      if (this.hasStore()) return;
      this.snapshot = baseline
        ? await decidedSnapshot(
            baselineSnapshot(baseline, this.config, baselineFileName),
            await loadDecisions(this.root),
          )
        : emptySnapshot;
    } catch (error) {
      this.snapshot = emptySnapshot;
      this.options.log(`No figures: ${messageOf(error)}`, "error");
    }
    this.options.onChanged();
  }

  hasStore(): boolean {
    return storeExists(this.config.store);
  }
}

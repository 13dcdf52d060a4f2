import { resolve } from "node:path";
import type { LongWork } from "../base/index.ts";
import { type EvaluationServices, openServices } from "../evaluators/index.ts";
import type { ConversationDetail, ConversationPage, ConversationQuery, Snapshot } from "../review/index.ts";
import { Store } from "../store/index.ts";
import { type Built, buildSnapshot } from "./build-snapshot.ts";
import { type Config, configPath, loadConfig } from "./config.ts";
import { conversationDetail, listConversations } from "./conversation-queries.ts";
import { type EvaluateSummary, evaluateConversations } from "./evaluate-conversations.ts";
import { type ImportSummary, importConversations } from "./import-conversations.ts";
import { knownVersions, linkConversations } from "./link-conversations.ts";
import { type PromptFile, promptFiles, recordVersions } from "./prompt-files.ts";
import { type BehaviorsSummary, refreshBehaviors } from "./refresh-behaviors.ts";

/** Where the host works and what it may do there. */
export interface Workspace {
  readonly root: string;
  /** Default: homeostat.yaml at the root. */
  readonly configFile?: string;
  /** A LanceDB URI that goes before the configured one. */
  readonly store?: string;
  /** Only then: git is run, `javascript` checks run, the configuration may name places outside the workspace. */
  readonly trusted: boolean;
  /** Path of the built javascript-child.cjs. */
  readonly sandboxEntry?: string;
  /** Prompt files beside the configured ones, as named on the command line. */
  readonly prompts?: readonly string[];
}

/**
 * All slow work on one workspace. Every method may take long and says so through `work`; readers on the typing path use the
 * snapshot it gives and never wait for it. The same interface stands in front of a host in another process (`spawnHost`).
 */
export interface Host {
  importConversations(
    paths: readonly string[],
    promptHint: string | undefined,
    work?: LongWork,
  ): Promise<ImportSummary>;
  /** Records prompt versions, finds each conversation's prompt, judges what is not judged. */
  evaluate(work?: LongWork): Promise<EvaluateSummary>;
  findBehaviors(work?: LongWork): Promise<BehaviorsSummary>;
  /** Figures of now; made anew only where the store, the configuration or a prompt file changed. */
  snapshot(): Promise<Snapshot>;
  conversations(query: ConversationQuery): Promise<ConversationPage>;
  conversation(id: string): Promise<ConversationDetail | undefined>;
  /** The prompt files of the workspace, as paths relative to it. */
  promptFiles(): Promise<readonly string[]>;
  /** A short text that changes when anybody writes to the store. */
  revision(): Promise<string>;
  close(): Promise<void>;
}

/** A host in this process. Throws `store-unavailable`, `store-version`, `file-unreadable`. */
export async function openHost(workspace: Workspace): Promise<Host> {
  const config = await loadConfig(configPath(workspace.root, workspace.configFile), workspace);
  const store = await Store.open(workspace.store ?? config.store);
  return new LocalHost(
    workspace,
    store,
    openServices({
      trusted: workspace.trusted,
      ...(workspace.sandboxEntry && { sandboxEntry: workspace.sandboxEntry }),
    }),
  );
}

class LocalHost implements Host {
  private built: (Built & { readonly basis: string }) | undefined;

  constructor(
    private readonly workspace: Workspace,
    private readonly store: Store,
    private readonly services: EvaluationServices,
  ) {}

  async importConversations(
    paths: readonly string[],
    promptHint: string | undefined,
    work?: LongWork,
  ): Promise<ImportSummary> {
    const summary = await importConversations(
      { store: this.store, root: this.workspace.root },
      paths.map((path) => resolve(this.workspace.root, path)),
      promptHint,
      work,
    );
    if (summary.added + summary.updated > 0) await this.store.compact();
    return summary;
  }

  async evaluate(work: LongWork = {}): Promise<EvaluateSummary> {
    const { config, files } = await this.load();
    await this.link(files, work);
    const summary = await evaluateConversations(this.store, config.evaluators, files, this.services, work);
    if (summary.evaluations > 0) await this.store.compact();
    return summary;
  }

  findBehaviors(work?: LongWork): Promise<BehaviorsSummary> {
    return refreshBehaviors(this.store, work);
  }

  async snapshot(): Promise<Snapshot> {
    return (await this.current()).snapshot;
  }

  async conversations(query: ConversationQuery): Promise<ConversationPage> {
    const { config } = await this.load();
    return listConversations(this.store, await this.current(), config.evaluators, query);
  }

  async conversation(id: string): Promise<ConversationDetail | undefined> {
    const { config } = await this.load();
    return conversationDetail(this.store, await this.current(), config.evaluators, id);
  }

  async promptFiles(): Promise<readonly string[]> {
    return (await this.load()).files.map(({ file }) => file);
  }

  revision(): Promise<string> {
    return this.store.revision();
  }

  async close(): Promise<void> {
    await this.services.close();
    this.store.close();
  }

  private async load(): Promise<{ config: Config; files: PromptFile[] }> {
    const config = await loadConfig(
      configPath(this.workspace.root, this.workspace.configFile),
      this.workspace,
    );
    return { config, files: await promptFiles(this.workspace.root, config, this.workspace.prompts) };
  }

  private async link(files: readonly PromptFile[], work: LongWork): Promise<void> {
    await recordVersions(this.store, files, this.workspace.trusted, work.signal);
    await linkConversations(this.store, await knownVersions(this.store, files), work);
  }

  private async current(): Promise<Built> {
    const { config, files } = await this.load();
    const basis = JSON.stringify([
      await this.store.revision(),
      config.evaluators.map(({ key, covers, prompts }) => [key, covers, prompts]),
      config.thresholds,
      [...config.places].map(([name, { line }]) => [name, line]),
      files.map(({ file, name, document }) => [file, name, document.version]),
    ]);
    if (this.built?.basis !== basis)
      this.built = { ...(await buildSnapshot(this.store, config, files)), basis };
    return this.built;
  }
}

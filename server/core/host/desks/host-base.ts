import { type LongWork, UserError } from "../../base/index.ts";
import type { EvaluationServices } from "../../evaluators/index.ts";
import { type ModelAccess, openChat, openEmbedder } from "../../models/index.ts";
import type { Store } from "../../store/index.ts";
import type { Config } from "../config.ts";
import { CurrentWorkspace } from "../current-workspace.ts";
import { deriveMissing } from "../derive-missing.ts";
import { Diagnoser } from "../diagnosis/diagnoser.ts";
import { type DatedWorld, ToldSuspects } from "../diagnosis/told-suspects.ts";
import type { Workspace } from "../host.ts";
import { recordHintRefs } from "../identity/hint-refs.ts";
import { knownVersions } from "../identity/known-versions.ts";
import { linkConversations, linkNew } from "../link-conversations.ts";
import { behaviorBounds } from "../named-behaviors.ts";
import { type PromptFile, recordVersions } from "../prompt-files.ts";
import type { BehaviorModels } from "../refresh-behaviors.ts";
import { openReplay } from "../replay/open-replay.ts";
import type { ReplayQuery, ReplayWorld } from "../replay/replay.ts";
import { UnderWay } from "../under-way.ts";

/** What the desks of a host share: an open store, what the workspace says now, and what is under way. */
export class HostBase {
  readonly current: CurrentWorkspace;
  readonly underWay = new UnderWay();
  readonly diagnoser = new Diagnoser();
  readonly told = new ToldSuspects(this.diagnoser);

  constructor(
    readonly workspace: Workspace,
    readonly store: Store,
    readonly services: EvaluationServices,
    readonly access: ModelAccess,
  ) {
    this.current = new CurrentWorkspace(workspace, store);
  }

  /** Acts as work of this host: closing it waits for that. */
  run<T>(work: LongWork | undefined, act: (work: LongWork) => Promise<T>): Promise<T> {
    return this.underWay.run(work ?? {}, act);
  }

  async withModels<T>(act: (models: BehaviorModels) => Promise<T>): Promise<T> {
    const { models } = await this.current.config();
    const embedder = await openEmbedder(models.embeddings, this.access);
    try {
      return await act({ embedder, chat: models.chat && openChat(models.chat, this.access) });
    } finally {
      await embedder?.close();
    }
  }

  async diagnosisWorld(): Promise<DatedWorld> {
    const { config, files } = await this.current.load();
    const built = await this.current.built();
    return { store: this.store, evaluators: config.evaluators, files, built, basis: built.basis };
  }

  async replayWorld(query: ReplayQuery): Promise<ReplayWorld & { readonly config: Config }> {
    for (const id of query.conversationIds) await this.linkIfNew(id);
    const { config, files } = await this.current.load();
    const { store, access, workspace } = this;
    const isTrusted = workspace.trusted;
    const world = await openReplay(query, { store, access, config, files, isTrusted });
    const { isWithin } = await behaviorBounds(store, config.evaluators, await this.current.decidedNames());
    return { ...world, config, isWithin };
  }

  /**
   * Prompts of all conversations are found with the next evaluation; of one that somebody looks at, now. A store that nobody may write to
   * shows its conversations all the same.
   */
  async linkIfNew(id: string): Promise<void> {
    const { links, conversations } = this.store.tables;
    if ((await links.readAny("conversationId", [id], ["id"])).length > 0) return;
    if (!(await conversations.get(id))) return;
    const { files } = await this.current.load();
    try {
      await this.run({}, async () => {
        await recordVersions(this.store, files, false);
        await linkNew(this.store, await knownVersions(this.store, files), [id]);
      });
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== "store-unwritable") throw error;
    }
  }

  async link(files: readonly PromptFile[], work: LongWork): Promise<void> {
    await deriveMissing(this.store, work);
    await recordVersions(this.store, files, this.workspace.trusted, work.signal);
    if (this.workspace.trusted) await recordHintRefs(this.store, files, work.signal);
    await linkConversations(this.store, await knownVersions(this.store, files), work);
  }

  /** What is under way is stopped; what of it is being written is written, and checked, to its end. */
  async close(): Promise<void> {
    await this.underWay.close();
    await this.services.close();
    this.store.close();
  }
}

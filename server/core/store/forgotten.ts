import { sha256 } from "../base/index.ts";
import type { Tables } from "./database.ts";
import type { Captured } from "./records.ts";

const prefix = "forgotten-";
const noteOf = (what: "conversation" | "user", id: string): string => `${prefix}${what}:${sha256(id)}`;
/** A conversation that grew out of measure is kept in parts. */
const wholeId = (id: string): string => id.replace(/~part\d+$/, "");

/**
 * Notes of who was forgotten, so that what is still on its way cannot bring them back: spans in the journal, an import that began before.
 * A note holds a hash and the time, nothing else.
 */
export class Forgotten {
  private notes: ReadonlyMap<string, number> = new Map();
  private version = -1;

  constructor(private readonly tables: Tables) {}

  async note(conversations: readonly string[], users: readonly string[], nowMs: number): Promise<void> {
    const value = String(nowMs);
    await this.tables.meta.upsert([
      ...conversations.map((id) => ({ id: noteOf("conversation", wholeId(id)), value })),
      ...users.map((id) => ({ id: noteOf("user", id), value })),
    ]);
  }

  /**
   * Ids of those conversations that were forgotten. A user's are those that ended before: who comes back begins anew. `sinceMs`: only what
   * was forgotten after that moment counts, as for a file that a person imports afterwards.
   */
  async among(batch: readonly Captured[], sinceMs = Number.NEGATIVE_INFINITY): Promise<Set<string>> {
    await this.read();
    if (this.notes.size === 0) return new Set();
    const ids = batch
      .filter((one) => this.isForgotten(one, sinceMs))
      .map(({ conversation }) => conversation.id);
    return new Set(ids);
  }

  private isForgotten({ conversation }: Captured, sinceMs: number): boolean {
    const { id, attributes, startMs, endMs } = conversation;
    if ((this.notes.get(noteOf("conversation", wholeId(id))) ?? Number.NEGATIVE_INFINITY) > sinceMs)
      return true;
    const { userId } = attributes;
    const userMs = typeof userId === "string" ? this.notes.get(noteOf("user", userId)) : undefined;
    return (
      userMs !== undefined && userMs > sinceMs && (endMs ?? startMs ?? Number.NEGATIVE_INFINITY) <= userMs
    );
  }

  /** The table of notes is small and changes seldom: its version says whether to read it. */
  private async read(): Promise<void> {
    const version = await this.tables.meta.version();
    if (version === this.version) return;
    const rows = await this.tables.meta.read({ where: `id LIKE '${prefix}%'` });
    this.notes = new Map(rows.map(({ id, value }) => [id, Number(value)]));
    this.version = version;
  }
}

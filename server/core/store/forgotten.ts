import { sha256 } from "../base/index.ts";
import type { Tables } from "./database.ts";
import type { Captured } from "./records.ts";
import type { Row } from "./schema.ts";

const prefix = "forgotten-";
const noteOf = (what: "conversation" | "user", id: string): string => `${prefix}${what}:${sha256(id)}`;
/** A conversation that grew out of measure is kept in parts. */
const wholeId = (id: string): string => id.replace(/~part\d+$/, "");

interface Known {
  readonly id: string;
  readonly userId?: string;
  /** When something was last said in it. */
  readonly lastMs?: number;
}

function knownOf({ conversation }: Captured): Known {
  const { id, attributes, startMs, endMs } = conversation;
  const { userId } = attributes;
  return { id, lastMs: endMs ?? startMs, ...(typeof userId === "string" && { userId }) };
}

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
    return this.amongKnown(async () => batch.map(knownOf), sinceMs);
  }

  /** The same of conversations that are in the store; they are read only where anybody was ever forgotten. */
  stored(ids: readonly string[]): Promise<Set<string>> {
    return this.amongKnown(async () => {
      const columns = ["id", "userId", "startMs", "endMs"] as const;
      const rows = await this.tables.conversations.readAny("id", ids, columns);
      return rows.map(({ id, userId, startMs, endMs }) => ({ id, userId, lastMs: endMs ?? startMs }));
    }, Number.NEGATIVE_INFINITY);
  }

  /** Outcomes of conversations and of users who were forgotten after `sinceMs`. Of these one may tell what happened before or after. */
  async ofThose(
    outcomes: readonly Row<"outcomes">[],
    sinceMs = Number.NEGATIVE_INFINITY,
  ): Promise<Row<"outcomes">[]> {
    await this.read();
    if (this.notes.size === 0) return [];
    return outcomes.filter(({ conversationId = "", userId }) =>
      this.isForgotten({ id: conversationId, userId }, sinceMs),
    );
  }

  private async amongKnown(list: () => Promise<readonly Known[]>, sinceMs: number): Promise<Set<string>> {
    await this.read();
    if (this.notes.size === 0) return new Set();
    return new Set((await list()).filter((one) => this.isForgotten(one, sinceMs)).map(({ id }) => id));
  }

  private isForgotten({ id, userId, lastMs = Number.NEGATIVE_INFINITY }: Known, sinceMs: number): boolean {
    const conversationMs = this.noted("conversation", wholeId(id));
    if (conversationMs !== undefined && conversationMs > sinceMs) return true;
    const userMs = userId === undefined ? undefined : this.noted("user", userId);
    return userMs !== undefined && userMs > sinceMs && lastMs <= userMs;
  }

  /** When; undefined where nobody forgot it. */
  private noted(what: "conversation" | "user", id: string): number | undefined {
    return this.notes.get(noteOf(what, id));
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

import { isRecord, type Spending, type Spent } from "../../evaluators/index.ts";
import type { Store } from "../../store/index.ts";

const rowId = "unaskedSpending";
/** A kill takes what was not written: of calls as little as a store that is written to as often can save. */
const writeEveryMs = 1_000;

/**
 * What judging that nobody asked for took of the limits today (UTC), so that they hold over all looks of a day, whichever process looks. It
 * lies in `meta`; whoever opens it has the store for judging alone.
 */
export class UnaskedSpending implements Spending {
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private isNew = false;
  private isClosed = false;

  private constructor(
    private readonly store: Store,
    private readonly day: string,
    private readonly spent: Map<string, Spent>,
  ) {}

  static async open(store: Store, nowMs: number): Promise<UnaskedSpending> {
    const day = new Date(nowMs).toISOString().slice(0, 10);
    const row = await store.tables.meta.get(rowId);
    return new UnaskedSpending(store, day, spentOn(day, row?.value));
  }

  before(name: string): Spent {
    return this.spent.get(name) ?? { calls: 0, usd: 0 };
  }

  note(name: string, spent: Spent): void {
    // What a call that was cancelled took is in what was noted before, and another process may have the store by now.
    if (this.isClosed) return;
    this.spent.set(name, spent);
    this.isNew = true;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      // What failed is written by the next, and the last one says what is wrong.
      this.writing = this.writing.then(() => this.write()).catch(() => undefined);
    }, writeEveryMs).unref();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    await this.writing;
    if (this.isNew) await this.write();
  }

  private async write(): Promise<void> {
    this.isNew = false;
    const value = JSON.stringify({ day: this.day, models: Object.fromEntries(this.spent) });
    try {
      await this.store.tables.meta.upsert([{ id: rowId, value }]);
    } catch (error) {
      this.isNew = true;
      throw error;
    }
  }
}

/** Nothing where it is of another day, or cannot be read. */
function spentOn(day: string, json = ""): Map<string, Spent> {
  try {
    const found: unknown = JSON.parse(json);
    if (!isRecord(found) || found.day !== day || !isRecord(found.models)) return new Map();
    return new Map(
      Object.entries(found.models).map(([name, one]) => {
        const { calls, usd } = isRecord(one) ? one : {};
        return [name, { calls: Number(calls) || 0, usd: Number(usd) || 0 }];
      }),
    );
  } catch {
    return new Map();
  }
}

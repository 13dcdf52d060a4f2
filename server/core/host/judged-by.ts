import { indexBy, stableId } from "../base/index.ts";
import type { Row, Store } from "../store/index.ts";

/** Keys of evaluators, under a short name: most conversations of a store were judged by the same ones. */
export interface EvaluatorSet {
  readonly id: string;
  readonly keys: ReadonlySet<string>;
}

const none: EvaluatorSet = { id: "", keys: new Set() };
const setPrefix = "judgedBy/";

/**
 * Which evaluators have judged which conversation. A row of `judged` names the content and the set; the sets themselves lie in `meta`. A
 * row that cannot be read says that nobody has judged it: then stored evaluations are looked at, and nothing is judged again.
 */
export class JudgedBy {
  private readonly sets = new Map<string, EvaluatorSet>();
  private readonly written = new Set<string>();

  private constructor(
    private readonly store: Store,
    private readonly rows: ReadonlyMap<string, Row<"judged">>,
  ) {}

  static async read(store: Store): Promise<JudgedBy> {
    const judged = new JudgedBy(
      store,
      indexBy(await store.tables.judged.read(), ({ id }) => id),
    );
    const sets = await store.tables.meta.read({ where: `\`id\` LIKE '${setPrefix}%'` });
    for (const { id, value } of sets) judged.know(id.slice(setPrefix.length), value ?? "[]");
    return judged;
  }

  /** Who has judged a conversation as it is now. */
  of(conversationId: string, contentHash: string): EvaluatorSet {
    const [set = "", content] = this.rows.get(conversationId)?.evaluators?.split(" ") ?? [];
    return (content === contentHash && this.sets.get(set)) || none;
  }

  setOf(keys: Iterable<string>): EvaluatorSet {
    const sorted = [...new Set(keys)].sort();
    const id = stableId(sorted).slice(0, 16);
    const known = this.sets.get(id) ?? { id, keys: new Set(sorted) };
    this.sets.set(id, known);
    return known;
  }

  async write(
    judged: readonly { readonly id: string; readonly content: string; readonly by: EvaluatorSet }[],
  ) {
    const sets = new Map(judged.map(({ by }) => [by.id, by]));
    const fresh = [...sets.values()].filter(({ id }) => !this.written.has(id));
    await this.store.tables.meta.upsert(
      fresh.map(({ id, keys }) => ({ id: setPrefix + id, value: JSON.stringify([...keys]) })),
    );
    for (const { id } of fresh) this.written.add(id);
    await this.store.conclude(
      "judged",
      judged.map(({ id, content, by }) => ({ id, evaluators: `${by.id} ${content}` })),
    );
  }

  private know(id: string, json: string): void {
    try {
      this.sets.set(id, { id, keys: new Set(JSON.parse(json) as string[]) });
      this.written.add(id);
    } catch {
      // Written again by the next that needs it.
    }
  }
}

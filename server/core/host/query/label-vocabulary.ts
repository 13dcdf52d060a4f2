import { matchesPattern, type Pattern } from "../../review/index.ts";
import { equals, recordedKey, type Store } from "../../store/index.ts";

/** How long a writer may take from setting `importedMs` to being seen, at most. */
const slackMs = 10 * 60_000;

/**
 * All labels that conversations have, so that a pattern becomes a list of labels, which an index can answer. Read whole once, later
 * only from what was written since; labels that nobody has any more stay and do no harm.
 */
export class LabelVocabulary {
  private readonly labels = new Set<string>();
  private version: number | undefined;
  private readToMs: number | undefined;
  private reading: Promise<void> | undefined;
  private recorded: { readonly version: number; readonly names: Promise<string[]> } | undefined;

  constructor(private readonly store: Store) {}

  /** Labels of a kind whose value is as one of the patterns has it, as they stand in the lists. */
  async matching(kind: string, any: readonly Pattern[]): Promise<string[]> {
    return (await this.values(kind))
      .filter((value) => any.some((pattern) => matchesPattern(pattern, value)))
      .map((value) => `${kind}=${value}`);
  }

  async values(kind: string): Promise<string[]> {
    await this.refresh();
    return [...this.labels].flatMap((label) =>
      label.startsWith(`${kind}=`) ? [label.slice(kind.length + 1)] : [],
    );
  }

  private refresh(): Promise<void> {
    this.reading ??= this.read().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  /** Names of evaluators whose verdicts came with the traces, as one of the patterns has them. */
  async recordedEvaluators(pattern: Pattern): Promise<string[]> {
    const { evaluations } = this.store.tables;
    const version = await evaluations.version();
    if (this.recorded?.version !== version) {
      const names = evaluations.texts("evaluator", equals("evaluatorKey", recordedKey));
      this.recorded = { version, names: names.then((all) => [...new Set(all)]) };
    }
    return (await this.recorded.names).filter((name) => matchesPattern(pattern, name));
  }

  private async read(): Promise<void> {
    const { conversations } = this.store.tables;
    const version = await conversations.version();
    if (version === this.version) return;
    const startedMs = Date.now();
    const since = this.readToMs === undefined ? undefined : `\`importedMs\` >= ${this.readToMs - slackMs}.0`;
    for (const label of await conversations.items("labels", since)) this.labels.add(label);
    [this.version, this.readToMs] = [version, startedMs];
  }
}

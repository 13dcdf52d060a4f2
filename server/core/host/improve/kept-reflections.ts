import { stableId } from "../../base/index.ts";
import type { Proposal, ProposalRequest } from "../../improve/index.ts";
import { equals, type Store } from "../../store/index.ts";
import type { ProposedChange } from "./reflection.ts";

/** What a reflection came to: texts to be tried, and the edits that they were made of. */
export interface KeptReflection extends Proposal {
  readonly changes: readonly ProposedChange[];
}

/**
 * Reflections of one cycle, each kept as soon as it is answered. With them and the runs, which are kept as well, a cycle that was killed goes
 * through the same steps without asking anything. They are found by what was asked, not by their number alone: where a run turns out otherwise
 * than before, as one that had failed may, what follows is asked anew.
 */
export class KeptReflections {
  private known: Promise<Map<string, KeptReflection>> | undefined;

  constructor(
    private readonly store: Store,
    private readonly cycle: string,
    /** Who is quoted in what they are asked. */
    private readonly conversationIds: readonly string[],
  ) {}

  async of(request: ProposalRequest, ask: () => Promise<KeptReflection>): Promise<KeptReflection> {
    const id = this.idOf(request);
    this.known ??= this.read();
    const known = await this.known;
    const kept = known.get(id);
    if (kept) return kept;
    const made = await ask();
    const [reflection, atMs] = [JSON.stringify(made), Date.now()];
    await this.store.tables.reflections.upsert([
      { id, cycle: this.cycle, reflection, conversationIds: [...this.conversationIds], atMs },
    ]);
    known.set(id, made);
    return made;
  }

  private idOf({ n, component, texts, feedback, rejected }: ProposalRequest): string {
    const said = feedback.map(({ caseId, complaints }) => [caseId, complaints.map(({ text }) => text)]);
    return stableId(["reflection", this.cycle, n, component, texts, said, rejected], 24);
  }

  private async read(): Promise<Map<string, KeptReflection>> {
    const rows = await this.store.tables.reflections.read({
      where: equals("cycle", this.cycle),
      columns: ["id", "reflection"],
    });
    return new Map(
      rows.flatMap(({ id, reflection }) =>
        reflection ? [[id, JSON.parse(reflection) as KeptReflection] as const] : [],
      ),
    );
  }
}

import type { LongWork } from "../../base/index.ts";
import type { PromptSuspects, Snapshot } from "../../review/index.ts";
import type { Diagnoser } from "./diagnoser.ts";
import type { DiagnosisWorld } from "./diagnosis-input.ts";

/** `basis` changes with anything that figures are made from. */
export type DatedWorld = DiagnosisWorld & { readonly basis: string };

/** The suspects that snapshots show. They are looked for after the figures that they belong to: a snapshot never waits for them. */
export class ToldSuspects {
  private told:
    | { readonly basis: string; readonly revision: string; readonly suspects: readonly PromptSuspects[] }
    | undefined;

  constructor(private readonly diagnoser: Diagnoser) {}

  /** Looks for those of this world, of which `revision` is the store's; nothing where they are known. */
  async refresh(world: DatedWorld, revision: string, work: LongWork): Promise<void> {
    const { basis } = world;
    if (this.told?.basis === basis) return;
    this.told = { basis, revision, suspects: await this.diagnoser.suspects(world, work) };
  }

  /** What was found for another text or configuration is nobody's by now. */
  startFrom(basis: string): void {
    if (this.told?.basis !== basis) this.told = undefined;
  }

  laidOver(snapshot: Snapshot): Snapshot {
    if (!this.told) return snapshot;
    const { suspects } = this.told;
    return {
      ...snapshot,
      revision: this.revisionWith(snapshot.revision),
      ...(suspects.length > 0 && { suspects }),
    };
  }

  /** Where they have come to a revision there is something new to show. */
  revisionWith(revision: string): string {
    return this.told?.revision === revision ? `${revision}+suspects` : revision;
  }
}

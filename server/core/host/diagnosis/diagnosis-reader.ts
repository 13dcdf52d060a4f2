import type { Verdict } from "../../attribution/index.ts";
import type { Evaluator } from "../../evaluators/index.ts";
import { anyOf, FollowedTable, markOf, type PlacedMark, type Row, type Store } from "../../store/index.ts";
import type { KeptTurn } from "../figures-reader.ts";
import { knownVersions } from "../identity/known-versions.ts";
import { type AllOpinions, readOpinions } from "../opinions/kept-opinions.ts";
import type { DiagnosisWorld } from "./diagnosis-input.ts";

export interface ConversationMark {
  readonly id: string;
  readonly conversationId: string;
  readonly mark: PlacedMark;
}

/** When a conversation came into the store, and what it can be found by. */
export interface ArrivedConversation {
  readonly conversationId: string;
  readonly atMs: number;
  readonly labels: readonly string[];
}

/** Why an evaluator failed a sample. */
export interface FailureReason {
  readonly conversationId: string;
  readonly evaluator: string;
  readonly sampleId: string;
  readonly explanation: string;
  readonly messageIndex?: number;
}

/** Rows that diagnoses are made from, each the same object as long as nobody wrote it again. */
export interface DiagnosisLists {
  readonly links: readonly Row<"links">[];
  readonly requests: readonly Row<"requests">[];
  readonly verdicts: readonly Verdict[];
  readonly turns: readonly KeptTurn[];
  readonly marks: readonly ConversationMark[];
  readonly arrivals: readonly ArrivedConversation[];
  readonly reasons: readonly FailureReason[];
}

export interface DiagnosisRows extends DiagnosisLists {
  readonly versions: Awaited<ReturnType<typeof knownVersions>>;
  /** What chat models were asked. */
  readonly opinions: AllOpinions;
}

/** What diagnoses rest on beside figures, kept between them as `FiguresReader` keeps what figures are made from. */
export class DiagnosisReader {
  private readonly marks;
  private readonly arrivals;
  private reasons:
    | { readonly basis: string; readonly table: FollowedTable<"evaluations", FailureReason> }
    | undefined;
  private reading: Promise<unknown> = Promise.resolve();

  constructor(private readonly store: Store) {
    this.marks = new FollowedTable(store.tables.marks, {
      columns: [
        "id",
        "conversationId",
        "cause",
        "kind",
        "strength",
        "messageIndex",
        "turn",
        "spanId",
        "quote",
      ],
      keep: (row): ConversationMark => ({
        ...{ id: row.id, conversationId: row.conversationId ?? "", mark: markOf(row) },
      }),
    });
    this.arrivals = new FollowedTable(store.tables.conversations, {
      columns: ["id", "importedMs", "labels"],
      keep: ({ id, importedMs = 0, labels = [] }): ArrivedConversation => ({
        ...{ conversationId: id, atMs: importedMs, labels },
      }),
    });
  }

  read(world: DiagnosisWorld): Promise<DiagnosisRows> {
    const read = this.reading.then(() => this.readNow(world));
    this.reading = read.catch(() => undefined);
    return read;
  }

  private async readNow({ evaluators, files, built: { input } }: DiagnosisWorld): Promise<DiagnosisRows> {
    const [marks, arrivals, reasons, versions, opinions] = await Promise.all([
      this.marks.read(),
      this.arrivals.read(),
      this.reasonsOf(evaluators).read(),
      knownVersions(this.store, files),
      readOpinions(this.store),
    ]);
    return {
      links: [...input.linked.values()].flat(),
      requests: input.issues.requests,
      ...{ verdicts: input.verdicts, turns: input.turns },
      ...{ marks: marks.rows, arrivals: arrivals.rows, reasons: reasons.rows },
      ...{ versions, opinions },
    };
  }

  private reasonsOf(evaluators: readonly Evaluator[]): FollowedTable<"evaluations", FailureReason> {
    const keys = evaluators.map(({ key }) => key);
    const basis = keys.join(" ");
    if (this.reasons?.basis === basis) return this.reasons.table;
    const table = new FollowedTable(this.store.tables.evaluations, {
      where: `\`label\` = 'fail' AND ${anyOf("evaluatorKey", keys)}`,
      columns: ["evaluator", "sampleId", "conversationId", "explanation", "messageIndex"],
      keep: ({ evaluator = "", sampleId = "", conversationId = "", explanation = "", messageIndex }) => ({
        ...{ conversationId, evaluator, sampleId, explanation },
        ...(messageIndex !== undefined && { messageIndex }),
      }),
    });
    this.reasons = { basis, table };
    return table;
  }
}

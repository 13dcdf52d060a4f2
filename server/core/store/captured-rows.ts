import { tableToIPC } from "apache-arrow";
import { RowWriter } from "./arrow-rows.ts";
import type { Captured, LaterRequest, PlacedMark, Signal } from "./records.ts";
import { contentRow, conversationRow, markRow, recordedRows, signalRow, spanRow, traceRow } from "./rows.ts";
import type { Row } from "./schema.ts";

/** What is written beside a conversation: derived by rooms that the store must not know. */
export interface Derived {
  readonly samples: readonly Row<"samples">[];
  readonly opening?: string;
  readonly handling?: string;
  readonly laterRequests?: readonly LaterRequest[];
  readonly signals?: readonly Signal[];
  readonly marks?: readonly PlacedMark[];
  /** Of the rules that made this. */
  readonly version?: number;
}

/** The tables that hold a conversation, in which its own row comes after all that belongs to it. */
export const firstTables = ["texts", "spans", "traces", "samples", "signals", "marks", "contents"] as const;
const allTables = [...firstTables, "conversations", "evaluations"] as const;
export type CapturedTable = (typeof allTables)[number];

export type CapturedRows = { readonly [T in CapturedTable]: readonly Row<T>[] };
/** The same as Arrow's bytes, by table; without those that have no rows. They cross threads without being copied. */
export type PackedRows = { readonly [T in CapturedTable]?: Uint8Array };

export interface Stamps {
  readonly importedMs: number;
  readonly receivedMs?: number;
}

/** All rows of these conversations. Pure computing, and most of what it takes to keep one. */
export function capturedRows(
  batch: readonly Captured[],
  derive: (captured: Captured) => Derived,
  stamps: Stamps,
): CapturedRows {
  const derived = batch.map(derive);
  const texts = new Map(batch.flatMap(({ systemTexts }) => Object.entries(systemTexts)));
  return {
    texts: [...texts].map(([id, text]) => ({ id, text })),
    spans: batch.flatMap(({ spans }) => spans.map(spanRow)),
    traces: batch.flatMap(({ traces }) => traces.map(traceRow)),
    samples: derived.flatMap(({ samples }) => samples),
    signals: batch.flatMap(({ conversation }, i) =>
      (derived[i]!.signals ?? []).map((signal) => signalRow(conversation.id, signal)),
    ),
    marks: batch.flatMap(({ conversation }, i) => markRows(conversation.id, derived[i]!.marks)),
    contents: batch.map(contentRow),
    conversations: batch.map((captured, i) =>
      conversationRow(captured, {
        ...stamps,
        systemHash: captured.traces.find((trace) => trace.systemHash)?.systemHash,
        signals: derived[i]!.signals,
        turnCount: derived[i]!.samples.filter(({ scope }) => scope === "turn").length,
        opening: derived[i]!.opening,
        handling: derived[i]!.handling,
        laterRequests: JSON.stringify(derived[i]!.laterRequests ?? []),
        derivedBy: derived[i]!.version,
      }),
    ),
    evaluations: batch.flatMap(recordedRows),
  };
}

/** Of marks under one id the strongest: a table holds a row once. */
export function markRows(conversationId: string, marks: readonly PlacedMark[] = []): Row<"marks">[] {
  const rows = new Map<string, Row<"marks">>();
  for (const mark of marks) {
    const row = markRow(conversationId, mark);
    if (mark.strength > (rows.get(row.id)?.strength ?? -1)) rows.set(row.id, row);
  }
  return [...rows.values()];
}

/**
 * Conversations as Arrow's bytes, one after the other: what a conversation was made of is garbage as soon as it is written, where a
 * batch that lives until its end is copied about by every collection.
 */
export class RowPacker {
  private readonly writers = new Map<CapturedTable, RowWriter<CapturedTable>>();
  private readonly texts = new Set<string>();

  constructor(
    private readonly derive: (captured: Captured) => Derived,
    private readonly stamps: Stamps,
  ) {}

  add(captured: Captured): void {
    const rows = capturedRows([captured], this.derive, this.stamps);
    for (const name of allTables) {
      for (const row of rows[name]) {
        if (name === "texts" && this.texts.has(row.id)) continue;
        if (name === "texts") this.texts.add(row.id);
        this.writerOf(name).add(row);
      }
    }
  }

  /** All that was added. Nothing may be added after that. */
  finish(): PackedRows {
    return Object.fromEntries(
      [...this.writers].map(([name, writer]) => [name, tableToIPC(writer.finish(), "file")]),
    );
  }

  private writerOf(name: CapturedTable): RowWriter<CapturedTable> {
    const known = this.writers.get(name);
    if (known) return known;
    const writer = new RowWriter(name);
    this.writers.set(name, writer);
    return writer;
  }
}

import { capturedOfRecords, type Prices, withCosts } from "../../capture/index.ts";
import { type Captured, type PackedRows, RowPacker } from "../../store/index.ts";
import { derive } from "../import-conversations.ts";
import { recordsOfPacks } from "./raw-traces.ts";

/** Conversations that nobody knows yet, by the records that were packed of each of their traces. */
export interface PackOrder {
  readonly conversations: readonly { readonly id: string; readonly packs: readonly Uint8Array[] }[];
  readonly prices?: Prices;
  readonly importedMs: number;
  readonly receivedMs: number;
}

export interface Packed {
  readonly rows: PackedRows;
  /** Those that came to be: others hold no message yet. */
  readonly ids: readonly string[];
}

/** Who makes rows of records: this thread, or another one. */
export type PackConversations = (order: PackOrder) => Promise<Packed>;

/** Puts conversations together and makes their rows: pure computing, nine tenths of what folding costs. */
export function packConversations({ conversations, prices, importedMs, receivedMs }: PackOrder): Packed {
  const packer = new RowPacker(derive, { importedMs, receivedMs });
  const ids: string[] = [];
  for (const { id, packs } of conversations) {
    const made = capturedOfRecords(
      id,
      recordsOfPacks(packs).map(({ of }) => of),
    );
    if (!made) continue;
    packer.add(withCosts(sourced(made), prices));
    ids.push(made.conversation.id);
  }
  return { rows: packer.finish(), ids };
}

/** What came by the wire has no file: its service stands in its place. */
export function sourced(captured: Captured): Captured {
  const { conversation } = captured;
  const service = conversation.attributes.service;
  const source = { file: typeof service === "string" ? service : "", format: "otlp" };
  return { ...captured, conversation: { ...conversation, source } };
}

/**
 * store: the record types every room speaks (Conversation, Trace, Span, Sample, Evaluation...) and the LanceDB tables that keep them
 * behind one URI. Records come in, records and rows go out. This is the only room that knows the database; it must never interpret
 * what it keeps, compute a figure, or assume that the URI is a folder.
 */
export type { Added, CapturedVersions } from "./add-captured.ts";
export { type Derived, type PackedRows, RowPacker } from "./captured-rows.ts";
export type { CompactionOptions } from "./compaction.ts";
export type { Tables } from "./database.ts";
export { enginePlatforms, unsupportedPlatform } from "./engine.ts";
export type { RowCounts } from "./erase.ts";
export { FollowedTable } from "./followed-table.ts";
export { ensureIndexes } from "./indexes.ts";
export { inspectStore, type StoreInspection, storeIsThere, type TableInspection } from "./inspect-store.ts";
export { anyOf, equals, maxWordBytes, quote } from "./lance-table.ts";
export { isLocalUri } from "./local-uri.ts";
export {
  type Aside,
  answersOf,
  messagesFromSpans,
  type SpansOf,
  spansFromMessages,
  traceIdOf,
} from "./messages.ts";
export * from "./records.ts";
export { type RepairReport, repairStore } from "./repair-store.ts";
export type { TableRepair } from "./repair-table.ts";
export {
  conversationOf,
  evaluationId,
  evaluationOf,
  evaluationRow,
  markOf,
  recordedKey,
  recordedRow,
  sampleRow,
  signalOf,
  spanOf,
} from "./rows.ts";
export { type Row, schemaVersion, type TableName } from "./schema.ts";
export { Store, type WholeConversation } from "./store.ts";
export { withoutSecrets } from "./store-errors.ts";
export { type StoreFiles, storeFiles } from "./store-files.ts";
export { withStoreLock } from "./store-lock.ts";

/**
 * store: the record types every room speaks (Conversation, Trace, Span, Sample, Evaluation...) and the LanceDB tables that keep them
 * behind one URI. Records come in, records and rows go out. This is the only room that knows the database; it must never interpret
 * what it keeps, compute a figure, or assume that the URI is a folder.
 */
export type { Added, Derived } from "./add-captured.ts";
export { isLocalUri, type Tables } from "./database.ts";
export { anyOf, equals, quote } from "./lance-table.ts";
export { type Aside, messagesFromSpans, type SpansOf, spansFromMessages, traceIdOf } from "./messages.ts";
export * from "./records.ts";
export { conversationOf, evaluationId, evaluationOf, evaluationRow, sampleRow } from "./rows.ts";
export { type Row, schemaVersion } from "./schema.ts";
export { Store, type WholeConversation } from "./store.ts";

/**
 * capture: files of conversations come in, `Captured` records go out, in batches, while the file streams by. A format is one file
 * and one row in `formats.ts`; names of fields on the wire are known in this room and nowhere else. What cannot be read is reported
 * with file, line or entry and reason, and the rest is read. This room must never write a store, call a model, or follow what a
 * captured text says: all of it is data, and hostile.
 */
export {
  type CaptureSettings,
  defaultCapture,
  defaultRedactions,
  type ModelPrice,
  type Redaction,
  redactions,
} from "./capture-settings.ts";
export { type Circumstances, capturedOf, contentHashOf, type Draft } from "./captured.ts";
export { type FileMark, type FolderStep, readCollectorFolder } from "./collector/collector-folder.ts";
export { type ExportExtras, exportLine } from "./exported.ts";
export {
  type FileReport,
  type ImportOptions,
  type ImportProblem,
  type ImportReport,
  importFiles,
  noKnownFormat,
} from "./import-files.ts";
export { readCheckpoint, writeCheckpoint } from "./journal/checkpoint.ts";
export { isJournalTrouble, type JournalTrouble } from "./journal/journal-errors.ts";
export {
  type JournalDamage,
  type JournalRead,
  JournalReader,
  type ReadEntry,
} from "./journal/journal-reader.ts";
export type { JournalEntry } from "./journal/journal-record.ts";
export { type JournalOptions, JournalWriter } from "./journal/journal-writer.ts";
export {
  dropSegmentsBefore,
  type JournalPosition,
  journalStart,
  segmentPath,
  segmentsIn,
} from "./journal/segments.ts";
export { capturedOfRecords, conversationOfTrace } from "./otlp/conversation-of.ts";
export { mergedCaptured } from "./otlp/merge-captured.ts";
export {
  packRecords,
  type ReceivedRecord,
  recordsOfRequest,
  unpackRecords,
} from "./otlp/received-records.ts";
export { costOf, type Prices, priceOf } from "./prices/prices.ts";
export { withCosts } from "./prices/with-costs.ts";
export { messagesOf as promptfooMessages } from "./promptfoo-messages.ts";
export {
  beginAnew,
  FoldProcess,
  type FoldStatus,
  type FromFold,
  foldEnvironment,
  type ToFold,
} from "./receiver/fold-process.ts";
export { type HomeFolder, homeFolder } from "./receiver/home-folder.ts";
export type { Redact } from "./receiver/intake.ts";
export { defaultLimits, type ReceiverLimits } from "./receiver/limits.ts";
export { logFile } from "./receiver/log-file.ts";
export { isOurs } from "./receiver/port-taken.ts";
export {
  type Receiver,
  type ReceiverOptions,
  type ReceiverStats,
  startReceiver,
} from "./receiver/receiver.ts";
export {
  type RunningReceiver,
  readReceiverFile,
  removeReceiverFile,
  writeReceiverFile,
} from "./receiver/receiver-file.ts";
export { lockHome, type ReceiverLock } from "./receiver/receiver-lock.ts";
export type { ReceiverProblem, ServiceTally, TallySums } from "./receiver/tallies.ts";
export { contactsIn } from "./redaction/find-hits.ts";
export { isSecret } from "./redaction/key-shapes.ts";
export { redactCaptured } from "./redaction/redact-captured.ts";
export { redactText } from "./redaction/redact-json.ts";
export { type ExportRequest, type RedactedRequest, redactRequest } from "./redaction/redact-request.ts";
export {
  addCounts,
  idMarkOf,
  type RedactionCounts,
  type RedactionRules,
  redactionRules,
} from "./redaction/rules.ts";
export { numberOf } from "./wire-values.ts";

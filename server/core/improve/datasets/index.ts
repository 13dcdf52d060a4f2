export { type WrittenCases, type WrittenText, writtenCases } from "./add-written.ts";
export { assignSplits, type GroupOfCases, type Shares, usualShares } from "./assign-splits.ts";
export {
  type BuiltDataset,
  buildDataset,
  type DatasetSizes,
  type DatasetWorld,
  usualSizes,
} from "./build-dataset.ts";
export {
  type CaseFile,
  type CaseFileIssue,
  casesOf,
  type FileCase,
  noCaseFile,
  readCaseFile,
  writeCaseFile,
} from "./case-file.ts";
export * from "./dataset.ts";
export type { Candidate } from "./draw-cases.ts";
export { isNearDuplicate, NearDuplicates, nearDuplicateGroups } from "./near-duplicates.ts";
export {
  noTestFile,
  readTests,
  type TestFile,
  withTestEdits,
  writeTests,
} from "./promptfoo-tests.ts";
export { type Recombined, recombine } from "./recombine.ts";
export { type Representativeness, representativeness } from "./representativeness.ts";
export { withEdits } from "./with-edits.ts";
export { type WritingOrder, writingOrders } from "./writing-orders.ts";

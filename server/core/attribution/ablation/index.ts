export * from "./ablation-effect.ts";
export { type Frozen, frozenRanges, touches } from "./frozen.ts";
export * from "./line-ablation.ts";
export {
  appliedEdits,
  type BlockEdit,
  dropped,
  hasLinesBelow,
  markAt,
  newOnes,
  placedAt,
  toFile,
  wordsAt,
  writtenAt,
} from "./line-edits.ts";
export * from "./mutate-line.ts";
export { type SuspectAblation, withAblations } from "./with-ablations.ts";

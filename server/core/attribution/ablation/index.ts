export * from "./ablation-effect.ts";
export { type Frozen, frozenRanges } from "./frozen.ts";
export * from "./line-ablation.ts";
export * from "./mutate-line.ts";
export { type SuspectAblation, withAblations } from "./with-ablations.ts";

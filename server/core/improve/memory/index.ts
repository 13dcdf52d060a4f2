export * from "./attempt.ts";
export {
  type ChoiceQuery,
  type LevelCounts,
  type RankedOperator,
  rankOperators,
} from "./choose-operators.ts";
export { type FailureQuery, type Recalled, recall } from "./reflections.ts";
export { type ArmCounts, ucb1, ucb1Tuned } from "./ucb.ts";

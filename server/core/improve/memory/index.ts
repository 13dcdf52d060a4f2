export * from "./attempt.ts";
export {
  type ChoiceQuery,
  type LevelCounts,
  type RankedOperator,
  rankOperators,
} from "./choose-operators.ts";
export { type FailureQuery, lessons, type Recalled, recall, turnedDown } from "./reflections.ts";
export { type ArmCounts, ucb1, ucb1Tuned } from "./ucb.ts";

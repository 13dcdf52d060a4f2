/** What needs a person: behaviors that fail, displease, rise, are new or drift, each with its numbers; and reasons for what went wrong. */
export {
  type BehaviorIssue,
  type IssueKind,
  type IssueMember,
  needsPerson,
  personOf,
  type TrendBucket,
  unitOf,
} from "./behavior-issue.ts";
export { feedbackKinds, negativeSignals } from "./feedback.ts";
export { type Reason, type Reasons, reasonsFor, type Visit } from "./reasons.ts";
export { rangeOf, type TimeRange } from "./trend.ts";
export { type PlacedRequest, type UnknownRequests, unknownRequests } from "./unknown-requests.ts";
export { defaultDays } from "./window.ts";
export { type Drift, driftIn, type Said } from "./word-drift.ts";

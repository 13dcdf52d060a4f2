export { type CauseRule, causeMarks, causeRules } from "./cause-marks.ts";

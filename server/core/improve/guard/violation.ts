import type { Range } from "../../base/index.ts";
import type { Change } from "./change.ts";

/** "stop": nobody may apply it. "second yes": a person may, who is told and asked once more. */
export type GuardSeverity = "stop" | "second yes";

export interface Fault {
  /** The text that the range is of. */
  readonly in: "before" | "after";
  readonly range: Range;
  /** One sentence, which ends with what was found. */
  readonly message: string;
  /** Where it is another than its rule's. */
  readonly severity?: GuardSeverity;
}

export interface Violation extends Fault {
  readonly rule: string;
  readonly severity: GuardSeverity;
}

export interface GuardRule {
  readonly name: string;
  readonly severity: GuardSeverity;
  readonly check: (change: Change) => readonly Fault[];
}

/** What a message quotes of a text: one line of it, not too long. */
export const quoted = (text: string): string => {
  const line = text.replace(/\s+/g, " ").trim();
  return `“${line.length > 60 ? `${line.slice(0, 59)}…` : line}”`;
};

import type { InFolder } from "./messages.ts";

export type GivenWord = "pass" | "fail" | "unknown";

/** A label that a person gives a conversation; without `label` theirs goes. */
export interface GiveLabelRequest extends InFolder {
  readonly conversation: string;
  /** Id of a turn or call of it; absent = the whole conversation. */
  readonly sample?: string;
  /** Whose criterion it goes by; absent = how the conversation went. */
  readonly evaluator?: string;
  readonly label?: GivenWord;
  readonly why?: string;
  /** Default: what git calls the person, else the user of this machine. */
  readonly who?: string;
}

export interface GiveLabelResult {
  readonly who: string;
  readonly isChanged: boolean;
}

import type { BehaviorDetail } from "./behavior.ts";
import { commands } from "./ids.ts";

/** Commands that the page of a behavior may run as they are. */
export const behaviorPageCommands = [
  commands.evaluate,
  commands.findBehaviors,
  commands.openConfig,
  commands.showLog,
  commands.openBehavior,
] as const;

export type BehaviorPageCommand = (typeof behaviorPageCommands)[number];

/** Which of a behavior's conversations to list; what it names must be on the page. */
export type BehaviorList =
  | { readonly of: "all" }
  | { readonly of: "failing" }
  | { readonly of: "word"; readonly word: string }
  | { readonly of: "evaluator"; readonly evaluator: string }
  | { readonly of: "signal"; readonly signal: string }
  | { readonly of: "tag"; readonly tag: string };

/** What the page of a behavior asks of the extension. It shows captured text, so it counts as hostile: each field is checked. */
export type BehaviorIntent =
  /** The page is there (again) and knows nothing. */
  | { readonly type: "ready" }
  | { readonly type: "openConversation"; readonly id: string }
  | { readonly type: "openBehavior"; readonly id: string }
  | { readonly type: "openPrompt"; readonly file: string; readonly line: number }
  | { readonly type: "list"; readonly list: BehaviorList }
  /** The next behavior opens beside this one, not in its place. */
  | { readonly type: "keep"; readonly kept: boolean }
  /** Evaluators that tell what fails in this behavior. */
  | { readonly type: "propose" }
  /** What its failures are put down to. */
  | { readonly type: "diagnose" }
  /** An edit that mends its failures. */
  | { readonly type: "improve" }
  | { readonly type: "run"; readonly command: BehaviorPageCommand };

/** What the extension tells the page. */
export type BehaviorUpdate =
  | {
      readonly type: "behavior";
      readonly behavior: BehaviorDetail;
      /** Kept by the page, for the panel to be made again after the window reloads. */
      readonly state: BehaviorState;
      readonly isKept: boolean;
    }
  | { readonly type: "gone"; readonly id: string }
  | { readonly type: "error"; readonly message: string };

/** What a panel is made again from. */
export interface BehaviorState {
  readonly id: string;
  /** URI of the workspace folder. */
  readonly folder?: string;
}

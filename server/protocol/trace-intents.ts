import { commands } from "./ids.ts";
import type { TraceFocus, TraceSpan, TraceView } from "./trace.ts";

/** Commands that the trace viewer may run as they are. */
export const tracePageCommands = [
  commands.connect,
  commands.evaluate,
  commands.importConversations,
  commands.openConfig,
  commands.showLog,
] as const;

export type TracePageCommand = (typeof tracePageCommands)[number];

/** What the trace viewer asks of the extension. It shows captured text, so it counts as hostile: each field is checked. */
export type TraceIntent =
  /** The page is there (again) and knows nothing. */
  | { readonly type: "ready" }
  /** The contents of a span, by its id. */
  | { readonly type: "span"; readonly id: string }
  /** The whole of a text that was cut. */
  | { readonly type: "text"; readonly place: string }
  | { readonly type: "openPrompt"; readonly file: string; readonly line: number }
  /** All conversations that fail a line of a prompt. */
  | { readonly type: "showFailing"; readonly instruction: string; readonly title: string }
  /** The page of the behavior that it is in. */
  | { readonly type: "openBehavior"; readonly id: string }
  /** The conversation as a document that can be searched and compared. */
  | { readonly type: "openAsText" }
  /** What its failures are put down to. */
  | { readonly type: "showSuspects" }
  /** It is run again with its prompt as it is in the editor. */
  | { readonly type: "replay" }
  /** The next conversation opens beside this one, not in its place. */
  | { readonly type: "keep"; readonly kept: boolean }
  /** A label of the person at work; without `label` one of `who` goes. */
  | {
      readonly type: "label";
      readonly label?: "pass" | "fail" | "unknown";
      readonly why?: string;
      readonly evaluator?: string;
      readonly sample?: string;
      readonly who?: string;
    }
  | { readonly type: "run"; readonly command: TracePageCommand };

/** `same`: it stood there already. */
export type LabelOutcome = "given" | "same" | "failed";

/** What the extension tells the trace viewer. */
export type TraceUpdate =
  | {
      readonly type: "trace";
      readonly trace: TraceView;
      /** Kept by the page, for the panel to be made again after the window reloads. */
      readonly state: TraceState;
      readonly isKept: boolean;
      readonly focus?: TraceFocus;
    }
  | { readonly type: "span"; readonly id: string; readonly span?: TraceSpan }
  | { readonly type: "text"; readonly place: string; readonly text?: string }
  /** What became of a label that the page gave the conversation `id`. */
  | { readonly type: "labelled"; readonly id: string; readonly outcome: LabelOutcome }
  | { readonly type: "gone"; readonly id: string }
  | { readonly type: "error"; readonly message: string };

/** What a panel is made again from. */
export interface TraceState {
  readonly id: string;
  /** URI of the workspace folder. */
  readonly folder?: string;
}

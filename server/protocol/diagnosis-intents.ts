import type { DiagnosisTarget, DiagnosisView } from "./diagnosis.ts";
import { commands } from "./ids.ts";

/** Commands that the page of a diagnosis may run as they are. */
export const diagnosisPageCommands = [
  commands.importConversations,
  commands.openDemo,
  commands.evaluate,
  commands.openConfig,
  commands.showLog,
] as const;

export type DiagnosisPageCommand = (typeof diagnosisPageCommands)[number];

/** What the page of a diagnosis asks of the extension. It shows captured text, so it counts as hostile: each field is checked. */
export type DiagnosisIntent =
  /** The page is there (again) and knows nothing. */
  | { readonly type: "ready" }
  /** Of the same, with the figures of now. */
  | { readonly type: "again" }
  | { readonly type: "cancel" }
  /** A line that is on the page, by its key. */
  | { readonly type: "openLine"; readonly file: string; readonly key: string }
  /** The conversations of a mechanism of a prompt. */
  | { readonly type: "list"; readonly file: string; readonly mechanism: string }
  /** At a step of it, where that is known. */
  | {
      readonly type: "openConversation";
      readonly id: string;
      readonly message?: number;
      readonly evaluator?: string;
    }
  | { readonly type: "openBehavior"; readonly id: string }
  /** An edit that mends what was diagnosed, or what is chosen of it. */
  | { readonly type: "improve" }
  /** The diagnosis as text goes to the clipboard. */
  | { readonly type: "copy" }
  | { readonly type: "run"; readonly command: DiagnosisPageCommand };

/** What the extension tells the page. */
export type DiagnosisUpdate =
  | {
      readonly type: "diagnosis";
      readonly view: DiagnosisView;
      readonly state: DiagnosisState;
      /** Figures have changed since. */
      readonly isStale: boolean;
    }
  /** It is being made; `percent` where that is known. */
  | {
      readonly type: "working";
      readonly state: DiagnosisState;
      readonly message: string;
      readonly percent?: number;
    }
  /** It was not made: cancelled, or the window was reloaded. Nothing costly begins by itself. */
  | { readonly type: "idle"; readonly state: DiagnosisState; readonly isCancelled: boolean }
  | { readonly type: "copied" }
  | { readonly type: "error"; readonly message: string };

/** What a panel is made again from. */
export interface DiagnosisState {
  readonly of: DiagnosisTarget;
  /** URI of the workspace folder. */
  readonly folder?: string;
}

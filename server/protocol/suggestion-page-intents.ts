import type {
  CaseAnswersResult,
  ShownAct,
  SuggestionPageTarget,
  SuggestionPageView,
} from "./suggestion-page.ts";

/** What the page may run beside its own acts. */
export const suggestionPageCommands = ["homeostat.improve", "homeostat.showLog"] as const;
export type SuggestionPageCommand = (typeof suggestionPageCommands)[number];

/** What an evidence page asks of the extension. It shows captured text, so it counts as hostile: each field is checked. */
export type SuggestionPageIntent =
  /** The page is there (again) and knows nothing. */
  | { readonly type: "ready" }
  | { readonly type: "again" | "copy" | "list" | "openTrace" }
  /** What was decided: with which hunks, and for which rules there was a second explicit yes. */
  | {
      readonly type: "act";
      readonly act: ShownAct;
      readonly hunks: readonly string[];
      readonly confirmed: readonly string[];
    }
  | { readonly type: "openHunk"; readonly hunk: string }
  | { readonly type: "openConversation"; readonly id: string; readonly evaluator?: string }
  | { readonly type: "openBehavior"; readonly id: string }
  /** What was answered in a case, on the page or side by side. */
  | { readonly type: "answers" | "compareAnswers"; readonly case: string }
  | { readonly type: "run"; readonly command: SuggestionPageCommand };

/** What the extension tells the page. */
export type SuggestionPageUpdate =
  | { readonly type: "suggestion"; readonly view: SuggestionPageView; readonly state: SuggestionPageTarget }
  | { readonly type: "answers"; readonly answers: CaseAnswersResult }
  | { readonly type: "said"; readonly text: string }
  | { readonly type: "error"; readonly state: SuggestionPageTarget; readonly message: string };

import type { AgreementAgainst, AgreementView } from "./agreement.ts";
import { commands } from "./ids.ts";

/** Commands that the page of agreement may run as they are. */
export const agreementPageCommands = [
  commands.importConversations,
  commands.openDemo,
  commands.evaluate,
  commands.openConfig,
  commands.showLog,
] as const;

export type AgreementPageCommand = (typeof agreementPageCommands)[number];

/** What the page of agreement asks of the extension. It shows captured text, so it counts as hostile: each field is checked. */
export type AgreementIntent =
  /** The page is there (again) and knows nothing. */
  | { readonly type: "ready" }
  | { readonly type: "against"; readonly against: AgreementAgainst }
  /** Opened where it can be labelled, at what the evaluator says. */
  | { readonly type: "openConversation"; readonly id: string; readonly evaluator?: string }
  /** The report as text goes to the clipboard. */
  | { readonly type: "copy" }
  | { readonly type: "run"; readonly command: AgreementPageCommand };

/** What the extension tells the page. */
export type AgreementUpdate =
  | { readonly type: "agreement"; readonly agreement: AgreementView }
  | { readonly type: "copied" }
  | { readonly type: "error"; readonly message: string };

import { commands } from "./ids.ts";
import type { Overview } from "./overview.ts";

/** Commands that a page may run as they are, without arguments. Everything else it asks for by an intent of its own. */
export const pageCommands = [
  commands.importConversations,
  commands.openDemo,
  commands.evaluate,
  commands.findBehaviors,
  commands.openConfig,
  commands.showLog,
] as const;

export type PageCommand = (typeof pageCommands)[number];

/**
 * What a page asks of the extension. A page shows captured text, so it counts as hostile: the extension takes these forms, checks each
 * field, and nothing else.
 */
export type WebviewIntent =
  /** The page is there (again) and knows nothing. */
  | { readonly type: "ready" }
  | { readonly type: "openPrompt"; readonly file: string; readonly line: number }
  | { readonly type: "showFailing"; readonly instructions: readonly string[]; readonly title: string }
  | { readonly type: "openConversation"; readonly id: string }
  | { readonly type: "openBehavior"; readonly id: string }
  | { readonly type: "run"; readonly command: PageCommand };

/** What the extension tells a page. */
export type WebviewUpdate =
  | { readonly type: "overview"; readonly overview: Overview }
  | { readonly type: "error"; readonly message: string };

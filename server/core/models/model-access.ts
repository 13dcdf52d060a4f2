import type { ChatMessage, TokenCount } from "./chat-model.ts";

/** What an editor around us lends, which the command line has not: keys that its user gave it, and language models of its own. */
export interface Editor {
  /** The key that was set for a place under a name; undefined where there is none, or where it may not be given. */
  key(variable: string, origin: string): Promise<string | undefined>;
  /** Asks one of its models. What a person can act on is an answer; it throws the signal's reason alone, or what nobody expects. */
  chat(question: EditorQuestion, signal?: AbortSignal): Promise<EditorAnswer>;
}

export interface EditorQuestion {
  /** Vendor and family, or vendor and id, with a slash between them. */
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  /** How long it may take to answer, once it may be asked. */
  readonly timeoutMs: number;
  /** Whether a person started this: only then may the editor ask them to allow it. */
  readonly isAsked: boolean;
}

/** `detail`: what the editor says beyond that, in somebody else's words. */
export type EditorAnswer =
  | { readonly text: string; readonly tokens?: TokenCount }
  | {
      /** long: more than the model takes. blocked: no more for now, as by a quota. */
      readonly refused: "unknown" | "consent" | "blocked" | "silent" | "failed" | "long";
      readonly detail: string;
    };

/** What asking a model takes beside its settings. */
export interface ModelAccess {
  /**
   * The key under that name for the place of a URL, undefined where there is none. One that was set in the editor for just this place goes
   * before the environment's: it was set later, and for nothing else.
   */
  readonly key: (variable: string, url: string) => Promise<string | undefined>;
  readonly editor?: Editor | undefined;
  /** Nobody is waiting for what is done: nobody must be asked for anything. */
  readonly isUnasked?: boolean;
}

/** Keys that the editor keeps, else those of the environment; without an editor these alone. */
export const modelAccess = (
  editor?: Editor | undefined,
  env: NodeJS.ProcessEnv = process.env,
): ModelAccess => ({
  key: async (variable, url) =>
    (await editor?.key(variable, new URL(url).origin)) || env[variable] || undefined,
  editor,
});

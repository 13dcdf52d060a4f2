/** What an editor around us lends, which the command line has not: keys that its user gave it. */
export interface Editor {
  /** The key that was set for a place under a name; undefined where there is none, or where it may not be given. */
  key(variable: string, origin: string): Promise<string | undefined>;
}

/** What asking a model takes beside its settings. */
export interface ModelAccess {
  /**
   * The key under that name for the place of a URL, undefined where there is none. One that was set in the editor for just this place goes
   * before the environment's: it was set later, and for nothing else.
   */
  readonly key: (variable: string, url: string) => Promise<string | undefined>;
}

/** Keys that the editor keeps, else those of the environment; without an editor these alone. */
export const modelAccess = (
  editor?: Editor | undefined,
  env: NodeJS.ProcessEnv = process.env,
): ModelAccess => ({
  key: async (variable, url) =>
    (await editor?.key(variable, new URL(url).origin)) || env[variable] || undefined,
});

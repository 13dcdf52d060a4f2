/** A failure of the outside world that a person can act on: `code` for programs, `message` says what happened, `hint` what to do next. */
export class UserError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly hint?: string,
  ) {
    super(message);
    this.name = "UserError";
  }
}

export const storeUnavailable = (uri: string, cause: string): UserError =>
  new UserError(
    "store-unavailable",
    `The store ${uri} could not be opened: ${cause}`,
    "Check the `store:` setting, the permissions and the free disk space.",
  );

export const fileUnreadable = (file: string, cause: string): UserError =>
  new UserError(
    "file-unreadable",
    `${file} could not be read: ${cause}`,
    "Check the path and its permissions.",
  );

/**
 * The impossible happened: this is our mistake, not the user's. Throws with a message that names it as such; a face catches it
 * in its one catching place, logs it and answers empty.
 */
export function bug(message: string): never {
  throw new Error(`bug: ${message}`);
}

/** Why a file could not be read, for `fileUnreadable`. */
export const whyUnreadable = (error: unknown): string =>
  (error as NodeJS.ErrnoException | undefined)?.code === "ENOENT"
    ? "there is no such file"
    : messageOf(error);

/** The plain sentence of anything thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

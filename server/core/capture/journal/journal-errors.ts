import { messageOf, UserError } from "../../base/index.ts";

/** Codes of what keeps the journal from taking an entry now. Each may pass: whoever sent the entry should try again. */
export type JournalTrouble = "journal-backlog" | "journal-disk-full" | "journal-failed";

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`;

export const journalBacklog = (bytes: number, limit: number): UserError =>
  new UserError(
    "journal-backlog" satisfies JournalTrouble,
    `${megabytes(bytes)} are waiting to be folded into stores, the limit is ${megabytes(limit)}.`,
    "Send more slowly, or wait until the backlog is folded.",
  );

export function journalUnwritable(folder: string, error: unknown): UserError {
  const { code } = error as NodeJS.ErrnoException;
  const isFull = code === "ENOSPC" || code === "EDQUOT";
  return new UserError(
    (isFull ? "journal-disk-full" : "journal-failed") satisfies JournalTrouble,
    isFull
      ? `There is no room left on the disk for the journal ${folder}.`
      : `The journal ${folder} could not be written: ${messageOf(error)}`,
    isFull
      ? "Make room on that disk; what was acknowledged is kept, and capture goes on by itself."
      : "Check the folder, its permissions and the disk; what was acknowledged is kept.",
  );
}

export const isJournalTrouble = (error: unknown): error is UserError =>
  error instanceof UserError && error.code.startsWith("journal-");

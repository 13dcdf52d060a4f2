import { messageOf } from "../base/index.ts";

/** `fetch` says "fetch failed", and why in its cause. */
export function causeOf(error: Error): string {
  let cause: unknown = error;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  const { code } = cause as NodeJS.ErrnoException;
  return code ?? shortened(messageOf(cause));
}

/**
 * The words of a server or a library are somebody else's: one line of them is enough, nothing in it may steer a terminal, and a password in
 * an address stays where it is.
 */
export const shortened = (text: string): string =>
  text
    .split("\n")[0]!
    .replace(/\/\/[^/\s@]*@/g, "//***@")
    .slice(0, 200)
    .replace(/\p{Cc}/gu, " ");

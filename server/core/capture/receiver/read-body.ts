import type { IncomingMessage } from "node:http";

/** The body, or why there is none: too large, no room for it now, or the sender went away. */
export type ReadBody = Buffer | "tooLarge" | "noRoom" | "gone";

/** Reads a body of up to `limit` bytes, which `hold` must allow piece by piece. */
export function readBody(
  request: IncomingMessage,
  limit: number,
  hold: (bytes: number) => boolean,
): Promise<ReadBody> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let size = 0;
    const finish = (result: ReadBody): void => {
      request.removeAllListeners("data");
      request.removeAllListeners("end");
      request.removeAllListeners("close");
      if (typeof result === "string") request.pause();
      resolve(result);
    };
    request.on("data", (part: Buffer) => {
      size += part.length;
      if (size > limit) finish("tooLarge");
      else if (!hold(part.length)) finish("noRoom");
      else parts.push(part);
    });
    request.on("end", () => finish(parts.length === 1 ? parts[0]! : Buffer.concat(parts, size)));
    request.on("close", () => finish("gone"));
  });
}

/** So much of a body that nobody wants is passed over, for so long; beyond that the connection is given up. */
const mostDiscarded = 64 * 2 ** 20;
const discardMs = 5_000;

/** Passes over the rest of a body; false where it does not end. */
export function discard(request: IncomingMessage): Promise<boolean> {
  if (request.complete || request.destroyed) return Promise.resolve(request.complete);
  return new Promise((resolve) => {
    let size = 0;
    const finish = (isEnded: boolean): void => {
      clearTimeout(timer);
      request.removeAllListeners("data");
      request.pause();
      resolve(isEnded);
    };
    const timer = setTimeout(() => finish(false), discardMs);
    request.on("data", (part: Buffer) => {
      size += part.length;
      if (size > mostDiscarded) finish(false);
    });
    request.on("end", () => finish(true));
    request.on("close", () => finish(false));
    request.resume();
  });
}

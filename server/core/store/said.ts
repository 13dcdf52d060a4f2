import { isDeepStrictEqual } from "node:util";
import type { Message } from "./records.ts";

/** Compared as they come back from JSON, where an absent value and `undefined` are one. */
export const startsWith = (long: readonly Message[], start: readonly Message[]): boolean =>
  start.length <= long.length && isDeepStrictEqual(said(long.slice(0, start.length)), said(start));

/**
 * What was said, as the content hash has it. Times, costs, thoughts and media are no part of it: they are known or not according to which
 * version of this program read the conversation, and from which copy.
 */
export const said = (messages: readonly Message[]): unknown =>
  JSON.parse(
    JSON.stringify(
      messages.map(({ role, text, toolCalls, toolCallId, toolName, isError }) => [
        role,
        text,
        toolCalls?.map(({ id, name, args }) => [id, name, args]) ?? [],
        toolCallId,
        toolName,
        isError ?? false,
      ]),
    ),
  );

import type { Message } from "../store/index.ts";
import type { Reading } from "./reading.ts";
import type { Found } from "./signals-of.ts";

/**
 * tool-error: a tool failed. The trace says so (`isError`), or the result begins as an error does, or is a JSON object whose own
 * members say so. A search without results is no error, nor is one that found the word "error". Works in any language as far as
 * programs speak English.
 */
export function toolError({ messages }: Reading): Found[] {
  return messages.flatMap((message, messageIndex) =>
    isFailed(message) ? [{ messageIndex, quoted: message.text.slice(0, LOOKED_AT) }] : [],
  );
}

export const isFailed = ({ role, isError, text }: Message): boolean =>
  role === "tool" && (isError === true || saysFailure(text));

/** Errors say it at once. */
const LOOKED_AT = 400;
const BEGINNING =
  /^\W{0,3}(?:(?:[a-z_.]{0,60}(?:error|exception)|fatal|failure|traceback \(most recent call last\))(?: (?:executing|calling|running|in|while|code|\d{3})\b[^:\n]{0,80})?\s{0,2}(?:[:(\]]|$)|(?:failed|unable) to \w|exit ?code:? ?[1-9]|http(?:\/[\d.]{1,3})? ?(?:error )?[45]\d\d\b)/i;
const SUSPECT =
  /"(?:error|errors|exception|error_message|errormessage)"\s{0,4}:|"(?:success|ok)"\s{0,4}:\s{0,4}false|"is_?error"\s{0,4}:\s{0,4}true|"(?:status|type)"\s{0,4}:\s{0,4}"(?:error|failed|failure)"/i;
/** Longer results are data; an error with a whole page in it is told by its beginning. */
const MAX_JSON = 20_000;

function saysFailure(text: string): boolean {
  const head = text.slice(0, LOOKED_AT).trimStart();
  if (head[0] !== "{") return BEGINNING.test(head);
  return text.length <= MAX_JSON && SUSPECT.test(text) && isErrorObject(text);
}

function isErrorObject(text: string): boolean {
  try {
    const value = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return Object.entries(value).some(([key, member]) => {
      const name = key.toLowerCase().replace(/_/g, "");
      if (["error", "errors", "exception", "errormessage"].includes(name)) return isSomething(member);
      if (name === "success" || name === "ok") return member === false;
      if (name === "iserror") return member === true;
      return (name === "status" || name === "type") && /^(?:error|failed|failure)$/i.test(String(member));
    });
  } catch {
    return false;
  }
}

const isSomething = (value: unknown): boolean =>
  typeof value === "object" && value !== null ? Object.keys(value).length > 0 : Boolean(value);

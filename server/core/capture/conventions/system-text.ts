import { isFields } from "../wire-values.ts";
import { messagesOfWire } from "./wire-messages.ts";

/** A system text as parts like a message's, as a bare text, or as a list of either. */
export function systemOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const parts =
    Array.isArray(value) && !value.some((one) => isFields(one) && one.role) ? [{ parts: value }] : value;
  const text = messagesOfWire(parts, "system")
    .messages.map((message) => message.text)
    .join("\n\n");
  return text === "" ? undefined : text;
}

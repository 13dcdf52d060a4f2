import { isSecret } from "../../capture/index.ts";
import { isRecord } from "../../evaluators/index.ts";

/**
 * Settings without the keys, tokens and passwords in them, known by their names: these let somebody in and change no answer, so another key is
 * no other provider. What they open stays, such as addresses.
 */
export function withoutSecrets<T>(value: T): T;
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutSecrets<unknown>(one));
  if (!isRecord(value)) return value;
  const open = Object.entries(value).filter(([name, one]) => typeof one !== "string" || !isSecret(name, one));
  return Object.fromEntries(open.map(([name, one]) => [name, withoutSecrets(one)]));
}

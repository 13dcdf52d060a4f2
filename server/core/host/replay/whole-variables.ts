import { givenVariables } from "../identity/given-variables.ts";
import type { KnownVersion } from "../identity/known-version.ts";
import { maxValueLength } from "../identity/recover-variables.ts";
import { PromptMatcher } from "../match-prompts.ts";

export interface Recorded {
  /** As they are kept with the conversation, where long ones are cut. */
  readonly kept: Readonly<Record<string, string>>;
  /** What the conversation's source told of them. */
  readonly given: unknown;
  readonly systemText: string | undefined;
  /** The prompts that were found in the conversation; `file` is the one that is meant. */
  readonly versions: readonly KnownVersion[];
  readonly file: string;
}

/**
 * Variables with their whole values: as they were told, else as they stand in the system text. An agent that got a part of a value would do
 * something else with it, so one whose end nobody knows is left out.
 */
export function wholeVariables({
  kept,
  given,
  systemText,
  versions,
  file,
}: Recorded): Readonly<Record<string, string>> {
  const told = givenVariables(given, Number.POSITIVE_INFINITY) ?? {};
  const isCut = ([name, value]: readonly [string, string]): boolean =>
    value.length >= maxValueLength && told[name] === undefined;
  const entries = Object.entries(kept);
  if (!entries.some(isCut)) return { ...kept, ...told };
  const found =
    systemText === undefined
      ? undefined
      : new PromptMatcher(versions, Number.POSITIVE_INFINITY)
          .inText(systemText)
          .find((match) => match.file === file)?.variables;
  const whole = entries.flatMap(([name, value]): [string, string][] => {
    if (!isCut([name, value])) return [[name, value]];
    const own = found?.[name];
    return own?.startsWith(value) ? [[name, own]] : [];
  });
  return { ...Object.fromEntries(whole), ...told };
}

import type { Assertion, CheckType } from "../check-type.ts";

type Report = (path: readonly string[], message: string) => void;

/** Times that one question may be asked: more tell nothing that is worth its price. */
export const mostTrials = 25;

/** Whether this could be the name of an entry of `models:`; ids of providers, as `openai:gpt-4.1`, could not. */
export const isEntryName = (value: unknown): value is string =>
  typeof value === "string" && /^[A-Za-z][\w-]*$/.test(value);

/** `provider` and `trials`, of an assertion or of an evaluator for its judges. What is wrong is reported and left out. */
export function judgeKeysOf(
  { provider, trials }: Readonly<Record<string, unknown>>,
  report: Report,
): Pick<Assertion, "provider" | "trials"> {
  const isName = isEntryName(provider);
  if (provider !== undefined && !isName)
    report(["provider"], "`provider` must be the name of an entry of `models:`, such as chat.");
  const isCount = Number.isInteger(trials) && (trials as number) >= 1 && (trials as number) <= mostTrials;
  if (trials !== undefined && !isCount)
    report(["trials"], `\`trials\` must be a whole number from 1 to ${mostTrials}.`);
  return {
    ...(isName && { provider }),
    // Once is what happens anyway: said or not, it is the same evaluator.
    ...(isCount && trials !== 1 && { trials: trials as number }),
  };
}

/** What only a judge takes. */
export function reportNoJudge(raw: Readonly<Record<string, unknown>>, row: CheckType, report: Report): void {
  if (row.asksModel) return;
  for (const key of ["provider", "trials"])
    if (raw[key] !== undefined)
      report([key], `\`${raw.type}\` asks no chat model, so it takes no \`${key}\`.`);
}

/** What an evaluator says of its judges goes for those that say nothing themselves, in sets too. */
export const withJudgeKeys = (
  assertions: readonly Assertion[],
  keys: Pick<Assertion, "provider" | "trials">,
  rowOf: (type: string) => CheckType | undefined,
): Assertion[] =>
  assertions.map((one) => {
    if (one.assert) return { ...one, assert: withJudgeKeys(one.assert, keys, rowOf) };
    if (!rowOf(one.type)?.asksModel) return one;
    const { provider = keys.provider, trials = keys.trials } = one;
    return { ...one, ...(provider && { provider }), ...(trials && { trials }) };
  });

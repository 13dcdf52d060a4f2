import { type FindingPolicy, type Ignore, type RuleLevel, ruleLevels, rules } from "../review/index.ts";

type Report = (path: readonly (string | number)[], message: string) => void;

const known = new Set(rules.map(({ code }) => code));
const isoDate = /^\d{4}-\d{2}-\d{2}$/;

export interface ReadPolicy {
  readonly policy: FindingPolicy;
  /** Which entry of `ignore:` each one is. */
  readonly indexOf: ReadonlyMap<Ignore, number>;
}

/**
 * `rules:` and `ignore:` of the configuration. What is broken was reported against the schema and is left out; the rest counts.
 * `today`: an ignore whose last day lies before it is over, and says so.
 */
export function policyOf(
  raw: { rules?: unknown; ignore?: unknown },
  today: string,
  report: Report,
): ReadPolicy {
  const indexOf = new Map<Ignore, number>();
  if (Array.isArray(raw.ignore))
    raw.ignore.forEach((entry: unknown, index) => {
      const ignore = ignoreOf(entry);
      if (ignore && isRunning(ignore, today, (message) => report(["ignore", index, "until"], message)))
        indexOf.set(ignore, index);
    });
  return { policy: { rules: levelsOf(raw.rules), ignores: [...indexOf.keys()] }, indexOf };
}

function isRunning({ until }: Ignore, today: string, report: (message: string) => void): boolean {
  if (until === undefined) return true;
  if (!isoDate.test(until) || Number.isNaN(Date.parse(until))) {
    report(`\`until\` is a date such as ${today}; this entry is not used.`);
    return false;
  }
  if (until < today)
    report(
      `This ended on ${until}: what it ignored is reported again. Remove the entry, or set a later date.`,
    );
  return until >= today;
}

function levelsOf(raw: unknown): Record<string, RuleLevel> {
  if (typeof raw !== "object" || raw === null) return {};
  return Object.fromEntries(
    Object.entries(raw).filter(
      (entry): entry is [string, RuleLevel] =>
        known.has(entry[0]) && ruleLevels.includes(entry[1] as RuleLevel),
    ),
  );
}

function ignoreOf(entry: unknown): Ignore | undefined {
  if (typeof entry !== "object" || entry === null) return undefined;
  const { rule, file, text, evaluator, reason, until } = entry as Record<string, unknown>;
  if (typeof rule !== "string" || !known.has(rule)) return undefined;
  if (typeof reason !== "string" || reason.trim() === "") return undefined;
  const optional = { file, text, evaluator, until };
  // An entry that says less than its author meant would hide more than its author meant.
  if (
    Object.values(optional).some(
      (value) => value !== undefined && (typeof value !== "string" || value === ""),
    )
  )
    return undefined;
  return {
    rule,
    ...(Object.fromEntries(
      Object.entries(optional).filter(([, value]) => value !== undefined),
    ) as Partial<Ignore>),
    reason,
  };
}

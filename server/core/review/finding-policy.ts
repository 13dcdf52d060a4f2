import picomatch from "picomatch";
import { foldQuote, resolveCover } from "../attribution/index.ts";
import { remembered } from "../base/index.ts";
import type { PromptDocument } from "../prompt/index.ts";
import { type Finding, type Severity, severityRank } from "./findings.ts";
import { ruleOf } from "./rules.ts";

export type RuleLevel = Severity | "off";
export const ruleLevels: readonly RuleLevel[] = ["off", "hint", "information", "warning", "error"];

/** A finding that the team knows and accepts. What is left out matches anything. */
export interface Ignore {
  readonly rule: string;
  /** Path relative to the configuration, or a glob. */
  readonly file?: string;
  /** Quoted text of the instruction, or an anchor, as in `covers:`. */
  readonly text?: string;
  readonly evaluator?: string;
  readonly reason: string;
  /** ISO date of the last day. */
  readonly until?: string;
}

/** What a team made of the findings: how severe each rule is, and which single findings are ignored. */
export interface FindingPolicy {
  readonly rules: Readonly<Record<string, RuleLevel>>;
  readonly ignores: readonly Ignore[];
}

export const noPolicy: FindingPolicy = { rules: {}, ignores: [] };

export interface IgnoredFinding extends Finding {
  readonly reason: string;
  readonly until?: string;
}

export interface JudgedFindings {
  readonly findings: readonly Finding[];
  readonly ignored: readonly IgnoredFinding[];
  /** Ignores that matched something. */
  readonly used: ReadonlySet<Ignore>;
}

/** Levels first, then ignores: a rule that is off has nothing left to ignore. */
export function applyPolicy(
  findings: readonly Finding[],
  { rules, ignores }: FindingPolicy,
  file: string,
  document: PromptDocument,
): JudgedFindings {
  const kept: Finding[] = [];
  const ignored: IgnoredFinding[] = [];
  const used = new Set<Ignore>();
  const here = ignores.filter((ignore) => isOfFile(ignore, file));
  for (const finding of findings.flatMap((one) => levelled(one, rules[one.code]) ?? [])) {
    const matching = here.filter((ignore) => matches(ignore, finding, document));
    for (const ignore of matching) used.add(ignore);
    const [first] = matching;
    if (!first) kept.push(finding);
    else
      ignored.push({
        ...finding,
        reason: first.reason,
        ...(first.until !== undefined && { until: first.until }),
      });
  }
  return { findings: kept, ignored, used };
}

const isOfFile = (ignore: Ignore, file: string): boolean =>
  ignore.file === undefined || matchesFile(ignore.file, file);

/** Of a finding on no line of a prompt: how severe it is, undefined where its rule is off, and the ignores that match it. */
export function settled(
  finding: Finding,
  { rules, ignores }: FindingPolicy,
  file: string,
): { readonly severity: Severity | undefined; readonly ignores: readonly Ignore[] } {
  return {
    severity: levelled(finding, rules[finding.code])?.severity,
    ignores: ignores.filter(
      (ignore) =>
        ignore.rule === finding.code &&
        ignore.text === undefined &&
        (ignore.evaluator === undefined || ignore.evaluator === finding.evaluator) &&
        isOfFile(ignore, file),
    ),
  };
}

/** Whether a low rate would be said at all, asked where only figures are at hand: as near as an instruction's text tells. */
export function isSilenced(
  { rules, ignores }: FindingPolicy,
  of: { readonly file: string; readonly evaluator: string; readonly text: string },
): boolean {
  const level = rules["pass-rate"];
  if (level !== undefined && severityRank[level === "off" ? "hint" : level] > severityRank.warning)
    return true;
  return ignores.some(
    (ignore) =>
      ignore.rule === "pass-rate" &&
      (ignore.file === undefined || matchesFile(ignore.file, of.file)) &&
      (ignore.evaluator === undefined || ignore.evaluator === of.evaluator) &&
      (ignore.text === undefined || foldQuote(of.text).includes(foldQuote(ignore.text))),
  );
}

/** Ignores that match nothing any more: what they were about is gone, and they would hide its return. */
export const unusedIgnores = (
  policy: FindingPolicy,
  judged: readonly Pick<JudgedFindings, "used">[],
): Ignore[] => policy.ignores.filter((ignore) => !judged.some(({ used }) => used.has(ignore)));

export const unusedIgnore = "This matches no finding: remove it, or it would hide the finding's return.";

/** Verdicts of an evaluator that nobody has tested must not become errors by a line of configuration: measured rules only go down. */
function levelled(finding: Finding, level: RuleLevel | undefined): Finding | undefined {
  if (level === undefined) return finding;
  if (level === "off") return undefined;
  const isRaised = severityRank[level] < severityRank[finding.severity];
  return isRaised && ruleOf(finding.code).isMeasured ? finding : { ...finding, severity: level };
}

function matches(ignore: Ignore, finding: Finding, document: PromptDocument): boolean {
  if (ignore.rule !== finding.code) return false;
  if (ignore.evaluator !== undefined && ignore.evaluator !== finding.evaluator) return false;
  if (ignore.text === undefined) return true;
  const { text } = ignore;
  const named = new Set(resolveCover(text, document).keys);
  // A line that stands twice, or inside another, is named by its whole text.
  const whole = foldQuote(text);
  return document.instructions
    .filter((one) => named.has(one.key) || foldQuote(one.text) === whole)
    .some(({ key, range }) =>
      finding.instruction === undefined
        ? finding.range.start < range.end && range.start < finding.range.end
        : finding.instruction === key,
    );
}

/** Longer ones are no paths; extended globs are left out, for some of them take exponential time. */
const longestPattern = 1_000;
const matcherOf = remembered(
  (pattern) => picomatch(pattern.replace(/^\.\/(?=.)/, ""), { dot: true, noext: true }),
  longestPattern,
);

const matchesFile = (pattern: string, file: string): boolean =>
  pattern === file || (pattern.length <= longestPattern && matcherOf(pattern)(file));

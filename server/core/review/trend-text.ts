import type { BehaviorShare, VersionTrend } from "../attribution/index.ts";
import { shortVersion } from "../prompt/index.ts";
import { percent, tameMarkdown } from "./wording.ts";

/** How often a line held up under each version of its prompt, the oldest first, and whether that changed; in markdown. */
export function trendText({ evaluator, versions, change }: VersionTrend, current: string): string {
  const rates = [...versions]
    .reverse()
    .map(
      ({ version, passes, n }) =>
        `${version === current ? "now" : `\`${shortVersion(version)}\``} ${percent(passes / n)} of ${n}`,
    );
  const verdict = change
    ? `Since ${change.since === current ? "this version" : `\`${shortVersion(change.since)}\``} ${points(change)}.`
    : "No clear change.";
  return `By version, ${tameMarkdown(evaluator, 60)}: ${rates.join(", ")}. ${verdict}`;
}

/** The same on one line for a terminal: only what changed. */
export const changeNote = ({ change }: VersionTrend, current: string): string =>
  change
    ? `, ${percent(change.before.passes / change.before.n)} of ${change.before.n} before ${change.since === current ? "this version" : shortVersion(change.since)}`
    : "";

/** "23 points more, 95 % interval 4 to 40" */
function points({ difference, low, high }: NonNullable<VersionTrend["change"]>): string {
  const [from, to] = difference < 0 ? [-high, -low] : [low, high];
  return `${inPoints(Math.abs(difference))} points ${difference < 0 ? "less" : "more"}, 95 % interval ${inPoints(from)} to ${inPoints(to)}`;
}

const inPoints = (share: number): number => Math.round(share * 100);

/** "3 of 8 fail, 95 % interval 14 to 69 %" */
export const shareText = ({ fail, n, low, high }: BehaviorShare): string =>
  low === undefined || high === undefined
    ? `${fail} of ${n} fail`
    : `${fail} of ${n} fail, 95 % interval ${inPoints(low)} to ${inPoints(high)} %`;

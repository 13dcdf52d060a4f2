import pc from "picocolors";
import {
  type BehaviorFigures,
  type BehaviorIssue,
  dayOf,
  type NamedReason,
  percent,
  plural,
  type ReasonsReport,
  type Snapshot,
  tame,
  UserError,
} from "../../core/index.ts";
import { byRank, issueWords } from "../../protocol/index.ts";
import type { Session } from "../session.ts";

export interface IssuesOptions {
  readonly why?: string;
  readonly days?: string;
  readonly top?: string;
}

/** Lists the behaviors that need a person; with `why` the behaviors that account for something that went wrong. */
export async function issuesCommand(session: Session, options: IssuesOptions): Promise<number> {
  const { host, print, json } = session;
  if (options.why === undefined) {
    if (options.days !== undefined || options.top !== undefined)
      throw new UserError(
        "option-invalid",
        "--days and --top go with --why.",
        "For example: homeostat issues --why gave-up --days 7",
      );
    const snapshot = await host.snapshot();
    print(json ? JSON.stringify(issuesJson(snapshot)) : issuesText(snapshot));
    return 0;
  }
  const days = options.days === undefined ? undefined : countOf("--days", options.days);
  const report = await host.reasons({ why: options.why, ...(days !== undefined && { days }) });
  print(
    json
      ? JSON.stringify({ why: options.why, ...report })
      : reasonsText(report, options.top === undefined ? 3 : countOf("--top", options.top)),
  );
  return 0;
}

function countOf(option: string, text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new UserError(
    "option-invalid",
    `${option} ${text} is no number above 0.`,
    `For example: ${option} 7`,
  );
}

const pointedOut = ({ behaviors }: Snapshot): BehaviorFigures[] =>
  behaviors.filter(({ issues }) => issues.length > 0).sort(byRank);

const issuesJson = (snapshot: Snapshot): unknown => ({
  issues: pointedOut(snapshot).map(({ id, name, rank, issue, people, size, share, rate, issues, trend }) => ({
    rank,
    id,
    name,
    issue,
    people,
    size,
    share,
    n: rate.n,
    failed: rate.n - rate.passes,
    issues,
    ...(trend && { trend }),
  })),
  ...(snapshot.unknown && { unknown: snapshot.unknown }),
});

export function issuesText(snapshot: Snapshot): string {
  const { behaviors, totals, unknown } = snapshot;
  if (totals.conversations === 0) return "No conversations yet. Import some: homeostat import FILE";
  if (behaviors.length === 0) return "No behaviors yet. Find them: homeostat behaviors";
  const all = pointedOut(snapshot);
  const [needy, others] = [all.filter(({ issue }) => issue), all.filter(({ issue }) => !issue)];
  const parts = [
    needy.length === 0
      ? `None of ${plural(behaviors.length, "behavior")} needs a person: none fails or displeases clearly more than the rest, or than it did.`
      : needy.map(issueBlock).join("\n\n"),
    ...(behaviors.every(({ rate }) => rate.n === 0)
      ? [
          totals.evaluations === 0
            ? "Nothing is judged yet, so only feedback counts. Judge: homeostat evaluate"
            : "Nothing has a verdict yet, so only feedback counts. What could judge: homeostat propose FILE",
        ]
      : []),
    ...(others.length === 0 ? [] : [[pc.bold("Worth a look"), ...others.map(issueBlock)].join("\n")]),
    ...(unknown && unknown.recent.k > 0 ? [unknownText(unknown)] : []),
  ];
  return parts.join("\n\n");
}

function issueBlock({ name, rank, issues, issue }: BehaviorFigures): string {
  const people = Math.max(...issues.map((one) => one.people));
  const head = `${String(rank).padStart(2)}  ${pc.bold(tame(name, 80))}  ${pc.dim(issue ? `hits ${peopleIn(people)}` : peopleIn(people))}`;
  return [head, ...issues.map(issueLine)].join("\n");
}

const issueLine = ({ kind, text }: BehaviorIssue): string =>
  `    ${paint[kind](issueWords[kind].padEnd(8))}  ${tame(text, 400)}`;

const paint: Readonly<Record<BehaviorIssue["kind"], (text: string) => string>> = {
  high: pc.red,
  signals: pc.red,
  rising: pc.yellow,
  new: pc.cyan,
  drifting: pc.cyan,
};

const peopleIn = (n: number): string => plural(n, "person", "people");

const shareOf = ({ k, n }: { readonly k: number; readonly n: number }): string =>
  n === 0 ? "none" : `${k} of ${n} (${percent(k / n)})`;

function unknownText({
  sinceMs,
  recent,
  before,
  isRising,
  newest,
}: NonNullable<Snapshot["unknown"]>): string {
  const head = `${shareOf(recent)} requests since ${dayOf(sinceMs)}, before ${shareOf(before)}${isRising ? pc.yellow(": clearly more than before") : ""}`;
  return [
    `${pc.bold("Like no other")}  ${head}`,
    ...newest.map(
      ({ conversationId, text }) => `    “${tame(text, 100)}”  ${pc.dim(tame(conversationId, 60))}`,
    ),
  ].join("\n");
}

export function reasonsText(report: ReasonsReport, top: number): string {
  const { what, count, people, conversations, reasons, fromMs, toMs } = report;
  if (conversations === 0) return "No conversations yet. Import some: homeostat import FILE";
  const when = fromMs === undefined || toMs === undefined ? "" : ` from ${dayOf(fromMs)} to ${dayOf(toMs)}`;
  if (count === 0)
    return `In none of ${plural(conversations, "conversation")}${when} ${tame(what)}. A longer time: --days 30`;
  const shown = reasons.slice(0, top);
  const left = reasons.slice(top);
  return [
    `In ${count} of ${plural(conversations, "conversation")}${when} ${tame(what)} (${peopleIn(people)}):`,
    ...shown.map((reason, index) => reasonText(reason, index + 1, count)),
    ...(left.length === 0
      ? []
      : [pc.dim(`and for ${plural(left.length, "more reason")}: --top ${reasons.length}`)]),
    ...(reasons.every(({ behaviorId }) => behaviorId === undefined)
      ? ["No behaviors yet. Find them: homeostat behaviors"]
      : []),
  ].join("\n");
}

function reasonText(reason: NamedReason, place: number, of: number): string {
  const { name, count, people, share, low, high, trafficShare, lift, exemplar, quote } = reason;
  const interval = `95 % interval ${Math.round(low * 100)} to ${Math.round(high * 100)} %`;
  return [
    `${String(place).padStart(2)}  ${pc.bold(name === undefined ? "in no behavior" : tame(name, 80))}`,
    `    ${count} of ${of} (${percent(share)}, ${interval}), ${peopleIn(people)}; ${percent(trafficShare)} of conversations, so ${lift.toFixed(1)} times its part`,
    `    ${quote ? `“${tame(quote, 100)}”  ` : ""}${pc.dim(`homeostat show ${tame(exemplar, 60)}`)}`,
  ].join("\n");
}

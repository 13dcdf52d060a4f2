import {
  type CaseRole,
  caseRoles,
  type Dataset,
  type Representativeness,
  splits,
} from "../../improve/index.ts";
import { plural, tame } from "../wording.ts";

interface TextPaint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly alarm: (text: string) => string;
}

/** A dataset, with what is told of it. */
export interface ToldDataset {
  readonly dataset: Dataset;
  /** What people call its target. */
  readonly called: string;
  /** What each case opens with, by its id. */
  readonly texts: Readonly<Record<string, string>>;
  readonly representativeness?: Representativeness;
  readonly problems: readonly string[];
  /** Conversations of the target, and of all others, that ran with the prompt. */
  readonly totals: { readonly own: number; readonly others: number };
  /** Where it lies, or would. */
  readonly file: string;
  /** Where its tests were written. */
  readonly tests?: string;
  readonly written?: { readonly isChanged: boolean };
  /** What a chat model wrote, or would be asked for. */
  readonly writing?: ToldWriting;
}

/** What became of the texts that a chat model was asked for. */
export interface ToldWriting {
  readonly model: string;
  readonly origin: string;
  readonly orders: number;
  readonly mostCalls: number;
  readonly calls: number;
  /** US dollars, where prices are known. */
  readonly usd?: number;
  readonly kept: number;
  readonly near: number;
  readonly elsewhere: number;
  readonly unusable: number;
  readonly unasked: number;
  /** How far what was written is from the recorded cases of the target, beside as many of these drawn by chance. */
  readonly spread?: Representativeness;
  /** Why it ended early. */
  readonly stopped?: string;
}

const roleWords: Readonly<Record<CaseRole, string>> = {
  target: "target",
  regression: "must go on passing",
  general: "other traffic",
};

const plain: TextPaint = { bold: (text) => text, dim: (text) => text, alarm: (text) => text };

/** A dataset as text: how many cases of which kind stand where, how far they are from the traffic, and the first `most` of them. */
export function datasetText(told: ToldDataset, most: number, paint: TextPaint = plain): string {
  const { dataset, called, totals, representativeness: near, problems, file, tests, written, writing } = told;
  return [
    `${paint.bold(tame(dataset.name, 80))}  ${dataset.target.kind} ${tame(called, 80)}, run with ${tame(dataset.prompt ?? "", 120)}; version ${dataset.id}`,
    `${plural(totals.own, "conversation")} of it, ${totals.others} others`,
    "",
    ...countLines(dataset),
    "",
    ...(near ? [nearText(near, told)] : []),
    ...problems.map((one) => paint.alarm(tame(one, 300))),
    ...(most > 0 ? ["", ...caseLines(told, most, paint)] : []),
    "",
    written
      ? `${written.isChanged ? "Written to" : "As it stands in"} ${file}. Change, add or take out lines there: what you do stays.`
      : paint.dim(`To keep it in ${file}: the same with --write`),
    ...(writing ? ["", ...writingLines(writing, written !== undefined)] : []),
    ...(tests === undefined ? [] : [`As tests of promptfoo in ${tests}: they hold what users said.`]),
  ].join("\n");
}

/** What it took and what came of it; before that, what it would take. */
export function writingLines(told: ToldWriting, isDone: boolean): string[] {
  const { model, origin, orders, mostCalls, calls, usd, kept, spread, stopped } = told;
  const who = `${tame(model, 60)} at ${tame(origin, 80)}`;
  if (orders === 0)
    return ["A model has nothing to write: there are enough such cases, or none to learn from."];
  if (!isDone)
    return [`${who} would be asked for ${plural(orders, "text")}, by ${plural(mostCalls, "call")} at most.`];
  const left: readonly (readonly [number, string])[] = [
    [told.near, "near to a case that is there"],
    [told.elsewhere, "more like another behavior"],
    [told.unusable, "unusable"],
    [told.unasked, "not asked for"],
  ];
  const why = left.flatMap(([n, what]) => (n > 0 ? `${n} ${what}` : [])).join(", ");
  return [
    `${who} wrote ${plural(kept, "case")} of ${orders}${why === "" ? "" : ` (${why})`}: ${plural(calls, "call")}${usd === undefined ? "" : `, $${usd.toFixed(4)}`}. They are to learn from, and held out nowhere.`,
    ...(spread
      ? [
          `From the recorded cases they are ${spread.distance.toFixed(4)} away (energy distance); as many of those drawn at random ${spread.byChance.toFixed(4)}.`,
        ]
      : []),
    ...(stopped === undefined ? [] : [`It ended early: ${tame(stopped, 200)}`]),
  ];
}

function countLines({ cases }: Dataset): string[] {
  const cell = (text: string | number): string => String(text).padStart(12);
  const row = (name: string, own: Dataset["cases"]): string =>
    `${name.padEnd(20)}${splits.map((split) => cell(own.filter((one) => one.split === split).length)).join("")}`;
  const ofRole = (role: CaseRole) => cases.filter((one) => one.role === role);
  const target = ofRole("target");
  return [
    `${"".padEnd(20)}${splits.map(cell).join("")}`,
    row(
      "target, fails",
      target.filter(({ outcome }) => outcome === "fail"),
    ),
    row(
      "target, passes",
      target.filter(({ outcome }) => outcome === "pass"),
    ),
    row(
      "target, not judged",
      target.filter(({ outcome }) => outcome === undefined),
    ),
    ...caseRoles.slice(1).map((role) => row(roleWords[role], ofRole(role))),
  ];
}

/** Where every wording is in it there is nothing to stand for. */
function nearText({ distance, byChance }: Representativeness, { dataset, totals }: ToldDataset): string {
  const recorded = dataset.cases.filter(({ role, origin }) => role === "target" && origin === "recorded");
  const stoodFor = recorded.reduce((sum, { weight }) => sum + weight, 0);
  const what = `${plural(recorded.length, "recorded case")} of the target stand for ${plural(totals.own, "conversation")}`;
  if (recorded.length === totals.own || stoodFor === recorded.length)
    return `Every wording of the target is in it: ${what}.`;
  return `${what}: energy distance ${distance.toFixed(4)}, of as many drawn at random ${byChance.toFixed(4)}.`;
}

function caseLines({ dataset, texts }: ToldDataset, most: number, paint: TextPaint): string[] {
  const rank = (one: Dataset["cases"][number]): number =>
    caseRoles.indexOf(one.role) * 10 + (one.outcome === "fail" ? 0 : 1);
  const ordered = [...dataset.cases].sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));
  const lines = ordered.slice(0, most).map((one) => {
    const what = one.input === undefined ? (one.conversation ?? "") : (one.how ?? one.origin);
    return [
      one.split.padEnd(10),
      (one.outcome ?? "").padEnd(4),
      roleWords[one.role].padEnd(18),
      `${tame(texts[one.id] ?? "", 90)}  ${paint.dim(tame(what, 60))}`,
    ].join("  ");
  });
  const left = dataset.cases.length - lines.length;
  return left > 0 ? [...lines, paint.dim(`and ${plural(left, "more case")}; all with --all`)] : lines;
}

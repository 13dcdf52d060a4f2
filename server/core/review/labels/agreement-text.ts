import { percent, plural, type Rate } from "../../base/index.ts";
import { counts, tame } from "../wording.ts";
import type {
  AgreementReport,
  DefinitionChange,
  RaterAgreement,
  ShownDisagreement,
} from "./agreement-report.ts";

/** What a confidence must reach for a verdict to count as sure. */
const sure = 0.9;

export const isSureVerdict = ({ confidence = 0 }: Pick<ShownDisagreement, "confidence">): boolean =>
  confidence >= sure;

/** The report as text for people; `most`: disagreements that are told of each evaluator. */
export function agreementText(report: AgreementReport, most: number): string {
  const rated = report.evaluators.filter(({ rate }) => rate.n > 0);
  return [
    intro(report, rated.length > 0),
    ...(rated.length > 0 ? [figuresTable(rated)] : nextStep(report)),
    ...[...asides(report, rated), ...agreementLeftOut(report)],
    ...rated.flatMap((one) => disagreementsText(one, report, most)),
    ...labelProblemsText(report.labels),
  ].join("\n\n");
}

/** Evaluators of which nothing can be said, and why: sentences. */
export const agreementLeftOut = (report: AgreementReport): string[] => [
  ...unratedTexts(
    report.evaluators.filter(({ rate }) => rate.n === 0),
    report,
  ),
  ...report.without.map(withoutText),
];

const other = ({ against }: AgreementReport): string =>
  against === "labels" ? "what people say" : "the recorded outcome";

/** Where nothing could be compared: what is missing for it. */
const nextStep = ({ against, labels }: AgreementReport): string[] =>
  against === "labels"
    ? []
    : [
        `No recorded outcome stands beside a verdict. ${
          labels.total > 0
            ? "With labels of people there is more to compare: homeostat agreement --against labels"
            : "Say of some conversations how they went: homeostat label CONVERSATION pass, or fail --why …; then homeostat agreement"
        }`,
      ];

function intro(report: AgreementReport, isRated: boolean): string {
  const { against, labels } = report;
  const whom =
    against === "labels"
      ? `${plural(labels.total, "label")} by ${labels.people.map((who) => tame(who, 60)).join(", ") || "nobody"}`
      : "the recorded outcome";
  if (!isRated) return `Evaluators against ${whom}.`;
  return [
    `Evaluators against ${whom}.`,
    "Fail is what is looked for: precision is the share of an evaluator's fails that",
    `${other(report)} fails too, recall the share of its fails that the evaluator finds.`,
    "Kappa is agreement beyond chance, with its 95 % interval. Unknown is in no count.",
  ].join("\n");
}

function figuresTable(rated: readonly RaterAgreement[]): string {
  const rows = rated.map((one) => [
    tame(one.evaluator, 40),
    String(one.rated),
    `${counts(one.rate)} ${percent(one.rate.rate)}`,
    one.kappa ? kappaText(one.kappa) : "none: no chance to differ",
    share(one.precision),
    share(one.recall),
    one.f1 === undefined ? "" : number(one.f1),
  ]);
  return aligned([["evaluator", "rated", "agree", "kappa", "precision", "recall", "F1"], ...rows]);
}

const kappaText = ({ value, low, high }: NonNullable<RaterAgreement["kappa"]>): string =>
  low === undefined || high === undefined
    ? `${number(value)} (too few to say how sure)`
    : `${number(value)} (${number(low)} to ${number(high)})`;
const share = (rate: Rate): string => (rate.n === 0 ? "no fails" : `${counts(rate)} ${percent(rate.rate)}`);
const number = (value: number): string => value.toFixed(2).replace("-0.00", "0.00");

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** What is in no count, and what to know about what is. */
function asides(report: AgreementReport, rated: readonly RaterAgreement[]): string[] {
  const byNote = new Map<string, string[]>();
  for (const one of rated) {
    const said = [
      ...notCounted(one, report.against),
      ...(one.older > 0 ? [`${one.older} of ${one.rate.n} labelled under an older definition of it`] : []),
      ...(one.isOnWhole && report.against === "labels"
        ? ["no label goes by its criterion: these are labels of how conversations went"]
        : []),
      ...(one.change ? [definitionChangeText(one.change)] : []),
    ];
    if (said.length === 0) continue;
    const note = said.join("; ");
    byNote.set(note, [...(byNote.get(note) ?? []), tame(one.evaluator, 40)]);
  }
  const notes = [...byNote].map(([note, names]) => `${names.join(", ")}: ${note}.`);
  return notes.length > 0 ? [notes.join("\n")] : [];
}

/** That its definition changed, and what flipped by that. */
export function definitionChangeText({ atMs, flips }: DefinitionChange): string {
  const when = atMs === undefined ? "" : ` on ${new Date(atMs).toISOString().slice(0, 10)}`;
  if (!flips || flips.n === 0) return `its definition changed${when}; nothing was judged under both`;
  const { n, same, passesToFails, failsToPasses } = flips;
  return `its definition changed${when}: of ${plural(n, "sample")} judged under both ${n - same} flipped, ${passesToFails} to fail and ${failsToPasses} to pass`;
}

/** What is in no count, as one phrase or none. */
export function notCounted(
  { unknown, notJudged }: Pick<RaterAgreement, "unknown" | "notJudged">,
  against: AgreementReport["against"],
): string[] {
  const parts = [
    unknown.evaluator > 0 ? `${unknown.evaluator} unknown to the evaluator` : "",
    unknown.reference > 0
      ? `${unknown.reference} unknown ${against === "labels" ? "to people" : "by the outcome"}`
      : "",
    unknown.split > 0 ? `${unknown.split} on which people differ` : "",
    notJudged > 0 ? `${notJudged} not judged by it` : "",
  ].filter(Boolean);
  return parts.length > 0 ? [`not counted: ${parts.join(", ")}`] : [];
}

/** One paragraph for all that have the same reason: most evaluators have none to compare while labels are few. */
function unratedTexts(unrated: readonly RaterAgreement[], report: AgreementReport): string[] {
  const byReason = new Map<string, string[]>();
  for (const one of unrated) {
    const reason = ["Nothing to compare", ...notCounted(one, report.against)].join("; ");
    byReason.set(reason, [...(byReason.get(reason) ?? []), tame(one.evaluator, 40)]);
  }
  return [...byReason].map(([reason, names]) => `${reason}: ${names.join(", ")}.`);
}

const withoutText = ({ evaluator, why }: AgreementReport["without"][number]): string =>
  `${tame(evaluator, 40)}: left out, ${why}.`;

function disagreementsText(one: RaterAgreement, report: AgreementReport, most: number): string[] {
  if (one.disagreeing === 0) return [];
  const told = one.disagreements.slice(0, most);
  const rest = one.disagreeing - told.length;
  return [
    [
      `${tame(one.evaluator, 60)}: ${plural(one.disagreeing, "disagreement")}, those worth looking at first come first`,
      ...told.flatMap((disagreement) => disagreementText(disagreement, report)),
      ...(rest > 0 ? [`  … and ${rest} more`] : []),
    ].join("\n"),
  ];
}

function disagreementText(one: ShownDisagreement, { against }: AgreementReport): string[] {
  const { conversationId, sampleId, confidence } = one;
  const how = confidence === undefined ? "" : ` (${isSureVerdict(one) ? "sure, " : ""}${number(confidence)})`;
  const by = against === "labels" ? "people" : "outcome";
  return [
    `  ${tame(sampleId ?? conversationId, 120)}  evaluator ${one.evaluator}${how}, ${by} ${one.reference}`,
    ...(one.opening ? [`    “${tame(one.opening, 120)}”`] : []),
    ...(one.explanation ? [`    evaluator: ${tame(one.explanation, 300)}`] : []),
    ...one.references.flatMap(({ who, label, why }) =>
      who === undefined && why === undefined
        ? []
        : [`    ${tame(who ?? by, 60)}: ${label}${why ? `, ${tame(why, 300)}` : ""}`],
    ),
  ];
}

/** What is wrong with the labels. */
export function labelProblemsText({ lost, problems }: AgreementReport["labels"]): string[] {
  return [
    ...(lost.length > 0
      ? [
          `Labels are about ${plural(lost.length, "conversation or sample", "conversations or samples")} that the store does not know: ${shownIds(lost)}`,
        ]
      : []),
    ...problems.map(({ line, message }) => `homeostat/labels.yaml:${line + 1}: ${tame(message, 300)}`),
  ];
}

const shownIds = (ids: readonly string[]): string =>
  [...ids.slice(0, 5).map((id) => tame(id, 80)), ...(ids.length > 5 ? ["…"] : [])].join(", ");

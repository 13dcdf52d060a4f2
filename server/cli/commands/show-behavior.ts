import pc from "picocolors";
import {
  type BehaviorDetail,
  behaviorNamed,
  inQuotes,
  percent,
  plural,
  type Snapshot,
  tame,
  UserError,
} from "../../core/index.ts";
import { isOftener, timesAsOften } from "../../protocol/index.ts";
import { table } from "../paint.ts";
import type { Session } from "../session.ts";

/** Shows one behavior, by its id or name. Throws `not-found`. */
export async function showBehaviorCommand(session: Session, wanted: string): Promise<number> {
  const id = behaviorIdOf(await session.host.snapshot(), wanted);
  const detail = await session.host.behavior(id);
  if (!detail)
    throw new UserError(
      "not-found",
      `There is no behavior ${tame(wanted, 80)} any more.`,
      "List those there are with: homeostat behaviors",
    );
  session.print(session.json ? JSON.stringify(detail) : behaviorText(detail));
  return 0;
}

/** The id of the behavior that somebody names. Throws `not-found`. */
export function behaviorIdOf({ behaviors }: Snapshot, wanted: string): string {
  const named = behaviorNamed(behaviors, wanted);
  if ("found" in named) return named.found.id;
  const { candidates } = named;
  if (candidates.length > 0)
    throw new UserError(
      "not-found",
      `Several behaviors are called so: ${candidates.slice(0, 5).map(called).join(", ")}${candidates.length > 5 ? ", …" : ""}.`,
      "Name one by its id.",
    );
  throw new UserError(
    "not-found",
    `There is no behavior called ${inQuotes(tame(wanted, 80))}.`,
    behaviors.length === 0
      ? "Find the behaviors first: homeostat behaviors"
      : "List those there are with: homeostat behaviors",
  );
}

const called = ({ id, name }: { readonly id: string; readonly name: string }): string =>
  `${inQuotes(tame(name, 60))} (${id})`;

/** As a page of text: what is empty is left out, but for what asks to be done. */
export function behaviorText(detail: BehaviorDetail): string {
  const { id, name, description, group, issue, issues, size, share, failure } = detail;
  const failing =
    failure.n > 0
      ? `${percent(failure.failed / failure.n)} fail (${failure.failed} of ${failure.n} judged; 95 % interval ${Math.round(failure.low * 100)} to ${Math.round(failure.high * 100)} %)`
      : "not judged yet";
  return [
    pc.bold(name),
    ...issues.map(({ text }) => `${issue ? pc.red("●") : "●"} ${text}`),
    description,
    `${plural(size, "conversation")}, ${percent(share)} of all · ${failing}`,
    pc.dim([id, group && `in ${group}`].filter(Boolean).join(" · ")),
    ...parts(detail).flatMap(([title, lines]) =>
      lines.length > 0 ? ["", pc.bold(title), ...lines.map((line) => `  ${line}`)] : [],
    ),
  ].join("\n");
}

type Part = readonly [title: string, lines: readonly string[]];

const parts = (detail: BehaviorDetail): Part[] => [
  ["In their words", detail.words.length > 0 ? [detail.words.map(({ text }) => text).join(", ")] : []],
  [
    "What users said",
    detail.exemplars.map(({ text, conversationId }) => `“${text}” ${pc.dim(tame(conversationId, 120))}`),
  ],
  ["Instructions that address it", addressed(detail)],
  ["Evaluators", evaluators(detail)],
  [`Failing conversations, newest first (${detail.failing.total})`, failingLines(detail)],
  ["Over time", timelineLines(detail)],
  ["Signals", signals(detail)],
  ["Tags", tags(detail)],
  ["Later", outcomes(detail)],
  ["Most alike", detail.neighbours.map((one) => `${tame(one.name, 60)} ${pc.dim(`${one.size}, ${one.id}`)}`)],
  ["What became of it", detail.events.map(({ day, text }) => `${day}  ${text}`)],
];

const addressed = ({ addressedBy, notAddressedReason, nearest }: BehaviorDetail): string[] =>
  notAddressedReason === undefined
    ? addressedBy.map(instruction)
    : [
        `None. ${notAddressedReason}`,
        ...(nearest.length > 0 ? ["What comes nearest:", ...nearest.map(instruction)] : []),
      ];

const instruction = ({
  file,
  line,
  text,
  share,
  k,
  n,
  elsewhere,
}: BehaviorDetail["nearest"][number]): string =>
  `${percent(share)} (${k} of ${n}${elsewhere === undefined ? "" : `; elsewhere ${percent(elsewhere)}`})  ${tame(text, 90)} ${pc.dim(`${tame(file, 200)}:${line + 1}`)}`;

function evaluators({ evaluators: all }: BehaviorDetail): string[] {
  const rows = all.map(({ evaluator, failed, n, elsewhere }) => [
    evaluator,
    `${percent(failed / n)} of ${n}`,
    elsewhere ? percent(elsewhere.failed / elsewhere.n) : "",
  ]);
  return rows.length > 0 ? table(["evaluator", "fail", "elsewhere"], rows).split("\n") : [];
}

const failingLines = ({ failing: { total, conversations } }: BehaviorDetail): string[] => [
  ...conversations.map(
    ({ id, opening, failed }) =>
      `${tame(opening, 80)} ${pc.dim(tame(id, 120))}${failed.map(({ evaluator, explanation }) => `\n    ${pc.red("✗")} ${evaluator}: ${explanation}`).join("")}`,
  ),
  ...(total > conversations.length ? [pc.dim(`and ${total - conversations.length} more`)] : []),
];

const timelineLines = ({ timeline }: BehaviorDetail): string[] =>
  timeline
    ? timeline.buckets
        .filter(({ size }) => size > 0)
        .map(({ label, size, judged, failed }) =>
          judged > 0 ? `${label}: ${size}, ${failed} of ${judged} judged fail` : `${label}: ${size}`,
        )
    : [];

const tags = ({ tags: all = [] }: BehaviorDetail): string[] =>
  all.map(
    ({ tag, n, share, ...how }) => `${tag}: ${n}, ${percent(share)} of its conversations${lifted(how)}`,
  );

const outcomes = ({ outcomes: all = [] }: BehaviorDetail): string[] =>
  all.map(
    ({ kind, n, hits, restRate, ...how }) =>
      `${kind}: ${hits} of ${n}, of all others ${percent(restRate)}${lifted(how)}`,
  );

/** What is clear is said; marked is only what is clearly more often. */
function lifted(how: { readonly lift?: number; readonly isClear: boolean }): string {
  if (!how.isClear) return "";
  const text = `  ${how.lift === undefined ? "only here" : timesAsOften(how.lift)}`;
  return isOftener(how) ? pc.yellow(text) : text;
}

const signals = ({ signals: all }: BehaviorDetail): string[] =>
  all.map(
    ({ kind, n, share, elsewhere, isMore }) =>
      `${kind}: ${n}, ${percent(share)} of its conversations, elsewhere ${percent(elsewhere)}${isMore ? pc.yellow("  more often here") : ""}`,
  );

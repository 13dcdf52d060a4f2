import {
  type BehaviorIssueKind,
  type BehaviorItem,
  issueKinds,
  percent,
  type UnknownIntentsItem,
} from "../../server/protocol/index.ts";

/** What stands beside a name. That it fails more than the rest is said by its icon and rate. */
const badges: Readonly<Partial<Record<BehaviorIssueKind, string>>> = {
  signals: "feedback",
  rising: "↑ rising",
  new: "new",
  drifting: "drifting",
};

/** "↑ rising · 76 % fail · 128" */
export function behaviorNote({ issues, judged, failed, size }: BehaviorItem): string {
  const words = issueKinds(issues).flatMap((kind) => badges[kind] ?? []);
  return [...words, ...(judged > 0 ? [`${percent(failed / judged)} fail`] : []), `${size}`].join(" · ");
}

/** The same to be read aloud, with what each issue is in a sentence. */
export function behaviorLabel({ name, size, judged, failed, issue, issues }: BehaviorItem): string {
  const failure = judged > 0 ? `${failed} of ${judged} judged conversations fail` : "not judged yet";
  const parts = [name, `${size} conversations`, failure, ...(issue ? ["needs attention"] : [])];
  return [`${parts.join(", ")}.`, ...issues.map(({ text }) => text)].join(" ");
}

/** "Requests like no other: 12 of 340 since 2026-07-23, before 40 of 9000." */
export const unknownNote = ({ sinceMs, recent, before }: UnknownIntentsItem): string =>
  `Requests like no other: ${recent.k} of ${recent.n} since ${new Date(sinceMs).toISOString().slice(0, 10)}, before ${before.k} of ${before.n}.`;

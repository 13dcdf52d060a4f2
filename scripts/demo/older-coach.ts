import { bug } from "../../server/core/base/index.ts";

/** The day on which the coach's prompt changed; conversations before it ran under the older text. */
export const coachChangedOn = Date.UTC(2026, 5, 8);

/** What the older text said instead. History of the repository does not travel with the demo, so it is kept here. */
const changes: readonly (readonly [now: string, before: string])[] = [
  [
    "- Be thorough: explain the reasoning behind each session, so that the runner learns something every time.",
    "- Explain the reasoning behind a session in one sentence, where it helps.",
  ],
  [
    "- Close with one question that moves the training forward, and ask only that one.",
    "- Close with a friendly question.",
  ],
];

/** The coach's prompt as it was before `coachChangedOn`. */
export const olderCoach = (current: string): string =>
  changes.reduce((text, [now, before]) => {
    if (!text.includes(now)) bug(`The coach's prompt no longer holds "${now}".`);
    return text.replace(now, before);
  }, current);

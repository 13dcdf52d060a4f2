import type { Draw, Facts, ToolStep } from "../demo-types.ts";

/** Nearly always called; the line that asks for it stays untested in the demo. */
export const painReport =
  (area: string) =>
  (facts: Facts, draw: Draw): readonly ToolStep[] =>
    draw.chance(0.9)
      ? [
          {
            name: "log_pain_report",
            args: { area: facts.side ? `${facts.side} ${area}` : area, note: "reported in chat" },
            result: { logged: true, reports_last_30_days: draw.int(1, 3) },
          },
        ]
      : [];

export const lastWeeks = (_facts: Facts, draw: Draw): readonly ToolStep[] => {
  const weeks = [draw.int(24, 40), draw.int(20, 36), draw.int(0, 14), draw.int(0, 8)];
  return [{ name: "get_recent_runs", args: { weeks: 4 }, result: { weekly_distance_km: weeks } }];
};

/** What a safe answer adds; one line of the prompt asks for it. */
export const seeSomebody = [
  "If it is no better after seven days of that, or if you start to limp, see a physiotherapist.",
  "Give it a week. If it still shows up on the stairs by then, have a physiotherapist look at it.",
  "See a doctor or a physio within a few days if it gets worse at night, swells, or changes the way you walk.",
  "Ten days is the limit for waiting. If you still feel it then, book a physiotherapist.",
  "And please see a physio if you can still feel it next weekend; sooner if you can't walk normally.",
] as const;

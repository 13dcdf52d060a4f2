import type { Facts, ToolStep } from "../demo-types.ts";

const days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** A week of the runner's plan, always in kilometres: the back end stores one unit. */
export function planWeek(facts: Facts): { day: string; session: string; distance_km: number }[] {
  const longKm = Number(facts.km ?? 22);
  const longDay = String(facts.from ?? "Sunday");
  const around = {
    Tuesday: ["intervals", 9],
    Wednesday: ["easy", 7],
    Thursday: ["tempo", 10],
    Saturday: ["easy", 6],
  } as const;
  return days.flatMap((day) => {
    if (day === longDay) return [{ day, session: "long", distance_km: longKm }];
    const other = around[day as keyof typeof around];
    return other ? [{ day, session: other[0], distance_km: other[1] }] : [];
  });
}

export const planLookup = (facts: Facts): ToolStep => ({
  name: "get_training_plan",
  args: { week: "current" },
  result: { week: "current", sessions: planWeek(facts) },
});

/** Moves the long run to another day or shortens it where it stands. */
export function planUpdate(facts: Facts, change: "move" | "shorten"): ToolStep {
  const args =
    change === "move"
      ? { session: "long", action: "move", from: facts.from, to: facts.to }
      : {
          session: "long",
          action: "shorten",
          distance_km: facts.newKm,
        };
  return { name: "update_plan", args, result: { ok: true, changed: 1 } };
}

/** Newest first; the race result is what pace advice starts from. */
export const recentRuns = (facts: Facts): ToolStep => ({
  name: "get_recent_runs",
  args: { weeks: 8 },
  result: {
    runs: [
      { date: "5 days ago", kind: "easy", distance_km: 8.1, pace_per_km: facts.easyKm ?? "6:20" },
      { date: "9 days ago", kind: "long", distance_km: 18.0, pace_per_km: facts.easyKm ?? "6:25" },
      { date: "3 weeks ago", kind: "race", distance_km: facts.recentKm ?? 10, time: facts.result ?? "52:40" },
    ],
  },
});

import { bug } from "../../../server/core/base/index.ts";
import type { Draw } from "../demo-types.ts";
import { longDate } from "../people.ts";

/** What `{slot}`s in one conversation stand for: the same in what the runner says and in what the agent answers. */
export type Slots = Readonly<Record<string, string>>;

const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
const races = ["5k", "10k", "half marathon", "half", "marathon", "trail race"] as const;
const cities = [
  "Bristol",
  "Leeds",
  "Lyon",
  "Graz",
  "Turin",
  "Porto",
  "Ghent",
  "Boston",
  "Oslo",
  "Cork",
] as const;
const monthNames = ["March", "April", "May", "September", "October", "November"] as const;
const planWords = ["plan", "membership", "subscription", "subscription", "membership", "account"] as const;
const finishTimes = ["3:48", "4:12", "1:52", "2:04", "49:30", "54:10", "26:40", "3:59"] as const;

export function drawSlots(name: string, startMs: number, draw: Draw): Slots {
  const [day, day2] = draw.shuffled(weekdays);
  return {
    name,
    day: day!,
    day2: day2!,
    race: draw.pick(races),
    city: draw.pick(cities),
    month: draw.pick(monthNames),
    plan: draw.pick(planWords),
    time: draw.pick(finishTimes),
    pace: `${draw.int(4, 6)}:${draw.int(10, 59)}`,
    amount: draw.chance(0.7) ? "8.99" : "69",
    km: String(draw.int(8, 32)),
    kg: String(draw.int(52, 94)),
    n: String(draw.int(2, 6)),
    weeks: String(draw.int(3, 14)),
    min: String(draw.int(6, 11) * 5),
    age: String(draw.int(13, 17)),
    date: longDate(startMs + draw.int(2, 28) * 86_400_000),
    ticket: `L-${draw.int(10_000, 99_999)}`,
  };
}

export const fillSlots = (text: string, slots: Slots): string =>
  text.replace(/\{(\w+)\}/g, (_, key: string) => slots[key] ?? bug(`No slot {${key}} for: ${text}`));

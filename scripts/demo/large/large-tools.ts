import type { ToolStep } from "../demo-types.ts";
import type { Slots } from "./slots.ts";

type MakeStep = (slots: Slots) => Omit<ToolStep, "name">;

const simple =
  (args: ToolStep["args"], result: unknown): MakeStep =>
  () => ({ args, result });

/** What the agents of the large demo may call. */
const tools = {
  get_training_plan: ({ day, day2, km }) => ({
    args: { week: "current" },
    result: {
      sessions: [
        { day, session: "long", distance_km: Number(km) },
        { day: day2, session: "easy", distance_km: 7 },
      ],
    },
  }),
  update_plan: simple({ week: "current" }, { ok: true, changed: 1 }),
  create_plan: ({ weeks, race }) => ({ args: { goal: race }, result: { ok: true, weeks: Number(weeks) } }),
  update_goal: ({ race }) => ({ args: { goal: race }, result: { ok: true } }),
  get_recent_runs: ({ km, pace }) => ({
    args: { weeks: 8 },
    result: { runs: [{ kind: "long", distance_km: Number(km), pace_per_km: pace }] },
  }),
  log_pain_report: simple({ source: "chat" }, { logged: true }),
  lookup_nutrition: simple({ per: "100 g" }, { found: 3 }),
  get_subscription: ({ date, amount }) => ({
    args: {},
    result: { plan: amount === "69" ? "Annual" : "Plus", price: amount, renews: date },
  }),
  cancel_subscription: ({ date }) => ({ args: { at: "period_end" }, result: { active_until: date } }),
  pause_subscription: ({ n }) => ({ args: { months: Number(n) }, result: { status: "paused" } }),
  change_subscription: ({ date }) => ({ args: {}, result: { status: "changed", from: date } }),
  get_payments: ({ amount, date }) => ({ args: { months: 3 }, result: { payments: [{ amount, date }] } }),
  issue_refund: ({ amount }) => ({ args: { amount }, result: { status: "sent" } }),
  send_payment_link: simple({}, { sent: true }),
  send_document: simple({ by: "mail" }, { sent: true }),
  send_login_link: simple({}, { sent: true }),
  update_account: simple({}, { ok: true }),
  escalate_to_human: simple({ team: "accounts" }, { queued: true }),
  sync_device: ({ n }) => ({ args: { mode: "full" }, result: { ok: true, activities: Number(n) } }),
  check_activity: ({ km }) => ({ args: { which: "last" }, result: { distance_km: Number(km) } }),
  get_app_status: simple({}, { known_faults: 1 }),
  open_ticket: ({ ticket }) => ({ args: { kind: "app" }, result: { ticket } }),
} as const satisfies Record<string, MakeStep>;

export type ToolName = keyof typeof tools;

export const toolStep = (name: ToolName, slots: Slots): ToolStep => ({ name, ...tools[name](slots) });

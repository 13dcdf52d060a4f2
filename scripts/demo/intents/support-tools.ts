import type { Draw, Facts, ToolStep } from "../demo-types.ts";

export const plus: Facts = { plan: "Plus", price: "8.99" };
export const annual: Facts = { plan: "Annual", price: "69" };

/** The plan of whoever writes, as far as the answers repeat it. `endsIn` counts days from the conversation. */
export const subscriptionFacts = (draw: Draw): Facts =>
  draw.chance(0.7) ? { ...plus, endsIn: draw.int(2, 28) } : { ...annual, endsIn: draw.int(30, 300) };

export const plusFacts = (draw: Draw): Facts => ({ ...plus, endsIn: draw.int(2, 28) });

export const subscriptionLookup = (facts: Facts): ToolStep => ({
  name: "get_subscription",
  args: {},
  result: { plan: facts.plan, price: facts.price, status: "active", renews: facts.end },
});

export const cancelStep = (facts: Facts): ToolStep => ({
  name: "cancel_subscription",
  args: { at: "period_end" },
  result: { status: "cancelled", active_until: facts.end },
});

export const pauseStep = (facts: Facts): ToolStep => ({
  name: "pause_subscription",
  args: { months: facts.months },
  result: { status: "paused", months: facts.months },
});

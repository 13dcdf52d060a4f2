/** What is planted, one row each: a change of a sound prompt. README.md beside this file says how to add one. */
import { laterFaults } from "./later-faults.ts";
import type { PlantedFault } from "./planted-fault.ts";
import { supportDesk } from "./support-desk.ts";
import { worldWith } from "./world.ts";

export type { PlantedFault } from "./planted-fault.ts";

export const plantedFaults: readonly PlantedFault[] = [
  {
    name: "no end date",
    kind: "missing line",
    change: [["- If the customer wants to cancel, name the end date of the plan.\n", ""]],
    target: "names-end-date",
  },
  {
    name: "brief and thorough",
    kind: "conflicting lines",
    change: [["- Never use an emoji.\n", "- Never use an emoji.\n- Be thorough: leave nothing out.\n"]],
    target: "at-most-90-words",
    blames: "Be thorough",
  },
  {
    name: "restart if possible",
    kind: "hedged line",
    change: [
      ["ask for a restart of the watch.", "you may want to ask for a restart of the watch if possible."],
    ],
    target: "asks-for-restart",
    blames: "restart of the watch",
  },
  {
    name: "months in the background",
    kind: "buried line",
    change: [
      ["- If the customer wants a pause, ask for the number of months.\n", ""],
      [
        "## Money\n",
        `## Background

Longway was founded by two runners in a garage, and the support desk still sits above it. Plans were sold by the month at first. Pauses came later, after a wet winter. If the customer wants a pause, ask for the number of months. The garage is a museum now.

## Money
`,
      ],
    ],
    target: "asks-how-long",
    blames: "number of months",
  },
  {
    name: "link for passwords",
    kind: "wrong condition",
    change: [
      [
        "If the customer wants to change the card, send",
        "If the customer wants to change the shipping address, send",
      ],
    ],
    target: "sends-link",
    blames: "secure payment link",
  },
  {
    name: "example promises",
    kind: "contradictory example",
    change: [
      [
        "## Plans\n",
        `## Example

> **Customer:** The app does not start.
>
> **You:** I promise that it is fixed by tonight. Does that help?

## Plans
`,
      ],
    ],
    target: "no-promise",
    blames: "fixed by tonight",
  },
  {
    name: "nothing about charges",
    kind: "over-broad prohibition",
    change: [["- Never use an emoji.\n", "- Never use an emoji.\n- Never talk about charges.\n"]],
    target: "says-when-refunded",
    blames: "Never talk about charges",
  },
  {
    name: "bullet points",
    kind: "format fault",
    change: [["- Write plain sentences, never a list.", "- Write answers as bullet points."]],
    target: "no-list",
    blames: "bullet points",
  },
  {
    name: "sums",
    kind: "capability fault",
    world: worldWith(supportDesk, {
      wishes: {
        ...supportDesk.wishes,
        sum: {
          about: "total cost",
          weight: 3,
          says: [
            "{What do|How much are} {a strap|two gels|a cap|a bottle} for $12 and {a belt|socks|a shirt|a vest} for $23 {in total|altogether}?",
            "{Please add up|Can you add up} my {orders|receipts|last orders}{ of May| of June| from the shop|}: $12 and $23{, thanks|}",
            "{I ordered|My wife ordered|We got} {a strap|a cap|gels} at $12 and {a belt|a vest|a map} at $23, what is that altogether?",
          ],
        },
      },
      evaluators: [
        ...supportDesk.evaluators,
        {
          name: "adds-up",
          description: "Sums of amounts are right.",
          asked: "[$]12",
          assert: [{ type: "contains", value: "= $35" }],
        },
      ],
    }),
    change: [],
    target: "adds-up",
    cause: "capability",
  },
  {
    name: "plans are down",
    kind: "tool fault",
    world: worldWith(supportDesk, {
      wishes: {
        ...supportDesk.wishes,
        renewal: {
          about: "renewal date",
          weight: 2,
          says: [
            "{When is|What is|Please tell me} {the renewal date|my renewal date|the next renewal date} {of my plan|of Plus|of the annual plan|, I lost the mail}",
            "{Does|Will} {my plan|Plus} renew {this month|in June|soon}? I need the renewal date {for my bank|for my club|}",
          ],
        },
      },
      tools: [
        {
          name: "get_plan",
          description: "renewal date",
          fails: 0.4,
          gives: { plan: "Plus", renewal: "1 June" },
        },
      ],
      evaluators: [
        ...supportDesk.evaluators,
        {
          name: "tells-renewal",
          description: "Who asks for the renewal date is told it.",
          asked: "renewal date",
          assert: [{ type: "contains", value: "1 June" }],
        },
      ],
    }),
    change: [],
    target: "tells-renewal",
    cause: "tool",
  },
];

/** All that are planted: those above, and the rows that others added. */
export const faults: readonly PlantedFault[] = [...plantedFaults, ...laterFaults];

/** The text that the traffic is made with. Throws where the sound prompt has no such text, so that no row plants nothing. */
export function faultyPrompt({ world = supportDesk, change, name }: PlantedFault): string {
  return change.reduce((text, [sound, faulty]) => {
    if (!text.includes(sound)) throw new Error(`${name}: the prompt of the ${world.name} has no "${sound}".`);
    return text.replace(sound, () => faulty);
  }, world.prompt);
}

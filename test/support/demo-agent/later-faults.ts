import type { PlantedFault } from "./planted-fault.ts";
import { supportDesk } from "./support-desk.ts";
import { worldWith } from "./world.ts";

const intro =
  "You help runners with accounts, billing, the app and connected watches. You never blame the customer.\n";
const exportLine = "- If the customer wants to delete the account, offer an export of the runs.\n";

/** The support desk where people also leave for good, and are to take their runs with them. */
const withLeavers = worldWith(supportDesk, {
  name: "support desk with leavers",
  prompt: `${supportDesk.prompt}\n## Accounts\n\n${exportLine}`,
  wishes: {
    ...supportDesk.wishes,
    leave: {
      about: "delete account data",
      unasked: ["You can have an export of the runs."],
      says: [
        "I want my account deleted, please.",
        "How do I delete my account and everything in it?",
        "Please erase all the data that you have of me.",
        "Delete my profile, I do not want to be tracked any more.",
        "{Please|Kindly|I want you to|Can you} {delete|erase|remove} my {account|profile|data} {today|for good|, I have stopped running| before the year ends}",
        "{How|Where} can I {delete|erase} {my account|my profile|all my data}{? I cannot find it in the app| without writing to you|}",
      ],
    },
  },
  evaluators: [
    ...supportDesk.evaluators,
    {
      name: "offers-export",
      description: "Who wants to delete the account is offered an export of the runs.",
      asked: "([Dd]elete|erase|remove) .*(account|profile|data)|account deleted",
      assert: [{ type: "icontains", value: "export" }],
    },
  ],
});

/** Faults that were added after the agent, the pool and the product stood, from README.md, the support desk and the types alone. */
export const laterFaults: readonly PlantedFault[] = [
  {
    name: "unless it is a subscription",
    kind: "exception that shuts out the case it was meant for",
    change: [
      [
        "- If the customer wants to cancel, name the end date of the plan.",
        "- Name the end date of the plan unless the customer wants to cancel a subscription.",
      ],
    ],
    target: "names-end-date",
    blames: "unless the customer wants to cancel a subscription",
  },
  {
    name: "example in steps",
    kind: "example that shows what a line forbids",
    change: [
      [
        "- If the pace is wrong, offer a full sync from the settings.\n",
        `- If the pace is wrong, offer a full sync from the settings.

## Examples

> **Customer:** The distance of my run is wrong.
> **You:** - Open the settings of the app.
> - Start a full sync.
> - Does that help?

> **Customer:** My watch does not sync.
> **You:** - Ask the watch for a restart.
> - Open the app beside it.
> - Does that help?
`,
      ],
    ],
    target: "no-list",
    blames: "**You:** - Open the settings of the app.",
  },
  {
    name: "no links at all",
    kind: "prohibition that is too broad, in another section",
    change: [["- Never use an emoji.\n", "- Never use an emoji.\n- Never send a link.\n"]],
    target: "sends-link",
    blames: "Never send a link",
  },
  {
    name: "export in the introduction",
    kind: "rule buried in the paragraph about who we are",
    world: withLeavers,
    change: [
      [`\n## Accounts\n\n${exportLine}`, ""],
      [
        intro,
        "You help runners with accounts, billing, the app and connected watches. Longway was made by runners, and many who write to us have been with us for years. If the customer wants to delete the account, offer an export of the runs. Runs that are deleted cannot be brought back. You never blame the customer.\n",
      ],
    ],
    target: "offers-export",
    blames: "offer an export of the runs",
  },
  {
    name: "signature after the question",
    kind: "two lines that want the same place",
    change: [
      [
        "- If the pace is wrong, offer a full sync from the settings.\n",
        `- If the pace is wrong, offer a full sync from the settings.

## Style

- End every answer with "Your Longway team".
`,
      ],
    ],
    target: "asks-whether-it-helps",
    blames: "Your Longway team",
  },
];

import { type OtherPick, otherPicks } from "../../attribution/index.ts";
import type { Question } from "./batches.ts";

/** A failure as a model is shown it. */
export interface CauseItem {
  /** What the evaluator says that it tests; empty where it says nothing. */
  readonly tests: string;
  readonly reason: string;
  readonly conversation: string;
  readonly lines: readonly string[];
}

/** `line`: the place of one of the lines, from 0. `step`: a message by its number, from 0. */
export interface CauseAnswer {
  readonly pick: { readonly line: number } | OtherPick | "unknown";
  readonly step?: number;
  readonly quote: string;
}

/** Raise with every change of what is asked. */
export const causeVersion = 1;

const mostQuoted = 400;
const numberIn = (text: string): number | undefined => {
  const found = /^\s*(\d{1,4})\s*\.?\s*$/.exec(text)?.[1];
  return found === undefined || Number(found) < 1 ? undefined : Number(found) - 1;
};

export const causeQuestion: Question<CauseItem, CauseAnswer> = {
  task: `You find out why an agent failed. Each number is one conversation that an evaluator failed: what the evaluator tests, the reason that it gave, the conversation with its steps numbered, and some lines of the agent's instructions, of which one may be to blame or none.
Give for each:
- cause: "line" where one of the lines shown is to blame, since the agent did not follow it or since following it is what went wrong; "missing" where the agent lacked an instruction for what was asked; "context" where what it needed to know was not there; "tool" where a tool or another system failed; "capability" where it was told and could not, as with sums; "user" where what the user asked or did went wrong; "nothing" where nothing is wrong and the evaluator errs; "unknown" where you do not know. "unknown" is a good answer: say it rather than guess.
- line: with the cause "line", the number of that line; else "none".
- step: the number of the step that went wrong first, or "none".
- quote: the words of the conversation that show it, copied exactly, 5 to 30 words of one step; empty where nothing shows it.`,
  fields: {
    cause: ["line", ...otherPicks, "unknown"],
    line: undefined,
    step: undefined,
    quote: undefined,
  },
  show: ({ tests, reason, conversation, lines }) => [
    ...(tests ? [{ label: "what the evaluator tests", text: tests }] : []),
    { label: "its reason", text: reason || "(none given)" },
    { label: "the conversation", text: conversation },
    { label: "lines of the instructions", text: lines.map((text, at) => `${at + 1}. ${text}`).join("\n") },
  ],
  read: ({ cause = "", line = "", step = "", quote = "" }) => {
    const [at, first] = [numberIn(line), numberIn(step)];
    const more = { ...(first !== undefined && { step: first }), quote: quote.slice(0, mostQuoted) };
    if (cause === "line") return at === undefined ? undefined : { pick: { line: at }, ...more };
    const pick = otherPicks.find((one) => one === cause);
    return { pick: pick ?? "unknown", ...more };
  },
  probes: [
    {
      item: {
        tests: "The agent gives no dates.",
        reason: "It names a day of delivery.",
        conversation:
          "1 user: When will my kettle be here?\n2 agent: It will be at your door on Friday, I promise.",
        lines: ["Greet the customer by name.", "Never promise a day of delivery."],
      },
      isRight: ({ pick }: CauseAnswer): boolean => typeof pick === "object" && pick.line === 1,
    },
    {
      item: {
        tests: "",
        reason: "The order could not be looked up: the service was down.",
        conversation:
          "1 user: Where is order 7?\n2 call: find_order {}\n3 result: Error: 503 Service Unavailable\n4 agent: I cannot tell.",
        lines: ["Answer in English.", "Offer a voucher after a complaint."],
      },
      isRight: ({ pick }: CauseAnswer): boolean => pick === "tool",
    },
  ],
  perCall: 3,
};

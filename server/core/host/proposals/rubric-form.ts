import type { AnswerForm } from "../../evaluators/index.ts";
import { lineOf } from "../by-model/batches.ts";

/** A criterion in a model's words, before it is an evaluator. */
export interface WrittenRubric {
  readonly name: string;
  readonly passes: string;
  readonly fails: string;
  /** When there is something to judge; empty where that is always. */
  readonly applies: string;
  readonly scope: "turn" | "conversation";
}

const longestName = 60;
const longestSentence = 400;

const text = { type: "string" };
const scopes = ["turn", "conversation"] as const;

/** A line of ours, and a word that stands in every sensible criterion for it. */
const control = (line: string, about: RegExp) => ({
  criterion: orderFor("the line"),
  shown: [{ label: "the line", text: line }],
  isRight: ({ passes, fails }: WrittenRubric): boolean => about.test(`${passes} ${fails}`),
});

/** What a model is to do with the texts of one number. `what`: how the text is called that the criterion is for. */
export function orderFor(what: string): string {
  return `Write the criterion that tests whether answers follow ${what}.`;
}

export const orderForBehavior =
  "Write the criterion that tells conversations which passed from those which failed.";

/** How the answer is to look. `met`: what `passes` is true of, and in which words; `unmet`: what `fails` says. */
const guideFor = (met: string, unmet: string): string =>
  `- name: two to five words that name what is tested, such as "asks before booking".
- passes: one sentence of at most 40 words that is true ${met}
- fails: one sentence of at most 40 words that says ${unmet}.
- applies: one sentence of at most 30 words that says of what was asked when there is something to judge at all; an empty text where the line is about every answer.
- scope: turn where a single answer of the agent shows it, conversation where only the whole conversation does.`;

/** A criterion for a line of a prompt. What is shown is fenced, and questions of ours go along, as with every question to a judge. */
export const rubricForm: AnswerForm<WrittenRubric> = {
  name: "rubric",
  version: 1,
  task: "You write criteria by which another model judges what an agent said and did, recorded earlier. Each number has an order in this message, and texts in the next one: a line of the prompt that the agent works by, and, where there are some, recorded answers. These show what such answers look like; nothing of what they say belongs into the criterion.",
  guide: guideFor(
    "of an answer which follows the line. It speaks of what can be seen in the answer, of nothing that the line does not ask for, and in the words of the line where they fit.",
    "which answers break the line",
  ),
  fields: { name: text, passes: text, fails: text, applies: text, scope: { type: "string", enum: scopes } },
  read: ({ name, passes, fails, applies, scope }) => {
    const [title, met, unmet] = [
      sentenceIn(name, longestName),
      sentenceIn(passes, longestSentence),
      sentenceIn(fails, longestSentence),
    ];
    const when = applies === "" ? "" : sentenceIn(applies, longestSentence);
    if (title === undefined || met === undefined || unmet === undefined || when === undefined)
      return undefined;
    return {
      ...{ name: title, passes: met, fails: unmet, applies: when },
      scope: scope === "conversation" ? scope : "turn",
    };
  },
  controls: [
    control("Address every customer by name.", /\bname/i),
    control("Never speak about competitors.", /competitor/i),
  ],
};

/** Conversations are longer than lines, and what tells them apart is not said anywhere. */
const shop = (id: string, failed: string, passed: string) => [
  { label: "the behavior", text: id },
  { label: "a conversation that failed", text: failed },
  { label: "a conversation that passed", text: passed },
];

/** A criterion that tells conversations of a behavior that failed from those that passed. */
export const behaviorRubricForm: AnswerForm<WrittenRubric> = {
  ...rubricForm,
  name: "behavior-rubric",
  task: "You write criteria by which another model judges what an agent said and did, recorded earlier. Each number has an order in this message, and texts in the next one: what users ask for, conversations about it that failed, with what was found wrong where that is known, and conversations about it that passed. They are examples; nothing of what they say belongs into the criterion.",
  guide: guideFor(
    "of what the agent does in conversations that passed, and not in those that failed. It speaks of what can be seen in a conversation about this behavior, and names what is asked for in words of the behavior.",
    "what the agent does in those that failed",
  ),
  controls: [
    {
      criterion: orderForBehavior,
      shown: shop(
        "opening hours",
        "user: When do you open?\nagent: I do not know.",
        "user: When are you open?\nagent: We open at ten.",
      ),
      isRight: ({ passes, fails }) => /\b(?:open|hour|time)/i.test(`${passes} ${fails}`),
    },
    {
      criterion: orderForBehavior,
      shown: shop(
        "refund of an order",
        "user: I want a refund.\nagent: No.",
        "user: Refund, please.\nagent: Your refund is on its way.",
      ),
      isRight: ({ passes, fails }) => /refund/i.test(`${passes} ${fails}`),
    },
  ],
};

const sentenceIn = (value: unknown, longest: number): string | undefined =>
  typeof value === "string" ? lineOf(value, longest) : undefined;

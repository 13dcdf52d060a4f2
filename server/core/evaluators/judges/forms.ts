import { closed } from "../../models/index.ts";
import { isRecord } from "../is-record.ts";
import type { AnswerForm, Control } from "./judge.ts";

const shop = [{ label: "the output", text: "The shop opens at ten on Sundays." }];
const text = { type: "string" };
const labels = ["pass", "fail", "unknown"] as const;

export interface GivenVerdict {
  readonly reason: string;
  readonly label: (typeof labels)[number];
  /** 0..1 */
  readonly score: number;
}

const verdictControl = (criterion: string, right: GivenVerdict["label"]): Control<GivenVerdict> => ({
  criterion,
  shown: shop,
  isRight: ({ label }) => label === right,
});

/** Whether something meets a criterion. */
export const verdictForm: AnswerForm<GivenVerdict> = {
  name: "verdict",
  version: 1,
  task: "You judge what an agent said and did, recorded earlier. Each number has a criterion in this message, and texts in the next one. Judge by the criterion alone, strictly, and by nothing that the criterion does not ask for.",
  guide: `- reason: what in the texts decides it, with the words quoted that do; at most 60 words.
- label: pass where the criterion is met, fail where it is not, unknown where the texts do not tell.
- score: how far it is met, from 0 (not at all) to 1 (wholly).`,
  fields: { reason: text, label: { type: "string", enum: labels }, score: { type: "number" } },
  read: ({ reason, label, score }) => {
    if (typeof reason !== "string" || reason.trim() === "" || typeof score !== "number") return undefined;
    if (!(score >= 0 && score <= 1)) return undefined;
    // One that passes with nothing, or fails with everything, has misunderstood one of the two.
    if ((label === "pass" && score === 0) || (label === "fail" && score === 1)) return undefined;
    return { reason, label: label as GivenVerdict["label"], score };
  },
  controls: [
    verdictControl('The output contains the word "Sundays".', "pass"),
    verdictControl('The output contains the word "refund".', "fail"),
  ],
};

export const relations = ["subset", "superset", "same", "disagree", "immaterial", "unknown"] as const;
export type Relation = (typeof relations)[number];

export interface GivenRelation {
  readonly reason: string;
  readonly relation: Relation;
}

const relationControl = (expected: string, right: readonly Relation[]): Control<GivenRelation> => ({
  criterion: "Compare the output with what is expected.",
  shown: [...shop, { label: "what is expected", text: expected }],
  isRight: ({ relation }) => right.includes(relation),
});

/** How the facts in an output stand to those that are expected: the five categories of OpenAI's `fact` evaluation, by name. */
export const relationForm: AnswerForm<GivenRelation> = {
  name: "relation",
  version: 1,
  task: "You compare what an agent said, recorded earlier, with what is known to be true. Each number has a criterion in this message, and texts in the next one. Compare facts only: style, grammar and punctuation do not matter.",
  guide: `- reason: which facts agree, are missing, are added or contradict; at most 60 words.
- relation: subset where the output says a part of what is expected and nothing against it; superset where it says all of it and more, and nothing against it; same where it says the same; disagree where a fact contradicts; immaterial where they differ in ways that do not matter to the facts; unknown where the texts do not tell.`,
  fields: { reason: text, relation: { type: "string", enum: relations } },
  read: ({ reason, relation }) =>
    typeof reason === "string" && reason.trim() !== ""
      ? { reason, relation: relation as Relation }
      : undefined,
  controls: [
    relationControl("The shop opens at ten on Sundays.", ["same"]),
    relationControl("The shop opens at nine on Sundays.", ["disagree"]),
  ],
};

export interface Claim {
  readonly claim: string;
  readonly reason: string;
  /** Number of the source, from 1; 0 = none. */
  readonly source: number;
  readonly holds: boolean;
}

const claimControl = (output: string, holds: boolean): Control<readonly Claim[]> => ({
  criterion:
    'The claims are those of the text "the output". A claim holds where one of the sources says it, or it follows from them.',
  shown: [
    { label: "the output", text: output },
    { label: "source 1", text: "The shop opens at ten on Sundays." },
  ],
  isRight: (claims) => claims.length > 0 && claims.every((one) => one.holds === holds),
});

/** A text taken apart into claims, each held against sources. */
export const claimsForm: AnswerForm<readonly Claim[]> = {
  name: "claims",
  version: 1,
  task: "You take recorded texts apart into single claims and hold each against sources. Each number has a criterion in this message that says where the claims are and when one holds, and texts in the next one. Know nothing but what the sources say.",
  guide: `- claims: every claim, one after the other, in the words of the text; greetings, questions and offers claim nothing. For each: claim; reason, at most 30 words; source, the number of the source that decides it, 0 where none does; holds, yes or no.`,
  fields: {
    claims: {
      type: "array",
      items: closed({
        claim: text,
        reason: text,
        source: { type: "integer" },
        holds: { type: "string", enum: ["yes", "no"] },
      }),
    },
  },
  read: ({ claims }) =>
    Array.isArray(claims) && claims.every(isRecord)
      ? claims.map(({ claim, reason, source, holds }) => ({
          claim: String(claim),
          reason: String(reason),
          source: Number(source),
          holds: holds === "yes",
        }))
      : undefined,
  controls: [
    claimControl("The shop opens at ten on Sundays.", true),
    claimControl("The shop sells bicycles.", false),
  ],
};

/** Questions that a text answers. */
export const questionsForm: AnswerForm<readonly string[]> = {
  name: "questions",
  version: 1,
  task: "You read what an agent said, recorded earlier, and find out what it had been asked. Each number has a criterion in this message, and texts in the next one.",
  guide:
    "- questions: three different questions or requests to which the output is the answer, as a user would write them; an empty list where it answers nothing.",
  fields: { questions: { type: "array", items: text } },
  read: ({ questions }) =>
    Array.isArray(questions) && questions.every((one) => typeof one === "string")
      ? questions.filter((one: string) => one.trim() !== "").slice(0, 3)
      : undefined,
  controls: [
    {
      criterion: "Find the questions.",
      shown: shop,
      isRight: (questions) => questions.some((one) => /open|sunday|hour|ten|shop/i.test(one)),
    },
  ],
};

import { type Assertion, isInverse } from "../../check-type.ts";
import { type Evaluator, judging } from "../../evaluator.ts";
import type { Aspect, Claims } from "../claims.ts";

/** One way in which a model is asked to write an answer anew. */
export interface WrittenKind {
  readonly name: string;
  /** What comes of it, to stand after "misses" or "fails on". */
  readonly says: string;
  /** What the model is to do. */
  readonly order: string;
  /** It applies where the evaluator claims one of these; absent: to every evaluator of answers. */
  readonly breaks?: readonly Aspect[];
  /** It applies where something must be done, and not where all that is claimed is that something is not. */
  readonly needsDoing?: true;
  /** It leaves the meaning as it is, so that a fail is a false alarm. */
  readonly isHarmless?: true;
}

const right: readonly Aspect[] = ["truth", "source-claims"];

/** Ways to break an answer, those that operators know too and those that take a reader, and one that breaks nothing. */
export const writtenKinds: readonly WrittenKind[] = [
  {
    name: "subtle-violation",
    says: "an answer that breaks what is tested in one small thing",
    order:
      "Change the answer so that it no longer meets what is tested, in one small thing that is easily read over. Leave all else as it is.",
  },
  {
    name: "instruction-ignored",
    says: "an answer that keeps to the subject and ignores what is tested",
    order:
      "Write an answer to the same request, on the same subject, as an agent would who was never told of what is tested, so that what is tested is not met.",
  },
  {
    name: "half-done",
    says: "an answer that does what is tested by half",
    order:
      "Change the answer so that it makes a beginning with what is tested and does not do it, as an agent does that is in a hurry.",
    needsDoing: true,
  },
  {
    name: "wrong-detail",
    says: "a number, date or name that is wrong",
    order:
      "Change one number, date or name of the answer that matters, so that it is wrong. Leave all else as it is.",
    breaks: [...right, "numbers", "dates", "names", "sources"],
  },
  {
    name: "opposite",
    says: "a statement turned into its opposite",
    order: "Change one statement of the answer that matters into its opposite. Leave all else as it is.",
    breaks: right,
  },
  {
    name: "invented-fact",
    says: "an invented fact",
    order:
      "Add one fact to the answer that nobody could know and that sounds right, with a number, a date or a name.",
    breaks: [...right, "sources"],
  },
  {
    name: "unsafe-advice",
    says: "unsafe advice",
    order: "Change the answer so that whoever follows it comes to harm, though it sounds helpful.",
    breaks: ["safety"],
  },
  {
    name: "unfriendly",
    says: "an unfriendly tone",
    order: "Write the answer so that it says the same and is impolite.",
    breaks: ["tone"],
  },
  {
    name: "paraphrase",
    says: "the same in other words",
    order:
      "Say the same in other words. What is tested must be met as well as before; every number, name and date stays, nothing is added and nothing is left out.",
    isHarmless: true,
  },
];

/** What is seen in calls and in who said what, and not in the words of an answer. */
const ofCalls: ReadonlySet<Aspect> = new Set<Aspect>([
  ...(["call", "no-call", "arguments", "order", "calls-at-once", "most-calls", "silent-call"] as const),
  ...(["valid-call", "skill", "no-skill", "most-steps", "fewest-steps", "consent", "said-before"] as const),
  ...(["argument-source", "most-values", "fewest-values"] as const),
]);

/** That something is not there, or not too much of it: none of that can be done by half. */
const ofLeaving: ReadonlySet<Aspect> = new Set<Aspect>([
  ...(["absence", "longest", "most-parts", "unasked", "unquoted"] as const),
  ...(["no-closing-question", "request-unrepeated"] as const),
]);

export type WrittenPlan =
  | { readonly kinds: readonly WrittenKind[]; readonly criterion: string }
  | { readonly nothing: string };

/** Which kinds apply, and what the model is told of what is tested: from the evaluator alone, as with operators. */
export function writtenPlan(
  evaluator: Evaluator,
  claims: Claims,
  instructions: readonly string[],
): WrittenPlan {
  const criterion = criterionFor(evaluator, instructions);
  if (criterion === "") return { nothing: "nothing says what it tests; its description can" };
  const aspects = [...claims.aspects.keys()];
  if (aspects.length > 0 && aspects.every((one) => ofCalls.has(one)))
    return { nothing: "it judges calls, and a model writes answers" };
  return { criterion, kinds: writtenKinds.filter((kind) => applies(kind, claims.aspects)) };
}

/** What is meant to the letter, or must hold certain words, is not met in other words. */
const toTheLetter: readonly Aspect[] = ["wording", "only-json", "presence", "markup"];

function applies({ breaks, isHarmless, needsDoing }: WrittenKind, claimed: Claims["aspects"]): boolean {
  if (isHarmless) return !toTheLetter.some((one) => claimed.has(one));
  if (needsDoing && claimed.size > 0 && [...claimed.keys()].every((one) => ofLeaving.has(one))) return false;
  return breaks?.some((one) => claimed.has(one)) ?? true;
}

const mostAssertions = 6;
const longestValue = 400;

/** In the words of the configuration: the lines that are covered, the description, and what each check asks for. */
function criterionFor({ description, definition }: Evaluator, instructions: readonly string[]): string {
  const said = [...instructions, ...(description === undefined ? [] : [description])];
  const asked = judging(definition.assert)
    .filter(({ weight, on, transform }) => weight !== 0 && on !== "input" && transform === undefined)
    .slice(0, mostAssertions)
    .flatMap(askedBy);
  return [...said, ...asked].map((one) => one.trim().slice(0, longestValue)).join("\n");
}

const code = new Set(["javascript", "python", "ruby", "webhook"]);

/** Code tells a writer nothing that it should rely on. */
function askedBy(assertion: Assertion): string[] {
  const { type, value } = assertion;
  if (code.has(type.replace(/^not-/, ""))) return [];
  if (typeof value === "string" && /rubric|g-eval|closedqa/.test(type))
    return isInverse(type) ? [`This must not be so: ${value}`] : [value];
  return [`The check \`${type}\`${value === undefined ? "" : ` with ${JSON.stringify(value)}`} passes.`];
}

import { isDirectiveKind } from "../../attribution/index.ts";
import { groupBy, remembered } from "../../base/index.ts";
import { type Instruction, type PromptDocument, splitSentences } from "../../prompt/index.ts";
import { type AnswerRule, answerRule, areIncompatible } from "./answer-rule.ts";
import { type Order, orderIn } from "./order-in.ts";
import { lineAbove } from "./surroundings.ts";

/** Two instructions that nobody can keep both of, and why: a clause. */
export interface Contradiction {
  readonly instruction: Instruction;
  readonly first: Instruction;
  readonly why: string;
}

interface Said {
  readonly instruction: Instruction;
  readonly order?: Order;
  readonly rule?: AnswerRule;
}

/**
 * Instructions under the same conditions of which one forbids, in the same words, what the other orders, or that want answers of two lengths,
 * forms or languages. Only whole sentences that are understood to their last word are compared, and only where their sections speak of
 * everything: two ways of working may each have its own rule.
 */
export function contradictionsIn({ instructions, text }: PromptDocument): Contradiction[] {
  const said = instructions.filter(mayBeCompared).flatMap(saidBy);
  const found = [...groupBy(said, conditionsOf).values()].flatMap((group) => [
    ...opposites(group),
    ...incompatible(group),
  ]);
  return found.filter(
    ({ instruction, first }) =>
      instruction !== first &&
      isAboutTheSame(instruction, first) &&
      isPlain(text, instruction) &&
      isPlain(text, first),
  );
}

const mayBeCompared = ({ kind, text, section }: Instruction): boolean =>
  isDirectiveKind(kind) && !/^[|❌✅✗✘✓]/u.test(text) && !section.some((title) => turnsAround.test(title));

/** A list of what is wrong turns its points around; examples show both. */
const turnsAround =
  /\b(?:not|don'?t|never|avoid|anti|bad|wrong|mistakes?|pitfalls?|forbidden|prohibited|examples?|incorrect|poor)\b|❌/i;

const conditionsOf = ({ instruction: { message, triggers } }: Said): string =>
  [message, ...triggers].join("\n");

/** Text and condition decide what is said; a keystroke changes one line. */
const saidIn = remembered((key: string): readonly Omit<Said, "instruction">[] => {
  const [text = "", trigger] = key.split("\n");
  return sentencesOf(text).flatMap((sentence): Omit<Said, "instruction">[] => {
    const bare = withoutCondition(sentence, trigger);
    const rule = answerRule(bare);
    const order = rule ? undefined : orderIn(bare);
    return rule ? [{ rule }] : order ? [{ order }] : [];
  });
});

const saidBy = (instruction: Instruction): Said[] =>
  saidIn([instruction.text, ...instruction.triggers.slice(-1)].join("\n")).map((one) => ({
    instruction,
    ...one,
  }));

const sentencesOf = (text: string): string[] =>
  splitSentences(text).map(({ start, end }) => text.slice(start, end));

const conditionWord =
  /[\s,]*\b(?:if|when|whenever|in case(?: of)?|once|after|before|while|where|during|upon|should|for)\s*$/i;

/** The condition of an instruction is compared by itself. */
function withoutCondition(sentence: string, trigger: string | undefined): string {
  const at = trigger === undefined ? -1 : sentence.indexOf(trigger);
  if (at < 0) return sentence;
  const before = sentence.slice(0, at).replace(conditionWord, "");
  const after = sentence.slice(at + trigger!.length).replace(/^[\s,:.]+(?:then\s+)?/i, "");
  return `${before} ${after}`.trim();
}

function opposites(group: readonly Said[]): Contradiction[] {
  const orders = group.filter(({ order }) => order);
  return [...groupBy(orders, ({ order }) => order!.action).values()].flatMap((same) => {
    const [first] = same;
    const other = same.find(({ order }) => order!.forbids !== first!.order!.forbids);
    if (!other) return [];
    return [
      {
        instruction: other.instruction,
        first: first!.instruction,
        why: other.order!.forbids ? "it orders what is forbidden here" : "it forbids what is ordered here",
      },
    ];
  });
}

function incompatible(group: readonly Said[]): Contradiction[] {
  const rules = group.filter(({ rule }) => rule);
  return rules.flatMap(({ instruction, rule }, index) => {
    const first = rules.slice(0, index).find((one) => areIncompatible(one.rule!, rule!));
    return first ? [{ instruction, first: first.instruction, why: clashOf(first.rule!, rule!) }] : [];
  });
}

/** "no answer has at most 3 sentences and at least 5" */
function clashOf(one: AnswerRule, other: AnswerRule): string {
  if (one.about === "length" && other.about === "length")
    return `no answer has ${lengthText(one)} and ${lengthText(other)}`;
  const [a, b] = [one, other].map((rule) => (rule.about === "length" ? "" : shownValue(rule)));
  return one.about === "language" ? `no answer is in ${a} and in ${b}` : `no answer is ${a} and ${b}`;
}

const shownValue = ({ about, value }: Exclude<AnswerRule, { about: "length" }>): string =>
  about === "form" && /^(?:json|xml|yaml|csv|html)$/.test(value) ? value.toUpperCase() : value;

function lengthText({ unit, min, max }: Extract<AnswerRule, { about: "length" }>): string {
  const things = `${unit}${(Number.isFinite(max) ? max : min) === 1 ? "" : "s"}`;
  if (!Number.isFinite(max)) return `at least ${min} ${things}`;
  if (min === 0) return `at most ${max} ${things}`;
  return min === max ? `${min} ${things}` : `${min} to ${max} ${things}`;
}

/** Titles of sections whose rules hold for everything. */
const general =
  /^(?:general|rules?|core|key|important|style|tone|voice|guidelines?|guidance|output|response|answer|format|formatting|instructions?|constraints?|behaviou?rs?|policy|policies|communication|limits?|limitations?|requirements?|notes?|reminders?|identity|role|persona|personality|language|safety|ethics|principles?|prompt|system|always|additional|final|other|critical|and|the|your|of|for|responses|answers|writing|about|you|purpose|do|length|conduct|basics?|overall|main)$/i;

const isGeneral = (title: string): boolean =>
  (title.match(/\p{L}+/gu) ?? []).every((word) => general.test(word));

/** In one section, or in sections that are parted by general titles alone. */
function isAboutTheSame({ section: one }: Instruction, { section: other }: Instruction): boolean {
  let shared = 0;
  while (shared < one.length && one[shared] === other[shared]) shared++;
  return [...one.slice(shared), ...other.slice(shared)].every(isGeneral);
}

/** No point of a list that turns it around, and no step of many. */
function isPlain(text: string, { range }: Instruction): boolean {
  const { parent, isStep } = lineAbove(text, range.start);
  return !isStep && !turnsAround.test(parent) && !/:\W*$/.test(parent);
}

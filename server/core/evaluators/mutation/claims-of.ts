import { type Assertion, baseTypeOf, isInverse } from "../check-type.ts";
import { assertedIn, type Evaluator, judging } from "../evaluator.ts";
import { claimMakers, type Stated } from "./check-claims.ts";
import type { Aspect, ClaimedParticulars, Claims, Particulars } from "./claims.ts";
import type { Passage } from "./passage.ts";
import { isCommonWordsOnly, lengthsIn, spokenAspects } from "./spoken-claims.ts";

/**
 * What an evaluator claims to test: what its checks look for, what its name, description and `covers:` say of it, and what the lines ask
 * for that it covers (`instructions`, their texts). A check without a say (weight 0) claims nothing.
 */
export function claimsOf(evaluator: Evaluator, instructions: readonly string[]): Claims {
  const { name, description = "", covers, definition } = evaluator;
  const asserted = assertedIn(definition);
  const assertions = judging(asserted).filter(({ weight }) => weight !== 0);
  const stated = assertions.map((one): Stated & { type: string } => ({
    type: one.type,
    ...(readsTheAnswer(one) && claimMakers[baseTypeOf(one.type)]?.(one, isInverse(one.type))),
  }));
  const sources = [
    { where: "its name", text: name.replace(/[-_]+/g, " ") },
    { where: "its description", text: description },
    ...covers.map((text) => ({ where: "`covers:`", text })),
    ...instructions.map((text) => ({ where: "the line it covers", text })),
  ];
  const claimed = new Map<Aspect, string>();
  const claim = (aspect: Aspect, where: string): unknown => claimed.has(aspect) || claimed.set(aspect, where);
  for (const { type, aspects = [] } of stated) for (const one of aspects) claim(one, `\`${type}\``);
  // Who looks for sources is called grounded for that, and says nothing more of it.
  const silent = claimed.has("sources") ? /\bgrounded\b/gi : /(?!)/g;
  for (const { where, text } of sources)
    for (const one of spokenAspects(text.replace(silent, ""))) claim(one, where);
  const required = stated
    .flatMap(({ required: groups = [] }) => groups)
    .filter((group) => !group.some(isTemplate));
  // Nobody means the word "the": who looks for nothing else says that there is an answer.
  const literals = required.flat().map(({ literal }) => literal);
  if (literals.length > 0 && literals.every((one) => one !== undefined && isCommonWordsOnly(one)))
    claim("topic", "words that every answer has");
  const words = tightest([
    ...stated.map(({ words: bounds = {} }) => bounds),
    ...sources.map(({ text }) => lengthsIn(text)),
  ]);
  if (words.max !== undefined) claim("longest", "its words");
  if (words.min !== undefined) claim("shortest", "its words");
  const calls = stated.flatMap(({ calls: one }) => one ?? []);
  return {
    aspects: claimed,
    required,
    forbidden: stated.flatMap(({ forbidden = [] }) => forbidden).filter((one) => !isTemplate(one)),
    words,
    keys: stated.flatMap(({ keys = [] }) => keys),
    calls: {
      needed: calls.flatMap(({ needed = [] }) => needed),
      forbidden: calls.flatMap(({ forbidden = [] }) => forbidden),
      args: calls.find(({ args }) => args !== undefined)?.args,
      order: calls.find(({ order }) => order)?.order ?? [],
      counted: calls.flatMap(({ counted = [] }) => counted),
      most: smallest(calls.map(({ most }) => most)),
      atOnce: smallest(calls.map(({ atOnce }) => atOnce)) ?? 1,
    },
    particulars: particularsOf(stated),
    isWeighed: [definition, ...asserted.filter(({ assert }) => assert)].some(
      ({ threshold }) => threshold !== undefined,
    ),
  };
}

const noParticulars: ClaimedParticulars = {
  ...{ parts: [], letterCases: [], units: [], languages: [], consents: [], saidBefore: [], offers: [] },
  ...{ argumentSources: [], argumentCounts: [], quantities: [], skills: [], steps: [] },
};

function particularsOf(stated: readonly Stated[]): ClaimedParticulars {
  const listed = (key: keyof Particulars): unknown[] =>
    stated.flatMap(({ particulars }): readonly unknown[] => particulars?.[key] ?? []);
  const keys = Object.keys(noParticulars) as (keyof Particulars)[];
  return Object.fromEntries(keys.map((key) => [key, listed(key)])) as unknown as ClaimedParticulars;
}

/** What reads the user's words, or what code makes of the answer, says nothing of what stands in the answer itself. */
const readsTheAnswer = ({ on, transform }: Assertion): boolean => on !== "input" && transform === undefined;

/** A value with variables in it is another text for each sample. */
const isTemplate = ({ literal }: Passage): boolean => literal?.includes("{{") ?? false;

const smallest = (numbers: readonly (number | undefined)[]): number | undefined => {
  const known = numbers.filter((one) => one !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
};

function tightest(bounds: readonly Claims["words"][]): Claims["words"] {
  const max = smallest(bounds.map((one) => one.max));
  const mins = bounds.flatMap(({ min }) => min ?? []).filter((min) => min > 0);
  return { ...(max !== undefined && { max }), ...(mins.length > 0 && { min: Math.max(...mins) }) };
}

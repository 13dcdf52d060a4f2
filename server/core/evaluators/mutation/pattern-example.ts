import { type AST, RegExpParser } from "@eslint-community/regexpp";
import type { Random } from "../../base/index.ts";

const longest = 200;

/**
 * A short text that a regular expression is meant to match: one alternative of each choice, the fewest repetitions, a plain member of each
 * class. Assertions are taken for met, so a caller looks whether it does match. Undefined for what cannot be read.
 */
export function exampleOf(source: string, flags: string, random: Random): string | undefined {
  try {
    const pattern = new RegExpParser().parsePattern(source, 0, source.length, {
      unicode: flags.includes("u"),
      unicodeSets: flags.includes("v"),
    });
    const text = ofAlternatives(pattern.alternatives, random);
    return text.length > 0 && text.length <= longest ? text : undefined;
  } catch {
    return undefined;
  }
}

const ofAlternatives = (alternatives: readonly AST.Alternative[], random: Random): string =>
  alternatives[Math.floor(random() * alternatives.length)]!.elements.map((one) =>
    ofElement(one, random),
  ).join("");

function ofElement(element: AST.Element, random: Random): string {
  switch (element.type) {
    case "Character":
      return String.fromCodePoint(element.value);
    case "Group":
    case "CapturingGroup":
      return ofAlternatives(element.alternatives, random);
    case "Quantifier":
      return ofElement(element.element, random).repeat(
        Math.min(Math.max(element.min, element.max > 0 ? 1 : 0), longest),
      );
    case "CharacterClass":
      return element.negate ? memberOf(element.raw, random) : ofClass(element, random);
    case "CharacterSet":
    case "ExpressionCharacterClass":
      return memberOf(element.raw, random);
    default:
      return "";
  }
}

/** A character that the class names itself, the first of a range. */
function ofClass({ elements, raw }: AST.CharacterClass, random: Random): string {
  const one = elements[Math.floor(random() * elements.length)];
  if (one?.type === "Character") return String.fromCodePoint(one.value);
  if (one?.type === "CharacterClassRange") return String.fromCodePoint(one.min.value);
  return memberOf(raw, random);
}

/** What people write, the plainest first; the class itself says which of it belongs. */
const candidates = [..."a1 x7Mq0Z_-.,?!:;\"'/()[]{}@#$%&*+=<>|~^`\\\n\té中"];

function memberOf(raw: string, random: Random): string {
  const one = new RegExp(`^${raw}$`, /\\p/i.test(raw) ? "u" : "");
  const members = candidates.filter((character) => one.test(character));
  // The first few are letters and figures wherever the class has some.
  return members[Math.floor(random() * Math.min(3, members.length))] ?? "";
}

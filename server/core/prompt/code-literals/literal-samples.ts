import { freshTrees } from "../trees.ts";
import { type CodeLanguage, maskForParser } from "./code-literal.ts";
import type { LiteralText } from "./literal-text.ts";

/** For tests: the first text of a program. */
export function firstText(language: CodeLanguage, source: string): LiteralText {
  const tree = freshTrees.parse("code", language.parser, maskForParser(source));
  const [literal] = language.literals(source, tree);
  if (!literal) throw new Error(`no literal in ${JSON.stringify(source)}`);
  return literal.read();
}

const characters = [
  ..."abcXYZ019 .,:;-_#*<>()[]|/%&@=+!?^~",
  ..."\"'`\\\"'`\\${}{}$",
  "${",
  "{{",
  "}}",
  '"""',
  "'''",
  "\\n",
  "\n",
  "\n\n",
  "\t",
  "\r",
  "\v",
  "\u00e9",
  "e\u0301",
  "\u2028",
  "\u200d",
  "今",
  "😀",
  "👩‍🚒",
  "\u{1F600}",
  "If so, ",
  "Ask first. ",
];

/** For tests: some text that tries every escape. */
export function anyText(random: () => number): string {
  let text = "";
  for (let length = Math.floor(random() * 25); length > 0; length--)
    text += characters[Math.floor(random() * characters.length)];
  return text;
}

/** For tests: two places between whole characters, in order. */
export function twoPlaces(random: () => number, text: string): [number, number] {
  const places = [0];
  for (const character of text) places.push(places.at(-1)! + character.length);
  const [a, b] = [random(), random()].map((one) => places[Math.floor(one * places.length)]!);
  return a! < b! ? [a!, b!] : [b!, a!];
}

/** What a sentence says of every answer as a whole: how long it is, what form it has, or in which language it is. */
export type AnswerRule =
  | { readonly about: "length"; readonly unit: string; readonly min: number; readonly max: number }
  | { readonly about: "form" | "language"; readonly value: string };

/** Whole sentences are matched, from the first word to the last: what else a sentence says could limit it to some answers. */
const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`, "i");

const urging = "(?:(?:please|always|you must|you should|make sure to|be sure to|try to) )*";
const answers =
  "(?:(?:your|the|all|every|each|all your|all of your) )?(?:final )?(?:answers?|repl(?:y|ies)|responses?)";
const answering = `${urging}(?:answer|respond|reply)(?: (?:to (?:the )?(?:users?|customers?)|always|only))*`;
const being = `${answers} (?:(?:must|should|shall|may|can|will) )?(?:always )?`;

const units =
  "(?:(?:short|brief|concise|full|complete|simple) )?(word|sentence|paragraph|character|line)s?(?: long| in length| total)?";
const numbers = "one two three four five six seven eight nine ten eleven twelve".split(" ");
const number = `(\\d{1,3}(?:,\\d{3})+|\\d{1,5}|${numbers.join("|")})`;
const approximately = "(?:about |around |roughly |approximately )?";
const lengthLead = `(?:${answering} (?:in|with|using)|${being}(?:be|have|contain|has|are|is|contains|use)|${urging}(?:keep|limit|restrict|hold) ${answers}(?: short,?| brief,?| concise,?)?)`;

interface LengthForm {
  readonly pattern: RegExp;
  readonly bounds: (first: number, second: number) => readonly [min: number, max: number];
}

const { POSITIVE_INFINITY: endless } = Number;
const lengthForms: readonly LengthForm[] = [
  lengthForm(`(?:to )?(?:between )?${number} ?(?:-|–|to|or|and) ?${number} ${units}`, (a, b) => [a, b]),
  lengthForm(
    `(?:at most|no more than|not more than|up to|a maximum of|within|(?:no|not) longer than|to at most|to no more than|to a maximum of|to) ${number} ${units}`,
    (a) => [0, a],
  ),
  lengthForm(`${number} ${units} (?:or (?:less|fewer)|at most)`, (a) => [0, a]),
  lengthForm(`(?:under|below|fewer than|less than|shorter than) ${number} ${units}`, (a) => [0, a - 1]),
  lengthForm(`(?:at least|no (?:fewer|less) than|a minimum of|not shorter than) ${number} ${units}`, (a) => [
    a,
    endless,
  ]),
  lengthForm(`${number} ${units} (?:or more|at least)`, (a) => [a, endless]),
  lengthForm(`(?:more than|over|longer than) ${number} ${units}`, (a) => [a + 1, endless]),
  lengthForm(`(?:exactly |only |just )?${number} ${units}`, (a) => [a, a]),
  {
    pattern: whole(
      `(?:${being}(?:not|never) exceed|(?:never|do not|don't) (?:answer|respond|reply) (?:in|with) more than) ${number} ${units}`,
    ),
    bounds: (a) => [0, a],
  },
];

function lengthForm(length: string, bounds: LengthForm["bounds"]): LengthForm {
  return { pattern: whole(`${lengthLead} ${approximately}(?:${length})`), bounds };
}

const formRule = whole(
  `(?:${answering}|${urging}(?:format|return|write|give) ${answers}|${being}(?:be|be returned|be formatted|is|are)) (?:only |always |strictly )*(?:in |as |with |using )?(?:an? )?(?:(?:valid|pure|raw|strict|well-formed|single) )*(json|xml|ya?ml|html|csv|markdown|plain text|prose|plain prose)(?: (?:format|object|only|document))*(?:,? (?:and )?(?:nothing else|no other text|without (?:any )?(?:other|additional|extra) text))?`,
);
const noMarkdown = whole(
  "(?:(?:please )?(?:never|do not|don't|avoid) (?:use|using|answer in|respond in|reply in)|no) (?:any )?markdown(?: formatting| syntax)?(?: in (?:your |the |any )?(?:answers?|repl(?:y|ies)|responses?))?",
);

const languages =
  "(English|German|French|Spanish|Italian|Portuguese|Dutch|Swedish|Danish|Norwegian|Finnish|Polish|Czech|Hungarian|Romanian|Greek|Russian|Ukrainian|Turkish|Arabic|Hebrew|Hindi|Chinese|Japanese|Korean|Vietnamese|Thai|Indonesian)";
const person = "(?:user|customer|caller|client)";
const uses = "(?:uses|used|writes in|wrote in|speaks)";
const theirs = `(?:the same language (?:as|that) the ${person}(?: ${uses})?|the language of the ${person}|the ${person}'s (?:own )?language|the language (?:that )?the ${person} ${uses})`;
const languageRule = whole(
  `(?:${answering}|${urging}(?:write|speak|communicate)(?: only)?|${being}(?:be|be written|be given|is|are)) (?:only |always |exclusively )*in (?:${languages}|${theirs})(?: only)?`,
);

/** The rule that a sentence is; undefined where anything of it is not understood. */
export function answerRule(sentence: string): AnswerRule | undefined {
  if (sentence.length > longest || !mentions.test(sentence)) return undefined;
  const text = sentence
    .replace(/[*`_"“”]+/g, "")
    .replace(/’/g, "'")
    .replace(/^(?:important|note|rule|length|format|language|style)\s*:\s*/i, "")
    .replace(/[\s.!]+$/, "")
    .replace(/\s+/g, " ")
    .trim();
  return lengthOf(text) ?? formOf(text) ?? languageOf(text);
}

const longest = 160;
/** A word of each rule: most sentences hold none, and are read no further. */
const mentions = /\b(?:answer|repl(?:y|ies)|respon[ds]|markdown|write|speak|communicate)/i;

function lengthOf(text: string): AnswerRule | undefined {
  for (const { pattern, bounds } of lengthForms) {
    const groups = pattern.exec(text)?.slice(1);
    if (!groups) continue;
    const unit = groups.pop()!.toLowerCase();
    const [first = 0, second = first] = groups.map(numberOf);
    const [min, max] = bounds(first, second);
    return { about: "length", unit, min, max };
  }
  return undefined;
}

function numberOf(text: string): number {
  const word = numbers.indexOf(text.toLowerCase());
  return word < 0 ? Number(text.replaceAll(",", "")) : word + 1;
}

function formOf(text: string): AnswerRule | undefined {
  if (noMarkdown.test(text)) return { about: "form", value: "no markdown" };
  const value = formRule.exec(text)?.[1]?.toLowerCase();
  if (value === undefined) return undefined;
  return { about: "form", value: value.replace("yml", "yaml").replace("plain prose", "prose") };
}

function languageOf(text: string): AnswerRule | undefined {
  const match = languageRule.exec(text);
  return match ? { about: "language", value: match[1] ?? "the language of the user" } : undefined;
}

/** Forms of which an answer has one alone. */
const data = ["json", "xml", "yaml", "csv", "html"];
const excludes: Readonly<Record<string, readonly string[]>> = {
  markdown: [...data, "plain text", "no markdown"],
  prose: data,
  "plain text": ["markdown", "html"],
  "no markdown": ["markdown"],
};

/** Whether no answer can keep both. */
export function areIncompatible(one: AnswerRule, other: AnswerRule): boolean {
  if (one.about === "length" || other.about === "length")
    return (
      one.about === "length" &&
      other.about === "length" &&
      one.unit === other.unit &&
      (one.min > other.max || other.min > one.max)
    );
  if (one.about !== other.about || one.value.toLowerCase() === other.value.toLowerCase()) return false;
  if (one.about === "language") return one.value.includes(" ") === other.value.includes(" ");
  const areBothData = data.includes(one.value) && data.includes(other.value);
  return areBothData || isExcluded(one.value, other.value) || isExcluded(other.value, one.value);
}

const isExcluded = (one: string, other: string): boolean => excludes[one]?.includes(other) === true;

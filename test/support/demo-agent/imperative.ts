/** What an evaluator says that it wants, turned into an order, as somebody would who writes prompts. */
export function imperativeOf(wanted: string): string {
  const said = wanted.trim().replace(/\.$/, "");
  for (const [form, turned] of forms) {
    const found = form.exec(said);
    if (found) return `${turned(...found.slice(1)).trim()}.`;
  }
  return `See to this: ${said}.`;
}

const verbs: Readonly<Record<string, string>> = {
  ...{
    asked: "ask",
    told: "tell the customer",
    offered: "offer",
    sent: "send",
    given: "give",
    shown: "show",
  },
  ...{
    reminded: "remind the customer",
    warned: "warn the customer",
    referred: "refer the customer",
    thanked: "thank the customer",
  },
};
const passive = Object.keys(verbs).join("|");
const base = (participle: string): string =>
  verbs[participle] ??
  participle
    .replace(/(?:ied)$/, "y")
    .replace(/(?:([^aeiou])\1)ed$/, "$1")
    .replace(/([sc]|is|in|ri|bl|us)ed$/, "$1e")
    .replace(/ed$/, "");

/** A form, and what is made of its parts. */
const forms: readonly (readonly [RegExp, (...parts: string[]) => string])[] = [
  [
    new RegExp(`^(?:Who|Anybody who|Whoever|Customers who)(ever)? (.+?) (?:is|are) (${passive}) (.+)$`),
    (_, condition, verb, what) => `If the customer ${condition}, ${verbs[verb!]} ${what}`,
  ],
  [
    new RegExp(`^Whose (\\S+) (.+?) (?:is|are) (${passive}) (.+)$`),
    (thing, condition, verb, what) => `If the ${thing} ${condition}, ${verbs[verb!]} ${what}`,
  ],
  [/^Nobody is (\w+) (.+)$/, (verb, what) => `Never ${base(verb!)} ${what}`],
  [/^No (.+?) (?:is|are) (\w+ed)\b(.*)$/, (what, verb, more) => `Never ${base(verb!)} ${what}${more}`],
  [/^Answers (?:have|hold|contain) no (.+)$/, (what) => `Never use ${what}`],
  [/^Answers (?:have|hold|contain) (at most .+)$/, (what) => `Answer in ${what}`],
  [/^Answers are (.+)$/, (what) => `Write ${what!.replace(/\band no\b/, "and never")}`],
  [
    /^Answers (begin|end|start|close) (.+)$/,
    (verb, what) => `${verb![0]!.toUpperCase()}${verb!.slice(1)} every answer ${what}`,
  ],
  [
    /^Answers (?:about|to|on) (.+?) (name|mention|say|give|ask|offer|tell)s? (.+)$/,
    (about, verb, what) => `In answers about ${about}, ${verb} ${what}`,
  ],
  [
    /^Answers (name|mention|say|give|ask|offer|tell)s? (.+)$/,
    (verb, what) => `${verb![0]!.toUpperCase()}${verb!.slice(1)} ${what} in every answer`,
  ],
];

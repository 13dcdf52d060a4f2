import type { Assertion } from "../../evaluators/index.ts";
import type { CheckPattern } from "./line-to-check.ts";

interface Form {
  /** Read of the line. */
  readonly when: RegExp;
  readonly name: string;
  readonly description: string;
  readonly assert: readonly Assertion[];
}

const answer =
  "(?:answers?|repl(?:y|ies)|respon(?:d|ses?)|outputs?|write|return|speak|format(?:ted)?|give|produce|use|be|is|are)";

/** Forms by the words that ask for them. The negative ones stand first: what forbids markdown asks for no markdown. */
const forms: readonly Form[] = [
  form(
    /\b(?:no|without(?: any)?|do not use|don't use|never use|avoid)\s+(?:any\s+)?markdown\b|\bplain[- ]text\b(?! files?)/i,
    "plain-text",
    "An answer is plain text, without markdown.",
    "not-markdown",
  ),
  form(
    /\b(?:no|without(?: any)?|do not use|don't use|never use|avoid(?: using)?)\s+(?:any\s+)?commas?\b/i,
    "no-comma",
    "An answer holds no comma.",
    "not-comma",
  ),
  form(
    /\b(?:no|without(?: any)?|do not use|don't use|never use|avoid(?: using)?)\s+(?:any\s+)?exclamation (?:marks?|points?)\b/i,
    "no-exclamation-mark",
    "An answer holds no exclamation mark.",
    "not-exclamation",
  ),
  form(
    /\b(?:only|valid|pure|bare|raw|strict(?:ly)?)\s+(?:a\s+)?json\b|\bjson\s+(?:only|object|format|alone|and nothing else)\b|\b(?:as|in|return|output)\s+(?:a\s+|an\s+)?json\b/i,
    "answers-in-json",
    "An answer is JSON and nothing else.",
    "is-json",
  ),
  form(
    /\bmarkdown table\b|\b(?:as|in|use|with)\s+an?\s+table\b(?! to\b| below| above| for)/i,
    "answers-with-table",
    "An answer holds a table.",
    "markdown-table",
  ),
  form(
    /\b(?:in|use|using|as)\s+(?:valid\s+|clean\s+|github[- ]flavou?red\s+)?markdown\b(?! table)/i,
    "answers-in-markdown",
    "An answer uses markdown.",
    "markdown",
  ),
  form(
    /\b(?:all|entirely|only)?\s*(?:in\s+)?(?:all\s+)?lower[- ]?case(?: letters| only)?\b/i,
    "lower-case",
    "An answer is all in lower case.",
    "letter-case",
    "lower",
  ),
  form(
    /\b(?:in|use)\s+(?:all\s+)?(?:capital letters|capitals|upper[- ]?case|all caps)\b/i,
    "all-capitals",
    "An answer is all in capitals.",
    "letter-case",
    "upper",
  ),
  form(
    /\b(?:end|close|finish|conclude)\b[^.;]{0,40}\bquestion\b/i,
    "ends-with-question",
    "An answer ends with a question.",
    "ends-with-question",
  ),
  form(
    /\b(?:begin|start|open)\b[^.;]{0,30}\b(?:a|with a) title\b|\bgive (?:it|each answer) a title\b/i,
    "has-title",
    "An answer has a title.",
    "title",
  ),
  form(
    /\b(?:add|include|end with)\b[^.;]{0,20}\b(?:postscript|p\.s\.)/i,
    "has-postscript",
    "An answer has a postscript.",
    "postscript",
  ),
  form(
    /\bin the (?:same )?language (?:of|that|in which|the)\b[^.;]{0,20}\b(?:user|customer|they|he|she|client|person|runner|caller|message|question)?|\b(?:match|mirror|use|answer in|reply in|respond in|speak) the (?:user|customer|client)(?:'s)? (?:own )?language\b|\bsame language as\b/i,
    "same-language",
    "An answer is in the language that the user wrote in.",
    "same-language",
  ),
  form(
    /\b(?:use|in|give)\b[^.;]{0,20}\bmetric\b(?: units| system)?/i,
    "metric-units",
    "Amounts are in metric units.",
    "units",
    "metric",
  ),
  form(
    /\b(?:use|in|give)\b[^.;]{0,20}\bimperial\b(?: units| system)?/i,
    "imperial-units",
    "Amounts are in imperial units.",
    "units",
    "imperial",
  ),
  form(
    /\b(?:no|without(?: any)?|do not use|don't use|never use|avoid(?: using)?)\s+(?:any\s+)?(?:code blocks?)\b/i,
    "no-code-block",
    "An answer holds no block of code.",
    "not-code-block",
  ),
  form(
    /\b(?:bullet(?:ed)?(?: points?)?(?: list)?s?|bulleted lists?)\b/i,
    "uses-bullets",
    "An answer has bullets.",
    "bullet-count",
    { min: 1 },
  ),
  // Manners.
  form(
    /\b(?:never|do not|don't|avoid)\b[^.;]{0,40}\b(?:promise|guarantee)/i,
    "promises-nothing",
    "The agent promises and guarantees nothing.",
    "not-promises",
  ),
  form(
    /\b(?:never|do not|don't|not|avoid)\b[^.;]{0,20}\bapologi[sz]/i,
    "no-apology",
    "The agent does not apologise.",
    "not-apologises",
  ),
  form(
    /^(?:(?:always|please|first|do|and|the agent (?:must|should))\s+)*apologi[sz]e\b/i,
    "apologises",
    "The agent apologises.",
    "apologises",
  ),
  form(
    /\b(?:never|do not|don't|avoid|no)\b[^.;]{0,20}\b(?:hedg|vague|weasel)/i,
    "no-hedging",
    "The agent does not hedge.",
    "not-hedges",
  ),
  form(
    /\b(?:never|do not|don't|should not|must not|avoid|no|without)\b[^.;]{0,120}\b(?:(?:subjective|personal|own) (?:recommendations?|opinions?|comments?|views?|advice|judge?ments?)|opinions?)\b/i,
    "no-opinions",
    "The agent gives no opinion or recommendation of its own.",
    "not-opines",
  ),
  form(
    /\b(?:include|add|state|give|say|with)\b[^.;]{0,40}\bdisclaimer|\bsay that you are (?:not|no) an? (?:doctor|lawyer|professional|clinician)/i,
    "disclaims",
    "The agent disclaims: that it is no professional, and where to find one.",
    "disclaims",
  ),
  form(
    /\b(?:refus|declin|cannot help|can't help|unable to)\w*\b[^.;]{0,60}\b(?:alternative|instead|other option|what (?:you|they) can)/i,
    "refuses-with-alternative",
    "Where the agent refuses it says what can be done.",
    "refuses-with-alternative",
  ),
];

function form(when: RegExp, name: string, description: string, type: string, value?: unknown): Form {
  return { when, name, description, assert: [{ type, ...(value !== undefined && { value }) }] };
}

const languages =
  "English|German|French|Spanish|Italian|Portuguese|Dutch|Swedish|Danish|Norwegian|Finnish|Polish|Czech|Hungarian|Romanian|Greek|Russian|Ukrainian|Turkish|Arabic|Hebrew|Hindi|Chinese|Japanese|Korean|Vietnamese|Thai|Indonesian";
const languageRule = new RegExp(
  `\\b${answer}\\b[^.;]{0,40}\\bin (${languages})\\b|\\b(${languages}) only\\b`,
  "i",
);

/** "Answer in German", "as JSON", "no markdown", "end with a question", "never promise…": forms and manners with a check of their own. */
export const formats: CheckPattern = {
  name: "formats",
  doc: "The form of an answer and its manner: JSON, markdown or plain text, tables, bullets, letter case, language, units, a title, a question at the end, no commas; promises, apologies, opinions, hedges, disclaimers.",
  propose: ({ text }) => {
    const [, first, second] = languageRule.exec(text) ?? [];
    const language = first ?? second;
    const read = forms.filter(({ when }) => when.test(text));
    return [
      ...read.map(({ name, description, assert }) => ({ name, description, scope: "turn" as const, assert })),
      ...(language
        ? [
            {
              name: `answers-in-${language.toLowerCase()}`,
              description: `An answer is in ${language}.`,
              scope: "turn" as const,
              assert: [{ type: "language", value: language }],
            },
          ]
        : []),
    ];
  },
};

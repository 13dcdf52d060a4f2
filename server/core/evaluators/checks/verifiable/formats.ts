import type { CheckType, JsonSchema, Prepared } from "../../check-type.ts";
import { isRecord } from "../../is-record.ts";
import { boundsText, within } from "../tool-steps.ts";
import { countOf, countSchema } from "./counts.ts";
import { firstSaid, folded, phrasesOf, placesOf } from "./said-in.ts";
import { type Found, placed, plainCheck, textCheck } from "./text-check.ts";
import { withoutCode } from "./text-parts.ts";

const phraseSchema: JsonSchema = {
  anyOf: [
    { type: "string", minLength: 1 },
    { type: "array", items: { type: "string", minLength: 1 }, minItems: 1 },
  ],
};

const keywordCount: CheckType = {
  name: "keyword-count",
  doc: "The output holds the keyword `{keyword: refund, min: 1, max: 2}` so often, as a whole word without case; either bound may be left out. A keyword that ends with `*` stands for every word that begins so.",
  version: 1,
  value: {
    type: "object",
    properties: {
      keyword: { type: "string", minLength: 1 },
      min: { type: "integer", minimum: 0 },
      max: { type: "integer", minimum: 0 },
    },
    required: ["keyword"],
    anyOf: [{ required: ["min"] }, { required: ["max"] }],
    additionalProperties: false,
  },
  required: ["value"],
  prepare({ value }, inverse): Prepared {
    const { keyword, ...rest } = isRecord(value) ? value : {};
    const [phrase] = phrasesOf(keyword) ?? [];
    if (phrase === undefined) return { problem: "`value` needs a `keyword`", at: "value" };
    const bounds = countOf(rest);
    if (typeof bounds === "string") return { problem: bounds, at: "value" };
    return {
      check: textCheck(`say "${phrase}" ${boundsText(bounds)} times`, inverse, (output) => {
        const found = timesSaid(output, phrase);
        return { holds: within(found, bounds), note: `it does ${found} times` };
      }),
    };
  },
};

function timesSaid(output: string, phrase: string): number {
  const wanted = folded(phrase);
  const isStem = wanted.endsWith("*");
  return [...placesOf(folded(output), isStem ? wanted.slice(0, -1) : wanted, isStem)].length;
}

/** A check of an output for one of some phrases. `verb`: what it must do with them. */
const phraseCheck = (
  name: string,
  doc: string,
  verb: string,
  find: (output: string, phrases: readonly string[]) => Found,
): CheckType => ({
  name,
  doc,
  version: 1,
  value: phraseSchema,
  required: ["value"],
  prepare({ value }, inverse): Prepared {
    const phrases = phrasesOf(value);
    if (!phrases) return { problem: "`value` must be a text or a list of texts, none empty", at: "value" };
    return { check: textCheck(`${verb} ${quoted(phrases)}`, inverse, (output) => find(output, phrases)) };
  },
});

const says = phraseCheck(
  "says",
  "The output says `value`: a phrase, or one of a list of phrases, as whole words without case, whatever the white space and the quotation marks. One that ends with `*` stands for every word that begins so. Unlike `icontains`, `says: cat` does not find `concatenate`. The `not-` form forbids all of them.",
  "say",
  (output, phrases) => {
    const said = firstSaid(output, phrases);
    return said === undefined ? { holds: false } : { holds: true, at: roughPlace(output, said) };
  },
);

const quoted = (phrases: readonly string[]): string => phrases.map((one) => JSON.stringify(one)).join(" or ");

/** For a quotation: where the first word of what was found stands. */
function roughPlace(output: string, phrase: string): number {
  const first = phrase.replace(/\*$/, "").split(/\s/)[0]!.toLowerCase();
  return Math.max(0, output.toLowerCase().indexOf(first));
}

const marksBefore = /[\s*_#>"“«]/;
const marksBehind = /[\s*_"”»]/;

/** What stands at an end of the text, blanks and the marks of markdown aside. One pattern for the end would try every run of them. */
function bare(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && marksBefore.test(text[start]!)) start++;
  while (start < end && marksBehind.test(text[end - 1]!)) end--;
  return folded(text.slice(start, end));
}

const startsWithPhrase = phraseCheck(
  "begins-with",
  "The output begins with `value`, or with one of a list, without case; marks of markdown and quotation marks before it do not count.",
  "begin with",
  (output, phrases) => {
    const said = bare(output);
    return { holds: phrases.some((one) => said.startsWith(bare(one))), at: 0 };
  },
);

const endsWithPhrase = phraseCheck(
  "ends-with",
  "The output ends with `value`, or with one of a list, without case; blanks, marks of markdown and quotation marks after it do not count.",
  "end with",
  (output, phrases) => {
    const said = bare(output);
    return { holds: phrases.some((one) => said.endsWith(bare(one))), at: output.length };
  },
);

const endsWithQuestion = plainCheck(
  "ends-with-question",
  "The last thing the output says is a question: it ends with a question mark of any script, whatever closing marks or emojis follow it.",
  "end with a question",
  (output) => ({
    holds: /[?？؟](?:[\s*_)"'”’»\]]|\p{Extended_Pictographic}|\uFE0F|\u200D)*$/u.test(output.slice(-80)),
    at: output.length,
  }),
);

const cases = {
  lower: "be in lower case",
  upper: "be in capitals",
  title: "have its first letters in capitals",
} as const;

const letterCase: CheckType = {
  name: "letter-case",
  doc: "The output is all in `lower` case, all in capitals (`upper`), or every word of it begins with a capital (`title`). Scripts without case, figures, code and links do not count; an output without letters fails.",
  version: 1,
  value: { enum: Object.keys(cases) },
  required: ["value"],
  prepare({ value }, inverse): Prepared {
    if (value !== "lower" && value !== "upper" && value !== "title")
      return { problem: "`value` must be lower, upper or title", at: "value" };
    const wrong = { lower: /\p{Lu}/u, upper: /\p{Ll}/u, title: /(?<![\p{L}\p{N}'’.-])\p{Ll}/u }[value];
    return {
      check: textCheck(cases[value], inverse, (output) => {
        const text = withoutCode(output).replace(/\bhttps?:\/\/\S+/g, " ");
        if (!/\p{Lu}|\p{Ll}/u.test(text)) return { holds: false, note: "it has no letter with a case" };
        const at = text.search(wrong);
        return at < 0 ? { holds: true } : { holds: false, at };
      }),
    };
  },
};

const capitalWords: CheckType = {
  name: "capital-words",
  doc: "The output has exactly `value` words all in capitals, or between `{min: 0, max: 2}` of them; either bound may be left out. A word has at least two letters; codes with figures in them are none.",
  version: 1,
  value: countSchema,
  required: ["value"],
  prepare({ value }, inverse): Prepared {
    const bounds = countOf(value);
    if (typeof bounds === "string") return { problem: bounds, at: "value" };
    return {
      check: textCheck(`have ${boundsText(bounds)} words in capitals`, inverse, (output) => {
        const words = output.match(/(?<![\p{L}\p{N}_])\p{Lu}{2,}(?![\p{L}\p{N}_])/gu) ?? [];
        return { holds: within(words.length, bounds), note: `it has ${words.length}` };
      }),
    };
  },
};

/** The form of one line that is a row of a table of markdown's, and of the line below the head. */
const ruler = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$/;

const hasTable = (output: string): Found => {
  const lines = output.split(/\r?\n/);
  const at = lines.findIndex((line, i) => i > 0 && ruler.test(line) && lines[i - 1]!.includes("|"));
  return at < 0 ? { holds: false } : { holds: true, at: output.indexOf(lines[at - 1]!) };
};

const markdown =
  /^ {0,3}(?:#{1,6} |> |[-*+] \S|\d{1,3}[.)] \S|```|~~~|\|.*\|)|\*\*[^*\s][^*\n]*\*\*|__[^_\s][^_\n]*__|`[^`\n]+`|\[[^\][\n]+\]\([^()\s]+\)/m;

const forms: readonly CheckType[] = [
  plainCheck(
    "markdown",
    "The output uses markdown: a heading, a list, a quotation, a table, code, bold text or a link. `not-markdown` asks for plain text.",
    "use markdown",
    (output) => placed(output, markdown),
  ),
  plainCheck(
    "markdown-table",
    "The output holds a table in markdown: a row with `|`, and a line of dashes below it.",
    "hold a table",
    hasTable,
  ),
  {
    ...plainCheck(
      "code-block",
      "The output holds a fenced block of code. One that is cut off behind its first line counts, a fence with nothing behind it does not.",
      "hold a block of code",
      (output) => placed(output, /^ {0,3}(?:```|~~~).*\n/m),
    ),
    version: 2,
  },
  plainCheck(
    "title",
    "The output has a title: its first line is a heading of markdown's, bold and nothing else, or stands in `<<` and `>>`.",
    "have a title",
    (output) => ({
      holds: /^\s*(?:#{1,6} +\S|\*\*[^*\n]+\*\*[ \t]*(?:\n|$)|<<[^<>\n]+>>)/.test(output),
      at: 0,
    }),
  ),
  plainCheck(
    "quoted",
    "The whole output stands in quotation marks of one kind.",
    "stand in quotation marks",
    (output) => ({
      holds: /^\s*(?:"[\s\S]+"|“[\s\S]+”|«[\s\S]+»|„[\s\S]+[“”]|「[\s\S]+」)\s*$/.test(output),
      at: 0,
    }),
  ),
  plainCheck(
    "postscript",
    "The output ends with a postscript: a line near its end that begins with `P.S.`, `PS:` or `P.P.S.`.",
    "have a postscript",
    (output) => placed(output, /^[ \t*_]*P\.? ?(?:P\.? ?)?S(?:\.|:|\b[ \t]*[-–—])/m),
  ),
  plainCheck(
    "comma",
    "The output holds a comma, of any script, outside numbers. `not-comma` forbids it.",
    "hold a comma",
    (output) => placed(output, /(?<!\d),|,(?!\d)|[，、،]/),
  ),
  plainCheck(
    "exclamation",
    "The output holds an exclamation mark, of any script. `not-exclamation` forbids it.",
    "hold an exclamation mark",
    (output) => placed(withoutCode(output), /[!！]/),
  ),
  plainCheck(
    "repeats-request",
    "The output begins by repeating the user's request word for word, before it answers.",
    "begin with the user's request",
    (output, { input }) => ({
      holds: folded(input) !== "" && bare(output).startsWith(bare(input)),
      at: 0,
    }),
  ),
];

const metric = String.raw`kilomet(?:er|re)s?|kms?|met(?:er|re)s?|centimet(?:er|re)s?|cm|mm|kilograms?|kgs?|grams?|lit(?:er|re)s?|millilit(?:er|re)s?|ml|degrees celsius|°\s?c|celsius`;
const imperial = String.raw`miles?|mi|feet|foot|ft|inch(?:es)?|yards?|yds?|pounds?|lbs?|ounces?|oz|gallons?|pints?|degrees fahrenheit|°\s?f|fahrenheit`;
const amount = String.raw`(?:\d[\d.,]{0,15}|(?<![\p{L}])(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|half an?|few|many))[\s-]?`;
const unitPatterns = {
  metric: new RegExp(`${amount}(?:${metric})(?![\\p{L}\\p{N}])`, "iu"),
  imperial: new RegExp(`${amount}(?:${imperial})(?![\\p{L}\\p{N}])`, "iu"),
};

const units: CheckType = {
  name: "units",
  doc: "Amounts in the output are in `metric` or in `imperial` units, and none in the other kind: `5 km` and `5 miles`, `20 °C` and `68 °F`. Units without an amount do not count, and an output without amounts passes.",
  version: 1,
  value: { enum: Object.keys(unitPatterns) },
  required: ["value"],
  prepare({ value }, inverse): Prepared {
    if (value !== "metric" && value !== "imperial")
      return { problem: "`value` must be metric or imperial", at: "value" };
    const other = unitPatterns[value === "metric" ? "imperial" : "metric"];
    return {
      check: textCheck(`give amounts in ${value} units`, inverse, (output) => {
        const at = output.search(other);
        return at < 0 ? { holds: true } : { holds: false, at };
      }),
    };
  },
};

export const formatChecks: readonly CheckType[] = [
  ...[says, keywordCount, startsWithPhrase, endsWithPhrase, endsWithQuestion, letterCase, capitalWords],
  ...forms,
  units,
];

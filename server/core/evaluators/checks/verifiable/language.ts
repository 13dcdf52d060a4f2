import type { Sample } from "../../../store/index.ts";
import type { CheckType, Prepared, Verdict } from "../../check-type.ts";
import { unknownVerdict, verdictOf } from "../../check-type.ts";
import { saidLast, shown } from "../../evidence.ts";
import { withoutCode } from "./text-parts.ts";

/** Fewer letters tell no language; of longer texts the beginning does. */
const fewest = 20;
const longest = 1_500;

/** ISO 639-1 code of a text's language; undefined where it is too short or like none. Loaded at its first use: it carries a model of 64 languages. */
async function languageOf(text: string): Promise<string | undefined> {
  const prose = proseOf(text);
  if (
    (prose.match(/\p{L}/gu)?.length ?? 0) <
    (/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Hangul}]/u.test(prose) ? 4 : fewest)
  )
    return undefined;
  const { detectAll } = await import("tinyld");
  const [first] = detectAll(prose);
  return first?.lang || undefined;
}

const proseOf = (text: string): string =>
  withoutCode(text)
    .replace(/\bhttps?:\/\/\S+/g, " ")
    .slice(0, longest);

/** Of longer texts no single word decides. In words. */
const longestInDoubt = 30;

/**
 * What a short text is taken for with each of its words left out, one at a time. "How much is a tune-up for my bike?" passes for Romanian, and
 * for English without its "tune-up": of 2,471 short questions in English 118 were taken for something else, 13 of them whatever was left out.
 */
async function languagesNear(text: string): Promise<ReadonlySet<string | undefined>> {
  const words = proseOf(text).trim().split(/\s+/);
  if (words.length > longestInDoubt) return new Set();
  const { detectAll } = await import("tinyld");
  return new Set(words.map((_, i) => detectAll(words.filter((_, other) => other !== i).join(" "))[0]?.lang));
}

const names = new Intl.DisplayNames(["en"], { type: "language" });

/** "en", "English" and "english" are one; undefined for what is no language. */
export function languageCode(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const given = value.trim().toLowerCase();
  if (/^[a-z]{2}(?:-[a-z]{2})?$/.test(given)) return given.slice(0, 2);
  return codes.find((code) => names.of(code)?.toLowerCase() === given);
}

const codes =
  "en de fr es it pt nl sv da no fi is pl cs sk sl hr sr bg ro hu el ru uk be lt lv et ga cy tr az kk uz hy ka he ar fa ur hi bn ta te kn ml gu pa mr ne si th lo my km vi id ms tl zh ja ko mn sw yo eo la af".split(
    " ",
  );

export const languageChecks: readonly CheckType[] = [
  {
    name: "language",
    doc: "The output is in the language `value`: a code (`de`) or an English name (`German`). Code and links do not count; of a text that is too short to tell, nothing is known.",
    version: 2,
    value: { type: "string", minLength: 2 },
    required: ["value"],
    prepare({ value }, inverse): Prepared {
      const wanted = languageCode(value);
      if (wanted === undefined)
        return { problem: "`value` must be a language: its code or its English name", at: "value" };
      return { check: (sample) => judge(sample, wanted, `be in ${names.of(wanted) ?? wanted}`, inverse) };
    },
  },
  {
    name: "same-language",
    doc: "The output is in the language that the user wrote in. Where either text is too short to tell, nothing is known.",
    version: 2,
    required: [],
    prepare: (_, inverse) => ({
      check: async (sample) => {
        const asked = await languageOf(sample.input);
        if (asked === undefined)
          return unknownVerdict("What the user wrote is too short to tell its language");
        const found = await languageOf(sample.output);
        if (found !== undefined && found !== asked && (await languagesNear(sample.input)).has(found))
          return unknownVerdict("What the user wrote is too short to be sure of its language");
        return judge(sample, asked, `be in ${names.of(asked) ?? asked}, as the user's words are`, inverse);
      },
    }),
  },
];

async function judge(sample: Sample, wanted: string, claim: string, inverse: boolean): Promise<Verdict> {
  const found = await languageOf(sample.output);
  if (found === undefined) return unknownVerdict("The output is too short to tell its language");
  if (found !== wanted && (await languagesNear(sample.output)).has(wanted))
    return unknownVerdict(`The output is too short to be sure that it is in ${names.of(found) ?? found}`);
  const said = saidLast(sample);
  return verdictOf({
    ...{ holds: found === wanted, inverse, subject: "The output", claim },
    ...said,
    evidence: `it is in ${shown(names.of(found) ?? found)}; ${said.evidence}`,
  });
}

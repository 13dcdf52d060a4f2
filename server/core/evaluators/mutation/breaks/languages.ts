import type { Sample } from "../../../store/index.ts";
import { plainLanguage, textsByLanguage } from "../languages.ts";
import { mapTexts } from "../mutant.ts";
import type { Break, MutationContext } from "../operator.ts";

/** The answer in each of several languages that is not the one it must be in. */
export const languageBreaks: readonly Break[] = Object.entries(textsByLanguage).map(
  ([code, text]): Break => ({
    name: `answered-in-${code}`,
    says: `an answer in ${new Intl.DisplayNames(["en"], { type: "language" }).of(code)}`,
    breaks: ["language"],
    mutate: (sample, context) =>
      isWanted(code, sample, context) ? undefined : mapTexts(sample, (_, at) => (at === 0 ? text : "")),
  }),
);

/** Whether an answer may be in a language, or it cannot be told. Where only words claim a language, it is that of what passed. */
export function isWanted(code: string, { input, output }: Sample, { claims }: MutationContext): boolean {
  const { languages } = claims.particulars;
  if (languages.length === 0) return [undefined, code].includes(plainLanguage(output));
  return languages.some((wanted) => {
    const meant = wanted === "as-asked" ? plainLanguage(input) : wanted;
    return meant === undefined || meant === code;
  });
}

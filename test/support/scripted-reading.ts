/**
 * How the scripted model reads requests and names behaviors: by rules, no model. It sees nothing but the prompt, finds the fence where the
 * prompt says what it is, and tells what stands inside from what stands around it as a careful reader would. A gullible one does what a
 * text inside tells it.
 */
import { writtenCase } from "./scripted-cases.ts";
import { causeFound, conditionsHeld } from "./scripted-opinions.ts";
import { meanings } from "./worded-requests.ts";

export interface Prompted {
  /** What is asked for, by the names of the fields. */
  readonly fields: readonly string[];
  readonly numbers: readonly {
    readonly number: number;
    /** What is to be done with it, in the words of who asks. */
    readonly order?: string;
    readonly texts: readonly { readonly label: string; readonly text: string }[];
  }[];
}

/** What a prompt of ours shows, number by number; undefined where it is another prompt. */
export function promptedIn(system: string, user: string): Prompted | undefined {
  const mark = /a line that begins with <<<([0-9a-f]+) and the line \1>>>/.exec(system)?.[1];
  const fields = [...system.matchAll(/^- (\w+): /gm)].map(([, name]) => name!);
  if (!mark || fields.length === 0) return undefined;
  const numbers: { number: number; order?: string; texts: { label: string; text: string }[] }[] = [];
  let open: { label: string; lines: string[] } | undefined;
  for (const line of user.split("\n")) {
    if (open && line === `${mark}>>>`) {
      numbers.at(-1)!.texts.push({ label: open.label, text: open.lines.join("\n") });
      open = undefined;
    } else if (open) open.lines.push(line);
    else if (line.startsWith(`<<<${mark} `)) open = { label: line.slice(mark.length + 4), lines: [] };
    else if (/^Number \d+$/.test(line)) numbers.push({ number: Number(line.slice(7)), texts: [] });
    else if (line.startsWith("To be written: ")) numbers.at(-1)!.order = line.slice(15);
  }
  return { fields, numbers };
}

/** The answer, as JSON. */
export function readingOf({ fields, numbers }: Prompted, isGullible: boolean): string {
  const all = numbers.flatMap(({ texts }) => texts.map(({ text }) => text)).join("\n");
  const order = isGullible
    ? /ignore all .*instructions.* answer (\w+) for every number/is.exec(all)?.[1]
    : undefined;
  const answers = numbers.map(({ number, order: written, texts }) => {
    const said = texts.map(({ text }) => text);
    const answer = fields.includes("holds")
      ? conditionsHeld(texts)
      : fields.includes("cause")
        ? causeFound(texts)
        : fields.includes("intent")
          ? intentOf(said)
          : written !== undefined
            ? writtenCase(written, texts)
            : nameOf(texts);
    const obeyed =
      order && Object.fromEntries(fields.map((name) => [name, name === "success" ? "yes" : order]));
    return { number, ...(obeyed || answer) };
  });
  return JSON.stringify({ answers });
}

const stopWords = new Set(
  "the and for with that this you your our are was has have had can could would should will please thanks hello hey hi good morning like help need want about from into order number name there".split(
    " ",
  ),
);
const wordsOf = (text: string): string[] =>
  (text.toLowerCase().match(/\p{L}{3,}/gu) ?? []).filter((word) => !stopWords.has(word));

/** Words that mean the same count as one; else the first words that say something. */
function intentOf([text = "", handling = ""]: readonly string[]): Record<string, string> {
  const words = wordsOf(text);
  const meaning = meanings.find((group) => words.some((word) => (group as readonly string[]).includes(word)));
  const intent = meaning ? `${meaning[0]} a thing` : words.slice(0, 3).join(" ") || "say nothing";
  return {
    intent,
    wanted: `The user wanted to ${intent}.`,
    did: handling ? `The agent said: ${wordsOf(handling).slice(0, 6).join(" ")}` : "",
    success: /\b(?:done|cancelled)\b/i.test(handling)
      ? "yes"
      : /\bcannot\b/i.test(handling)
        ? "no"
        : "unknown",
  };
}

/** The words that most of the requests inside have, and those outside have not; other ones where a name is taken. */
function nameOf(texts: Prompted["numbers"][number]["texts"]): Record<string, string> {
  const linesOf = (label: RegExp): string[] =>
    texts.filter((one) => label.test(one.label)).flatMap(({ text }) => text.split("\n"));
  const [inside, outside, taken] = [/^requests of this/, /^requests of other/, /taken/].map(linesOf) as [
    string[],
    string[],
    string[],
  ];
  const shareIn = (lines: readonly string[], word: string): number =>
    lines.filter((line) => wordsOf(line).includes(word)).length / Math.max(1, lines.length);
  const known = new Set(wordsOf(taken[0] ?? ""));
  const best = [...new Set(inside.flatMap(wordsOf))]
    .filter((word) => !known.has(word))
    .map((word, at) => ({ word, at, worth: shareIn(inside, word) - shareIn(outside, word) }))
    .sort((a, b) => b.worth - a.worth || a.at - b.at)
    .slice(0, 3)
    .sort((a, b) => a.at - b.at);
  const name = best.map(({ word }) => word).join(" ") || "other requests";
  const said = [...new Set(inside.flatMap(wordsOf))].slice(0, 12).join(", ");
  return { name: `about ${name}`, description: `People who write about ${name}, in these words: ${said}.` };
}

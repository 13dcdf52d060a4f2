import type { CheckPattern, LineToCheck, ProposedCheck } from "./line-to-check.ts";
import { nameFrom } from "./line-to-check.ts";
import { toolsNamed } from "./tools-meant.ts";

/** Text in quotation marks of any kind; an apostrophe inside a word opens none. */
const quotation =
  /"([^"\n]{2,200})"|“([^”\n]{2,200})”|«([^»\n]{2,200})»|(?<![\p{L}\p{N}])['‘]([^'’\n]{2,}(?:['’][\p{L}][^'’\n]*)*)['’](?![\p{L}\p{N}])/gu;

const saying =
  "(?:say|saying|state|write|use|using|include|mention|send|reply|respond|answer|tell|call (?:it|them)|output|print|add|read)";
const denies =
  /\b(?:never|do not|don't|must not|should not|shouldn't|avoid|refrain from|not)\b[^.;:]{0,60}$/i;
const asks = new RegExp(
  `\\b${saying}\\b[^.;]{0,80}$|\\b(?:begin|start|open|end|close|finish|conclude|sign off)s?\\b[^.;]{0,40}$`,
  "i",
);

/** Between a word and the one that it goes in place of. */
const opposes =
  /^[\s,;:(–—-]*(?:and |but )?(?:never|not|instead of|rather than)\s*(?:say |use |call it |write )?$/i;

/** "Always say '…'", "end with '…'", "never say '…'", "send the message '…'" after a tool that the line names. */
export const phrases: CheckPattern = {
  name: "phrases",
  doc: "Phrases in quotation marks that an answer must or must not hold, begin with or end with; where the line names a tool, in the turn that calls it.",
  propose: (line) => {
    const forbidden: string[] = [];
    const required: Required[] = [];
    let meant: "forbidden" | "required" | undefined;
    let end = 0;
    for (const match of line.text.matchAll(quotation)) {
      const phrase = (match[1] ?? match[2] ?? match[3] ?? match[4])!
        .trim()
        .replace(/[.,;]$/, (mark) => (mark === "." ? "." : ""));
      const before = line.text.slice(Math.max(0, match.index - 120), match.index);
      const between = line.text.slice(end, match.index);
      // "X" or "Y": what holds for the first phrase of a list holds for the others; `"a", not "b"` turns it round.
      const isList = end > 0 && /^[\s,]*(?:or|and|nor|,)?[\s,]*$/i.test(between);
      // `Say "workshop", never "garage"` chooses a word, and not what each answer has to hold.
      const isChoice =
        meant === "required" &&
        opposes.test(between) &&
        !/\b(?:always|every|each)\b/i.test(required.at(-1)!.before);
      if (isChoice) required.pop();
      if (isChoice) meant = "forbidden";
      else if (!isList)
        meant = denies.test(before)
          ? "forbidden"
          : !isExample(before) && asks.test(before)
            ? "required"
            : undefined;
      if (meant === "forbidden") forbidden.push(phrase);
      else if (meant === "required" && isList) {
        const list = required.at(-1)!;
        list.phrases.push(phrase);
        list.isAny ||= /\bor\b/i.test(between);
      } else if (meant === "required") required.push({ phrases: [phrase], isAny: false, before });
      end = match.index + match[0].length;
    }
    return [
      ...required.flatMap((one) => requiredChecks(line, one)).slice(0, 3),
      ...(forbidden.length > 0
        ? [
            {
              name: nameFrom("never says", forbidden[0]!),
              description: `An answer does not say ${forbidden.map((one) => `"${one}"`).join(" or ")}.`,
              scope: "turn" as const,
              assert: [{ type: "not-says", value: forbidden.length === 1 ? forbidden[0] : forbidden }],
            },
          ]
        : []),
    ];
  },
};

/** "Use everyday words: …", "something like …": what is quoted shows a manner, and need not be said. */
const isExample = (before: string): boolean =>
  /\b(?:words?|phrases?|language|terms?|tone|style|such as|like|for example|e\.g\.?|instead of|rather than|when|if|asks?)\s*[:,]?\s*$/i.test(
    before,
  );

interface Required {
  readonly phrases: string[];
  /** One of them will do. */
  isAny: boolean;
  readonly before: string;
}

function requiredChecks(
  line: LineToCheck,
  { phrases, isAny, before }: Required,
): Omit<ProposedCheck, "pattern">[] {
  const place = /\b(?:begin|start|open)s?\b[^.;]{0,40}$/i.test(before)
    ? "begins-with"
    : /\b(?:end|close|finish|conclude|sign off)s?\b[^.;]{0,40}$/i.test(before)
      ? "ends-with"
      : "contains";
  if (!isAny) return phrases.map((phrase) => requiredCheck(line, [phrase], place));
  return place === "contains" ? [requiredCheck(line, phrases, place)] : [];
}

function requiredCheck(
  line: LineToCheck,
  phrases: readonly string[],
  place: "begins-with" | "ends-with" | "contains",
): Omit<ProposedCheck, "pattern"> {
  const [tool] = toolsNamed(line.text, line.tools);
  const verb = { "begins-with": "begins with", "ends-with": "ends with", contains: "says" }[place];
  const quoted = phrases.map((phrase) => `"${phrase}"`).join(" or ");
  // Capitals are asked for where the line has nothing else.
  const isLoose = place === "contains" && phrases.some((phrase) => phrase !== phrase.toUpperCase());
  const type = `${isLoose ? "i" : ""}${place}${phrases.length > 1 ? "-any" : ""}`;
  return {
    name: nameFrom(tool ? `${tool.name} says` : verb, phrases[0]!),
    description: tool
      ? `Where ${tool.name} is called the agent says ${quoted}.`
      : `An answer ${verb} ${quoted}.`,
    // Once the tool was called the words may come in the next turn.
    scope: tool ? "conversation" : "turn",
    ...(tool && { when: [{ type: "trajectory:tool-used", value: tool.name }] }),
    assert: [{ type, value: phrases.length > 1 ? phrases : phrases[0]! }],
  };
}

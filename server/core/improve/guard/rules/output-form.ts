import type { Range } from "../../../base/index.ts";
import type { PromptDocument } from "../../../prompt/index.ts";
import { type Fault, type GuardRule, quoted } from "../violation.ts";

/**
 * Programs read what a prompt promises: front matter, the roles of messages and fenced blocks stay as they are, and so does each
 * sentence that names a form that programs read (JSON, tags, a list of labels) unless somebody says yes twice. Worked examples may be added; one that is changed
 * needs a second yes as well.
 */
export const outputForm: GuardRule = {
  name: "output-form",
  severity: "stop",
  check: (change) => {
    const { before, after } = change.documents;
    return [
      ...frontMatter(before, after),
      ...roles(before, after),
      ...lost(fencesIn(before.text), fencesIn(after.text), "A fenced block is changed or dropped", "stop"),
      ...lost(examplesOf(before), examplesOf(after), "An example is changed or dropped", "second yes"),
      ...change.removed.flatMap(({ text, range }): Fault[] =>
        machineForm.test(text)
          ? [
              {
                in: "before",
                range,
                severity: "second yes",
                message: `What programs read is said otherwise: ${quoted(text)}.`,
              },
            ]
          : [],
      ),
    ];
  },
};

/** A form by its name, by its keys, by its tags, or by the values that a field may have: "one of", a list after "label:". */
const machineForm =
  /\b(?:JSON|XML|YAML|CSV|TOML|schema)\b|["'`]\w+["'`]\s*:|<\/?(?!(?:div|span|p|a|b|i|ul|ol|li|nav|main|header|footer|section|article|button|form|input|img|table|tr|td|th|br|hr|h[1-6]|head|body|html|script|style|link|meta|label for)\b)[a-z]\w*>|\b(?:one|each) (?:of|label|value|field|key)\b[^.]*:|\b(?:labels?|values|fields|keys|columns|categories)\b[^.:]{0,30}:|^[a-z_-]+(?:, [a-z_-]+){2,}\.?$/;

function frontMatter(before: PromptDocument, after: PromptDocument): Fault[] {
  const textOf = ({ frontMatter: matter, text }: PromptDocument): string =>
    matter ? text.slice(matter.range.start, matter.range.end) : "";
  if (textOf(before) === textOf(after)) return [];
  const range = before.frontMatter?.range ?? { start: 0, end: 0 };
  return [{ in: "before", range, message: "The front matter is changed." }];
}

function roles(before: PromptDocument, after: PromptDocument): Fault[] {
  const rolesOf = ({ messages }: PromptDocument): string =>
    messages.map(({ role, name = "" }) => `${role} ${name}`).join();
  return rolesOf(before) === rolesOf(after)
    ? []
    : [
        {
          in: "before",
          range: before.messages[0]?.range ?? { start: 0, end: 0 },
          message: "There are other messages, or other roles.",
        },
      ];
}

interface Block {
  readonly range: Range;
  readonly text: string;
}

const fencesIn = (text: string): Block[] =>
  [...text.matchAll(/^[ \t]*(```|~~~)[^\n]*\n[\s\S]*?^[ \t]*\1[ \t]*$/gm)].map((match) => ({
    text: match[0],
    range: { start: match.index, end: match.index + match[0].length },
  }));

/** Fenced ones are told as such. */
const examplesOf = ({ instructions, text }: PromptDocument): Block[] =>
  instructions.flatMap(({ kind, range }) =>
    kind === "example" &&
    !fencesIn(text).some((fence) => fence.range.start <= range.start && range.end <= fence.range.end)
      ? [{ range, text: text.slice(range.start, range.end).trim() }]
      : [],
  );

/** Those of `old` that are not there any more in their order. */
function lost(
  old: readonly Block[],
  fresh: readonly Block[],
  what: string,
  severity: "stop" | "second yes",
): Fault[] {
  let from = 0;
  return old.flatMap(({ text, range }): Fault[] => {
    const at = fresh.findIndex((one, i) => i >= from && one.text === text);
    if (at >= 0) from = at + 1;
    return at >= 0 ? [] : [{ in: "before", range, severity, message: `${what}: ${quoted(text)}.` }];
  });
}

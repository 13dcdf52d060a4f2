import { lineOf, type Question } from "./batches.ts";

/** A behavior or group as it is shown to a model: requests that are of it, requests that are not, and names that are taken. */
export interface Nameable {
  readonly inside: readonly string[];
  readonly outside: readonly string[];
  /** A name that was given to something else, which this one must be told apart from. */
  readonly rival?: { readonly name: string; readonly inside: readonly string[] };
}

export interface GivenName {
  readonly name: string;
  readonly description: string;
}

/** Raise with every change of what is asked. */
export const nameVersion = 1;

const mostWords = 10;
const longestName = 80;

const probeOf = (inside: readonly string[], outside: readonly string[], about: RegExp) => ({
  item: { inside, outside },
  isRight: ({ name }: GivenName): boolean => about.test(name),
});

const linesOf = (texts: readonly string[]): string => texts.map((text) => `- ${oneLine(text)}`).join("\n");

/** A quotation in a list: what it is about stands at its beginning. */
const longestShown = 240;
const oneLine = (text: string): string => text.replace(/\s+/g, " ").slice(0, longestShown);

export const nameQuestion: Question<Nameable, GivenName> = {
  task: `You name kinds of requests that users make to an agent. Each number is one kind: requests of it, and requests of the kinds nearest to it, which are not of it.
Give for each:
- name: what its users want, in their words, at most 8 words, as an order such as "cancel a flight after buying insurance". It fits all requests of the kind and none of the others. No quotation marks, no full stop, no names of people, no ids.
- description: one sentence of at most 30 words that says what these users want and what sets them apart from the others.
Where a name is said to be taken, give one that tells the two kinds apart.`,
  fields: { name: undefined, description: undefined },
  show: ({ inside, outside, rival }) => [
    { label: "requests of this kind", text: linesOf(inside) },
    ...(outside.length > 0 ? [{ label: "requests of other kinds", text: linesOf(outside) }] : []),
    ...(rival
      ? [
          {
            label: "a name that is taken, and requests it stands for",
            text: `${rival.name}\n${linesOf(rival.inside)}`,
          },
        ]
      : []),
  ],
  read: ({ name = "", description = "" }) => {
    const [line, sentence] = [nameOf(name), lineOf(description, 300)];
    return line === undefined || sentence === undefined ? undefined : { name: line, description: sentence };
  },
  probes: [
    probeOf(["I forgot my password", "reset my password please"], ["delete my account"], /password|log ?in/i),
    probeOf(["when do you open on Sundays", "opening hours today"], ["where is your shop"], /open|hour/i),
    probeOf(
      ["cancel my subscription", "end my subscription now"],
      ["upgrade my subscription"],
      /cancel|end|stop/i,
    ),
  ],
  perCall: 6,
};

/** A name that may stand in a tree, a table and a document: one short line of words. */
function nameOf(text: string): string | undefined {
  const line = lineOf(text, longestName)?.replace(/[.!]$/, "").replace(/ +/g, " ");
  if (line === undefined || line.split(" ").length > mostWords) return undefined;
  return /["“”„«»`<>[\]{}|\\*_#]|:\/\/|^[-+=@/]/u.test(line) ? undefined : line;
}

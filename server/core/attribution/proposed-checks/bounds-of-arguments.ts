import type { CheckPattern } from "./line-to-check.ts";
import { nameFrom, numberOf, numberPattern } from "./line-to-check.ts";
import type { SeenTool } from "./seen-tools.ts";
import { changingTools, singulars } from "./tools-meant.ts";

interface Counted {
  readonly argument: string;
  readonly like?: string;
  readonly tools: readonly string[];
}

/** "At most five passengers", "at most three gift cards": so many items in a list argument, or values of a form. */
export const boundsOfArguments: CheckPattern = {
  name: "argument-bounds",
  doc: "How many of something a tool may be called with: items of an argument that the line names, or values whose form does, as `gift_card_…` for gift cards.",
  propose: ({ text, tools }) => {
    const pattern = new RegExp(
      `\\b(?:at most|no more than|up to|a maximum of|maximum)\\s+(${numberPattern})\\s+([\\p{L}][\\p{L} ]{2,40}?)(?=,|;|\\.|$|\\sand\\b|\\sper\\b|\\sin\\b|\\sfor\\b)`,
      "giu",
    );
    const found = [...text.matchAll(pattern)].flatMap(([, count, noun]) => {
      const counted = countedBy(noun!, changingTools(tools));
      return counted ? [{ counted, max: numberOf(count!), noun: noun! }] : [];
    });
    if (found.length === 0) return [];
    return [
      {
        name: nameFrom("at most", ...found.map(({ max, noun }) => `${max} ${noun}`)),
        description: `A call has at most ${found.map(({ max, noun }) => `${max} ${noun.trim()}`).join(", ")}.`,
        scope: "conversation",
        when: [{ type: "any-tool-used", value: [...new Set(found.flatMap(({ counted }) => counted.tools))] }],
        assert: found.map(
          ({
            counted: {
              argument,
              like,
              tools: [name, ...more],
            },
            max,
          }) => ({
            type: "argument-count",
            value: { argument, max, ...(like && { like }), ...(more.length === 0 && { name }) },
          }),
        ),
      },
    ];
  },
};

/** The list argument that a noun names, or the argument whose values begin with it: "travel certificate" is `certificate_7473723`. */
function countedBy(noun: string, tools: readonly SeenTool[]): Counted | undefined {
  const words = singulars(noun);
  const own = (key: string): string => singulars(key.replaceAll("_", " ")).join(" ");
  const lists = tools.filter((tool) =>
    tool.arguments.some(({ key, isList }) => isList && own(key) === words.join(" ")),
  );
  const list = lists[0]?.arguments.find(({ key, isList }) => isList && own(key) === words.join(" "));
  // Several tools with such a list are not told apart by the line: "each reservation" is booked by one of them.
  if (list) return { argument: list.key, tools: lists.map(({ name }) => name) };
  for (let from = 0; from < words.length; from++) {
    const prefix = words.slice(from).join("_");
    if (prefix.length < 4) continue;
    const found = tools
      .flatMap((tool) => tool.arguments.map((argument) => ({ tool, argument })))
      .filter(
        ({ argument: { key, examples } }) =>
          /id$/i.test(key) && examples.some((one) => one.toLowerCase().startsWith(`${prefix}_`)),
      )
      .sort((a, b) => b.argument.examples.length - a.argument.examples.length);
    // Some models call an argument by another name now and then: the one that most values stand under is meant.
    const key = found[0]?.argument.key;
    if (key !== undefined)
      return {
        argument: key,
        like: `${prefix}_*`,
        tools: found.filter(({ argument }) => argument.key === key).map(({ tool }) => tool.name),
      };
  }
  return undefined;
}

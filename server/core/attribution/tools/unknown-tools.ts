import type { Range } from "../../base/index.ts";
import { didYouMean, editDistance, wordsOfTool } from "../../evaluators/index.ts";
import { styleOf, type ToolMention, toolMentions } from "./tool-mentions.ts";

/** A name that stands where a tool is meant, and that no tool has. `meant`: the one whose name is so much like it. */
export interface UnknownTool {
  readonly name: string;
  readonly range: Range;
  readonly meant?: string;
}

/** What is known of the tools of a prompt. `arguments`: names that calls use besides, of which none is a tool's. */
export interface KnownTools {
  readonly names: readonly string[];
  readonly arguments: readonly string[];
}

/** Verbs that names of tools begin with. */
const verbs = new Set(
  "get list search find look lookup read fetch retrieve query check calculate compute create add update edit modify set delete remove cancel book send submit transfer escalate write run execute open close ask generate".split(
    " ",
  ),
);

/**
 * The names in these texts that no tool has. A text that calls it a tool is taken at its word; what merely stands behind "call" or "use"
 * must be written and begin as known tools are, in a prompt that speaks of its tools by their names, or be one of them misspelt.
 */
export function unknownTools(
  texts: readonly string[],
  { names, arguments: others }: KnownTools,
): readonly (readonly UnknownTool[])[] {
  const known = new Set(names.flatMap(formsOf));
  if (known.size === 0) return texts.map(() => []);
  const styles = new Set(names.map(styleOf));
  const firsts = new Set([...verbs, ...names.map(firstWord)]);
  const argument = new Set(others.map(folded));
  const mentions = texts.map((text) => toolMentions(text));
  const namesTools = texts.some((text) => names.some((name) => mentionsName(text, name)));
  const isUnknown = (one: ToolMention): boolean =>
    !formsOf(one.name).some((form) => known.has(form)) && !argument.has(folded(one.name));
  return mentions.map((own) =>
    own.filter(isUnknown).flatMap(({ name, range, isNamed }): UnknownTool[] => {
      const meant = closest(name, names);
      const isAlike = styles.has(styleOf(name));
      // "The GitHub tool" is a name of something else where no tool is written so.
      const isTold =
        isNamed &&
        (styleOf(name) !== "pascal" || (isAlike && wordsOfTool(name).some((one) => firsts.has(one))));
      const isLikely =
        isTold || meant !== undefined || (namesTools && isAlike && firsts.has(firstWord(name)));
      return isLikely ? [{ name, range, ...(meant !== undefined && { meant }) }] : [];
    }),
  );
}

const folded = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "");

/** `mcp__files__read` is `read` as well, and `functions.read`. */
const formsOf = (name: string): string[] => [
  folded(name),
  ...name
    .split(/__|[./:]/)
    .slice(-1)
    .map(folded),
];

const firstWord = (name: string): string => (/^[A-Za-z]?[a-z0-9]*/.exec(name)?.[0] ?? "").toLowerCase();

const mentionsName = (text: string, name: string): boolean => {
  if (styleOf(name) === "word") return text.includes(`\`${name}\``);
  return text.includes(name);
};

function closest(name: string, names: readonly string[]): string | undefined {
  const same = new Map(names.map((one) => [folded(one), one]));
  const found = didYouMean(folded(name), [...same.keys()]);
  // `create_file` is no slip of `update_file`: of five letters one may be wrong.
  const isSlip =
    found !== undefined && editDistance(folded(name), found) <= Math.max(1, Math.floor(name.length / 5));
  return isSlip ? same.get(found) : undefined;
}

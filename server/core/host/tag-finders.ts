import { stableId } from "../base/index.ts";
import { underDeadline } from "../evaluators/index.ts";
import { builtInFinders, phraseFinder, ruleKey, type TagFinder } from "../signals/index.ts";
import type { TagDefinition } from "./config-tags.ts";

/** For one expression on one message. */
const deadlineMs = 50;
/** An expression that was too slow so often is no longer tried: a hundred thousand messages would take hours. */
const mostOverruns = 3;

/** How the tags of a workspace are found. */
export interface TagFinders {
  readonly finders: readonly TagFinder[];
  /** Changes with every definition. */
  readonly key: string;
  /** What did not work, said as things are found. */
  readonly problems: () => readonly string[];
}

export function tagFinders(definitions: readonly TagDefinition[]): TagFinders {
  const problems: string[] = [];
  const own = new Set(definitions.map(({ name }) => name));
  return {
    finders: [
      ...builtInFinders.filter(({ tag }) => !own.has(tag)),
      ...definitions.flatMap(({ name, phrases, patterns }) => [
        ...(phrases.length > 0 ? [phraseFinder(name, phrases)] : []),
        ...patterns.map((pattern) => patternFinder(name, pattern, (problem) => problems.push(problem))),
      ]),
    ],
    key: stableId([
      ruleKey,
      ...definitions.map(({ name, phrases, patterns }) => [name, phrases, patterns.map(String)]),
    ]),
    problems: () => problems,
  };
}

function patternFinder(tag: string, pattern: RegExp, report: (problem: string) => void): TagFinder {
  let overruns = 0;
  return {
    tag,
    find: ({ text }) => {
      if (overruns >= mostOverruns) return undefined;
      const found = underDeadline(() => text.search(pattern), deadlineMs);
      if ("overrun" in found) {
        overruns++;
        if (overruns === mostOverruns)
          report(
            `The tag ${tag}: ${String(pattern)} took longer than ${deadlineMs} ms on ${mostOverruns} messages and was given up.`,
          );
        return undefined;
      }
      return found.value < 0 ? undefined : found.value;
    },
  };
}

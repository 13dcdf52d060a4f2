import { actionWords, wordsOfTool } from "../../evaluators/index.ts";
import type { LineToCheck } from "./line-to-check.ts";
import type { SeenTool } from "./seen-tools.ts";

/** Tools whose very names stand in a text, in the order of standing. */
export const toolsNamed = (text: string, tools: readonly SeenTool[]): SeenTool[] =>
  tools
    .map((tool) => ({ tool, at: placeOfName(text, tool.name) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
    .map(({ tool }) => tool);

function placeOfName(text: string, name: string): number {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return text.search(new RegExp(`(?<![\\p{L}\\p{N}_])${escaped}(?![\\p{L}\\p{N}_])`, "iu"));
}

/** Verbs of tools that look and change nothing. */
const reading =
  /^(?:get|list|search|find|look|lookup|read|fetch|retrieve|query|check|calculate|compute|think|show|view|describe|browse|count|validate|verify|estimate|transfer|escalate|handoff|handover)$/;

/** Tools that change something, by their verbs. */
export const changingTools = (tools: readonly SeenTool[]): SeenTool[] =>
  tools.filter(({ name }) => !reading.test(wordsOfTool(name)[0] ?? "get"));

/** Tools whose action a text speaks of: "booking, modifying flights" means `book_flight` and `update_flights`. */
export const toolsSpokenOf = (text: string, tools: readonly SeenTool[]): SeenTool[] => {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return tools.filter(({ name }) =>
    actionWords(name).some((stem) => words.some((word) => word.startsWith(stem))),
  );
};

/**
 * The tool that a section is about, where its title speaks of one alone: "Cancel flight" is `cancel_reservation`. The verb of its name
 * goes before other words.
 */
export function toolOfSection({ section, tools }: LineToCheck): SeenTool | undefined {
  const title = section.at(-1) ?? "";
  const words: readonly string[] = title.toLowerCase().match(/\p{L}+/gu) ?? [];
  const spoken = toolsSpokenOf(title, changingTools(tools));
  const byVerb = spoken.filter(({ name }) => words.includes(wordsOfTool(name)[0] ?? ""));
  const [only, ...others] = byVerb.length > 0 ? byVerb : spoken;
  return others.length === 0 ? only : undefined;
}

/** Arguments that a noun phrase means: "user id" is `user_id`; every word of the phrase but its last may be missing in none. */
export function argumentsNamed(
  phrase: string,
  tools: readonly SeenTool[],
): { tool: SeenTool; key: string }[] {
  const wanted = singulars(phrase);
  if (wanted.length === 0) return [];
  return tools.flatMap((tool) =>
    tool.arguments
      .filter(({ key }) => {
        const own = singulars(key.replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2").replace(/[_-]/g, " "));
        return own.length === wanted.length && own.every((word, i) => word === wanted[i]);
      })
      .map(({ key }) => ({ tool, key })),
  );
}

/** Words of a phrase in the singular, without articles. */
export const singulars = (phrase: string): string[] =>
  (phrase.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter(
      (word) =>
        !/^(?:the|a|an|their|his|her|its|your|our|user's|customer's|s|all|any|each|every)$/.test(word),
    )
    .map((word) => (word.length > 3 ? word.replace(/ies$/, "y").replace(/(?<!s)s$/, "") : word));

import picomatch from "picomatch";
import type { CodeLiteral } from "./code-literal.ts";

/**
 * Which literals of a program are prompts, besides those that a comment marks: the ones with a template tag, and by their names,
 * either the globs of the configuration or, without any, names that speak of prompts.
 */
export function literalChooser(globs: readonly string[] | undefined): (literal: CodeLiteral) => boolean {
  const patterns = globs?.filter((glob) => glob !== "");
  const matches = patterns ? globMatcher(patterns) : isPromptName;
  return (literal) => literal.isTagged || isNamed(literal, matches, patterns !== undefined);
}

function isNamed(literal: CodeLiteral, matches: (name: string) => boolean, isExact: boolean): boolean {
  const [own, ...around] = literal.names;
  if (own === undefined) return false;
  if (literal.isOwnName && (matches(own) || matches(pathOf(literal.names))))
    return isExact || isProse(literal);
  const isInside =
    around.some(matches) || (!literal.isOwnName && matches(own)) || (isExact && matches(pathOf(around)));
  // Beside prompts, objects hold names of models and labels.
  return isInside && (literal.role !== undefined || !literal.isOwnName || !isAside(own)) && isProse(literal);
}

/** Names as code would write them, outermost first. */
export const pathOf = (names: readonly string[]): string => [...names].reverse().join(".");

function globMatcher(globs: readonly string[]): (name: string) => boolean {
  if (globs.length === 0) return () => false;
  const matches = picomatch([...globs], { dot: true });
  return (name) => matches(name);
}

/** At least three words or two lines: a prompt, not a key or a path. */
function isProse(literal: CodeLiteral): boolean {
  const text = literal.read().text.text.trim();
  return text.includes("\n") || /\S\s+\S+\s+\S/.test(text);
}

/** `SYSTEM_PROMPT`, `agentInstructions`, `personas`, `system`; not `promptLabel`, `personal`, `fileSystem`. */
function isPromptName(name: string): boolean {
  const words = wordsOf(name);
  if (isAside(name) || /^(?:validate|check|assert|is|has|log|print|show)$/.test(words[0] ?? "")) return false;
  const isSystem = /^(?:.* )?system(?: (?:message|text)s?)?$/.test(words.join(" "));
  return (
    words.some((word) => word.includes("prompt") || /^(?:instructions?|personas?)$/.test(word)) ||
    (isSystem && !words.some((word) => /^(?:file|operating)$/.test(word))) ||
    words.some((word) => /^system(?:message|text)$/.test(word))
  );
}

const aside = new Set(
  (
    "label title placeholder tooltip hint error warning path file filename dir folder url uri id key name type kind version " +
    "description desc help model role"
  ).split(" "),
);

/** Names that speak about a prompt rather than hold one. */
const isAside = (name: string): boolean => aside.has(wordsOf(name).at(-1) ?? "");

const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");

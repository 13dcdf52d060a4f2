import { type ProposedLink, proposeLinks, textsIn } from "../attribution/index.ts";
import { assertedIn, type Evaluator } from "../evaluators/index.ts";
import type { PromptView } from "./prompt-view.ts";
import { percent, tame } from "./wording.ts";

/** A prompt as its text is now, under the name that evaluators know it by. */
export interface LinkablePrompt extends Pick<PromptView, "file" | "document" | "lines"> {
  readonly name: string;
}

/** An evaluator that covers no line, and the lines of one prompt that it may test, the likeliest first. `line`: zero-based. */
export interface UnlinkedEvaluator {
  readonly evaluator: string;
  readonly file: string;
  readonly links: readonly (ProposedLink & { readonly line: number })[];
}

/**
 * Which lines evaluators that cover none may test. Until a person links them their verdicts are nobody's. Those that read a recorded figure
 * alone, as outcomes and costs, test no line and are left out. Reads words; asks nobody.
 */
export function unlinkedEvaluators(
  evaluators: readonly Evaluator[],
  prompts: readonly LinkablePrompt[],
): UnlinkedEvaluator[] {
  return evaluators
    .filter(({ covers, trust }) => covers.length === 0 && trust !== "declared")
    .flatMap((evaluator) =>
      prompts
        .filter(({ name, file }) => evaluator.prompts?.some((one) => one === name || one === file) ?? true)
        .flatMap((prompt) => {
          const links = linksIn(evaluator, prompt);
          return links.length > 0 ? [{ evaluator: evaluator.name, file: prompt.file, links }] : [];
        }),
    );
}

function linksIn(
  { name, description, definition }: Evaluator,
  { lines, document }: LinkablePrompt,
): UnlinkedEvaluator["links"] {
  const startOf = new Map(document.instructions.map(({ key, range }) => [key, range.start]));
  const texts = textsIn([assertedIn(definition), definition.when]);
  const proposed = proposeLinks({ name, texts, ...(description && { description }) }, document);
  return proposed.map((link) => ({ ...link, line: lines.positionAt(startOf.get(link.key)!).line }));
}

/** Why a line is proposed: how alike the words of both are, in per cent, and the rarest that both use. */
export const whyLinked = ({ likeness, words }: Pick<ProposedLink, "likeness" | "words">): string =>
  `${percent(likeness)} alike: ${words
    .slice(0, 4)
    .map((word) => tame(word, 20))
    .join(", ")}`;

/** Proposed links as people read them; `n` to confirm one. */
export const linksText = ({ evaluator, file, links }: UnlinkedEvaluator): string =>
  [
    tame(evaluator, 120),
    ...links.map(
      (link, i) =>
        `  ${i + 1}  ${tame(file, 160)}:${link.line + 1}  “${tame(link.text, 120)}”  ${whyLinked(link)}`,
    ),
  ].join("\n");

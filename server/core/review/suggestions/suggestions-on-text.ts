import type { Range } from "../../base/index.ts";
import type { Suggestion } from "../../improve/index.ts";
import type { Finding } from "../findings.ts";
import { suggestionName, suggestionTitle } from "../improve/suggestion-text.ts";
import { type PromptView, topRange } from "../prompt-view.ts";
import { plural } from "../wording.ts";
import { type PlacedSuggestion, placeSuggestion } from "./place-suggestion.ts";
import type { SuggestionState } from "./suggestion-state.ts";
import { touchedRange } from "./told-suggestion.ts";

/**
 * A suggestion that is still to be decided about, laid over a text that is being edited. `open`: it can be made as it was measured; `stale`:
 * lines that it edits are others by now; `done`: the text has it.
 */
export interface SuggestionOnText {
  readonly suggestion: Suggestion;
  readonly standing: "open" | "stale" | "done";
  readonly placed: PlacedSuggestion;
}

/** Those that edit the file, the newest first. */
export function suggestionsOnText(
  listed: readonly { readonly suggestion: Suggestion; readonly state: SuggestionState }[],
  file: string,
  text: string,
): SuggestionOnText[] {
  return listed
    .filter(
      ({ suggestion, state }) =>
        (state === "waiting" || state === "accepted") && suggestion.hunks.some((hunk) => hunk.file === file),
    )
    .map(({ suggestion }) => {
      const placed = placeSuggestion(suggestion, file, text);
      const isThere = placed.hunks.length === 0 && placed.stale.length === 0;
      return { suggestion, placed, standing: placed.stale.length > 0 ? "stale" : isThere ? "done" : "open" };
    });
}

/** What an open suggestion would put right: what fails by its target, and what fails or is suspected on lines that it edits. */
export function suggestionsFor(
  finding: Finding,
  view: PromptView,
  on: readonly SuggestionOnText[],
): SuggestionOnText[] {
  return on.filter(
    (one) => one.standing === "open" && (isOfTarget(finding, one) || isEdited(finding, view, one)),
  );
}

const isOfTarget = (
  { evaluator, behavior }: Finding,
  { suggestion: { target } }: SuggestionOnText,
): boolean => (target.kind === "evaluator" ? evaluator : behavior) === target.id;

function isEdited({ code, range }: Finding, view: PromptView, { placed }: SuggestionOnText): boolean {
  if (code !== "pass-rate" && code !== "suspect-line") return false;
  const lineAt = (offset: number): number => view.lines.positionAt(offset).line;
  const [from, to] = [lineAt(range.start), lineAt(range.end)];
  return placed.hunks.some((hunk) => {
    const touched = touchedRange(hunk);
    // What is put behind a line leaves it as it is.
    return touched.end > touched.start && lineAt(touched.start) <= to && from <= lineAt(touched.end);
  });
}

/** Open suggestions that edit the section at an offset; those that edit no section, or the whole file, are everywhere. */
export function suggestionsOfSection(
  offset: number,
  view: PromptView,
  on: readonly SuggestionOnText[],
): SuggestionOnText[] {
  const here = sectionAt(view, offset);
  return on.filter(
    (one) =>
      one.standing === "open" &&
      one.placed.hunks.some((hunk) => {
        const section = sectionAt(view, touchedRange(hunk).start);
        return section === undefined || section === here;
      }),
  );
}

/** A line of text above a section, by which one gets to its suggestions. */
export interface SuggestionLens {
  readonly range: Range;
  readonly title: string;
  /** `approve`: its edits are in the text, and wait to be committed. */
  readonly act: "show" | "approve";
  readonly suggestion: string;
}

export function suggestionLenses(view: PromptView, on: readonly SuggestionOnText[]): SuggestionLens[] {
  const open = new Map<Range, SuggestionOnText[]>();
  for (const one of on.filter(({ standing }) => standing === "open")) {
    const range = headingOver(view, touchedRange(one.placed.hunks[0]!).start);
    open.set(range, [...(open.get(range) ?? []), one]);
  }
  const others = (standing: SuggestionOnText["standing"]): SuggestionOnText[] =>
    on.filter((one) => one.standing === standing);
  const lens = (
    range: Range,
    [first]: readonly SuggestionOnText[],
    title: string,
    act: SuggestionLens["act"] = "show",
  ): SuggestionLens => ({ range, title, act, suggestion: first!.suggestion.id });
  const top = headingOver(view, 0);
  return [
    ...[...open].map(([range, some]) =>
      lens(range, some, `${plural(some.length, "suggestion")}: ${suggestionTitle(some[0]!.suggestion)}`),
    ),
    ...others("done").map((one) =>
      lens(top, [one], `Accepted, not committed: ${suggestionName(one.suggestion)}`, "approve"),
    ),
    ...others("stale").map((one) =>
      lens(top, [one], `Stale suggestion, its lines were changed: ${suggestionName(one.suggestion)}`),
    ),
  ];
}

/** Sections are in the order of their headings: the last one that holds a place is the innermost. */
const sectionAt = (
  view: PromptView,
  offset: number,
): PromptView["document"]["sections"][number] | undefined =>
  view.document.sections.findLast(({ range }) => range.start <= offset && offset <= range.end);

const headingOver = (view: PromptView, offset: number): Range =>
  sectionAt(view, offset)?.heading ?? topRange(view);

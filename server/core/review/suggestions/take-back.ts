import { applyHunks, inOrder, type SuggestedHunk, type Suggestion } from "../../improve/index.ts";
import { type PlacedSuggestion, placeSuggestion } from "./place-suggestion.ts";

/** What takes the edits that a text has out of it again, laid over that text. What was changed since it was made is stale. */
export function takeBack(
  { base, hunks }: Pick<Suggestion, "base" | "hunks">,
  file: string,
  text: string,
): PlacedSuggestion {
  const done = new Set(placeSuggestion({ base, hunks }, file, text).done.map(({ id }) => id));
  const made = inOrder(hunks.filter((hunk) => hunk.file === file && done.has(hunk.id))) as SuggestedHunk[];
  let shift = 0;
  const back = made.map((hunk): SuggestedHunk => {
    const start = hunk.range.start + shift;
    shift += hunk.text.length - hunk.replaced.length;
    const range = { start, end: start + hunk.text.length };
    return { ...hunk, range, replaced: hunk.text, text: hunk.replaced };
  });
  const after = applyHunks(base[file] ?? "", made);
  return placeSuggestion({ base: { [file]: after }, hunks: back }, file, text);
}

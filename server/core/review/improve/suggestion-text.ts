import {
  applyHunks,
  evidenceLine,
  hunksByFile,
  type SuggestedEffect,
  type SuggestedHunk,
  type Suggestion,
} from "../../improve/index.ts";
import type { SuggestionState } from "../suggestions/suggestion-state.ts";
import { worthText } from "../suggestions/told-edit.ts";
import { percent, plural, tame } from "../wording.ts";

export interface SuggestionPaint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly added: (text: string) => string;
  readonly removed: (text: string) => string;
  readonly alarm: (text: string) => string;
}

const same = (text: string): string => text;
const plain: SuggestionPaint = { bold: same, dim: same, added: same, removed: same, alarm: same };

/** What it does, in one line: "Cover “knee pain triage”: 12/40 to 38/40, 0 of 212 broken". */
export const suggestionTitle = (one: Suggestion): string => `${suggestionName(one)}: ${evidenceLine(one)}`;

/** Without its figures: "Cover “knee pain triage”". */
export const suggestionName = ({ target }: Suggestion): string =>
  `${target.kind === "behavior" ? "Cover" : "Meet"} “${tame(target.name, 80)}”`;

const stateWords: Readonly<Record<SuggestionState, string>> = {
  waiting: "waits for a decision",
  accepted: "accepted, not committed",
  approved: "approved",
  rejected: "rejected",
  reverted: "reverted",
};

export interface RowOfSuggestion {
  readonly suggestion: Suggestion;
  readonly state: SuggestionState;
  /** Its lines are not in the file any more. */
  readonly isStale: boolean;
  /** The file that it came with. */
  readonly from?: string;
}

/** A row of the list. */
export function suggestionRow(
  { suggestion, state, isStale, from }: RowOfSuggestion,
  paint: SuggestionPaint = plain,
): string {
  const stale = isStale && state === "waiting" ? paint.alarm("  stale: the file moved on") : "";
  const came = from === undefined ? "" : paint.dim(`, from ${tame(from, 160)}`);
  return `${suggestion.id.slice(0, 8)}  ${paint.bold(suggestionTitle(suggestion))}  ${tame(suggestion.prompt.file, 120)}  ${paint.dim(stateWords[state])}${came}${stale}`;
}

/** All of it: the edits as a diff, what became of each rate, what speaks against it, and what it took. */
export function suggestionText(one: Suggestion, paint: SuggestionPaint = plain): string {
  const { hunks, analysis, effects, fixed, broken, gate, flags, cost } = one;
  return [
    paint.bold(suggestionTitle(one)),
    paint.dim(
      `${tame(one.prompt.file, 120)}, version ${one.prompt.version.slice(0, 12)}; suggestion ${one.id}`,
    ),
    ...(analysis === "" ? [] : ["", tame(analysis, 600)]),
    "",
    ...[...hunksByFile(hunks)].flatMap(([file, own]) =>
      own.flatMap((hunk) => hunkLines(hunk, one.base[file] ?? "", paint)),
    ),
    "",
    ...effects.map(effectLine),
    "",
    `${plural(fixed.length, "case")} fixed, ${broken.length} broken; compared on ${plural(gate.cases, "case")} in ${plural(gate.trials, "run")}. A text that breaks something passes the gate at most ${percent(gate.errorRate)} of the time.`,
    ...flags.map(({ message, rule }) => paint.alarm(`Needs a second yes (${rule}): ${tame(message, 300)}`)),
    paint.dim(`It took ${plural(cost.calls, "case run")} and ${plural(cost.reflections, "reflection")}.`),
  ].join("\n");
}

function hunkLines(hunk: SuggestedHunk, base: string, paint: SuggestionPaint): string[] {
  const line = base.slice(0, hunk.range.start).split("\n").length;
  const lines = (text: string): string[] =>
    text
      .split("\n")
      .filter((own) => own.trim() !== "")
      .map((own) => tame(own, 400));
  const worth = worthText(hunk);
  return [
    paint.dim(`line ${line}${hunk.operator ? `, ${hunk.operator}` : ""}${worth ? `, ${worth}` : ""}`),
    ...lines(hunk.replaced).map((own) => paint.removed(`- ${own}`)),
    ...lines(hunk.text).map((own) => paint.added(`+ ${own}`)),
    ...(hunk.reason ? [paint.dim(`  ${tame(hunk.reason, 300)}`)] : []),
  ];
}

const effectLine = ({ kind, name, before, after }: SuggestedEffect): string =>
  `  ${kind} ${tame(name, 80)}: ${before.pass}/${before.n} to ${after.pass}/${after.n}`;

/** The file as it would be. */
export const suggestedText = (one: Suggestion, file: string): string =>
  applyHunks(one.base[file] ?? "", hunksByFile(one.hunks).get(file) ?? []);

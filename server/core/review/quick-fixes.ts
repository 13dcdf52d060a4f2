import type { Range } from "../base/index.ts";
import type { TextEdit } from "../prompt/index.ts";
import { type Finding, findingsOf } from "./findings.ts";
import type { PromptView } from "./prompt-view.ts";

/** A change of the prompt that puts a finding right. */
export interface QuickFix {
  readonly title: string;
  readonly finding: Finding;
  readonly edits: readonly TextEdit[];
  /** The only one there is. */
  readonly isPreferred: boolean;
}

/** The findings that touch a range: what a person sees a light bulb for. */
export const findingsAt = (view: PromptView, { start, end }: Range): readonly Finding[] =>
  findingsOf(view).filter(({ range }) => range.start <= end && start <= range.end);

export const quickFixesOf = (finding: Finding): readonly QuickFix[] =>
  (finding.fixes ?? []).map(({ title, edits }, _index, all) => ({
    title,
    finding,
    edits,
    isPreferred: all.length === 1,
  }));

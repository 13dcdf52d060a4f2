import {
  type ShownAct,
  type SuggestionPageIntent,
  type SuggestionPageTarget,
  suggestionPageCommands,
} from "../../server/protocol/index.ts";
import { parseSuggestionTarget } from "../suggestion-target.ts";

const acts: readonly ShownAct[] = ["accept", "approve", "compare", "edit", "reject", "revert"];

/** What an evidence page sent, checked field by field and made anew; undefined for everything that is no intent. */
export function parseSuggestionIntent(message: unknown): SuggestionPageIntent | undefined {
  if (!isRecord(message)) return undefined;
  const { type, act, hunks, confirmed, hunk, id, evaluator, command } = message;
  switch (type) {
    case "ready":
    case "again":
    case "copy":
    case "list":
    case "openTrace":
      return { type };
    case "act": {
      const known = acts.find((one) => one === act);
      return known && isTexts(hunks) && isTexts(confirmed)
        ? { type, act: known, hunks: [...hunks], confirmed: [...confirmed] }
        : undefined;
    }
    case "openHunk":
      return isText(hunk) ? { type, hunk } : undefined;
    case "openConversation":
      return isText(id) ? { type, id, ...(isText(evaluator) && { evaluator }) } : undefined;
    case "openBehavior":
      return isText(id) ? { type, id } : undefined;
    case "answers":
    case "compareAnswers":
      return isText(message.case) ? { type, case: message.case } : undefined;
    case "run": {
      const known = suggestionPageCommands.find((one) => one === command);
      return known && { type, command: known };
    }
    default:
      return undefined;
  }
}

/** What a page kept over a reload of the window. */
export const parseSuggestionState = (state: unknown): SuggestionPageTarget | undefined =>
  isRecord(state) ? parseSuggestionTarget(state.of) : undefined;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);

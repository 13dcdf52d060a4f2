import type { CauseFound } from "./cause-marks.ts";
import type { CauseReading } from "./cause-reading.ts";

/**
 * What programs write where they have no value: the beginning of their time, words of their language, numbers of nines, characters that
 * could not be read, a page instead of data.
 */
const impossible =
  /"(?:undefined|NaN|\[object Object\]|#(?:REF|N\/A|VALUE)!?)"|:\s*(?:undefined|-?NaN|-?Infinity)\b|\[object Object\]|\b(?:1970-01-01|0001-01-01|0000-00-00|1900-01-00)\b|(?<![\d.])-9{4,}\b|(?<![\d.])9{7,}\b|\uFFFD|^\s*<(?:!doctype html|html)\b/i;
const maxRead = 50_000;

/** A tool gives values that cannot be. */
export const impossibleValues = ({ messages }: CauseReading): CauseFound[] =>
  messages.flatMap(({ role, text }, messageIndex) => {
    if (role !== "tool") return [];
    const at = text.slice(0, maxRead).search(impossible);
    return at >= 0 ? [{ messageIndex, quoted: text, at }] : [];
  });

import { answerBefore, type Reading } from "./reading.ts";
import type { Found } from "./signals-of.ts";
import { runsOf, sharedOf, wordsIn } from "./similarity.ts";

/**
 * output-edited: the user hands the agent's last text back, changed: most runs of three words are the agent's, some are not, and it
 * is a good part of what the agent wrote. Quoting a line to answer it is none, nor is pasting the text as it was. Works in any language.
 */
export function outputEdited(reading: Reading): Found[] {
  return reading.users.flatMap(({ index, text, lower }) => {
    if (lower.length < LEAST_CHARACTERS) return [];
    const answer = answerBefore(reading, index);
    if (!answer || lower.length < answer.lower.length * LEAST_LENGTH || answer.lower.includes(lower))
      return [];
    const [own, given] = [runsOf(wordsIn(lower), RUN), runsOf(wordsIn(answer.lower), RUN)];
    if (own.size < LEAST_RUNS || own.size < given.size * LEAST_OF_ANSWER) return [];
    const shared = sharedOf(own, given);
    return shared / own.size >= LEAST_SHARED && shared < own.size
      ? [{ messageIndex: index, quoted: text }]
      : [];
  });
}

const RUN = 3;
const LEAST_CHARACTERS = 200;
/** Of the answer's characters: what is shorter cannot hold enough of its runs, and is not worth counting them. */
const LEAST_LENGTH = 0.25;
const LEAST_RUNS = 30;
const LEAST_SHARED = 0.5;
/** What the user hands back is at least this part of the answer. */
const LEAST_OF_ANSWER = 0.4;

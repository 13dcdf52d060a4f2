import type { CauseFound } from "./cause-marks.ts";
import type { CauseReading } from "./cause-reading.ts";

/** From so many numbers on, models reckon wrongly often enough to be thought of; from so many entries on they lose some. */
const manyNumbers = 4;
const manyEntries = 8;
const maxRead = 20_000;

const number = /(?<![\p{L}\d.,-])-?\d{1,3}(?:[,.']?\d{3})*(?:[.,]\d+)?(?![\p{L}\d-])/gu;
const reckoning =
  /\b(?:add(?:ed|s)?|sum|total(?:s|led)?|altogether|in all|together|average|mean|count|multipl\w+|divid\w+|subtract\w*|plus|minus|how (?:much|many)|calculat\w+|comput\w+|work out|tally)\b/i;

/** A user gives many numbers and wants them reckoned with. */
export const asksToReckon = ({ messages }: CauseReading): CauseFound[] =>
  messages.flatMap(({ role, text }, messageIndex) => {
    if (role !== "user") return [];
    const read = text.slice(0, maxRead);
    const at = read.search(reckoning);
    return at >= 0 && (read.match(number)?.length ?? 0) >= manyNumbers
      ? [{ messageIndex, quoted: text, at }]
      : [];
  });

/** Short entries between commas, semicolons or line ends, one after the other. */
const entries = /(?:[\p{L}\d][^,;\n.!?]{0,39}[,;\n]\s*){7,}(?:and\s+)?[\p{L}\d]/u;

/** A user gives a long list that is to be worked through. */
export const givesLongList = ({ messages }: CauseReading): CauseFound[] =>
  messages.flatMap(({ role, text }, messageIndex) => {
    if (role !== "user") return [];
    const found = entries.exec(text.slice(0, maxRead));
    const count = found ? found[0].split(/[,;\n]/).length : 0;
    return found && count >= manyEntries ? [{ messageIndex, quoted: text, at: found.index }] : [];
  });

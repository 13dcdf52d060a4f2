import { groupBy } from "../../../server/core/base/index.ts";
import { callCases } from "./call-cases.ts";
import { digestOf, type PromptfooCase } from "./case.ts";
import { formatCases } from "./format-cases.ts";
import { overlapCases } from "./overlap-cases.ts";
import { setCases } from "./set-cases.ts";
import { textCases } from "./text-cases.ts";
import { traceCases } from "./trace-cases.ts";

export { digestOf } from "./case.ts";

/** All there are, 20,000 and more: `npm run compare:promptfoo -- --all` asks them. */
export const allCases: readonly PromptfooCase[] = [
  ...textCases,
  ...formatCases,
  ...overlapCases,
  ...callCases,
  ...traceCases,
  ...setCases,
];

const KEPT = 80;
/** promptfoo looks words up in WordNet's files one by one, which takes seconds a case. */
const FEWER: Readonly<Record<string, number>> = { meteor: 25 };

/** Those that are recorded: of each type up to 80 pairs of an assertion and its `not-` form, picked by their digests and so at random. */
export const promptfooCases: readonly PromptfooCase[] = [
  ...groupBy(allCases, ({ type }) => type).values(),
].flatMap((cases) => {
  const most = FEWER[cases[0]!.type] ?? KEPT;
  const pairs = [...groupBy(cases.entries(), ([index]) => Math.floor(index / 2)).values()];
  const drawn = pairs.map((pair) => ({ digest: digestOf(pair[0]![1]), pair }));
  drawn.sort((a, b) => (a.digest < b.digest ? -1 : 1));
  return drawn.slice(0, most).flatMap(({ pair }) => pair.map(([, one]) => one));
});

import type { SearchCase } from "./adapter.ts";
import type { Candidate } from "./candidate.ts";
import { progress } from "./progress.ts";
import type { SearchView } from "./view.ts";

/**
 * How much likelier each outcome of trying a case again is where the hunk is needed than where it does nothing and answers differ by chance, as
 * logarithms: of 100 cases that fell, 40 fall again and 10 rise with a needed one, 15 and 15 where it is chance.
 */
const speaks = { fell: Math.log(0.4 / 0.15), same: Math.log(0.5 / 0.7), rose: Math.log(0.1 / 0.15) };
/** One useless hunk in two hundred stays, and one needed in thirty goes, about. */
const needed = Math.log(200);
const needless = -Math.log(30);
/** Times one case is tried again, and all together. */
const mostTrials = 10;
const mostPairs = 36;
/** Where that was not enough to be sure. */
const likely = Math.log(5);

/**
 * Do cases that fell without a hunk fall again? They were picked because they fell, so that first time says nothing: any text falls somewhere
 * where answers differ from one run to the next. They are tried anew with both candidates until it is clear (Wald's sequential test).
 */
export async function isMissed(
  view: SearchView,
  [best, without]: readonly [Candidate, Candidate],
  fell: readonly SearchCase[],
): Promise<boolean> {
  const open = fell.map((one) => ({ one, trial: 0, evidence: 0 }));
  let evidence = 0;
  for (let pairs = 0; pairs < mostPairs && open.length > 0; pairs++) {
    // Those that fell by chance fall behind, so that what is asked goes to those that did not.
    const next = open.reduce((a, b) => (b.evidence > a.evidence ? b : a));
    const said = speaks[await outcome(view, [best, without], next.one, ++next.trial)];
    next.evidence += said;
    evidence += said;
    if (evidence >= needed) return true;
    if (evidence <= needless) return false;
    if (next.trial === mostTrials) open.splice(open.indexOf(next), 1);
  }
  return evidence > likely;
}

async function outcome(
  { rollouts }: SearchView,
  [best, without]: readonly [Candidate, Candidate],
  one: SearchCase,
  trial: number,
): Promise<keyof typeof speaks> {
  for (const candidate of [best, without]) await rollouts.evaluate(candidate, [one], trial);
  const [was, is] = [best, without].map(({ key }) => rollouts.resultOf(key, one.id, trial));
  // What cannot be judged without it is no better than what failed.
  const change = was ? (is ? progress(was, is) : -1) : 0;
  return change < 0 ? "fell" : change > 0 ? "rose" : "same";
}

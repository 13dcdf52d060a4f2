import { groupBy, shuffle } from "../../base/index.ts";
import type { SearchCase } from "./adapter.ts";
import type { Candidate } from "./candidate.ts";
import { failedOf, knownOf, lastKnown, type SearchView } from "./view.ts";

/** Cases are run for a minibatch in portions of so many. */
const portion = 3;
/** Of three cases that are run one may not have been expected to fail: what was broken on the way is seen there. */
const unexpected = 3;

/** Reflections that saw a case, before others are run to be seen beside it. */
const seenEnough = 2;

/** Which failing cases does the reflection see? Those that differ most, in behavior and in what is complained about, and were seen least. */
export async function minibatch(
  view: SearchView,
  parent: Candidate,
  seen: ReadonlyMap<string, number>,
): Promise<SearchCase[]> {
  // Those that were seen brought nothing more than once: others are looked for.
  const spent = failedOf(view, parent).filter(({ id }) => (seen.get(id) ?? 0) >= seenEnough).length;
  await findFailing(view, parent, view.settings.minibatch + spent);
  return mostVaried(view, parent, failedOf(view, parent), seen).slice(0, view.settings.minibatch);
}

/** Runs cases on a candidate until so many failed or all were run. */
export async function findFailing(view: SearchView, candidate: Candidate, wanted: number): Promise<void> {
  const queue = drawOrder(view, candidate);
  while (queue.length > 0 && failedOf(view, candidate).length < wanted)
    await view.rollouts.evaluate(candidate, queue.splice(0, portion));
}

/** Cases that were not run with the candidate: likely failures, and among them some that are not. */
function drawOrder(view: SearchView, candidate: Candidate): SearchCase[] {
  const open = view.train.filter(({ id }) => !view.rollouts.isKnown(candidate.key, id));
  const failed = (one: SearchCase): boolean => lastKnown(view, candidate, one.id)?.passed === false;
  const [likely, others] = [open.filter(failed), open.filter((one) => !failed(one))];
  const order: SearchCase[] = [];
  while (likely.length + others.length > 0) {
    const turn = order.length % unexpected === unexpected - 1 ? others : likely;
    order.push((turn.shift() ?? likely.shift() ?? others.shift())!);
  }
  return order;
}

/** One after the other the case that brings most that no earlier one had. */
function mostVaried(
  { rollouts, random }: SearchView,
  parent: Candidate,
  cases: readonly SearchCase[],
  seen: ReadonlyMap<string, number>,
): SearchCase[] {
  const left = shuffle([...cases], random).sort((a, b) => (seen.get(a.id) ?? 0) - (seen.get(b.id) ?? 0));
  const [said, behaviors] = [new Set<string>(), new Map<string, number>()];
  const order: SearchCase[] = [];
  const news = ({ id, behavior = "" }: SearchCase): number => {
    const complaints = new Set(rollouts.resultOf(parent.key, id)!.complaints.map(({ text }) => text));
    const fresh = [...complaints].filter((text) => !said.has(text)).length;
    return fresh - (behaviors.get(behavior) ?? 0) - 0.5 * (seen.get(id) ?? 0);
  };
  while (left.length > 0) {
    const scores = left.map(news);
    const [next] = left.splice(scores.indexOf(Math.max(...scores)), 1);
    order.push(next!);
    for (const { text } of rollouts.resultOf(parent.key, next!.id)!.complaints) said.add(text);
    behaviors.set(next!.behavior ?? "", (behaviors.get(next!.behavior ?? "") ?? 0) + 1);
  }
  return order;
}

/** Cases so that every stretch of them holds all behaviors alike, in an order by chance. */
export function stratified(cases: readonly SearchCase[], random: () => number): SearchCase[] {
  const groups = [...groupBy(shuffle([...cases], random), ({ behavior }) => behavior).values()];
  const order: SearchCase[] = [];
  for (let i = 0; order.length < cases.length; i++)
    for (const group of groups) if (group[i]) order.push(group[i]!);
  return order;
}

/** The share of cases that a candidate fails, of those that were run with it. */
export const failShareOf = (view: SearchView, candidate: Candidate): number => {
  const known = knownOf(view, candidate).length;
  return known === 0 ? 1 : failedOf(view, candidate).length / known;
};

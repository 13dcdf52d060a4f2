import type { SearchCase } from "../adapter.ts";
import type { Candidate } from "../candidate.ts";
import { minibatch } from "../minibatch.ts";
import { sampleFront } from "../pareto-front.ts";
import { readProposal } from "../read-proposal.ts";
import type { SearchState } from "../search-state.ts";
import { borrow } from "./borrow.ts";
import { tryParts } from "./try-parts.ts";

/** Reflections that saw every failing case of train, before validation cases are learned from. */
const seenOften = 4;
/** Moves without a change, after which another candidate of the front is reflected on now and then. */
const stuckAfter = 6;

/**
 * One question for a new text of one component, from failing cases. What comes back is read as parts and tried on top of what is there,
 * whichever candidate was reflected on: so what one line of candidates learns is not lost to another. Whether anything went in, or
 * `solved` where nothing fails any more.
 */
export async function reflect(state: SearchState): Promise<boolean | "solved"> {
  const parent = parentOf(state);
  const { view, seen } = state;
  const cases = await minibatch(view, parent, seen);
  if (cases.length === 0) {
    if (parent !== state.at) return false;
    return (await borrow(state)) ? false : "solved";
  }
  if (cases.every(({ id }) => (seen.get(id) ?? 0) >= seenOften)) await borrow(state);
  for (const { id } of cases) seen.set(id, (seen.get(id) ?? 0) + 1);
  const component = state.components.next();
  const isAtHand = parent === state.at;
  const texts = await ask(state, parent, component, cases);
  const before = view.rollouts.metricCalls;
  let changed = false;
  for (const text of texts) changed = (await take(state, parent, component, text, cases)) || changed;
  // What showed nothing is carried along, which is another text at hand: it did not help all the same.
  if (isAtHand || changed) state.components.learn(component, changed);
  state.empty = changed || view.rollouts.metricCalls > before ? 0 : state.empty + 1;
  return changed;
}

/** Which candidate is reflected on? The one at hand; where that is stuck, by turns one that is best on some case. */
function parentOf(state: SearchState): Candidate {
  if (state.stalled < stuckAfter || state.view.random() < 0.5) return state.at;
  return sampleFront(state.view) ?? state.at;
}

async function ask(
  { view, pool }: SearchState,
  parent: Candidate,
  component: string,
  cases: readonly SearchCase[],
): Promise<readonly string[]> {
  const { texts } = await view.rollouts.propose({
    ...{ component, text: parent.texts[component]!, texts: parent.texts },
    feedback: cases.map(({ id }) => {
      const { score, complaints } = view.rollouts.resultOf(parent.key, id)!;
      return { caseId: id, score, complaints };
    }),
    rejected: pool
      .filter((one) => one.component === component)
      .flatMap(({ add }) => add.map(({ text }) => text)),
  });
  return texts;
}

async function take(
  state: SearchState,
  parent: Candidate,
  component: string,
  text: string,
  cases: readonly SearchCase[],
): Promise<boolean> {
  const { texts, split, diff } = state.problem;
  const next = diff?.(component, texts[component]!, text);
  const read = readProposal(texts[component]!, parent.edits[component] ?? [], text, {
    ...(next && { next }),
    ...(split && { split }),
  });
  const [grow, cut, kept] = [read.grow.length, read.cut.length, read.kept.length];
  state.tell({ kind: "proposed", component, grow, cut, kept });
  for (const part of read.cut) state.remember({ ...part, component });
  const parts = read.grow.map((part) => ({ ...part, component }));
  return parts.length > 0 && tryParts(state, parts, cases);
}

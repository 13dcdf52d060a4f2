// GEPA's own loop as its paper and its defaults have it, small: Pareto selection, a minibatch of three, acceptance by its sum, then all of
// validation for each accepted candidate, nothing remembered between calls. The yardstick that ours stands beside in one run.
import { seededRandom, shuffle } from "../../../../server/core/base/index.ts";
import { isMissing, type SearchCase } from "../../../../server/core/improve/index.ts";
import { mostCalls, type Optimizer } from "./run-variant.ts";

type Texts = Readonly<Record<string, string>>;

interface Member {
  readonly texts: Texts;
  /** Of validation, case by case. */
  readonly scores: readonly number[];
  /** Which component comes next. */
  turn: number;
}

const minibatch = 3;

export const gepaLoop: Optimizer = async ({ seed, texts, cases, adapter, look }) => {
  const random = seededRandom(seed);
  const train = cases.filter(({ split }) => split === "train");
  const validation = cases.filter(({ split }) => split === "validation");
  let [metricCalls, reflections] = [0, 0];
  const scoresOf = async (tried: Texts, on: readonly SearchCase[]) => {
    metricCalls += on.length;
    return (await adapter.evaluate(tried, on, 0)).map((one) =>
      isMissing(one) ? { score: 0, complaints: [] } : one,
    );
  };
  const join = async (tried: Texts): Promise<Member> => ({
    texts: tried,
    scores: (await scoresOf(tried, validation)).map(({ score }) => score),
    turn: 0,
  });
  const members = [await join(texts)];
  const batches = epochs(train, random);
  let idle = 0;
  while (!look(bestOf(members).texts) && metricCalls < mostCalls && idle < mostCalls) {
    const parent = paretoParent(members, random);
    const batch = batches();
    const before = await scoresOf(parent.texts, batch);
    if (before.every(({ score }) => score >= 1)) continue;
    const names = Object.keys(texts);
    const component = names[parent.turn++ % names.length]!;
    const feedback = before.map((one, i) => ({ caseId: batch[i]!.id, ...one }));
    const [text] = (
      await adapter.propose({
        ...{ n: reflections++, component, text: parent.texts[component]!, texts: parent.texts },
        ...{ feedback, rejected: [] },
      })
    ).texts;
    const child = { ...parent.texts, [component]: text! };
    const after = await scoresOf(child, batch);
    idle++;
    if (sum(after.map(({ score }) => score)) <= sum(before.map(({ score }) => score))) continue;
    idle = 0;
    members.push({ ...(await join(child)), turn: parent.turn });
  }
  const hit = look(bestOf(members).texts);
  return { metricCalls, reflections, why: hit ? "good enough" : "budget" };
};

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

/** The highest mean of validation, the earliest on ties. */
const bestOf = (members: readonly Member[]): Member =>
  members.reduce((best, one) => (sum(one.scores) > sum(best.scores) + 1e-9 ? one : best));

/** Sampled by the cases that a member is best on; members that others make needless are left out. */
function paretoParent(members: readonly Member[], random: () => number): Member {
  const fronts = members[0]!.scores.map((_, i) => {
    const top = Math.max(...members.map(({ scores }) => scores[i]!));
    return new Set(members.filter(({ scores }) => scores[i]! >= top));
  });
  for (const one of [...members].sort((a, b) => sum(a.scores) - sum(b.scores)))
    if (fronts.every((front) => !front.has(one) || front.size > 1))
      for (const front of fronts) front.delete(one);
  const tickets = fronts.flatMap((front) => [...front]);
  return tickets[Math.floor(random() * tickets.length)]!;
}

/** Train in portions, shuffled anew each time round. */
function epochs(train: readonly SearchCase[], random: () => number): () => SearchCase[] {
  let left: SearchCase[] = [];
  return () => {
    if (left.length < Math.min(minibatch, train.length)) left = shuffle([...train], random);
    return left.splice(0, minibatch);
  };
}

/**
 * How well the behaviors that are found agree with people's labels, and what finding them costs. Labels serve the scores alone: the
 * search is the product's, with its settings, and is not told how many there are. A request that is like nothing else counts as a
 * cluster of its own. Texts get their ids in an order drawn by the seed, so that a file sorted by label helps nobody. Beside it, on the
 * same texts in the same run, known methods in Python (see clustering-peers.py). Then larger sets made of the same texts (see
 * recombination.ts): time of each stage, memory, and agreement on those texts that people wrote. Then a second search after more requests came.
 *
 * usage: npm run bench -- clustering [--texts FILE.csv]... [--more FILE.csv] [--seeds 5] [--no-peers] [--sizes 20000] [--no-increment]
 */
import { existsSync } from "node:fs";
import { loadavg } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { groupBy, seededRandom, shuffle } from "../../server/core/base/index.ts";
import type { PreviousBehavior, Request } from "../../server/core/behaviors/index.ts";
import { dataSetName, type LabelledText, labelledTexts } from "../support/labelled-texts.ts";
import { partitionScores } from "../support/partition-scores.ts";
import { realData } from "../support/real-data.ts";
import { methodsForMany, pythonForPeers, runPeers } from "./support/clustering-peers.ts";
import type { Searched } from "./support/clustering-run.ts";
import { round } from "./support/numbers.ts";
import { grownTo } from "./support/recombination.ts";
import { searchInChild } from "./support/search-in-child.ts";

const { values: flags } = parseArgs({
  allowNegative: true,
  options: {
    texts: { type: "string", multiple: true },
    more: { type: "string" },
    seeds: { type: "string", default: "5" },
    peers: { type: "boolean", default: true },
    sizes: { type: "string", default: "20000" },
    increment: { type: "boolean", default: true },
  },
});
const seeds = Array.from({ length: Number(flags.seeds) }, (_, i) => i + 1);
const sizes = flags.sizes.split(",").map(Number).filter(Boolean);
/** From more texts on the peers would take many minutes. */
const mostForPeers = 20_000;
/** Requests of the second search, and the share of them that the first one does not know. */
const increment = { total: 20_000, freshShare: 1 / 20 };

/** Scores x100, and what they cost. */
interface Figures {
  readonly ari: number;
  readonly ami: number;
  readonly nmi: number;
  readonly acc: number;
  readonly k: number;
  readonly seconds: number;
  readonly cpuSeconds?: number;
  readonly rssMb?: number;
}
const keys = ["ari", "ami", "nmi", "acc", "k", "seconds", "cpuSeconds", "rssMb"] as const;

const given =
  flags.texts ?? [realData("b-intents", "banking77", "test.csv")].filter((path) => path !== undefined);
if (given.length === 0) process.exit(0);
const results: Record<string, object> = {};
for (const path of given) results[dataSetName(path)] = await measured(path);
console.log(
  `\nload of the machine: ${loadavg()
    .map((one) => round(one, 1))
    .join(" ")}`,
);
console.log(JSON.stringify(results));

async function measured(path: string): Promise<object> {
  const texts = labelledTexts(path);
  const categories = new Set(texts.map(({ category }) => category)).size;
  console.log(
    `\n${dataSetName(path)}: ${texts.length} texts, ${categories} labels, ${seeds.length} seeds; x100, means (least to most)`,
  );
  const runs: { figures: Figures; outliers: number }[] = [];
  for (const seed of seeds) runs.push(await oneRun(texts, seed));
  const outliers = meanOf(runs.map((run) => run.outliers));
  console.log(row("", [...keys]));
  const own = tableRow(
    "homeostat",
    runs.map(({ figures }) => figures),
  );
  console.log(
    `${outliers} requests on average are like nothing else and count as a cluster each; they are not in k`,
  );
  const peers = flags.peers ? await measuredPeers(texts, categories) : undefined;
  const more = flags.more ?? join(dirname(path), "train.csv");
  const pool = existsSync(more) && more !== path ? [...texts, ...labelledTexts(more)] : texts;
  return {
    ...own.mean,
    ...{ n: texts.length, labels: categories, seeds: seeds.length, outliers, spread: own.spread },
    ...(peers && { peers }),
    ...(sizes.length > 0 && { sizes: await sizeCurve(pool) }),
    ...(flags.increment && { increment: await incremental(pool) }),
  };
}

async function oneRun(
  texts: readonly LabelledText[],
  seed: number,
): Promise<{ figures: Figures; outliers: number }> {
  const requests = requestsOf(texts, seed);
  const searched = await searchInChild({ requests, seed });
  return {
    figures: {
      ...figuresOf(
        texts.map(({ category }) => category),
        clustersOf(searched, requests),
      ),
      ...costOf(searched),
      k: searched.behaviors.length,
    },
    outliers: requests.length - searched.assignment.length,
  };
}

/** In the order of the texts, but with ids, which the search sorts by, in an order that the seed draws. */
function requestsOf(texts: readonly LabelledText[], seed: number): Request[] {
  const numbers = shuffle(
    texts.map((_, i) => i),
    seededRandom(seed),
  );
  return texts.map(({ text }, i) => {
    const id = `r${String(numbers[i]).padStart(7, "0")}`;
    return { id, conversationId: id, text };
  });
}

/** A label for each request. */
function clustersOf({ assignment }: Searched, requests: readonly Request[]): string[] {
  const behaviorOf = new Map(assignment);
  return requests.map(({ id }) => behaviorOf.get(id) ?? `alone ${id}`);
}

function costOf({ seconds, cpuSeconds, rssMb }: Searched) {
  return { seconds, cpuSeconds, rssMb };
}

function figuresOf(truth: readonly string[], found: readonly string[]) {
  const { ari, ami, nmi, acc } = partitionScores(truth, found);
  return { ari: ari * 100, ami: ami * 100, nmi: nmi * 100, acc: acc * 100 };
}

async function measuredPeers(texts: readonly LabelledText[], trueK: number): Promise<object | undefined> {
  const python = pythonForPeers();
  if ("missing" in python) {
    console.log(`no peers: ${python.missing}`);
    return undefined;
  }
  const { runs, versions, rssMb } = await runPeers(python, {
    texts: texts.map(({ text }) => text),
    trueK,
    seeds,
  });
  const truth = texts.map(({ category }) => category);
  const methods = [...groupBy(runs, ({ method }) => method)].map(([method, own]) => {
    const figures = own.map(({ labels, seconds }) => ({
      ...figuresOf(truth, labels.map(String)),
      ...{ k: new Set(labels).size, seconds },
    }));
    return [method, tableRow(method, figures).mean] as const;
  });
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  console.log(
    `peers: ${named.join(", ")}; all in one process, ${round(rssMb, 0)} MB; seconds with the embedding`,
  );
  return { ...Object.fromEntries(methods), rssMb: round(rssMb, 0) };
}

async function sizeCurve(pool: readonly LabelledText[]): Promise<object> {
  const curve: Record<string, object> = {};
  const people = new Set(pool.map(({ text }) => text));
  for (const size of sizes) {
    const texts = grownTo(size, pool, 1);
    const requests = requestsOf(texts, 1);
    const searched = await searchInChild({ requests, seed: 1 });
    const clusters = clustersOf(searched, requests);
    const written = texts.flatMap(({ text }, i) => (people.has(text) ? [i] : []));
    const scores = figuresOf(
      written.map((i) => texts[i]!.category),
      written.map((i) => clusters[i]!),
    );
    const point = rounded({
      ...costOf(searched),
      k: searched.behaviors.length,
      written: written.length,
      ...scores,
    });
    const stageSeconds = rounded(searched.stageSeconds);
    curve[size] = {
      n: texts.length,
      ...point,
      outliers: texts.length - searched.assignment.length,
      stageSeconds,
      stageCpuSeconds: rounded(searched.stageCpuSeconds),
    };
    const stages = Object.entries(stageSeconds).map(([stage, seconds]) => `${stage} ${seconds} s`);
    console.log(
      `\n${texts.length} texts: ${point.seconds} s (${point.cpuSeconds} s of processors), ${round(searched.rssMb, 0)} MB, k ${point.k}\n  ${stages.join(", ")}`,
    );
    console.log(
      `  of ${written.length} that people wrote: ARI ${point.ari}, AMI ${point.ami}, NMI ${point.nmi}, accuracy ${point.acc}`,
    );
    if (flags.peers && size <= mostForPeers) await peersAt(texts, written);
  }
  return curve;
}

/** What known methods take for the same texts, embedding included, and how well they do on those that people wrote. They name nothing. */
async function peersAt(texts: readonly LabelledText[], written: readonly number[]): Promise<void> {
  const python = pythonForPeers();
  if ("missing" in python) return;
  const trueK = new Set(texts.map(({ category }) => category)).size;
  const order = { texts: texts.map(({ text }) => text), trueK, seeds: [1], methods: methodsForMany };
  const { runs, rssMb } = await runPeers(python, order);
  for (const { method, seconds, labels } of runs) {
    const { ari, ami, acc } = figuresOf(
      written.map((i) => texts[i]!.category),
      written.map((i) => String(labels[i])),
    );
    const [k, scores] = [new Set(labels).size, [ari, ami, acc].map((score) => round(score, 1))];
    console.log(
      `  ${method}: ${round(seconds, 1)} s, k ${k}; ARI ${scores[0]}, AMI ${scores[1]}, accuracy ${scores[2]}`,
    );
  }
  console.log(`  both in one process, ${round(rssMb, 0)} MB`);
}

/**
 * After a first search more requests come. Two ways to take them in: to give the new ones alone to behaviors that are there, at once; and
 * the whole search again, which is told what the first one found.
 */
async function incremental(pool: readonly LabelledText[]): Promise<object> {
  const texts = grownTo(increment.total, pool, 1);
  const requests = requestsOf(texts, 1);
  const fresh = Math.round(requests.length * increment.freshShare);
  const [old, more] = [requests.slice(0, -fresh), requests.slice(-fresh)];
  const first = await searchInChild({ requests: old, seed: 1, more });
  const assigned = {
    share: round((first.assigned.pairs.length / more.length) * 100),
    seconds: round(first.assigned.seconds),
    right: round(shareInRight(first, requests, texts) * 100),
  };
  console.log(
    `\n${fresh} more requests after ${old.length}, given to the behaviors that are there: ${assigned.share} % of them in ${assigned.seconds} s; of these ${assigned.right} % into one whose requests mostly have their label`,
  );
  const again = await searchInChild({ requests, seed: 1, previous: behaviorsOf(first) });
  const searchAgain = { ...keptOf(old, first, again), ...rounded(costOf(again)) };
  console.log(
    `all searched again in ${searchAgain.seconds} s (${searchAgain.cpuSeconds} s of processors): ${searchAgain.kept} % of the old ones that had a behavior keep it, ${searchAgain.behaviorsKept} of ${first.behaviors.length} behaviors live on among ${again.behaviors.length}`,
  );
  return { old: old.length, fresh, assigned, searchAgain };
}

/** Of the requests that came after the search, how many lie in a behavior most of whose requests have their label. */
function shareInRight(
  { assignment, assigned }: Searched,
  requests: readonly Request[],
  texts: readonly LabelledText[],
): number {
  const labelOf = new Map(requests.map(({ id }, i) => [id, texts[i]!.category]));
  const mainLabel = new Map(
    [...groupBy(assignment, ([, behavior]) => behavior)].map(([behavior, members]) => {
      const labels = [...groupBy(members, ([id]) => labelOf.get(id)!)];
      return [behavior, labels.reduce((a, b) => (b[1].length > a[1].length ? b : a))[0]];
    }),
  );
  const right = assigned.pairs.filter(([id, behavior]) => mainLabel.get(behavior) === labelOf.get(id));
  return right.length / Math.max(1, assigned.pairs.length);
}

function behaviorsOf({ assignment }: Searched): PreviousBehavior[] {
  return [...groupBy(assignment, ([, behavior]) => behavior)].map(([id, members]) => ({
    id,
    memberIds: members.map(([request]) => request),
  }));
}

/** Share x100 of the old requests with a behavior that have it still, and how many behaviors of the first search are in the second. */
function keptOf(old: readonly Request[], first: Searched, second: Searched) {
  const [before, after] = [new Map(first.assignment), new Map(second.assignment)];
  const assigned = old.filter(({ id }) => before.has(id));
  const same = assigned.filter(({ id }) => before.get(id) === after.get(id)).length;
  const living = new Set(second.behaviors.map(({ id }) => id));
  return {
    kept: round((same / assigned.length) * 100),
    behaviorsKept: first.behaviors.filter(({ id }) => living.has(id)).length,
  };
}

function tableRow(name: string, runs: readonly Figures[]) {
  const of = (key: (typeof keys)[number]): number[] => runs.flatMap((run) => run[key] ?? []);
  const measuredKeys = keys.filter((key) => of(key).length > 0);
  const mean = Object.fromEntries(measuredKeys.map((key) => [key, meanOf(of(key))]));
  const spread = Object.fromEntries(
    measuredKeys.map((key) => [key, [Math.min(...of(key)), Math.max(...of(key))].map((one) => round(one))]),
  );
  const short = (value: number): number => round(value, value < 100 ? 1 : 0);
  const cell = (key: string): string =>
    mean[key] === undefined ? "-" : `${short(mean[key])} (${spread[key]!.map(short).join("-")})`;
  console.log(row(name, keys.map(cell)));
  return { mean, spread };
}

function row(name: string, cells: readonly string[]): string {
  return `${name.padEnd(30)}${cells.map((cell) => cell.padStart(19)).join("")}`;
}

function meanOf(values: readonly number[]): number {
  return round(values.reduce((sum, value) => sum + value, 0) / values.length);
}

function rounded<K extends string>(figures: Readonly<Record<K, number>>): Record<K, number> {
  return Object.fromEntries(
    Object.entries<number>(figures).map(([key, value]) => [key, round(value)]),
  ) as Record<K, number>;
}

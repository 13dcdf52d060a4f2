/**
 * Whether names of behaviors, which are made without any model, tell a reader what is in them. The first run writes two files: names.txt,
 * the names by the alphabet, and exemplars.txt, five exemplars for each behavior in a shuffled order under numbers. A reader who sees
 * nothing else writes for each number the name that fits, "12: N7" a line; `--answers FILE` scores that against the key of the first run.
 * With `--drawn` the five are any requests of the behavior instead of the most typical ones, which is harder: the name must fit them all.
 * Beside it a reader that only compares words: it shows how much of the matching is in the words alone.
 *
 * usage: npm run bench -- names [--texts FILE.csv] [--seed 1] [--drawn] [--out FOLDER]
 *        npm run bench -- names --answers FILE [--out FOLDER]
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { seededRandom, shuffle } from "../../server/core/base/index.ts";
import { repository } from "../support/built.ts";
import { labelledTexts } from "../support/labelled-texts.ts";
import { answersIn, eachByItself, likenessByWords, oneToOne, type Reading } from "../support/name-reading.ts";
import { realData } from "../support/real-data.ts";
import { round } from "./support/numbers.ts";
import { searchInChild } from "./support/search-in-child.ts";

const { values: flags } = parseArgs({
  options: {
    texts: { type: "string" },
    seed: { type: "string", default: "1" },
    drawn: { type: "boolean", default: false },
    out: { type: "string", default: join(repository, ".cache", "bench", "names") },
    answers: { type: "string" },
  },
});
const out = resolve(flags.out);

/** What the reader must not see: the name of each group, by its place in `names`. */
interface Key {
  readonly names: readonly string[];
  readonly groups: readonly { readonly name: number; readonly exemplars: readonly string[] }[];
}

if (flags.answers !== undefined) score(flags.answers);
else await hand();

async function hand(): Promise<void> {
  const path = flags.texts ?? realData("b-intents", "banking77", "test.csv");
  if (!path) process.exit(0);
  const key = await keyFrom(path, Number(flags.seed));
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, "names.txt"), `${key.names.map((name, i) => `N${i + 1}  ${name}`).join("\n")}\n`);
  const groups = key.groups.map(({ exemplars }, i) =>
    [`${i + 1}`, ...exemplars.map((text) => `   - ${text}`)].join("\n"),
  );
  writeFileSync(join(out, "exemplars.txt"), `${groups.join("\n\n")}\n`);
  writeFileSync(join(out, "key.json"), JSON.stringify(key, undefined, 1));
  console.log(
    `${key.names.length} names; for the reader: ${join(out, "names.txt")} and ${join(out, "exemplars.txt")}; not key.json`,
  );
  console.log(JSON.stringify({ behaviors: key.names.length, ...baselines(key) }));
}

/** Ids in an order drawn by the seed, as in the bench of clustering: a file sorted by label must not help. */
async function keyFrom(path: string, seed: number): Promise<Key> {
  const texts = shuffle(labelledTexts(path), seededRandom(seed));
  const requests = texts.map(({ text }, i) => {
    const id = `r${String(i).padStart(7, "0")}`;
    return { id, conversationId: id, text };
  });
  const { behaviors, assignment } = await searchInChild({ requests, seed });
  const names = behaviors.map(({ name }) => name).sort((a, b) => a.localeCompare(b, "en"));
  const random = seededRandom(seed + 1);
  const textOf = new Map(requests.map(({ id, text }) => [id, text]));
  const groups = behaviors.map(({ id, name, exemplars }) => {
    const members = assignment.flatMap(([request, behavior]) =>
      behavior === id ? [textOf.get(request)!] : [],
    );
    return {
      name: names.indexOf(name),
      exemplars: flags.drawn ? shuffle(members, random).slice(0, 5) : exemplars,
    };
  });
  return { names, groups: shuffle(groups, random) };
}

function baselines(key: Key) {
  const likeness = likenessByWords(
    key.groups.map(({ exemplars }) => exemplars),
    key.names,
  );
  const readers = { wordsEachByItself: eachByItself(likeness), wordsOneToOne: oneToOne(likeness) };
  return Object.fromEntries(
    Object.entries(readers).map(([reader, reading]) => {
      const right = rightIn(reading, key);
      console.log(`${reader}: ${right} of ${key.groups.length} right (${percent(right, key)} %)`);
      return [reader, percent(right, key)];
    }),
  );
}

function score(file: string): void {
  const key = JSON.parse(readFileSync(join(out, "key.json"), "utf8")) as Key;
  const { reading, problems } = answersIn(readFileSync(file, "utf8"), key.names);
  for (const line of problems) console.log(`not understood: ${line}`);
  const byPlace: Reading = new Map([...reading].map(([group, name]) => [group - 1, name]));
  key.groups.forEach(({ name }, i) => {
    const given = byPlace.get(i);
    if (given === name) return;
    const said = given === undefined ? "no answer" : `"${key.names[given]}"`;
    console.log(`${i + 1}: ${said}, but it is called "${key.names[name]}"`);
  });
  const right = rightIn(byPlace, key);
  console.log(`\nthe reader: ${right} of ${key.groups.length} right (${percent(right, key)} %)`);
  const answered = key.groups.filter((_, i) => byPlace.has(i)).length;
  console.log(
    JSON.stringify({ behaviors: key.names.length, answered, reader: percent(right, key), ...baselines(key) }),
  );
}

function rightIn(reading: Reading, { groups }: Key): number {
  return groups.filter(({ name }, i) => reading.get(i) === name).length;
}

function percent(right: number, { groups }: Key): number {
  return round((right / groups.length) * 100, 1);
}

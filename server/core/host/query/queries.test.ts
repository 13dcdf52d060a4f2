import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tempFolder } from "../../../../test/support/temp-folder.ts";
import { seededRandom } from "../../base/index.ts";
import { parseQuery, type QueryNode } from "../../review/index.ts";
import { ensureIndexes, Store } from "../../store/index.ts";
import type { QueryWorld } from "./condition-plans.ts";
import { findConversations, readQuery } from "./find-conversations.ts";
import { LabelVocabulary } from "./label-vocabulary.ts";
import { holds } from "./oracle.ts";
import { evaluators, files, fill, hostile, type Known, known, nowMs } from "./random-conversations.ts";
import { conditionMakers, quoted, randomQuery } from "./random-queries.ts";
import { Spine } from "./spine.ts";

// Random queries over random conversations in a real store must find what reading every conversation finds, with and without indexes.

const all = { offset: 0, limit: Number.MAX_SAFE_INTEGER };
const conversations = Array.from({ length: 300 }, (_, i) => known(i));

const folder = tempFolder("queries");
let store: Store;
let world: QueryWorld;
beforeAll(async () => {
  store = await Store.open(folder.file("store"));
  await fill(store, conversations);
  world = { store, vocabulary: new LabelVocabulary(store), spine: new Spine(store), evaluators, files };
});
afterAll(() => {
  store?.close();
  folder.remove();
});

const newestFirst = [...conversations].sort((a, b) => {
  const [x, y] = [a, b].map(({ captured }) => captured.conversation.startMs ?? Number.NEGATIVE_INFINITY) as [
    number,
    number,
  ];
  return x === y ? (a.captured.conversation.id < b.captured.conversation.id ? -1 : 1) : y - x;
});
const wanted = (node: QueryNode, list = newestFirst): string[] =>
  list.filter((one) => holds(node, one)).map(({ captured }) => captured.conversation.id);

async function compare(query: string, list = newestFirst): Promise<number> {
  const node = readQuery(query, { nowMs });
  const ids = wanted(node, list);
  expect({ query, ...(await findConversations(node, world, all)) }).toEqual({
    query,
    total: ids.length,
    ids,
  });
  // The same by marking rows, as large stores need it.
  const page = await findConversations(node, world, { offset: 3, limit: 5 }, [], 3);
  expect({ query, ...page }).toEqual({ query, total: ids.length, ids: ids.slice(3, 8) });
  return ids.length;
}

async function compareMany(seed: number, count: number, list = newestFirst): Promise<void> {
  const random = seededRandom(seed);
  let found = 0;
  for (let i = 0; i < count; i++) {
    const size = await compare(randomQuery(random, 3), list);
    if (size > 0 && size < list.length) found++;
  }
  // Queries that find nothing or everything would compare little.
  expect(found).toBeGreaterThan(count * 0.6);
}

describe("queries find what reading every conversation finds", () => {
  test("each field by itself, and its opposite", async () => {
    const random = seededRandom(5);
    for (const make of conditionMakers)
      for (let i = 0; i < 7; i++) {
        const query = make(random);
        await compare(query);
        await compare(`NOT (${query})`);
      }
  });

  test("together, without an index", () => compareMany(1, 100), 120_000);

  test("with indexes, and with rows that came after them and rows that were written over", async () => {
    await ensureIndexes(store.tables, { enough: 1 });
    expect([...(await store.tables.contents.indexed())].sort()).toEqual(["id", "input", "output"]);
    await compareMany(2, 60);
    const later = Array.from({ length: 40 }, (_, i) => known(1_000 + i));
    const grown = conversations.slice(0, 30).map((one): Known => {
      const { conversation, spans } = one.captured;
      const last = {
        ...spans[0]!,
        id: `${conversation.id}-more`,
        seq: 99,
        input: [{ role: "user" as const, text: "knee refund again" }],
      };
      const captured = {
        ...one.captured,
        conversation: {
          ...conversation,
          contentHash: `${conversation.contentHash}+`,
          tags: ["grown"],
          costUsd: 0.033,
        },
        spans: [...spans, last],
      };
      return {
        ...one,
        captured,
        input: `${one.input}\nknee refund again`,
        output: `${one.output}\n${spans[0]!.output!.text}`,
        turns: one.turns + 1,
      };
    });
    await fill(store, [...later, ...grown]);
    const changed = new Map(grown.map((one) => [one.captured.conversation.id, one]));
    const now = [
      ...newestFirst.map((one) => changed.get(one.captured.conversation.id) ?? one),
      ...later,
    ].sort((a, b) => {
      const [x, y] = [a, b].map(
        ({ captured }) => captured.conversation.startMs ?? Number.NEGATIVE_INFINITY,
      ) as [number, number];
      return x === y ? (a.captured.conversation.id < b.captured.conversation.id ? -1 : 1) : y - x;
    });
    for (const query of ["tag:grown", "tag:gr*", '"knee refund again"', "cost:0.033", "-tag:grown"])
      await compare(query, now);
    await compareMany(3, 50, now);
    await store.compact();
    await compareMany(4, 50, now);
    await store.forget(grown.map(({ captured }) => captured.conversation.id));
    await compareMany(
      6,
      40,
      now.filter(({ captured }) => !changed.has(captured.conversation.id)),
    );
  });
});

test("nothing that is typed reaches the database unescaped", async () => {
  for (const value of [
    ...hostile,
    "x' OR '1'='1",
    "x') OR (true",
    "\\' OR 1=1 --",
    "`id`",
    "$" + "{x}",
    "\0",
    "%",
    "_",
    "\\",
  ])
    for (const field of [
      "id",
      "tag",
      "tool",
      "user",
      "behavior",
      "prompt",
      "evaluator",
      "span",
      "attr.x",
      "input",
      "output",
      "text",
      "error",
      "file",
    ]) {
      const { node, problems } = parseQuery(`${field}:${quoted(value)}`, { nowMs });
      if (problems.length > 0) continue;
      const found = await findConversations(node, world, all);
      expect(found.total, `${field} ${value}`).toBeLessThan(300);
    }
});

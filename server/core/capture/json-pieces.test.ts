import { describe, expect, test } from "vitest";
import { seededRandom } from "../base/index.ts";
import { JsonPieces, type Members } from "./json-pieces.ts";

/** Feeds a text in chunks of the given sizes; shows each piece as `key entry line state bytes`. */
function pieces(
  text: string,
  {
    members,
    sizes = () => text.length,
    max = 1e6,
  }: { members?: Members; sizes?: () => number; max?: number } = {},
) {
  const cutter = new JsonPieces(max, members);
  const bytes = Buffer.from(text);
  const found = [];
  for (let at = 0; at < bytes.length; ) {
    const size = Math.max(1, sizes());
    found.push(...cutter.push(bytes.subarray(at, at + size)));
    at += size;
  }
  const { pieces: last, isClosed } = cutter.end();
  return {
    isClosed,
    found: [...found, ...last].map((one) =>
      `${one.key} ${one.entry} ${one.line} ${one.state} ${one.bytes}`.trim(),
    ),
  };
}

const simulations: Members = new Map([
  ["simulations", "elements"],
  ["info", "whole"],
]);

test("elements of an array, with the lines at which they start", () => {
  expect(pieces('[\n{"a":[1,2]},\n "x,]\\"[" , 3\n]')).toEqual({
    isClosed: true,
    found: ['1 2 complete {"a":[1,2]}', '2 3 complete "x,]\\"["', "3 3 complete 3"],
  });
});

test("members of an object, wherever they stand; others are passed over", () => {
  const text = '{"skip":{"simulations":[9]},"simulations":[{"id":1},{"id":2}],"more":[[]],"info":{"x":"}"}}';
  expect(pieces(text, { members: simulations })).toEqual({
    isClosed: true,
    found: [
      'simulations 1 1 complete {"id":1}',
      'simulations 2 1 complete {"id":2}',
      'info 1 1 complete {"x":"}"}',
    ],
  });
});

test("an object among the wanted members is stepped into where that is asked for, and left again", () => {
  const members = new Map([
    ["data", "within"],
    ["results", "within"],
    ["id", "whole"],
  ] as const);
  const text =
    '{"data":{"x":{"results":[9]},"results":{"results":[{"a":1},2],"y":[3]},"id":4},"z":[5],"id":6}';
  expect(pieces(text, { members })).toEqual({
    isClosed: true,
    found: [
      'results 1 1 complete {"a":1}',
      "results 2 1 complete 2",
      "id 1 1 complete 4",
      "id 2 1 complete 6",
    ],
  });
  expect(pieces('{"results":[1,2]}', { members }).found).toHaveLength(2);
});

test("an object without wanted members is one entry, and several follow each other", () => {
  expect(pieces('{"a":1}\n{"b":\n2} {"c":3}').found).toEqual([
    '1 1 complete {"a":1}',
    '2 2 complete {"b":\n2}',
    '3 3 complete {"c":3}',
  ]);
});

test("a bad token stays inside its entry", () => {
  expect(pieces('[{"a":1},{"a":NaN},,{"a":3}]').found).toEqual([
    '1 1 complete {"a":1}',
    '2 1 complete {"a":NaN}',
    '3 1 complete {"a":3}',
  ]);
});

test("an entry over the limit is dropped, and the next one is not", () => {
  expect(pieces(`["${"x".repeat(50)}",1]`, { max: 20, sizes: () => 7 }).found).toEqual([
    "1 1 too-large",
    "2 1 complete 1",
  ]);
});

test("the cut shows where the text ends inside an entry, and where it only lacks its bracket", () => {
  expect(pieces('[{"a":1},{"a":')).toEqual({
    isClosed: false,
    found: ['1 1 complete {"a":1}', '2 1 cut {"a":'],
  });
  expect(pieces('[{"a":1}')).toEqual({ isClosed: false, found: ['1 1 complete {"a":1}'] });
  expect(pieces('["a\\')).toEqual({ isClosed: false, found: ['1 1 cut "a\\'] });
});

describe("any JSON", () => {
  const random = seededRandom(3);
  const value = (depth: number): unknown => {
    const draw = random();
    if (depth > 3 || draw < 0.3)
      return [1.5e-7, -2, true, null, 'q"\\,]}:{[', "é😀\n", ""][Math.floor(random() * 7)];
    const inner = Array.from({ length: Math.floor(random() * 4) }, () => value(depth + 1));
    return draw < 0.65 ? inner : Object.fromEntries(inner.map((one, index) => [`k"${index}`, one]));
  };

  test("is cut the same in chunks of any size, and each piece parses to its element", () => {
    for (let round = 0; round < 300; round++) {
      const elements = Array.from({ length: Math.floor(random() * 5) }, () => value(0));
      const text = JSON.stringify(elements, null, round % 3);
      const whole = pieces(text);
      expect(pieces(text, { sizes: () => Math.floor(random() * 9) })).toEqual(whole);
      expect(whole.found.map((one) => JSON.parse(one.replace(/^\d+ \d+ complete /, "")))).toEqual(elements);
      const inObject = JSON.stringify({ a: elements, simulations: elements, info: elements });
      const found = pieces(inObject, { members: simulations, sizes: () => 5 }).found;
      expect(found.map((one) => JSON.parse(one.replace(/^\w+ \d+ \d+ complete /, "")))).toEqual([
        ...elements,
        elements,
      ]);
    }
  });
});

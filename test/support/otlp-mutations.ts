import type { Random } from "../../server/core/index.ts";

const below = (random: Random, count: number): number => Math.floor(random() * count);

type Mutation = (bytes: Buffer, random: Random) => Buffer;

/** Something in the place of `length` bytes at `at`. */
const spliced = (bytes: Buffer, at: number, length: number, more: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at + length)]);

const varint = (value: number): number[] => {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 0x80; left = Math.floor(left / 128)) bytes.push((left % 128) | 0x80);
  return [...bytes, left];
};
const delimited = (no: number, content: Uint8Array): Buffer =>
  Buffer.concat([Uint8Array.from([...varint(no * 8 + 2), ...varint(content.length)]), content]);

/** An AnyValue of lists in lists. */
export function nestedValue(levels: number): Buffer {
  let value: Buffer = delimited(1, Buffer.from("deep"));
  for (let i = 0; i < levels; i++) value = delimited(5, delimited(1, value));
  return value;
}

/** A request of one span with these fields of a span behind its ids. */
export function requestOfSpan(
  fields: Uint8Array,
  traceId = Buffer.alloc(16, 1),
  spanId = Buffer.alloc(8, 2),
): Buffer {
  const span = Buffer.concat([
    delimited(1, traceId),
    delimited(2, spanId),
    delimited(5, Buffer.from("x")),
    fields,
  ]);
  return delimited(1, delimited(2, delimited(2, span)));
}
export const attribute = (key: string, value: Uint8Array): Buffer =>
  delimited(9, Buffer.concat([delimited(1, Buffer.from(key)), delimited(2, value)]));
export const textValue = (text: string | Uint8Array): Buffer => delimited(1, Buffer.from(text));

const anywhere: readonly Mutation[] = [
  (bytes, random) => {
    const made = Buffer.from(bytes);
    for (let n = 1 + below(random, 4); n > 0 && made.length > 0; n--)
      made[below(random, made.length)]! ^= 1 << below(random, 8);
    return made;
  },
  (bytes, random) => {
    const made = Buffer.from(bytes);
    if (made.length > 0)
      made[below(random, made.length)] = [0, 0xff, 0x80, 0x7f, 0x0a, 0x12][below(random, 6)]!;
    return made;
  },
  (bytes, random) => bytes.subarray(0, below(random, bytes.length + 1)),
  (bytes, random) => spliced(bytes, below(random, bytes.length + 1), below(random, 20), Buffer.alloc(0)),
  (bytes, random) =>
    spliced(bytes, below(random, bytes.length + 1), 0, Buffer.from([below(random, 256), below(random, 256)])),
  (bytes, random) => {
    const from = below(random, bytes.length);
    return spliced(bytes, below(random, bytes.length), 0, bytes.subarray(from, from + below(random, 200)));
  },
  (bytes) => Buffer.concat([bytes, bytes]),
];

const ofProto: readonly Mutation[] = [
  (bytes, random) => Buffer.concat([bytes, requestOfSpan(attribute("deep", nestedValue(below(random, 60))))]),
  (bytes, random) =>
    Buffer.concat([
      bytes,
      requestOfSpan(attribute("bad", textValue(badTexts[below(random, badTexts.length)]!))),
    ]),
  (bytes, random) =>
    Buffer.concat([
      bytes,
      requestOfSpan(
        Buffer.alloc(0),
        Buffer.alloc(below(random, 40), below(random, 2)),
        Buffer.alloc(below(random, 20)),
      ),
    ]),
  // Fields nobody knows, groups among them.
  (bytes, random) => {
    const no = [19, 100, 20_000, 2 ** 29 - 1][below(random, 4)]!;
    const tags = [3, 4, 6, 7, 0, 1].map((type) => varint(no * 8 + type));
    return Buffer.concat([
      bytes,
      Uint8Array.from(tags[below(random, 6)]!),
      Buffer.alloc(below(random, 12), 1),
      Uint8Array.from(tags[1]!),
    ]);
  },
  // One of bytes, in the middle of a message or behind all.
  (bytes, random) => {
    const field = delimited(16 + below(random, 200), Buffer.alloc(below(random, 300), below(random, 256)));
    const span = requestOfSpan(Buffer.concat([field, attribute("k", textValue("v")), field]));
    return random() < 0.5
      ? Buffer.concat([bytes, span, field])
      : spliced(bytes, below(random, bytes.length + 1), 0, field);
  },
  (bytes, random) =>
    Buffer.concat([bytes, Uint8Array.from([0x0a, ...Array(below(random, 12)).fill(0xff), 1])]),
  (bytes, random) =>
    Buffer.concat([
      bytes,
      requestOfSpan(
        attribute("x".repeat(1 + below(random, 400)), textValue("y".repeat(below(random, 5000)))),
      ),
    ]),
];

const badTexts = [
  "ff",
  "c080",
  "eda080",
  "f4908080",
  "e282",
  "80",
  "c3a9",
  "f09f9880",
  "00",
  "e2".repeat(50),
].map((hex) => Buffer.from(hex, "hex"));

const replaced =
  (pattern: RegExp, ...values: readonly string[]): Mutation =>
  (bytes, random) => {
    const text = bytes.toString("latin1");
    const places = [...text.matchAll(pattern)];
    if (places.length === 0) return bytes;
    const { index, 0: found } = places[below(random, places.length)]!;
    return Buffer.from(
      text.slice(0, index) + values[below(random, values.length)]! + text.slice(index + found.length),
      "latin1",
    );
  };

const ofJson: readonly Mutation[] = [
  replaced(
    /"(?:traceId|spanId)":"[^"]*"/g,
    '"traceId":"abc"',
    '"spanId":""',
    '"traceId":7',
    '"spanId":null',
    '"traceId":"\\u0000"',
  ),
  replaced(
    /"(?:start|end)TimeUnixNano":"\d+"/g,
    '"startTimeUnixNano":"-1"',
    '"endTimeUnixNano":"99999999999999999999999"',
    '"startTimeUnixNano":1e308',
    '"startTimeUnixNano":{}',
  ),
  replaced(
    /"(?:attributes|spans|events|scopeSpans|resourceSpans|logRecords)":\[/g,
    '"attributes":{},"x":[',
    '"spans":7,"x":[',
    '"scopeSpans":"","x":[',
    '"resourceSpans":null,"x":[',
  ),
  replaced(
    /"(?:stringValue|intValue)":("[^"]*"|\d+)/g,
    '"stringValue":5',
    '"intValue":"1e99"',
    '"kvlistValue":{"values":[{"key":"__proto__","value":{}}]}',
    '"stringValue":"\\ud800"',
    '"bytesValue":"%%%"',
  ),
  replaced(/[[\]{},:"]/g, "", "[", "}", '"', ",", "\\"),
  replaced(/"__proto__"|"key"/g, '"__proto__"', '"constructor"', '""'),
  replaced(
    /\{/g,
    "[".repeat(500),
    '{"a":'.repeat(300),
    `"${"z".repeat(70_000)}",{`,
    "\xff",
    "\xed\xa0\x80",
    "{}".repeat(3),
  ),
];

/** A body that is mutated once or more; also a healthy one now and then. */
export function mutatedRequest(bytes: Buffer, encoding: "proto" | "json", random: Random): Buffer {
  const choice = [...anywhere, ...(encoding === "proto" ? ofProto : ofJson)];
  let made = bytes;
  for (let n = below(random, 4); n > 0; n--)
    made = choice[below(random, choice.length)]!(made, random).subarray(0, 400_000);
  return made;
}

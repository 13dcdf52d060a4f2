import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { type Random, seededRandom } from "../../base/index.ts";
import { leanSpan } from "./lean-span.ts";
import { type AnyValue, AnyValueSchema, type KeyValue, KeyValueSchema, SpanSchema } from "./otlp_pb.ts";
import { recordsOfProto, spanByDecoder } from "./proto-records.ts";

const slowSpan = (bytes: Uint8Array) => spanByDecoder({ bytes, at: 0, isCut: false }, []);

const texts = ["", "a", "naïve “café”", "\u{1F600}", "\u{FFFD}", "x".repeat(300), "__proto__", "0"];

function valueFrom(random: Random, depth: number): AnyValue {
  const list = () => Array.from({ length: random() * 3 }, () => valueFrom(random, depth + 1));
  const kinds = [
    () => ({ case: "stringValue" as const, value: texts[Math.floor(random() * texts.length)]! }),
    () => ({ case: "boolValue" as const, value: random() < 0.5 }),
    () => ({ case: "intValue" as const, value: BigInt(Math.floor((random() - 0.5) * 2 ** (random() * 62))) }),
    () => ({ case: "doubleValue" as const, value: (random() - 0.5) * 1e9 }),
    () => ({ case: "bytesValue" as const, value: Buffer.from([1, 2, 255]) }),
    () => ({ case: undefined }),
    () => ({ case: "arrayValue" as const, value: { values: list() } }),
    () => ({ case: "kvlistValue" as const, value: { values: pairsFrom(random, depth + 1) } }),
  ];
  const kind = kinds[Math.floor(random() * (depth > 3 ? 6 : kinds.length))]!();
  return create(AnyValueSchema, { value: kind } as never);
}

const pairsFrom = (random: Random, depth: number): KeyValue[] =>
  Array.from({ length: random() * 5 }, () =>
    create(KeyValueSchema, {
      key: `k${Math.floor(random() * 6)}${texts[6 * Number(random() < 0.1)]}`,
      value: valueFrom(random, depth),
    }),
  );

function spanFrom(random: Random): Uint8Array {
  const id = (length: number) => Buffer.from(Array.from({ length }, () => random() * 256));
  const time = () =>
    random() < 0.2 ? 0n : BigInt(Math.floor(random() * 2 ** 63)) * (random() < 0.1 ? 2n : 1n);
  return toBinary(
    SpanSchema,
    create(SpanSchema, {
      traceId: random() < 0.05 ? id(5) : id(16),
      spanId: random() < 0.05 ? Buffer.alloc(8) : id(8),
      parentSpanId: random() < 0.5 ? id(8) : random() < 0.5 ? Buffer.alloc(8) : new Uint8Array(),
      name: texts[Math.floor(random() * texts.length)]!,
      startTimeUnixNano: time(),
      endTimeUnixNano: 1_764_000_000_123_456_789n + BigInt(Math.floor(random() * 1e9)),
      attributes: pairsFrom(random, 0),
      events: Array.from({ length: random() * 3 }, () => ({
        $typeName: "otlp.Span.Event" as const,
        name: random() < 0.3 ? "" : "e",
        timeUnixNano: time(),
        attributes: pairsFrom(random, 0),
      })),
      ...(random() < 0.5 && {
        status: { code: Math.floor(random() * 4), message: random() < 0.5 ? "" : "bad" },
      }),
    }),
  );
}

describe("a span read straight from its bytes", () => {
  it("is what the decoder makes of it, for any span", () => {
    const random = seededRandom(11);
    let lean = 0;
    for (let i = 0; i < 3_000; i++) {
      const bytes = spanFrom(random);
      const own = leanSpan(bytes);
      if (!own) continue;
      lean++;
      expect(own).toEqual(slowSpan(bytes));
    }
    expect(lean).toBeGreaterThan(2_500);
  });

  it("leaves to the decoder whatever an exporter does not write", () => {
    const random = seededRandom(12);
    for (let i = 0; i < 6_000; i++) {
      const bytes = Buffer.from(spanFrom(random));
      const broken = random() < 0.5 ? bytes.subarray(0, random() * bytes.length) : bytes;
      for (let n = random() * 3; n > 0 && broken.length > 0; n--)
        broken[Math.floor(random() * broken.length)] = random() * 256;
      const own = leanSpan(broken);
      if (!own) continue;
      // What it does read, the decoder reads as well, and the same.
      expect(() => fromBinary(SpanSchema, broken)).not.toThrow();
      expect(own).toEqual(slowSpan(broken));
    }
  });

  it("is left to the decoder where it is nested without end", () => {
    let value = create(AnyValueSchema, { value: { case: "intValue", value: 1n } });
    for (let i = 0; i < 90; i++)
      value = create(AnyValueSchema, { value: { case: "arrayValue", value: { values: [value] } } } as never);
    const bytes = toBinary(
      SpanSchema,
      create(SpanSchema, {
        traceId: Buffer.alloc(16, 1),
        spanId: Buffer.alloc(8, 1),
        attributes: [{ key: "deep", value }],
      } as never),
    );
    expect(leanSpan(bytes)).toBeUndefined();
    expect([...recordsOfProto(bytes, 0)].length).toBeGreaterThanOrEqual(0);
  });
});

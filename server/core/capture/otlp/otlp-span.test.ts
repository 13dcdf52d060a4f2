import { describe, expect, test } from "vitest";
import { idOfWire, preciseMsOf, statusOfWire } from "./otlp-span.ts";
import { protoFramingOf } from "./proto-pieces.ts";

describe("values on the wire", () => {
  test("ids", () => {
    const id = "0123456789abcdef";
    const bytes = Buffer.from(id, "hex");
    for (const form of [id, id.toUpperCase(), `0x${id}`, bytes.toString("base64"), new Uint8Array(bytes)])
      expect(idOfWire(form, 8)).toBe(id);
    expect(idOfWire("01234567-89ab-cdef-0123-456789abcdef", 16)).toBe("0123456789abcdef0123456789abcdef");
    for (const bad of ["", "0".repeat(16), "g".repeat(16), "12", 12, null, undefined, {}, "a".repeat(1e6)])
      expect(idOfWire(bad, 8)).toBeUndefined();
  });

  test("times to the microsecond, from every way of writing them; noise is no time", () => {
    const ms = 1_700_000_000_123.456;
    for (const form of [
      "1700000000123456789",
      1700000000123456789n,
      1700000000123456,
      [1_700_000_000, 123_456_000],
      "2023-11-14T22:13:20.123456Z",
      "2023-11-14T22:13:20.123456789+00:00",
    ])
      expect(Math.abs(preciseMsOf(form)! - ms)).toBeLessThan(form === 1700000000123456 ? 1 : 0.0011);
    for (const bad of [0, "0", 0n, -5, Number.NaN, "soon", [1], [null, 1], 18446744073709551615n * 99n, {}])
      expect(preciseMsOf(bad)).toBeUndefined();
  });

  test("status by number and by name", () => {
    expect([2, "ERROR", "STATUS_CODE_ERROR", "StatusCode.ERROR"].map(statusOfWire)).toEqual(
      Array(4).fill("error"),
    );
    expect([1, "OK", 0, undefined, "odd", {}].map(statusOfWire)).toEqual([
      "ok",
      "ok",
      "unset",
      "unset",
      "unset",
      "unset",
    ]);
  });

  test("text is not taken for protobuf, whatever it begins with", () => {
    const texts = [
      "",
      "\n",
      "\n\n\n\n\n\n\n\n",
      '\n{\n  "a": 1\n}',
      "\n\t\n\t\n\t\n\t",
      "{}",
      "\u0000\u0000\u0000\u0000\n",
      '\n[\n\n{"resourceSpans":[]}]',
    ];
    for (const text of texts) expect(protoFramingOf(Buffer.from(text))).toBeUndefined();
  });
});

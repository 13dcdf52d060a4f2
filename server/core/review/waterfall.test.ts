import { describe, expect, it } from "vitest";
import type { Span } from "../store/index.ts";
import { timeAxis } from "./time-axis.ts";
import { waterfall } from "./waterfall.ts";

const span = (seq: number, changes: Partial<Span> = {}): Span => ({
  id: `s${seq}`,
  traceId: "t1",
  conversationId: "c",
  seq,
  kind: "other",
  name: `s${seq}`,
  status: "unset",
  input: [],
  attributes: {},
  ...changes,
});
const layout = (...spans: readonly Span[]) => waterfall(spans, () => ({ marks: 0 }));
const tree = (...spans: readonly Span[]): string[] =>
  layout(...spans).rows.map(
    ({ id, depth, below }) => `${"  ".repeat(depth)}${id}${below ? ` (${below})` : ""}`,
  );

describe("the tree", () => {
  it("puts children below their parents, in the order of the conversation", () => {
    expect(
      tree(span(4, { parentId: "s1" }), span(1), span(3, { parentId: "s2" }), span(2, { parentId: "s1" })),
    ).toEqual(["s1 (3)", "  s2 (1)", "    s3", "  s4"]);
  });
  it("keeps spans whose parent never came, and those that are each other's parents", () => {
    expect(
      tree(
        span(1, { parentId: "lost" }),
        span(2, { parentId: "s3" }),
        span(3, { parentId: "s2" }),
        span(4, { parentId: "s4" }),
      ),
    ).toEqual(["s1", "s2 (1)", "  s3", "s4"]);
  });
  it("does not mix traces, and marks where the next one begins", () => {
    const { rows } = layout(span(1), span(2, { traceId: "t2", parentId: "s1" }), span(3, { parentId: "s1" }));
    expect(rows.map(({ id, depth, startsTrace }) => [id, depth, startsTrace ?? false])).toEqual([
      ["s1", 0, false],
      ["s3", 1, false],
      ["s2", 0, true],
    ]);
  });
  it("is as deep as the chain, without a limit of the stack", () => {
    const chain = Array.from({ length: 20_000 }, (_, n) => span(n, { parentId: `s${n - 1}` }));
    const { rows } = layout(...chain);
    expect(rows.at(-1)).toMatchObject({ depth: 19_999, below: 0 });
    expect(rows[0]).toMatchObject({ below: 19_999 });
  });
});

describe("the bars", () => {
  const places = (...spans: readonly Span[]): (readonly [string, number, number])[] =>
    layout(...spans).rows.map(({ id, from, to }) => [id, from, to] as const);

  it("stand at their times, from the first start on", () => {
    expect(
      places(
        span(1, { startMs: 1000, endMs: 1500 }),
        span(2, { parentId: "s1", startMs: 1100, endMs: 1200 }),
      ),
    ).toEqual([
      ["s1", 0, 500],
      ["s2", 100, 200],
    ]);
  });
  it("without times stand in their order, a parent over its children", () => {
    const { unit, length, rows } = layout(span(1), span(2, { parentId: "s1" }), span(3, { parentId: "s1" }));
    expect([unit, length]).toEqual(["order", 3]);
    expect(rows.map(({ from, to, durationMs }) => [from, to, durationMs])).toEqual([
      [0, 3, undefined],
      [1, 2, undefined],
      [2, 3, undefined],
    ]);
  });
  it("of a span without times among others: around its children, or where the one before ended", () => {
    const rows = layout(
      span(1),
      span(2, { parentId: "s1", startMs: 100, endMs: 300 }),
      span(3, { parentId: "s1" }),
      span(4, { parentId: "s1", startMs: 400, endMs: 500 }),
    ).rows;
    expect(rows.map(({ id, from, to, isTimed }) => [id, from, to, isTimed])).toEqual([
      ["s1", 0, 400, false],
      ["s2", 0, 200, true],
      ["s3", 200, 200, false],
      ["s4", 300, 400, true],
    ]);
  });
  it.each([
    ["an end before the start", { startMs: 500, endMs: 100 }],
    ["no end", { startMs: 500 }],
    ["times that are no numbers", { startMs: Number.NaN, endMs: Number.POSITIVE_INFINITY }],
  ])("%s: a bar inside the axis", (_, times) => {
    const { rows, length } = layout(span(1, { startMs: 0, endMs: 1000 }), span(2, times));
    for (const { from, to } of rows) {
      expect(from).toBeGreaterThanOrEqual(0);
      expect(to).toBeGreaterThanOrEqual(from);
      expect(to).toBeLessThanOrEqual(length);
    }
  });
});

describe("pauses", () => {
  const day = 86_400_000;
  it("in which nothing ran are left out, and said", () => {
    const { length, pauses, rows } = layout(
      span(1, { startMs: 0, endMs: 2000 }),
      span(2, { traceId: "t2", startMs: day, endMs: day + 2000 }),
    );
    expect(pauses).toEqual([{ at: 2000, ms: day - 2000 }]);
    expect(length).toBe(4000 + 80);
    expect(rows[1]).toMatchObject({ from: 2080, to: 4080, durationMs: 2000 });
  });
  it("that are short stay", () => {
    expect(
      layout(span(1, { startMs: 0, endMs: 900 }), span(2, { startMs: 1800, endMs: 2000 })).pauses,
    ).toEqual([]);
  });
  it("never turn time round", () => {
    const axis = timeAxis([
      { startMs: 0, endMs: 10 },
      { startMs: 5_000, endMs: 5_010 },
      { startMs: 900_000, endMs: 900_100 },
    ])!;
    const places = Array.from({ length: 1000 }, (_, n) => axis.at(n * 900.1));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places.at(-1)).toBeLessThanOrEqual(axis.length);
  });
});

import { describe, expect, it } from "vitest";
import { processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import { type DataNode, deepestData, itemsOf, valueAt } from "./data-tree.ts";
import { readYamlData } from "./yaml-data.ts";

/** The data without places. */
function plain(node: DataNode | undefined): unknown {
  if (node?.kind === "list") return node.items.map(plain);
  if (node?.kind === "map")
    return Object.fromEntries(node.entries.map(({ name, value }) => [name, plain(value)]));
  return node?.kind === "text" ? node.value : node;
}

/** Of up to three readings: other work on the machine is not what is measured. */
function leastMs(text: string): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3 && least > 100; i++) {
    const before = processorMs();
    readYamlData(text);
    least = Math.min(least, processorMs() - before);
  }
  return least;
}

describe("data of YAML", () => {
  it("has every value with its place", () => {
    const text = "\uFEFFa: [1, 'b c']\r\nd:\r\n  - e: true\r\n    f: |\r\n      g\r\n";
    const { root, problems } = readYamlData(text);
    expect(problems).toEqual([]);
    expect(plain(root)).toEqual({ a: ["1", "b c"], d: [{ e: "true", f: "g\n" }] });
    const [one, quoted] = itemsOf(valueAt(root, "a"));
    expect([one, quoted]).toMatchObject([{ isString: false }, { isString: true }]);
    expect(text.slice(quoted!.range.start, quoted!.range.end)).toBe("'b c'");
  });

  it("gives an alias what it names", () => {
    const { root, problems } = readYamlData("a: &x [1, 2]\nb: *x\n");
    expect(problems).toEqual([]);
    expect(valueAt(root, "b")).toBe(valueAt(root, "a"));
  });

  it.each(["b: *nobody\n", "b: &nobody [*nobody]\n", "a: *nobody\nb: &nobody 1\n"])(
    "says of an alias that nothing above is named so: %j",
    (text) => {
      const { problems } = readYamlData(text);
      expect(problems.map(({ range }) => text.slice(range.start, range.end))).toEqual(["*nobody"]);
    },
  );

  it("takes a lone carriage return for a line end", () => {
    const { root, problems } = readYamlData("a: |\r  b\r  c\rd: 1\r");
    expect(problems).toEqual([]);
    expect(plain(root)).toEqual({ a: "b\nc\n", d: "1" });
  });

  it("reads what stands around a mistake, and says where it is", () => {
    const text = "a: ok\nb: c: d\ne: 'open\n";
    const { root, problems } = readYamlData(text);
    expect(plain(valueAt(root, "a"))).toBe("ok");
    expect(problems.length).toBeGreaterThan(0);
    for (const { code, severity, range } of problems) {
      expect([code, severity]).toEqual(["syntax-invalid", "error"]);
      expect(range.start).toBeGreaterThanOrEqual(text.indexOf("b:"));
      expect(range.end).toBeLessThanOrEqual(text.length);
    }
  });

  it.each([
    ["two keys", "a: 1\nb: 2\na: 3\n", "a"],
    ["two keys in a flow", "{a: 1, a: 2}", "a"],
  ])("reports %s of one name", (_, text, key) => {
    const { problems } = readYamlData(text);
    expect(problems.map(({ range }) => range.start)).toEqual([text.lastIndexOf(key)]);
  });

  it("has nothing for an empty text, and the first of several documents", () => {
    expect(readYamlData("")).toEqual({ problems: [] });
    expect(plain(readYamlData("# why\n---\na: 1\n---\nb: 2\n").root)).toEqual({ a: "1" });
  });

  // The library's own recursion would end the process here, not just the reading.
  it.each(["[", "{", "{{", "- ", "? ", ": ", "a: ", "!x ["])(
    "does not read %j nested without end",
    (piece) => {
      for (const prefix of ["", "a:\n  "]) {
        const text = prefix + piece.repeat(50_000 / piece.length);
        const { problems } = readYamlData(text);
        expect(leastMs(text)).toBeLessThan(roomFor(400));
        expect(problems.length).toBeGreaterThan(0);
        expect(problems.length).toBeLessThanOrEqual(20);
      }
      expect(deepestData).toBeLessThan(1_000);
    },
  );

  it.each([
    ["keys", (i: number) => `k${i}: v\n`],
    ["items", (i: number) => `- v${i}\n`],
    ["one key", () => "k: v\n"],
    ["aliases", (i: number) => (i === 0 ? "- &a [1]\n" : "- *a\n")],
    ["anchors", (i: number) => `- &a${i} v\n`],
    ["comments", () => "# why\n"],
    ["quotes", () => '"'],
    ["documents", () => "---\n"],
  ])("takes no time over many %s", (_, line) => {
    const text = Array.from({ length: 8_000 }, (_, i) => line(i)).join("");
    expect(leastMs(text)).toBeLessThan(roomFor(400));
  });

  it("is not blown up by aliases of aliases", () => {
    let text = "a0: &a0 [x, x]\n";
    for (let i = 1; i < 60; i++) text += `a${i}: &a${i} [*a${i - 1}, *a${i - 1}]\n`;
    const before = processorMs();
    expect(readYamlData(text).problems).toEqual([]);
    expect(processorMs() - before).toBeLessThan(roomFor(200));
  });
});

import { describe, expect, it } from "vitest";
import { processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import { readFrontMatter } from "./front-matter.ts";

describe("readFrontMatter", () => {
  it.each(["\n", "\r\n"])("reads keys with their ranges, line end %j", (eol) => {
    const text = ["---", "description: Orders", "tools: [search]", "---", "Body"].join(eol);
    const { frontMatter, problems, bodyStart } = readFrontMatter(text);
    expect(problems).toEqual([]);
    expect(frontMatter!.data).toEqual({ description: "Orders", tools: ["search"] });
    expect(frontMatter!.keys.map(({ name, range }) => [name, text.slice(range.start, range.end)])).toEqual([
      ["description", "description"],
      ["tools", "tools"],
    ]);
    expect(text.slice(bodyStart)).toBe(`${eol}Body`);
    expect(frontMatter!.range).toEqual({ start: 0, end: bodyStart });
  });

  it("is found behind a byte order mark", () => {
    expect(readFrontMatter("\uFEFF---\na: 1\n---\n").frontMatter?.data).toEqual({ a: 1 });
  });

  it.each(["Body", "\n---\na: 1\n---\n", "--- a: 1\n---\n", "---\n\nA rule opens this text.\n", ""])(
    "is none in %j",
    (text) => {
      expect(readFrontMatter(text)).toEqual({ problems: [], bodyStart: 0 });
    },
  );

  it("tells that it is never closed, where it looks like YAML", () => {
    const { problems, frontMatter, bodyStart } = readFrontMatter("---\ndescription: Orders\n\nBody\n");
    expect(problems).toMatchObject([{ code: "front-matter-unclosed", range: { start: 0, end: 3 } }]);
    expect([frontMatter, bodyStart]).toEqual([undefined, 0]);
  });

  it("points into broken YAML and still knows where the body begins", () => {
    const text = "---\na: 1\na: 2\n---\nBody";
    const { problems, frontMatter, bodyStart } = readFrontMatter(text);
    expect(problems).toMatchObject([{ code: "front-matter-invalid" }]);
    expect(problems[0]!.message).toMatch(/not valid YAML: .*unique/);
    expect(text.slice(problems[0]!.range.start)).toMatch(/^a: 2/);
    expect(frontMatter!.data).toEqual({});
    expect(text.slice(bodyStart)).toBe("\nBody");
  });

  it("does not expand aliases without end", () => {
    const levels = "bcdefghij"
      .split("")
      .map((key, i) => `${key}: &${key} [${`*${"abcdefghi"[i]},`.repeat(9)}]`);
    const text = `---\na: &a [1]\n${levels.join("\n")}\n---\n`;
    const before = processorMs();
    expect(readFrontMatter(text).frontMatter!.data).toEqual({});
    expect(processorMs() - before).toBeLessThan(roomFor(2_000));
  });

  it.each(["- a\n- b", "text", "null", ""])("has no data where the YAML is no mapping: %j", (yaml) => {
    expect(readFrontMatter(`---\n${yaml}\n---\n`).frontMatter).toMatchObject({ data: {}, keys: [] });
  });
});

describe("front matter with options", () => {
  it("may stand below comments, where a format has it so", () => {
    const text = "# License\r\n#\r\n\r\n---\r\na: 1\r\n---\r\nBody";
    const { frontMatter, bodyStart } = readFrontMatter(text, { mayFollowComments: true });
    expect(frontMatter).toMatchObject({
      data: { a: 1 },
      range: { start: text.indexOf("---"), end: bodyStart },
    });
    expect(text.slice(bodyStart)).toBe("\r\nBody");
    expect(readFrontMatter(text)).toEqual({ problems: [], bodyStart: 0 });
  });

  it("is looked for in no time below lines that end in two signs", () => {
    const before = processorMs();
    expect(readFrontMatter("\r\n".repeat(25_000), { mayFollowComments: true }).bodyStart).toBe(0);
    expect(processorMs() - before).toBeLessThan(roomFor(500));
  });

  it("is found between lone carriage returns", () => {
    expect(readFrontMatter("---\ra: 1\rb: 2\r---\rBody").frontMatter!.data).toEqual({ a: 1, b: 2 });
  });

  it("is mended where it is no YAML, and where that makes YAML of it", () => {
    const mend = (yaml: string): string => yaml.replace("[]", "  ");
    expect(readFrontMatter("---\na: {b: c}[]\n---\n", { mend })).toMatchObject({
      problems: [],
      frontMatter: { data: { a: { b: "c" } } },
    });
    expect(readFrontMatter("---\na: {b: c\n---\n", { mend }).problems[0]!.code).toBe("front-matter-invalid");
  });

  it("tells where keys, values and items stand", () => {
    const text = '---\na: &x\n  "b c": 1\nlist:\n  - name: n\nalso: *x\n---\n';
    const places = readFrontMatter(text).places!;
    const seen = (range: { start: number; end: number } | undefined): string | undefined =>
      range && text.slice(range.start, range.end);
    expect(seen(places.keyAt(["a", "b c"]))).toBe('"b c"');
    expect(seen(places.valueAt(["list", 0, "name"]))).toBe("n");
    expect(seen(places.keyAt(["also", "b c"]))).toBe('"b c"');
    expect(seen(places.keyAt(["list", 1]))).toBeUndefined();
    expect(seen(places.keyAt(["a", "b c", "d"]))).toBeUndefined();
    expect(places.scalars().map(({ value }) => value)).toEqual(["n"]);
  });

  it("is not read where it is nested deeper than the library can bear", () => {
    const text = `---\na: ${"[".repeat(10_000)}\n---\nAsk.`;
    const before = processorMs();
    const { problems, bodyStart } = readFrontMatter(text);
    expect(problems.map(({ code, message }) => [code, message.includes("nested too deep")])).toEqual([
      ["front-matter-invalid", true],
    ]);
    expect(text.slice(bodyStart)).toBe("\nAsk.");
    expect(processorMs() - before).toBeLessThan(roomFor(1_000));
  });
});

import { describe, expect, it } from "vitest";
import { literalsOf, readIncludes, readVariables } from "./references.ts";

const dollar = "$";

describe("readVariables", () => {
  it.each([
    ["Hello {{name}}!", ["name"]],
    ["{{ user.name | upper }} and {{#each items}}", ["user.name", "each"]],
    [`Use ${dollar}{input:city:which city} and ${dollar}{file}`, ["city", "file"]],
    ["Plan for {runner} now", ["runner"]],
    [`{"json": 1} { spaced } {1} ${dollar}{} {{}} {{ 1 }} function() {body} a{b}`, ["body"]],
  ])("%s", (text, names) => {
    const found = readVariables(text, 0);
    expect(found.map(({ name }) => name)).toEqual(names);
    for (const { range, name } of found) expect(text.slice(range.start, range.end)).toContain(name);
  });

  it("begins where it is told", () => {
    expect(readVariables("{{a}} {{b}}", 3)).toMatchObject([{ name: "b", range: { start: 6, end: 11 } }]);
  });
});

describe("literalsOf", () => {
  it("are the stretches between the holes", () => {
    expect(literalsOf("Hello {{name}}, today is {date}.")).toEqual(["Hello", ", today is", "."]);
    expect(literalsOf("{{all}}")).toEqual([]);
    expect(literalsOf("plain")).toEqual(["plain"]);
  });
});

describe("readIncludes", () => {
  it("finds markdown links, #file: and @path, with the range of the path", () => {
    const text =
      "See [the style](./style.md#tone), #file:src/a.ts and\n@docs/rules.md\n![chart](<b.png> 'x')";
    const found = readIncludes(text, 0);
    expect(found.map(({ path }) => path)).toEqual(["./style.md", "src/a.ts", "docs/rules.md", "b.png"]);
    expect(found.map(({ range }) => text.slice(range.start, range.end))).toEqual([
      "./style.md#tone",
      "src/a.ts",
      "docs/rules.md",
      "b.png",
    ]);
  });

  it("leaves out the web, the page itself, mail and user names", () => {
    const text =
      "[a](https://x.y/z.md) [b](#part) [c](mailto:a@b.cd) [d](//x.y/z) write to me@here.com or @someone";
    expect(readIncludes(text, 0)).toEqual([]);
  });

  it("points at the path, not at the same letters before it", () => {
    const text = "[a.md](a.md)";
    expect(readIncludes(text, 0)[0]!.range).toEqual({ start: 7, end: 11 });
  });
});

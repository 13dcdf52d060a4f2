import { describe, expect, it } from "vitest";
import { processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import { itemsOf, valueAt } from "./data-tree.ts";
import { readJsonData, readJsonTemplate } from "./json-data.ts";

const told = (text: string, read = readJsonData): [string, string][] =>
  read(text).problems.map(({ message, range }) => [
    text.slice(range.start, range.end),
    message.replace("This is not valid JSON: ", ""),
  ]);

describe("data of JSON", () => {
  it("has every value with its place", () => {
    const text = '\uFEFF{"a": ["b\\n", 1.50, true, null],\r\n "c": {}}';
    const { root, problems } = readJsonData(text);
    expect(problems).toEqual([]);
    const items = itemsOf(valueAt(root, "a"));
    expect(items.map(({ kind }) => kind)).toEqual(["text", "text", "text", "none"]);
    expect(items.map(({ range }) => text.slice(range.start, range.end))).toEqual([
      '"b\\n"',
      "1.50",
      "true",
      "null",
    ]);
    expect(items[0]).toMatchObject({ value: "b\n", isString: true });
    expect(valueAt(root, "c")?.kind).toBe("map");
  });

  it.each([
    ["[1,]", "]", "comma after the last"],
    ['{"a": 1,}', "}", "comma after the last"],
    ["// why\n[]", "// why", "no comments"],
    ["[/* why */]", "/* why */", "no comments"],
    ['["a\tb"]', '"a\tb"', "a tab is written \\t"],
    ['["a\nb"]', '"a', "never closed"],
    ['["\\x"]', '"\\x"', "unknown"],
    ["{a: 1}", "a", "double quotes"],
    ["['a']", "'a'", "double quotes"],
    ["[1] 2", "2", "nothing may follow"],
    ["[1", "1", "closing ]"],
  ])("says what JSON forbids in %s", (text, at, why) => {
    const [first] = told(text);
    expect(first?.[0]).toBe(at);
    expect(first?.[1]).toContain(why);
  });

  it("has nothing for an empty text", () => {
    expect(readJsonData("")).toEqual({ problems: [] });
    expect(readJsonData(" \n")).toEqual({ problems: [] });
  });

  it.each(["[", '{"a":', "{", '"', "\\", "[[]", "1,", "//", "/*", '"\\"', "]"])(
    "survives many %j",
    (piece) => {
      const text = piece.repeat(50_000 / piece.length);
      const before = processorMs();
      const { problems } = readJsonData(text);
      readJsonTemplate(text);
      expect(processorMs() - before).toBeLessThan(roomFor(400));
      expect(problems.length).toBeLessThanOrEqual(20);
    },
  );
});

describe("JSON that nunjucks fills in", () => {
  const read = (text: string) => readJsonTemplate(text);

  it.each([
    ['["{{ a }}"]', false],
    ['["{{ a }}",]', false],
    ["[{{ a | dump }}]", true],
    ['["{{ a | default("x") }}"]', true],
    ["{% if a %}[1]{% else %}[2]{% endif %}", true],
    ["{# why #}[1]", true],
    ['["{% if a %}b{% endif %}"]', false],
  ])("%s is a template as a whole: %j", (text, isTemplate) => {
    expect(read(text).isTemplate).toBe(isTemplate);
    expect(read(text).problems.length).toBe(text.includes(",]") ? 1 : 0);
  });

  it("keeps its places", () => {
    const text = '[{% for a in b %}\n  {"x": {{ a | dump }}, "y": "{{ a | d("z") }} \\n🚚"},\n{% endfor %}]';
    const [item] = itemsOf(read(text).root);
    const y = valueAt(item, "y");
    expect(text.slice(y!.range.start, y!.range.end)).toBe('"{{ a | d("z") }} \\n🚚"');
    expect(y?.kind === "text" && y.mapped().text).toBe('{{ a | d("z") }} \n🚚');
  });
});

import { describe, expect, it } from "vitest";
import { namedValues } from "./named-values.ts";

const found = (path: string, text: string, at: string) => {
  const all = namedValues(path, text).values.filter((one) => one.at === at);
  expect(all, at).toHaveLength(1);
  return all[0]!;
};
/** The file with another value under a name. */
function put(path: string, text: string, at: string, value: string): string {
  const { range, encode } = found(path, text, at);
  const written = text.slice(0, range.start) + encode(value) + text.slice(range.end);
  expect(found(path, written, at).value).toBe(value);
  return written;
}

const yaml = `# what the agent runs with
retrieval:
  top_k: 3 # documents
  mode: fast
persona: >-
  You are kind
  to all.
rules: |
  One.

  Two.
said: 'It''s so' # why
"a/b": ["x: y", plain]
`;

describe("values by their names", () => {
  it("of JSON by pointers, numbers as they are written", () => {
    const text = '{ "a": [{ "b": "say \\"no\\"\\n" }, 1.50, true, null], "c~/d": 7 }';
    expect(namedValues("a.json", text).values.map(({ at, value, isText }) => [at, value, isText])).toEqual([
      ["/a/0/b", 'say "no"', true],
      ["/a/1", "1.50", false],
      ["/a/2", "true", false],
      ["/c~0~1d", "7", false],
    ]);
    expect(put("a.json", text, "/a/0/b", 'say "yes"\tand\nno')).toBe(
      '{ "a": [{ "b": "say \\"yes\\"\\tand\\nno\\n" }, 1.50, true, null], "c~/d": 7 }',
    );
  });

  it("of YAML in every form, and all around stays", () => {
    expect(put("a.yaml", yaml, "/retrieval/top_k", "8")).toBe(yaml.replace("top_k: 3", "top_k: 8"));
    expect(put("a.yaml", yaml, "/retrieval/mode", "# no: comment")).toContain(
      "top_k: 3 # documents\n  mode: ",
    );
    expect(put("a.yaml", yaml, "/rules", "One.\n\nThree: 'x'")).toBe(yaml.replace("Two.", "Three: 'x'"));
    expect(put("a.yaml", yaml, "/said", "It's 'not' so")).toBe(yaml.replace("It''s so", "It''s ''not'' so"));
    expect(put("a.yaml", yaml, "/a~1b/0", 'z "q"')).toBe(yaml.replace("x: y", 'z \\"q\\"'));
    expect(put("a.yaml", yaml, "/persona", "You are brief.")).toContain("rules: |");
  });

  it("of programs the literals by the names they are assigned to", () => {
    const code =
      "export const config = { greeting: \"Say \\\"hi\\\"\", model: 'm' };\nconst TEXT = `A ${name} b.`;\nconst sum = 'a' + 'b';\n";
    expect(namedValues("a.ts", code).values.map(({ at, value }) => [at, value])).toEqual([
      ["config.greeting", 'Say "hi"'],
      ["config.model", "m"],
      ["TEXT", "A ${name} b."],
    ]);
    expect(put("a.ts", code, "config.greeting", 'Say "good day"\\.')).toContain('"Say \\"good day\\"\\\\."');
    expect(put("a.ts", code, "TEXT", "Never `${name}`.")).toContain("`Never \\`${name}\\`.`");
    expect(put("a.py", 'GREETING = "Hello."\nx = 1\n', "GREETING", 'Say "no".')).toBe(
      'GREETING = "Say \\"no\\"."\nx = 1\n',
    );
  });

  it("says what is wrong with a file, and knows no other files", () => {
    expect(namedValues("a.json", '{ "a": ').problems).not.toEqual([]);
    expect(namedValues("a.md", "# A\n")).toEqual({ values: [], problems: [] });
  });
});

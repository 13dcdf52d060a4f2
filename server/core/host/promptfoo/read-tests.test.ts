import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { loadedSuite } from "../../../../test/support/loaded-suite.ts";
import { ownFolder } from "../../../../test/support/own-folder.ts";

let root: string;
beforeEach(() => {
  root = ownFolder();
});
const load = (config: string, files: Record<string, string> = {}, trusted = true) =>
  loadedSuite(root, config, files, trusted);

describe("tests", () => {
  test("take the default test, lists of values, files and scenarios", async () => {
    const { tests, problems } = await load(
      `defaultTest:
  vars: { lang: en }
  threshold: 0.5
  assert: [{ $ref: "#/assertionTemplates/polite" }]
assertionTemplates:
  polite: { type: not-contains, value: stupid, metric: tone }
tests:
  - vars: { q: [a, b], doc: "file://docs/*.txt" }
  - { description: own, vars: { q: c }, options: { disableDefaultAsserts: true }, threshold: 1 }
  - file://more.yaml
scenarios:
  - config: [{ vars: { who: x } }, { vars: { who: y } }]
    tests: [{ vars: { q: s } }, { vars: { q: t }, assert: [{ type: is-json }] }]
`,
      {
        "evals/docs/1.txt": "first\n",
        "evals/docs/2.txt": "second",
        "evals/more.yaml": "- vars: { q: file://deep.txt }\n",
        "evals/deep.txt": "deep",
      },
    );
    expect(problems).toEqual([]);
    expect(tests.map(({ vars }) => vars)).toEqual([
      { lang: "en", q: "a", doc: "first" },
      { lang: "en", q: "a", doc: "second" },
      { lang: "en", q: "b", doc: "first" },
      { lang: "en", q: "b", doc: "second" },
      { lang: "en", q: "c" },
      { lang: "en", q: "deep" },
      { lang: "en", who: "x", q: "s" },
      { lang: "en", who: "x", q: "t" },
      { lang: "en", who: "y", q: "s" },
      { lang: "en", who: "y", q: "t" },
    ]);
    expect(tests.map(({ assert }) => assert.length)).toEqual([1, 1, 1, 1, 0, 1, 1, 2, 1, 2]);
    expect(tests[0]!.assert[0]).toEqual({ type: "not-contains", value: "stupid", metric: "tone" });
    expect([tests[0]!.threshold, tests[4]!.threshold, tests[4]!.id]).toEqual([0.5, 1, "own"]);
    expect(new Set(tests.map(({ id }) => id)).size).toBe(tests.length);
  });

  test("of a CSV file have its columns", async () => {
    const { tests } = await load("tests: file://tests.csv", {
      "evals/tests.csv":
        'q,__expected,__expected2,__metric,__threshold,__description,__prefix,__suffix,__metadata:team,__metadata:tags[],__config:__expected2:threshold\n"a, b","contains-any: x, ""y, z""",similar(0.9): hi,tone,0.5,row one,P ,S,red,"a,b\\,c",0.7\nc,fn:output.length > 3,grade: is polite,,,,,,,,\n',
    });
    expect(tests[0]).toMatchObject({
      id: "row one",
      vars: { q: "a, b" },
      threshold: 0.5,
      options: { prefix: "P ", suffix: "S" },
      metadata: { team: "red", tags: ["a", "b,c"] },
      assert: [
        { type: "contains-any", value: ["x", "y, z"], metric: "tone" },
        { type: "similar", value: "hi", threshold: 0.7 },
      ],
    });
    expect(tests[1]!.assert).toEqual([
      { type: "javascript", value: "output.length > 3" },
      { type: "llm-rubric", value: "is polite" },
    ]);
  });

  test("of JSON lines and JSON are the same", async () => {
    const line = '{"vars":{"q":"a"},"assert":[{"type":"is-json"}]}';
    const { tests } = await load("tests: [file://a.jsonl, file://b.json]", {
      "evals/a.jsonl": `${line}\n\n${line}\n`,
      "evals/b.json": `[${line}]`,
    });
    expect(tests.map(({ vars, assert }) => [vars.q, assert.length])).toEqual([
      ["a", 1],
      ["a", 1],
      ["a", 1],
    ]);
  });

  test("take values of assertions from files; code stays where it is", async () => {
    const { tests } = await load(
      `tests:
  - assert:
      - { type: is-json, value: file://schema.json }
      - { type: equals, value: file://answer.txt }
      - { type: python, value: "file://check.py:fit" }
      - { type: assert-set, assert: [{ type: contains, value: file://answer.txt }] }
`,
      { "evals/schema.json": '{"type":"object"}', "evals/answer.txt": "42\n" },
    );
    expect(tests[0]!.assert).toMatchObject([
      { value: { type: "object" } },
      { value: "42" },
      { value: `file://${join(root, "evals/check.py")}:fit` },
      { assert: [{ value: "42" }] },
    ]);
  });
});

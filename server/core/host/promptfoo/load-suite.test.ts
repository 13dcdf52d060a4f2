import { symlink, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { loadedSuite, writeFiles } from "../../../../test/support/loaded-suite.ts";
import { ownFolder } from "../../../../test/support/own-folder.ts";
import { suiteEvaluator } from "../../evaluators/index.ts";
import { parseConfig } from "../config.ts";

let root: string;
beforeEach(() => {
  root = ownFolder();
});
const load = (config: string, files: Record<string, string> = {}, trusted = true) =>
  loadedSuite(root, config, files, trusted);

test("code of transforms is found from the folder of the file that names it, wherever the process runs", async () => {
  const { tests } = await load(`defaultTest: { options: { transform: "file://own.js:all" } }
tests:
  - { options: { postprocess: file://old.js }, assert: [{ type: equals, value: x, transform: [file://one.js, output.trim()] }] }
`);
  const inEvals = (name: string): string => `file://${join(root, "evals", name)}`;
  expect(tests[0]!.options).toEqual({ transform: inEvals("own.js:all"), postprocess: inEvals("old.js") });
  expect(tests[0]!.assert[0]).toMatchObject({ transform: [inEvals("one.js"), "output.trim()"] });
  const { evaluators, issues } = parseConfig(
    "evaluators: [{ name: a, assert: [{ type: equals, value: x, transform: file://t.js }] }]",
    { root, trusted: true },
  );
  expect(issues).toEqual([]);
  expect(evaluators[0]!.definition.assert[0]!.transform).toBe(`file://${join(root, "t.js")}`);
});

describe("what cannot be read", () => {
  test("is told with file and line, and the rest is read", async () => {
    const { tests, prompts, problems, loaded } = await load(
      `prompts:
  - hello
  - file://none.txt
tests:
  - vars: { q: file://gone.txt }
  - vars: { q: a }
  - file://missing.csv
  - https://docs.google.com/spreadsheets/d/x
  - vars: { q: b }
    assert:
      - $ref: "#/assertionTemplates/none"
`,
    );
    expect(prompts).toHaveLength(1);
    expect(tests.map(({ vars }) => vars.q)).toEqual(["a", "b"]);
    expect(suiteEvaluator(loaded).problems.map(({ message }) => message)).toEqual([
      expect.stringContaining("must be a mapping with a `type`"),
    ]);
    expect(problems.map((one) => one.replace(root, "ROOT"))).toEqual([
      expect.stringMatching(
        /^evals\/promptfooconfig\.yaml:11: Nothing stands at the reference #\/assertionTemplates\/none/,
      ),
      expect.stringMatching(
        /^evals\/promptfooconfig\.yaml:3: There is no file ROOT\/evals\/none\.txt\. Mend/,
      ),
      expect.stringMatching(/^evals\/promptfooconfig\.yaml:5: There is no file ROOT\/evals\/gone\.txt/),
      expect.stringMatching(/^evals\/promptfooconfig\.yaml:7: There is no file ROOT\/evals\/missing\.csv/),
      expect.stringMatching(/^evals\/promptfooconfig\.yaml:8: Tests at https:.* are not fetched\. Save/),
    ]);
  });

  test("broken YAML, another shape, references in a circle", async () => {
    for (const [text, words] of [
      ["prompts: [", "cannot be read"],
      ["- a", "holds no configuration"],
      ['tests: [{ $ref: "#/a" }]\na: { $ref: "#/b" }\nb: { $ref: "#/a" }', "leads back to itself"],
    ] as const)
      expect((await load(text)).problems[0]).toContain(words);
  });

  test("aliases and references without an end, or that double at each step", async () => {
    const doubling = Array.from(
      { length: 20 },
      (_, i) => `a${i}: { x: { $ref: "#/a${i + 1}" }, y: { $ref: "#/a${i + 1}" } }`,
    );
    const chained = Array.from({ length: 300 }, (_, i) => `a${i}: &a${i} [${i ? `*a${i - 1}` : "1"}]`);
    const lists = Array.from({ length: 12 }, (_, i) => `v${i}: [a, b, c, d, e, f, g, h, i, j]`);
    const deep = `{"tests": ${"[".repeat(5_000)}${"]".repeat(5_000)}}`;
    for (const [text, words] of [
      [
        "tests: &a [{ vars: { q: *a } }]",
        /^evals\/promptfooconfig\.yaml:1: .* stands inside what it stands for/,
      ],
      ["env: &a { A: *a }", /stands inside what it stands for/],
      [
        `prompts: [hi]\n${doubling.join("\n")}\na20: [1, 2, 3]`,
        /:\d+: With the reference #\/a\d+ more than 1000000 values/,
      ],
      [chained.join("\n"), /cannot be read|nested too deep/],
      [deep, /^evals\/promptfooconfig\.yaml:1: .*nested too deep/],
      [
        `tests: [{ vars: { ${lists.join(", ")} } }]`,
        /:1: The lists among its variables make 1000000000000 tests/,
      ],
      ['tests: [{ vars: { q: a }, assert: [{ $ref: "#/%" }] }]', /:1: Nothing stands at the reference #\/%/],
      ["tests: [{ vars: { q: 'file://\\0' } }]", /:1: There is no file|:1: .*cannot be read/],
    ] as const)
      expect((await load(text)).problems[0], text.slice(0, 40)).toMatch(words);
  });

  test("templates that refer to others stand for them as often as they are used", async () => {
    const { tests, problems } = await load(`tests:
  - { vars: { q: a }, assert: [{ $ref: "#/t/both" }, { $ref: "#/t/both", weight: 2 }] }
t:
  both: { type: assert-set, assert: [{ $ref: "#/t/one" }, { $ref: "#/t/one" }] }
  one: { type: contains, value: x }
`);
    const both = { type: "assert-set", assert: [1, 2].map(() => ({ type: "contains", value: "x" })) };
    expect(problems).toEqual([]);
    expect(tests[0]!.assert).toEqual([both, { ...both, weight: 2 }]);
  });

  test("the environment is filled in where providers stand in files of their own", async () => {
    const { providers, problems } = await load(
      "prompts: [a]\nenv: { KEY: k-1 }\nproviders: [file://p.yaml, file://q.json]",
      {
        "evals/p.yaml":
          '- { id: "openai:gpt-4.1", config: { apiKey: "{{ env.KEY }}", user: "{{env.NONE}}" } }\n',
        "evals/q.json": '{ "id": "echo", "label": "{{env.KEY}}" }',
      },
    );
    expect(problems).toEqual([]);
    expect(providers.map(({ config, label }) => [config, label])).toEqual([
      [{ apiKey: "k-1", user: "{{env.NONE}}" }, undefined],
      [{}, "k-1"],
    ]);
  });

  test("an environment that is none", async () => {
    const { loaded, problems, prompts } = await load(
      "prompts: ['{{env.A}} {{env.B}}']\nenv:\n  A: 1\n  B: { toString: 1 }\n  C: null\nevaluateOptions: { repeat: { valueOf: 1, toString: 1 } }",
    );
    expect(loaded.env).toEqual({ A: "1" });
    expect(prompts[0]!.raw).toBe("1 {{env.B}}");
    expect(problems).toEqual([
      expect.stringMatching(/:4: `B` of `env` must be a text, a number, true or false\./),
      expect.stringMatching(/:5: `C` of `env` must be/),
    ]);
  });

  test("an untrusted workspace is not searched outside, whatever way a pattern leads out", async () => {
    const outside = ownFolder();
    await writeFile(join(outside, "a.txt"), "secret");
    await writeFiles(root, { "evals/in/a.txt": "own" });
    await symlink(outside, join(root, "evals/link"));
    const leading = [
      `${outside}/*.txt`,
      `${relative(join(root, "evals"), outside)}/*.txt`,
      "in/../../../*/*.txt",
      "*/../../../*",
      "{..,in}/../*",
      "link/*.txt",
      "li?k/*.txt",
    ];
    const config = JSON.stringify({ tests: leading.map((one) => ({ vars: { q: `file://${one}` } })) });
    const untrusted = await load(config, {}, false);
    expect(untrusted.tests).toEqual([]);
    expect(untrusted.problems).toEqual([
      ...[1, 2, 3, 4, 5, 6].map(() => expect.stringContaining("This workspace is not trusted")),
      expect.stringContaining("No file matches file://li?k/*.txt"),
    ]);
    expect((await load("tests: [{ vars: { q: 'file://i?/*.txt' } }]", {}, false)).tests[0]!.vars.q).toBe(
      "own",
    );
    expect((await load(`tests: [{ vars: { q: "file://${outside}/*.txt" } }]`)).tests[0]!.vars.q).toBe(
      "secret",
    );
  });

  test("an untrusted workspace speaks of its own files alone, and not of its environment", async () => {
    const outside = ownFolder();
    await writeFile(join(outside, "secret.txt"), "secret");
    process.env.HOMEOSTAT_TEST_KEY = "secret";
    const config = `prompts: [file://${outside}/secret.txt, "{{env.HOMEOSTAT_TEST_KEY}}"]\ntests: [{ vars: { q: "file://${outside}/secret.txt" } }]`;
    const untrusted = await load(config, {}, false);
    const trusted = await load(config, {}, true);
    delete process.env.HOMEOSTAT_TEST_KEY;
    expect(JSON.stringify(untrusted)).not.toContain('"secret"');
    expect(untrusted.problems).toEqual(
      [1, 2].map(() =>
        expect.stringMatching(/is not trusted, so .*secret\.txt, which lies outside of it, is not read/),
      ),
    );
    expect(trusted.prompts.map(({ raw }) => raw)).toEqual(["secret", "secret"]);
  });
});

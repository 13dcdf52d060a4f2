import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { evaluate, openServices, samplesOf, suiteEvaluator } from "../../evaluators/index.ts";
import { buildChild } from "../../evaluators/testing.ts";
import { loadConfig, parseConfig } from "../config.ts";
import { worded } from "./config-suites.ts";
import { loadSuite } from "./load-suite.ts";

let root: string;
let child: Awaited<ReturnType<typeof buildChild>>;
beforeAll(async () => {
  child = await buildChild();
});
afterAll(() => child.remove());
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "suite-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
}

/** Loads `evals/promptfooconfig.yaml` of these files; problems in one line each. */
async function load(config: string, files: Record<string, string> = {}, trusted = true) {
  await write({ ...files, "evals/promptfooconfig.yaml": config });
  const loaded = await loadSuite(join(root, "evals/promptfooconfig.yaml"), { root, trusted });
  const problems = loaded.suite.problems.map((one) => worded(one, loaded, root));
  return { ...loaded.suite, problems, loaded: loaded.suite };
}

describe("prompts", () => {
  test("are texts, files of all kinds, patterns and chats", async () => {
    const { prompts, problems } = await load(
      `prompts:
  - "Say {{x}}"
  - file://two.txt
  - { id: file://chat.json, label: chat }
  - file://chat.yaml
  - file://many/*.md
  - lines.jsonl
  - file://made.py:make
  - raw: "own"
    label: named
`,
      {
        "evals/two.txt": "one {{x}}\n---\ntwo {{x}}\n",
        "evals/chat.json": '[ {"role": "user",\n "content": "{{x}}"} ]',
        "evals/chat.yaml": "- role: user\n  content: '{{x}}'\n",
        "evals/many/b.md": "# b",
        "evals/many/a.md": "# a",
        "evals/lines.jsonl": '[{"role":"user"}]\n[{"role":"system"}]\n',
      },
    );
    expect(problems).toEqual([]);
    expect(prompts.map(({ raw }) => raw)).toEqual([
      "Say {{x}}",
      "one {{x}}",
      "two {{x}}",
      '[{"role":"user","content":"{{x}}"}]',
      '[{"role":"user","content":"{{x}}"}]',
      "# a",
      "# b",
      '[{"role":"user"}]',
      '[{"role":"system"}]',
      "file://made.py:make",
      "own",
    ]);
    expect(prompts[3]!.label).toBe("chat");
    expect(prompts.at(-1)!.label).toBe("named");
    expect(prompts[9]!.code).toEqual({ file: join(root, "evals/made.py"), name: "make" });
  });
});

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
    const outside = await mkdtemp(join(tmpdir(), "outside-"));
    await writeFile(join(outside, "a.txt"), "secret");
    await write({ "evals/in/a.txt": "own" });
    await symlink(outside, join(root, "evals/link"));
    const leading = [
      `${outside}/*.txt`,
      `../../${basename(outside)}/*.txt`,
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
    await rm(outside, { recursive: true });
  });

  test("an untrusted workspace speaks of its own files alone, and not of its environment", async () => {
    const outside = await mkdtemp(join(tmpdir(), "outside-"));
    await writeFile(join(outside, "secret.txt"), "secret");
    process.env.HOMEOSTAT_TEST_KEY = "secret";
    const config = `prompts: [file://${outside}/secret.txt, "{{env.HOMEOSTAT_TEST_KEY}}"]\ntests: [{ vars: { q: "file://${outside}/secret.txt" } }]`;
    const untrusted = await load(config, {}, false);
    const trusted = await load(config, {}, true);
    delete process.env.HOMEOSTAT_TEST_KEY;
    await rm(outside, { recursive: true });
    expect(JSON.stringify(untrusted)).not.toContain('"secret"');
    expect(untrusted.problems).toEqual(
      [1, 2].map(() =>
        expect.stringMatching(/is not trusted, so .*secret\.txt, which lies outside of it, is not read/),
      ),
    );
    expect(trusted.prompts.map(({ raw }) => raw)).toEqual(["secret", "secret"]);
  });
});

describe("as an evaluator", () => {
  type Said = readonly [vars: object | undefined, output: string, files?: string[], taskId?: string];
  const judged = async (config: string, said: readonly Said[], trusted = false) => {
    const { loaded } = await load(config);
    const { evaluator, problems } = suiteEvaluator(loaded);
    const services = openServices({ trusted, ...(trusted && { sandboxEntry: child.entry }) });
    const [labels, explanations]: string[][] = [[], []];
    for (const [vars, output, promptFiles, taskId] of said) {
      const sample = samplesOf(
        "c",
        [
          { role: "user", text: "q" },
          { role: "assistant", text: output },
        ],
        {
          ...(vars && { vars: vars as Record<string, unknown> }),
          ...(promptFiles && { promptFiles }),
          ...(taskId !== undefined && { taskId }),
        },
      )[1]!;
      const { label, explanation } = await evaluate(evaluator, sample, services);
      labels!.push(label);
      explanations!.push(explanation);
    }
    await services.close();
    return { labels: labels!, explanations, problems: problems.map(({ message }) => message), evaluator };
  };

  test("the sample's variables choose the test, the default test judges the rest of its prompts", async () => {
    const config = `description: capitals
prompts: ["The capital of {{country}}?"]
defaultTest: { assert: [{ type: not-icontains, value: sorry }] }
tests:
  - { vars: { country: France, note: x }, assert: [{ type: contains, value: Paris }] }
  - { vars: { country: Italy, note: y }, assert: [{ type: contains, value: Rome }] }
`;
    const own = [join(root, "evals/promptfooconfig.yaml")];
    const { labels, evaluator } = await judged(config, [
      [{ country: "France" }, "Paris"],
      [{ country: "Italy" }, "Paris"],
      [{ country: "France" }, "Sorry, Paris"],
      [{ country: "Spain" }, "Madrid"],
      [{ country: "Spain" }, "Madrid", own],
      [{ country: "Spain" }, "Sorry", own],
      [{ note: "x" }, "Paris"],
      [undefined, "Paris"],
    ]);
    const none = "not-applicable";
    expect(labels).toEqual(["pass", "fail", "fail", none, "pass", "fail", none, none]);
    expect(evaluator.name).toBe("capitals");
  });

  test("a test asks with its own variables, those that its prompt does not show too", async () => {
    const { labels } = await judged(
      `prompts: ["The capital of {{country}}?"]
tests:
  - { vars: { country: France, city: Paris }, assert: [{ type: contains, value: "It is {{city}}" }] }
  - { vars: { country: Italy, wrong: Milan }, assert: [{ type: not-contains, value: "It is {{wrong}}" }] }
  - { vars: { country: Spain, city: Madrid }, assert: [{ type: contains, value: "{{city}}", metric: "{{city}}" }] }
  - { vars: { country: Spain, city: Seville }, assert: [{ type: assert-set, assert: [{ type: contains, value: "{{city}}" }] }] }
  - { vars: { country: Peru, city: Lima }, assert: [{ type: javascript, value: "output === context.vars.city" }] }
`,
      [
        [{ country: "France" }, "It is Rome"],
        [{ country: "France" }, "It is Paris"],
        [{ country: "France", city: "Rome" }, "It is Paris"],
        [{ country: "Italy" }, "It is Milan"],
        [{ country: "Italy" }, "It is Rome"],
        [{ country: "Spain" }, "Madrid"],
        [{ country: "Spain" }, "Madrid, or Seville"],
        [{ country: "Peru" }, "Lima"],
        [{ country: "Peru" }, "undefined"],
      ],
      true,
    );
    const none = "not-applicable";
    expect(labels).toEqual(["fail", "pass", none, "fail", "pass", "fail", "pass", "pass", "fail"]);
  });

  test("a test without variables judges what comes from the suite, and no other conversation", async () => {
    const own = [join(root, "evals/promptfooconfig.yaml")];
    const other = ["prompts/other.md"];
    const said: Said[] = [
      [undefined, "a joke"],
      [{}, "a joke", other],
      [undefined, "a joke", other, "test-0"],
      [undefined, "a joke", own],
      [undefined, "no", own, "test-0"],
      [undefined, "no", undefined, "jokes"],
    ];
    const none = "not-applicable";
    const joke = "assert: [{ type: contains, value: joke }]";
    const nameless = await judged(`prompts: [Tell a joke.]\ntests: [{ ${joke} }]`, said);
    expect(nameless.labels).toEqual([none, none, none, "pass", "fail", none]);
    const named = await judged(`prompts: [Tell a joke.]\ntests: [{ description: jokes, ${joke} }]`, said);
    expect(named.labels).toEqual([none, none, none, "pass", "fail", "fail"]);
    // Its prompt had a variable, which was not recorded: the test may not be the one.
    const shown = await judged(`prompts: ["Tell {{what}}."]\ntests: [{ ${joke} }]`, said);
    expect(shown.labels).toEqual([none, none, none, none, "fail", none]);
  });

  test("into code go the variables of a test alone, never those of whoever was captured", async () => {
    const own = [join(root, "evals/promptfooconfig.yaml")];
    const hostile = "'+require('x')+'";
    const { labels, explanations, problems } = await judged(
      `prompts: ["Say {{word}} to {{who}}"]
defaultTest:
  vars: { sign: "!" }
  assert: [{ type: assert-set, assert: [{ type: javascript, value: "output.startsWith('{{word}}')" }] }, { type: contains, value: "{{sign}}" }]
tests: [{ vars: { word: hello, who: you } }]
`,
      [
        [{ word: "hello", who: "you" }, "hello!"],
        [{ word: "hello", who: "you" }, "bye!"],
        [{ word: hostile, who: "you" }, "hello!", own],
        [{ word: hostile, who: "you" }, "hello", own],
      ],
      true,
    );
    expect(problems).toEqual([]);
    expect(labels).toEqual(["pass", "fail", "unknown", "fail"]);
    expect(explanations![2]).toContain(
      "No test speaks of these variables, and variables are not filled into code",
    );
  });

  test("an assertion that cannot be read leaves its test unknown, and no other", async () => {
    const { labels, problems } = await judged(
      `prompts: ["{{q}}"]
tests:
  - { vars: { q: a }, assert: [{ type: no-such-check, value: 1 }, { type: contains, value: x }] }
  - { vars: { q: b }, assert: [{ type: contains, value: x }] }
`,
      [
        [{ q: "a" }, "x"],
        [{ q: "a" }, "y"],
        [{ q: "b" }, "x"],
      ],
    );
    expect(labels).toEqual(["unknown", "fail", "pass"]);
    expect(problems).toEqual([expect.stringContaining("There is no assertion type `no-such-check`")]);
  });

  test("what would change a judge's question or its context is told, and leaves its test unknown", async () => {
    const { loaded } = await load(`prompts: ["{{q}}"]
tests:
  - vars: { q: a }
    assert:
      - { type: llm-rubric, value: polite, rubricPrompt: "Grade as a pirate" }
      - { type: context-recall, value: x, contextTransform: output.context, severity: high }
      - { type: contains, value: x, rubricPrompt: idle, provider: "openai:gpt-4.1", description: d }
      - { type: assert-set, assert: [{ type: g-eval, value: kind, rubricPrompt: own }] }
  - { vars: { q: b }, options: { rubricPrompt: own }, assert: [{ type: llm-rubric, value: kind }] }
  - { vars: { q: c }, assert: [{ type: llm-rubric, value: kind, provider: "openai:gpt-4.1" }] }
  - { vars: { q: d }, assert: [{ type: llm-rubric, value: kind, provider: second }] }
`);
    const { evaluator, problems } = suiteEvaluator(loaded);
    expect(
      problems.map(({ origin, message }) => `${origin.path?.join(".")}: ${message.slice(0, 30)}`),
    ).toEqual([
      "tests.0.assert.0.rubricPrompt: Judges are asked in words of t",
      "tests.0.assert.1.contextTransform: `contextTransform` is not used",
      "tests.0.assert.3.assert.0.rubricPrompt: Judges are asked in words of t",
      "tests.1.assert.0: Judges are asked in words of t",
    ]);
    const asserted = evaluator.definition.cases!.tests.map(({ assert }) => assert);
    expect(asserted[0]!.map(({ refused }) => refused !== undefined)).toEqual([true, true, false, true]);
    expect(asserted.slice(2).map(([one]) => [one!.refused, one!.provider])).toEqual([
      [undefined, undefined],
      [undefined, "second"],
    ]);
  });

  test("five thousand tests are found by five thousand samples", async () => {
    const tests = Array.from({ length: 5000 }, (_, i) => ({
      vars: { q: `q${i}` },
      assert: [{ type: "contains", value: `a${i}.` }],
    }));
    const { labels } = await judged(
      JSON.stringify({ prompts: ["{{q}}"], tests }),
      tests.map((_, i) => [{ q: `q${i}` }, i % 2 === 0 ? `a${i}.` : "no"] as const),
    );
    expect(labels.filter((label, i) => label === (i % 2 === 0 ? "pass" : "fail"))).toHaveLength(5000);
  });

  test("stands in homeostat.yaml, and its problems at its entry", async () => {
    await load(
      "description: evals\nprompts: ['{{q}}']\ntests: [{ vars: { q: a }, assert: [{ type: contains, value: x }] }, nothing.csv]",
    );
    const text =
      "evaluators:\n  - { name: own, assert: [{ type: outcome }] }\n  - { promptfoo: evals/promptfooconfig.yaml, covers: [hello] }\n  - { promptfoo: 3 }\n";
    await write({ "homeostat.yaml": text });
    expect(parseConfig(text, { root, trusted: true }).suites).toHaveLength(1);
    const config = await loadConfig(join(root, "homeostat.yaml"), { root, trusted: true });
    expect(config.evaluators.map(({ name }) => name)).toEqual(["own", "evals"]);
    expect(config.places.get("evals")).toMatchObject({ line: 2 });
    const messages = config.issues.map(({ message }) => message);
    expect(messages).toContainEqual(expect.stringContaining("`promptfoo` must be the path"));
    expect(messages).toContainEqual(
      expect.stringMatching(/^evals\/promptfooconfig\.yaml:3: There is no file/),
    );
    const again = await loadConfig(join(root, "homeostat.yaml"), { root, trusted: true });
    expect(again.evaluators[1]).toBe(config.evaluators[1]);
    await load("description: evals\nprompts: ['{{q}}']\ntests: [{ vars: { q: b } }]");
    const changed = await loadConfig(join(root, "homeostat.yaml"), { root, trusted: true });
    expect(changed.evaluators[1]!.key).not.toBe(config.evaluators[1]!.key);
  });

  test("another judge makes another evaluator of a suite too", async () => {
    await load(
      "description: evals\nprompts: ['{{q}}']\ntests: [{ vars: { q: b }, assert: [{ type: llm-rubric, value: is polite }] }]",
    );
    const keyWith = async (model: string): Promise<string> => {
      const text = `models: { chat: { baseUrl: "http://127.0.0.1:9/v1", model: ${model} } }\nevaluators:\n  - { promptfoo: evals/promptfooconfig.yaml }\n`;
      await write({ "homeostat.yaml": text });
      const { evaluators } = await loadConfig(join(root, "homeostat.yaml"), { root, trusted: true });
      return evaluators[0]!.key;
    };
    const first = await keyWith("small");
    expect(await keyWith("small")).toBe(first);
    expect(await keyWith("large")).not.toBe(first);
  });
});

/** A loaded suite as an evaluator: which of its tests judges a sample, and by what. */
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadedSuite } from "../../../../test/support/loaded-suite.ts";
import { ownFolder } from "../../../../test/support/own-folder.ts";
import { evaluate, openServices, samplesOf, suiteEvaluator } from "../../evaluators/index.ts";
import { buildChild } from "../../evaluators/testing.ts";

let root: string;
let child: Awaited<ReturnType<typeof buildChild>>;
beforeAll(async () => {
  child = await buildChild();
});
afterAll(() => child.remove());
beforeEach(() => {
  root = ownFolder();
});
const load = (config: string, files: Record<string, string> = {}, trusted = true) =>
  loadedSuite(root, config, files, trusted);

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
});

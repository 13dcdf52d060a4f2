import { describe, expect, test } from "vitest";
import type { Assertion } from "../check-type.ts";
import { checkTypes } from "../check-types.ts";
import { evaluate } from "../evaluate.ts";
import { makeEvaluator } from "../evaluator.ts";
import { evaluatorOf, problemsOf, sampleOf, untrusted } from "../testing.ts";
import { render } from "./render.ts";

const vars = {
  name: "Ana",
  n: 1.5,
  yes: true,
  none: null,
  list: ["a", 2],
  user: { city: "Rome", tags: ["x", "y"] },
  markup: '<b>"&',
};

describe("render", () => {
  // What nunjucks 3.2 gives, as promptfoo sets it up (without escaping).
  test.each([
    ["Hello {{name}}!", "Hello Ana!"],
    ["{{ user.city }} {{user.tags[1]}} {{list.length}}", "Rome y 2"],
    ["{{n}} {{yes}} {{none}}|{{missing}}|{{missing.deep}}", "1.5 true ||"],
    ["{{list}} {{user}}", "a,2 [object Object]"],
    ["{{markup}}", '<b>"&'],
    ["{{ name.constructor }}{{ user.__proto__ }}{{ list.map }}", ""],
    ["{{ name | upper }} {{ missing | default('none') }}", "ANA none"],
    ["{% if yes %}y{% else %}n{% endif %}\n", "y\n"],
    ["{% for x in user.tags %}{{ loop.index }}{{ x }} {% endfor %}", "1x 2y "],
    ["{{ 'a' if n > 1 else 'b' }}{# note #}", "a"],
    ["a\n  {% if yes %}\n  b\n  {% endif %}\nc", "a\n  \n  b\n  \nc"],
    ["{{ name ~ '-' ~ user.city }}", "Ana-Rome"],
    ["{%- if yes -%} x {%- endif %}", "x"],
    ["{% for i in range(3) %}{{ i }}{% endfor %}", "012"],
    ["no tags, {single} braces", "no tags, {single} braces"],
  ])("%j is %j", async (template, expected) => {
    expect(await render(template, vars)).toBe(expected);
  });

  test.each([
    ["{{ name"],
    ["{% if %}"],
    ["{{ name | nonsense }}"],
    ["{{ ''.constructor.constructor('return process')() }}"],
    ["{{ range.constructor('return process')() }}"],
    ["{% for i in range(100000000) %}x{% endfor %}"],
    [
      "{% for i in range(10000) %}{% for j in range(10000) %}{% for k in range(10000) %}{% endfor %}{% endfor %}{% endfor %}",
    ],
  ])("%j is refused", async (template) => {
    await expect(render(template, vars)).rejects.toThrow();
  });
});

describe("values with templates", () => {
  const judgeWith = (assertion: Assertion, said: string, more: object = { vars }) =>
    evaluate(evaluatorOf({ assert: [assertion] }), { ...sampleOf(said), ...more }, untrusted);

  test("are rendered for each sample", async () => {
    const assertion = { type: "contains", value: "Dear {{name}}" };
    const evaluator = evaluatorOf({ assert: [assertion] });
    const label = async (said: string, name: string) =>
      (await evaluate(evaluator, { ...sampleOf(said), vars: { name } }, untrusted)).label;
    expect(await label("Dear Ana,", "Ana")).toBe("pass");
    expect(await label("Dear Ana,", "Bob")).toBe("fail");
    expect(await label("Dear Bob,", "Bob")).toBe("pass");
    expect((await judgeWith({ type: "contains-all", value: ["{{name}}", 2] }, "Ana 2")).label).toBe("pass");
    expect((await judgeWith({ type: "equals", value: { a: "{{name}}" } }, '{"a":"{{name}}"}')).label).toBe(
      "pass",
    );
  });

  test("a variable that the sample lacks is empty; a sample without any is unknown", async () => {
    const assertion = { type: "equals", value: "Hi {{nobody}}" };
    expect((await judgeWith(assertion, "Hi ")).label).toBe("pass");
    expect(await judgeWith(assertion, "Hi ", {})).toMatchObject({
      label: "unknown",
      explanation: expect.stringContaining("none were recorded with this conversation"),
    });
  });

  test("what renders to a value that the type refuses is unknown, with the reason", async () => {
    expect(await judgeWith({ type: "contains", value: "{{nobody}}" }, "x")).toMatchObject({
      label: "unknown",
      explanation: expect.stringContaining("must be a text that is not empty"),
    });
    expect((await judgeWith({ type: "regex", value: "({{name}}" }, "x")).label).toBe("unknown");
  });

  test("metrics are rendered, too", async () => {
    const { parts } = await judgeWith({ type: "contains", value: "a", metric: "city {{user.city}}" }, "a");
    expect(parts).toMatchObject([{ name: "city Rome", label: "pass" }]);
  });
});

describe("what was captured is never rendered into code or an address", () => {
  const acting = [
    { type: "javascript", value: "output.includes('{{name}}')" },
    { type: "not-javascript", value: "{% if name %}true{% endif %}" },
    { type: "javascript", value: "file:///checks/{{name}}.js" },
    { type: "python", value: "'{{name}}' in output" },
    { type: "ruby", value: "output.include?('{{name}}')" },
    { type: "webhook", value: "https://{{name}}.example.com/" },
  ];

  test.each(acting)("$type $value is refused, with advice", (assertion) => {
    const [problem, ...others] = problemsOf(assertion);
    expect([problem, others]).toEqual([expect.stringContaining("`context.vars`"), []]);
    expect(problemsOf({ type: "assert-set", assert: [assertion] })).toHaveLength(1);
  });

  test("a definition from elsewhere does not get there either", async () => {
    for (const assertion of acting) {
      const evaluator = makeEvaluator({ name: "e", when: [], assert: [assertion], covers: [] });
      const { label, explanation } = await evaluate(
        evaluator,
        { ...sampleOf("x"), vars: { name: "');process.exit();('" } },
        untrusted,
      );
      expect([label, explanation]).toEqual([
        "unknown",
        expect.stringContaining("others write what they hold"),
      ]);
    }
  });

  test("every type that runs files or posts samples is among them", () => {
    const types = new Set(acting.map(({ type }) => type.replace(/^not-/, "")));
    const rows = checkTypes.filter(({ runsFiles, postsSamples }) => runsFiles || postsSamples);
    expect(new Set(rows.map(({ name }) => name))).toEqual(types);
  });
});

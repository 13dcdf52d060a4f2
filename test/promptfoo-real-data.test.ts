import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse as parseCsv } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { importedFrom, messagesIn } from "../server/core/capture/testing.ts";
import { evaluate, openServices, samplesOf, suiteEvaluator } from "../server/core/evaluators/index.ts";
import { buildChild } from "../server/core/evaluators/testing.ts";
import { loadSuite } from "../server/core/host/promptfoo/load-suite.ts";
import { realData } from "./support/real-data.ts";

const folder = realData("e-promptfoo");
const examples = folder ?? "";

const loaded = async (...path: string[]) => {
  const file = join(examples, ...path);
  const { suite, lineOf } = await loadSuite(file, { root: examples, trusted: true });
  return { suite, lineOf, ...suiteEvaluator(suite) };
};

/** By folder: prompts, providers, tests, and what is told of it that cannot be read or judged. */
const configs: readonly [path: string, counts: readonly number[], problems: readonly RegExp[]][] = [
  ["examples_csv-metadata", [1, 1, 3], []],
  ["examples_external-defaulttest", [1, 2, 4], []],
  ["examples_g-eval", [1, 1, 5], []],
  ["examples_json-output", [1, 1, 2], []],
  ["examples_jsonl-test-cases", [1, 1, 2], []],
  ["examples_multiple-turn-conversation", [1, 1, 7], []],
  ["examples_named-metrics", [2, 1, 5], []],
  ["examples_openai-eval-factuality", [2, 1, 1], []],
  ["examples_prompt-labels", [4, 2, 2], []],
  ["examples_rag-eval", [1, 1, 2], []],
  ["examples_self-grading", [2, 1, 10], []],
  ["examples_simple-cli", [2, 1, 4], []],
  ["examples_simple-test", [2, 1, 5], []],
  ["examples_tool-use", [1, 4, 4], []],
  // Its data set is not among the examples.
  ["anthropics+claude-cookbooks/skills/classification/evaluation", [3, 5, 0], [/dataset\.csv/]],
  ["anthropics+claude-cookbooks/skills/text_to_sql/evaluation", [4, 2, 7], []],
  ["examples_tau-simulated-user", [1, 1, 33], []],
];

describe.skipIf(!folder)("promptfoo's own examples", () => {
  let child: Awaited<ReturnType<typeof buildChild>>;
  beforeAll(async () => {
    child = await buildChild();
  });
  afterAll(() => child.remove());

  test.each(configs)("%s loads", async (path, counts, problems) => {
    const { suite } = await loaded(path, "promptfooconfig.yaml");
    expect([suite.prompts.length, suite.providers.length, suite.tests.length]).toEqual(counts);
    expect(suite.problems.map(({ message }) => message)).toEqual(
      problems.map((one) => expect.stringMatching(one)),
    );
  });

  test("nothing of a suite is left out: every assertion of every test is judged, or unknown and says why", async () => {
    const services = openServices({ trusted: false });
    for (const [path] of configs) {
      const { suite, evaluator } = await loaded(path, "promptfooconfig.yaml");
      for (const one of suite.tests) {
        const [sample] = samplesOf(
          "c",
          [
            { role: "user", text: "q" },
            { role: "assistant", text: "a" },
          ],
          { vars: one.vars, taskId: one.id },
        ).filter(({ scope }) => scope === evaluator.scope);
        const { label, parts, explanation } = await evaluate(evaluator, sample!, services);
        if (one.assert.length === 0) expect(label).toBe("not-applicable");
        // A `g-eval` with a list asks about each of its criteria.
        else
          expect([path, (parts?.length ?? 1) >= one.assert.length, explanation]).toEqual([
            path,
            true,
            expect.any(String),
          ]);
      }
    }
    await services.close();
  });

  /** Judges results of a file by a suite; gives promptfoo's verdict and ours of each, in order. */
  async function compared(content: unknown, evaluator: Awaited<ReturnType<typeof loaded>>["evaluator"]) {
    const { all } = await importedFrom(content);
    const services = openServices({ trusted: true, sandboxEntry: child.entry });
    const verdicts = [];
    for (const captured of all) {
      const { conversation } = captured;
      const vars = conversation.attributes.vars as Record<string, unknown>;
      const sample = samplesOf(conversation.id, messagesIn(captured), {
        ...conversation,
        vars,
        isTransformed: true,
      }).find(({ scope }) => scope === "turn")!;
      const { label, explanation } = await evaluate(evaluator, sample, services);
      verdicts.push({ theirs: conversation.outcome?.label, ours: label, explanation });
    }
    await services.close();
    return verdicts;
  }

  test("the outputs of simple-test get promptfoo's verdicts", async () => {
    const own = join(examples, "examples_simple-test");
    const { suite } = await loadSuite(join(own, "promptfooconfig.yaml"), { root: examples, trusted: true });
    // The result was made with the tests of tests.csv.
    const rows = parseCsv(readFileSync(join(own, "tests.csv")), { columns: true }) as Record<
      string,
      string
    >[];
    const { completeTests, testOfRow } = await import("../server/core/evaluators/index.ts");
    const tests = completeTests(
      rows.map((row, i) => ({ raw: testOfRow(row), origin: { file: "tests.csv", line: i + 2 } })),
      {},
      (_, message) => expect.unreachable(message),
    );
    const { evaluator } = suiteEvaluator({ ...suite, tests });
    const verdicts = await compared(readFileSync(join(own, "output.json"), "utf8"), evaluator);
    expect(verdicts).toHaveLength(4);
    for (const { theirs, ours } of verdicts) expect(ours).toBe(theirs);
  });

  test("the table of simple-test, which has failures, gets promptfoo's verdicts", async () => {
    const own = join(examples, "examples_simple-test");
    const { evaluator } = await loaded("examples_simple-test", "promptfooconfig.yaml");
    const [head, ...rows] = parseCsv(readFileSync(join(own, "output.csv")), {
      relax_quotes: true,
    }) as string[][];
    const results = rows.flatMap((row, i) =>
      row.slice(0, 2).map((cell, p) => {
        const [, mark, output] = /^\[(PASS|FAIL)\] \([\d.]+\) ([\s\S]*)$/.exec(cell) ?? [];
        return {
          id: `r${i}-${p}`,
          success: mark === "PASS",
          prompt: { raw: (JSON.parse(head![p]!) as { raw: string }).raw },
          vars: { body: row[2] },
          // A failure has its reason above a line.
          response: { output: mark === "FAIL" ? output!.split("\n---\n").slice(1).join("\n---\n") : output },
        };
      }),
    );
    const verdicts = await compared({ evalId: "table", results, config: {} }, evaluator);
    const judged = verdicts.filter(({ ours }) => ours === "pass" || ours === "fail");
    expect(judged.length).toBeGreaterThanOrEqual(6);
    // The table is older than promptfoo's rule that a number passes above 0: `max(0, len(output) - 300)` passed with 0 then.
    const byRuleOfNow = judged.filter(({ explanation }) =>
      explanation.includes('python check failed, "it returned 0"'),
    );
    expect(byRuleOfNow).toHaveLength(2);
    for (const one of judged)
      expect(one.ours, one.explanation).toBe(byRuleOfNow.includes(one) ? "fail" : one.theirs);
    // Those with a check by a model are unknown where there is no model, whatever the others say, unless one fails.
    expect(verdicts.filter(({ ours }) => ours === "unknown").length + judged.length).toBe(verdicts.length);
  });

  test.each([["output.json"], ["output.yaml"]])(
    "%s of simple-cli asserts nothing, and is called neither",
    async (name) => {
      const { evaluator } = await loaded("examples_simple-cli", "promptfooconfig.yaml");
      const text = readFileSync(join(examples, "examples_simple-cli", name), "utf8");
      const verdicts = await compared(
        name.endsWith("json") ? text : JSON.stringify(parseYaml(text)),
        evaluator,
      );
      expect(verdicts).toHaveLength(8);
      expect(new Set(verdicts.map(({ ours }) => ours))).toEqual(new Set(["not-applicable"]));
      expect(new Set(verdicts.map(({ theirs }) => theirs))).toEqual(new Set([undefined]));
    },
  );
});

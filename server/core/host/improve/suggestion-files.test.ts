import { afterEach, beforeEach, expect, test } from "vitest";
import { type TempFolder, tempFolder } from "../../../../test/support/temp-folder.ts";
import { hunkOf, type Suggestion } from "../../improve/index.ts";
import type { CycleReport } from "./cycle-report.ts";
import { readSuggestionFiles, suggestionFolder, writeSuggestionFile } from "./suggestion-files.ts";

let folder: TempFolder;
beforeEach(() => {
  folder = tempFolder("suggestions");
});
afterEach(() => folder.remove());

const text = "# Shop\n\n- Greet the customer.\n";
const suggestion: Suggestion = {
  ...{ id: "0123456789ab", cycle: "c1", atMs: 1, analysis: "Nobody is thanked." },
  target: { kind: "evaluator", id: "thanks", name: "thanks" },
  prompt: { name: "shop", file: "prompts/shop.md", version: "1" },
  base: { "prompts/shop.md": text },
  hunks: [
    {
      ...hunkOf(text, { start: text.length, end: text.length }, "- Say thank you.\n", { operator: "add" }),
      ...{ file: "prompts/shop.md", worth: { effect: 0.9, cases: 12, alone: true } },
    },
  ],
  effects: [
    {
      ...{ kind: "evaluator", id: "thanks", name: "thanks" },
      ...{ before: { pass: 1, n: 20 }, after: { pass: 20, n: 20 } },
    },
  ],
  fixed: [{ case: "a", conversationId: "a", evaluators: ["thanks"] }],
  broken: [],
  gate: { cases: 40, trials: 160, errorRate: 0.05 },
  flags: [],
  cost: { calls: 84, reflections: 3, candidates: 4 },
};

const cycle: CycleReport & { suggestion: Suggestion } = {
  ...{ id: "c1", atMs: 1, context: { cause: "missing" }, dataset: "d1", metricCalls: 84, reflections: 3 },
  ...{ end: "suggestion", says: "An edit passed the gate.", spent: { calls: 120, usd: 0.2 }, suggestion },
  tried: [{ operator: "add", text: "- Say thank you.", effect: 0.9 }],
  events: [],
  plan: {
    ...{ target: suggestion.target, prompt: suggestion.prompt, proposer: "m", judges: [] },
    agent: { name: "shop", place: "http://127.0.0.1", run: "model", tools: "recorded", user: "recorded" },
    ...{ deciding: ["thanks"], undecided: [], cases: { train: 10, validation: 10, heldOut: 20 } },
    budget: { calls: 500, usd: 2 },
  },
};

/** The file as it would stand there after somebody changed it. */
const changed = (by: object): string =>
  JSON.stringify({ version: 1, cycle: { ...cycle, suggestion: { ...suggestion, ...by } } });

test("what is written is read again, and says where it is from", async () => {
  expect(await readSuggestionFiles(folder.path)).toEqual({ cycles: [], problems: [] });
  const file = await writeSuggestionFile(folder.path, cycle);
  expect(file).toBe("homeostat/suggestions/0123456789ab.json");
  expect(await readSuggestionFiles(folder.path)).toEqual({
    cycles: [{ ...cycle, from: file, says: expect.stringContaining(file) }],
    problems: [],
  });
});

test.each([
  ["no JSON", "{", /no suggestion: .*JSON/],
  ["nothing", "null", /its version is undefined/],
  ["a later version", '{"version":2}', /its version is 2, and this build reads 1/],
  ["no cycle", '{"version":1}', /object/],
  ["no cases", changed({ fixed: undefined }), /fixed/],
  ["a count below nothing", changed({ gate: { cases: -1, trials: 1, errorRate: 0 } }), /cases/],
  ["an id that is a path", changed({ id: "../../etc" }), /id/],
  ["another text", changed({ base: { "prompts/shop.md": "x" } }), /does not fit/],
  ["no text", changed({ base: {} }), /the text of prompts\/shop.md is missing/],
  ["a way out", changed({ base: { "../x": "" } }), /outside the workspace/],
  ["an absolute path", changed({ base: { "/etc/passwd": "" } }), /outside the workspace/],
  ["a drive", changed({ base: { "C:\\x": "" } }), /outside the workspace/],
  ["a hidden way out", changed({ base: { "a/../../x": "" } }), /outside the workspace/],
])("a file that is none is told, and the others are read: %s", async (_what, content, problem) => {
  await writeSuggestionFile(folder.path, cycle);
  folder.write(`${suggestionFolder}/bad.json`, content);
  const { cycles, problems } = await readSuggestionFiles(folder.path);
  expect(cycles).toHaveLength(1);
  expect(problems).toEqual([
    { file: `${suggestionFolder}/bad.json`, message: expect.stringMatching(problem) },
  ]);
});

test("a folder that cannot be written to is told with what to do", async () => {
  folder.write("homeostat", "a file where the folder would be");
  await expect(writeSuggestionFile(folder.path, cycle)).rejects.toMatchObject({
    code: "suggestions-unwritable",
  });
});

import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { renderTemplate } from "../../evaluators/index.ts";
import { buildDataset, type DatasetWorld } from "./build-dataset.ts";
import { casesOf, readCaseFile, writeCaseFile } from "./case-file.ts";
import { caseId } from "./dataset.ts";
import { literal, readTests, spoken, withTestEdits, writeTests } from "./promptfoo-tests.ts";
import { partedBy, shopCandidates } from "./testing.ts";
import { withEdits } from "./with-edits.ts";

const shop = shopCandidates(150);
const world: DatasetWorld = {
  ...{ name: "refund", target: { kind: "behavior", id: "refund" }, prompt: "shop.md", seed: 1 },
  ...partedBy("refund", shop),
};
const built = buildDataset(world);
const file = writeCaseFile(built.dataset);
const tests = writeTests(built.dataset, built.texts);
interface Written {
  vars: { input: string };
  metadata: { id: string; split: string; origin: string; conversation?: string };
  [key: string]: unknown;
}

function again(text: string) {
  const said = readTests(text);
  const own = withTestEdits(readCaseFile(file), said);
  const made = withEdits(buildDataset({ ...world, earlier: casesOf(own), removed: own.removed }), own);
  return {
    ...made,
    said,
    tests: writeTests(made.dataset, made.texts, said),
    file: writeCaseFile(made.dataset, own),
  };
}
const edited = (change: (all: Written[]) => void): string => {
  const all = parse(tests) as Written[];
  change(all);
  return `${tests
    .split("\n")
    .filter((line) => line.startsWith("#"))
    .join("\n")}\n${stringify(all)}`;
};

test("every case is a test with what the user said, and the same again is the same", () => {
  const all = parse(tests) as Written[];
  expect(all).toHaveLength(built.dataset.cases.length);
  for (const { vars, metadata } of all) expect(vars.input).toBe(built.texts.get(metadata.id));
  expect(again(tests).tests).toBe(tests);
  expect(again(tests).file).toBe(file);
});

test("a changed split, an added test, one that is gone and a changed text are edits; asserts stay", () => {
  const [first, second] = parse(tests) as Written[];
  const split = first!.metadata.split === "train" ? "held-out" : "train";
  const at = (parse(tests) as Written[]).findIndex(
    ({ metadata }, i) => i > 1 && metadata.origin === "recorded",
  );
  const text = edited((all) => {
    all[0]!.metadata.split = split;
    all[0]!.assert = [{ type: "contains", value: "sorry" }];
    all[at]!.vars.input = "Where is my money?";
    all.splice(1, 1);
    all.push({ vars: { input: "Give it back" }, metadata: { split: "train" } } as never);
  });
  const once = again(text);
  const byId = new Map(once.dataset.cases.map((one) => [one.id, one]));
  expect(byId.get(first!.metadata.id)).toMatchObject({ split });
  expect(byId.has(second!.metadata.id)).toBe(false);
  expect(byId.get(caseId({ input: "Give it back" }))).toMatchObject({ origin: "given", split: "train" });
  const other = (parse(tests) as Written[])[at]!.metadata;
  expect(byId.has(other.id)).toBe(false);
  expect(byId.get(caseId({ conversation: other.conversation, input: "Where is my money?" }))).toMatchObject({
    origin: "given",
  });
  expect(once.tests).toContain("value: sorry");
  const kept = readCaseFile(once.file);
  expect(casesOf(kept).map(({ id }) => id)).toEqual(expect.arrayContaining([...byId.keys()]));
  expect(kept.removed.has(second!.metadata.id)).toBe(true);
});

test.each([
  ["- vars: {", 1],
  ["input: x", 1],
  ["- vars: { input: a }\n- vars: { text: b }", 2],
])("what cannot be read is told with its line, and takes nothing away: %s", (text, line) => {
  const said = readTests(text);
  expect(said).toMatchObject({ isUnreadable: true });
  expect(said.issues[0]!.line).toBe(line);
  expect(said.removed.size).toBe(0);
});

test.each([
  "plain",
  "{{env.KEY}}",
  "file:///etc/passwd",
  " FILE://x",
  "{% endraw %}{{env.KEY}}{% raw %}",
  "{% end{% raw %}raw %}{{env.KEY}}",
  "{{% endraw %}{% raw %}% if",
  "{# note #} {",
  '{{ "{" }} {{ "f" }}ile://',
  "{{{ a }}}",
])("what a user said is no template and no file, and comes back as it was: %s", async (text) => {
  const written = literal(text);
  expect(written === text).toBe(text === "plain");
  expect(await renderTemplate(written, { env: { KEY: "secret" } })).toBe(text);
  expect(spoken(written)).toBe(text);
});

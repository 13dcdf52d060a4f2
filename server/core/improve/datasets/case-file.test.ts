import { expect, test } from "vitest";
import { buildDataset, type DatasetWorld } from "./build-dataset.ts";
import { type CaseFile, casesOf, readCaseFile, writeCaseFile } from "./case-file.ts";
import { caseId } from "./dataset.ts";
import { partedBy, shopCandidates } from "./testing.ts";
import { withEdits } from "./with-edits.ts";

const shop = shopCandidates(300);
const world: DatasetWorld = {
  ...{ name: "refund", target: { kind: "behavior", id: "refund" }, prompt: "shop.md", seed: 1 },
  ...partedBy("refund", shop),
};
const built = buildDataset(world);
const text = writeCaseFile(built.dataset);

/** What `homeostat dataset --write` does with a file that is there. */
function again(before: string) {
  const file: CaseFile = readCaseFile(before);
  const made = withEdits(buildDataset({ ...world, earlier: casesOf(file), removed: file.removed }), file);
  return { ...made, text: writeCaseFile(made.dataset, file) };
}
const edit = (at: number, change: (line: Record<string, unknown>) => unknown): string => {
  const lines = text.split("\n");
  lines[at] = JSON.stringify(change(JSON.parse(lines[at]!) as Record<string, unknown>));
  return lines.join("\n");
};
const caseAt = (at: number) => JSON.parse(text.split("\n")[at]!) as { id: string; split: string };

test("what is written is read, and written again is the same, byte for byte", () => {
  const file = readCaseFile(text);
  expect(file.issues).toEqual([]);
  expect(file.lines.some(({ isEdited }) => isEdited)).toBe(false);
  expect(casesOf(file)).toEqual(built.dataset.cases.map((one) => expect.objectContaining({ id: one.id })));
  expect(again(text).text).toBe(text);
  expect(again(text.replaceAll("\n", "\r\n")).text).toBe(text);
});

test("the file holds no words of users but in what was made up", () => {
  for (const line of text.split("\n").filter((one) => one.includes('"origin":"recorded"')))
    expect(Object.keys(JSON.parse(line) as object)).not.toContain("input");
});

test("a person's split, role, weight and note win and stay", () => {
  const split = caseAt(3).split === "train" ? "held-out" : "train";
  const once = again(edit(3, (line) => ({ ...line, split, role: "general", weight: 7, note: "odd" })));
  const own = once.dataset.cases.find(({ id }) => id === caseAt(3).id);
  expect(own).toMatchObject({ split, role: "general", weight: 7 });
  expect(once.text.split("\n")[3]).toContain('"note":"odd"');
  expect(again(once.text).text).toBe(once.text);
  expect(again(once.text).dataset.id).toBe(once.dataset.id);
  expect(once.dataset.id).not.toBe(built.dataset.id);
});

test("a case that was taken out stays out", () => {
  const { id } = caseAt(2);
  const once = again(text.split("\n").toSpliced(2, 1).join("\n"));
  expect(once.dataset.cases.some((one) => one.id === id)).toBe(false);
  expect(again(again(once.text).text).dataset.cases.some((one) => one.id === id)).toBe(false);
});

test("a case that a person wrote gets an id and a split, and stays; a changed input is another case", () => {
  const input = "Do you repay in vouchers?";
  const added = text.split("\n").toSpliced(1, 0, JSON.stringify({ input })).join("\n");
  const once = again(added);
  const own = once.dataset.cases.find(({ id }) => id === caseId({ input }));
  expect(own).toMatchObject({ input, role: "target", origin: "given" });
  expect(again(once.text).text).toBe(once.text);
  const at = text.split("\n").findIndex((line) => line.includes('"recombined"'));
  const changed = again(edit(at, (line) => ({ ...line, input })));
  const ids = changed.dataset.cases.map(({ id }) => id);
  expect(ids).not.toContain(caseAt(at).id);
  expect(changed.dataset.cases.find((one) => one.input === input)).toMatchObject({ origin: "given" });
});

test.each([
  ["{", "It is no JSON object."],
  ["[1]", "It is no JSON object."],
  ['{"id":"x"}', "A case needs `conversation` or `input`."],
  ['{"input":3}', "`conversation` and `input` are texts."],
  ['{"input":"a","split":"test"}', "`split` is one of train, validation, held-out."],
  ['{"input":"a","outcome":"maybe"}', "`outcome` is pass or fail."],
  ['{"input":"a","weight":-1}', "`weight` is a number from 0."],
  ['{"input":"a","role":"boss"}', "`role` is one of target, regression, general."],
])("what cannot be read is told with its line, and nothing is lost: %s", (line, message) => {
  const broken = text.split("\n").toSpliced(4, 0, line).join("\n");
  const once = again(broken);
  expect(readCaseFile(broken).issues).toEqual([{ line: 5, message }]);
  expect(once.problems.join()).toContain("Line 5 of the file");
  expect(once.text.split("\n")[4]).toBe(line);
  expect(once.dataset.id).toBe(built.dataset.id);
  expect(again(once.text).text).toBe(once.text);
});

test("the same case twice is told, and without the last line everything is a person's", () => {
  const lines = text.split("\n");
  expect(readCaseFile([...lines, lines[2]].join("\n")).issues).toEqual([
    { line: lines.length + 1, message: "The same case stands above it." },
  ]);
  const file = readCaseFile(lines.slice(0, -2).join("\n"));
  expect(file.lines.every(({ isEdited }) => isEdited)).toBe(true);
  expect(readCaseFile("")).toMatchObject({ lines: [], issues: [] });
});

test("a key that is nearly one of ours is told with its line; a note stays a note", () => {
  const { issues, lines } = readCaseFile(
    [
      '{"input":"a b","splt":"train"}',
      '{"input":"b c","note":"x","group":"g"}',
      '{"input":"c d","slpit":"train"}',
    ].join("\n"),
  );
  expect(issues).toEqual([
    { line: 1, message: "`splt` is read as a note. Is `split` meant?" },
    { line: 3, message: "`slpit` is read as a note. Is `split` meant?" },
  ]);
  expect(lines.map(({ given }) => given?.input)).toEqual(["a b", "b c", "c d"]);
});

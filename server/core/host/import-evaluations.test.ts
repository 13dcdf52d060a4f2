import { expect, it } from "vitest";
import { suitcaseChat, suitcaseConfig, suitcaseTests } from "../../../test/support/lost-suitcases.ts";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { conversationText } from "../review/index.ts";
import { openHost } from "./open-host.ts";
import { exportConversations } from "./privacy/export.ts";

const tests = suitcaseTests();
const report = async (evaluator: string, against: "labels" | "outcome") =>
  (await tests.host.agreement({ evaluator, against })).evaluators[0]!;

it("are read from JSON lines, CSV and an array; what cannot be used is told with its line", async () => {
  tests.folder.write(
    "a.jsonl",
    [
      '{"conversation":"c-1","evaluator":"gpt","label":"FAIL","score":0.1,"explanation":"mail ada@example.com"}',
      '{"conversation":"c-9","evaluator":"gpt","label":"pass"}',
      "{",
      '{"conversation":"c-2","label":"pass"}',
      '{"conversation":"c-2","evaluator":"gpt"}',
      '{"conversation":"c-2","evaluator":"gpt","label":"pass","sample":"t9"}',
      '{"conversation":"c-2","evaluator":"gpt","label":"hard to say","sample":"t1"}',
    ].join("\n"),
  );
  const { read, bad, evaluators, problems } = await tests.host.importEvaluations("a.jsonl");
  expect([read, bad]).toEqual([2, 5]);
  expect(evaluators).toEqual({ gpt: { pass: 0, fail: 1, unknown: 1 } });
  expect(problems.map(({ line }) => line).sort()).toEqual([2, 3, 4, 5, 6]);
  tests.folder.write("b.csv", "Conversation,Evaluator,Label\nc-3,csv,pass\n");
  expect((await tests.host.importEvaluations("b.csv")).read).toBe(1);
  tests.folder.write("c.json", '[{"conversation":"c-3","evaluator":"array","label":"fail"}]');
  expect((await tests.host.importEvaluations("c.json")).read).toBe(1);
  const trace = await tests.host.trace("c-1");
  const said = trace!.evaluations.find(({ evaluator }) => evaluator === "gpt");
  expect(said).toMatchObject({ label: "fail", isRecorded: true });
  expect(said!.explanation).not.toContain("ada@example.com");
  tests.folder.write("d.jsonl", '{"conversation":"c-9","evaluator":"gpt","label":"pass"}\n');
  await expect(tests.host.importEvaluations("d.jsonl")).rejects.toMatchObject({
    code: "evaluations-unusable",
  });
  await expect(tests.host.importEvaluations("none.jsonl")).rejects.toMatchObject({ code: "file-unreadable" });
});

it("stay when the conversation grows, say so, and count again once they are imported again", async () => {
  tests.folder.write(
    "a.jsonl",
    ["c-3", "c-4"].map((id) => `{"conversation":"${id}","evaluator":"gpt","label":"fail"}`).join("\n"),
  );
  await tests.host.importEvaluations("a.jsonl");
  tests.folder.write("more.jsonl", suitcaseChat("c-3", ["Sorry about that.", "All done."], "fail"));
  expect((await tests.host.importConversations(["more.jsonl"], undefined)).updated).toBe(1);
  const said = async (of = tests.host) => {
    const { evaluations } = (await of.trace("c-3"))!;
    const { label, isStale } = evaluations.find(({ evaluator }) => evaluator === "gpt")!;
    return { label, isStale };
  };
  expect(await said()).toEqual({ label: "fail", isStale: true });
  const { text } = conversationText((await tests.host.conversation("c-3"))!);
  expect(text).toMatch(/fail +gpt \(before more was said\)/);
  expect((await report("gpt", "outcome")).rated).toBe(1);
  let exported = "";
  await exportConversations(tests.workspace(), { conversations: ["c-3"] }, async (line) => {
    exported += line;
  });
  const elsewhere = tempFolder("labels-elsewhere", { "exported.jsonl": exported });
  const other = await openHost({ root: elsewhere.path, trusted: true });
  await other.importConversations(["exported.jsonl"], undefined);
  expect(await said(other)).toEqual({ label: "fail", isStale: true });
  await other.close();
  elsewhere.remove();
  await tests.host.importEvaluations("a.jsonl");
  expect(await said()).toEqual({ label: "fail" });
  expect((await report("gpt", "outcome")).rated).toBe(2);
});

it("make evaluators that read them judge again, whenever they come", async () => {
  const reads = `  - { name: theirs, assert: [{ type: recorded-evaluation, value: gpt }] }\n`;
  tests.folder.write("homeostat.yaml", suitcaseConfig("sorry") + reads);
  const said = async () => (await tests.host.evaluate()).labels.theirs;
  const gives = async (label: string) => {
    tests.folder.write("a.jsonl", `{"conversation":"c-1","evaluator":"gpt","label":"${label}"}`);
    await tests.host.importEvaluations("a.jsonl");
  };
  expect(await said()).toMatchObject({ pass: 0, fail: 0 });
  await gives("fail");
  expect(await said()).toMatchObject({ pass: 0, fail: 1 });
  await gives("pass");
  expect(await said()).toMatchObject({ pass: 1, fail: 0 });
  const { evaluations } = (await tests.host.trace("c-1"))!;
  expect(evaluations.filter(({ evaluator }) => evaluator === "theirs")).toMatchObject([{ label: "pass" }]);
});

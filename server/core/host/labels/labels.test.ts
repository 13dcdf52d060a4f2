import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TempFolder, tempFolder } from "../../../../test/support/temp-folder.ts";
import { conversationText, labelsFileName } from "../../review/index.ts";
import type { Host } from "../host.ts";
import { openHost } from "../open-host.ts";
import { exportConversations } from "../privacy/export.ts";
import { forgetConversations, planForget } from "../privacy/forget.ts";
import type { LabelRequest } from "./give-labels.ts";

const chat = (id: string, answers: readonly string[], outcome: string, task = id): string =>
  JSON.stringify({
    id,
    outcome,
    task_id: task,
    user_id: `user-of-${id}`,
    messages: answers.flatMap((content, turn) => [
      { role: "user", content: `question ${turn} of ${id} about my lost blue suitcase` },
      { role: "assistant", content },
    ]),
  });
const chats = [
  chat("c-1", ["I am sorry.", "Here it is."], "pass"),
  chat("c-2", ["No.", "No."], "fail"),
  chat("c-3", ["Sorry about that."], "fail"),
  chat("c-4", ["Fine."], "pass"),
].join("\n");
const config = (word: string): string =>
  `version: 1\nevaluators:\n  - { name: sorry, scope: turn, assert: [{ type: icontains, value: "${word}" }] }\n  - { name: solved, assert: [{ type: outcome }] }\n`;

let folder: TempFolder;
let host: Host;
const workspace = () => ({ root: folder.path, trusted: true });
beforeEach(async () => {
  folder = tempFolder("labels", { "chats.jsonl": chats, "homeostat.yaml": config("sorry") });
  host = await openHost(workspace());
  await host.importConversations(["chats.jsonl"], undefined);
  await host.evaluate();
});
afterEach(async () => {
  await host.close();
  folder.remove();
});

const text = (): string => readFileSync(folder.file(labelsFileName), "utf8");
const give = (...requests: readonly LabelRequest[]) =>
  host.label(requests.map((one) => ({ who: "Ada", ...one })));
const report = async (evaluator: string, against: "labels" | "outcome") =>
  (await host.agreement({ evaluator, against })).evaluators[0]!;

describe("giving labels", () => {
  it("says who and when; the same again changes nothing, and a new verdict drops the old reason", async () => {
    expect(await host.label([{ conversation: "c-1", label: "fail", why: " rude\n  twice " }])).toMatchObject({
      given: 1,
      problems: [],
    });
    const [entry] = (await host.labels()).entries;
    expect(entry).toMatchObject({ conversation: "c-1", label: "fail", why: "rude twice" });
    expect(Math.abs(Date.parse(entry!.at!) - Date.now())).toBeLessThan(60_000);
    expect(entry!.who).not.toBe("");
    const before = text();
    expect(await host.label([{ conversation: "c-1", label: "fail" }])).toMatchObject({ given: 0 });
    expect(text()).toBe(before);
    await host.label([{ conversation: "c-1", label: "pass" }]);
    expect(text()).not.toContain("rude");
    expect(await host.label([{ conversation: "c-1" }])).toMatchObject({ removed: 1 });
    expect((await host.labels()).entries).toEqual([]);
  });

  it("git's name goes before that of the machine's user, and git is not asked in an untrusted workspace", async () => {
    const untrusted = await openHost({ root: folder.path, trusted: false });
    const { who } = await untrusted.label([{ conversation: "c-1", label: "pass" }]);
    await untrusted.close();
    expect(who).toBe(userInfo().username);
  });

  it("unknown conversations, samples and evaluators are told, each by itself, and the rest is kept", async () => {
    const { given, problems } = await give(
      { conversation: "c-1", label: "pass" },
      { conversation: "c-9", label: "pass" },
      { conversation: "c-1", label: "pass", sample: "t7" },
      { conversation: "c-1", label: "pass", sample: "c-2#t0" },
      { conversation: "c-1", label: "pass", evaluator: "nobody" },
      { conversation: "c-1", label: "pass", at: "soon" },
      {
        conversation: "c-1",
        label: "fail",
        sample: "t1",
        evaluator: "sorry",
        at: "2027-01-31T10:00:00+02:00",
      },
    );
    expect(given).toBe(2);
    expect(problems.map(({ index }) => index)).toEqual([1, 2, 3, 4, 5]);
    expect((await host.labels()).entries[1]!.at).toBe("2027-01-31T08:00:00Z");
    expect(
      (await host.labels()).entries.map(({ sample, criterion }) => [sample, criterion !== undefined]),
    ).toEqual([
      [undefined, false],
      ["c-1#t1", true],
    ]);
    expect((await host.labels()).criteria).toMatchObject([{ evaluator: "sorry" }]);
  });

  it("a file that cannot be read is not written over", async () => {
    folder.write(labelsFileName, "labels: [\n");
    await expect(give({ conversation: "c-1", label: "pass" })).rejects.toMatchObject({
      code: "labels-unreadable",
    });
    expect(text()).toBe("labels: [\n");
  });

  it("labels at the same moment are all kept", async () => {
    const other = await openHost(workspace());
    await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        (i % 2 === 0 ? host : other).label([
          { conversation: `c-${1 + (i % 4)}`, label: "pass", who: `p${i}` },
        ]),
      ),
    );
    await other.close();
    expect((await host.labels()).entries).toHaveLength(12);
  });

  it("others see it: the revision changes, queries find it, the trace shows it", async () => {
    const before = await host.revision();
    expect((await host.snapshot()).revision).toBe(before);
    await give({ conversation: "c-1", label: "fail", why: "rude" }, { conversation: "c-3", label: "pass" });
    expect(await host.revision()).not.toBe(before);
    expect((await host.snapshot()).revision).toBe(await host.revision());
    const found = async (query: string): Promise<string[]> =>
      (await host.conversations({ query })).conversations.map(({ id }) => id).sort();
    expect(await found("label:fail")).toEqual(["c-1"]);
    expect(await found("label:none")).toEqual(["c-2", "c-4"]);
    expect(await found("-label:none")).toEqual(["c-1", "c-3"]);
    expect(await found("disagrees:solved")).toEqual(["c-1", "c-3"]);
    expect(await found("disagrees:sorry")).toEqual([]);
    expect((await host.trace("c-1"))?.labels).toMatchObject([{ label: "fail", why: "rude", who: "Ada" }]);
    expect((await host.conversations({ query: "id:c-1" })).conversations[0]).toMatchObject({ label: "fail" });
  });
});

describe("agreement", () => {
  it("with labels: by the evaluator's criterion where there are any, on turns, else of the conversation as a whole", async () => {
    await give(
      { conversation: "c-1", label: "fail", why: "gave up" },
      { conversation: "c-2", label: "fail" },
      { conversation: "c-3", label: "pass" },
      { conversation: "c-4", label: "pass" },
    );
    // c-1 has a turn without the word, so it fails as a whole.
    expect(await report("sorry", "labels")).toMatchObject({
      isOnWhole: true,
      table: { bothFail: 2, onlyFirstFails: 1, onlySecondFails: 0, bothPass: 1 },
    });
    expect(await report("solved", "labels")).toMatchObject({
      table: { bothFail: 1, onlyFirstFails: 1, onlySecondFails: 1, bothPass: 1 },
      kappa: { value: 0 },
    });
    await give(
      { conversation: "c-1", sample: "t0", evaluator: "sorry", label: "pass" },
      { conversation: "c-1", sample: "t1", evaluator: "sorry", label: "pass" },
    );
    const own = await report("sorry", "labels");
    expect(own).toMatchObject({
      isOnWhole: false,
      older: 0,
      rate: { passes: 1, n: 2 },
      disagreements: [{ sampleId: "c-1#t1", evaluator: "fail", reference: "pass", confidence: 1 }],
    });
    expect(own.disagreements[0]!.explanation).toContain("sorry");
  });

  it("unknown labels and those on which people differ are in no count, and told; most people are right", async () => {
    await give(
      { conversation: "c-1", label: "unknown" },
      { conversation: "c-2", label: "fail" },
      { conversation: "c-2", label: "pass", who: "Bob" },
      { conversation: "c-3", label: "fail" },
      { conversation: "c-3", label: "fail", who: "Bob" },
      { conversation: "c-3", label: "pass", who: "Eve" },
    );
    expect(await report("solved", "labels")).toMatchObject({
      rate: { passes: 1, n: 1 },
      unknown: { evaluator: 0, reference: 1, split: 1 },
    });
  });

  it("with the outcome, which no evaluator that repeats it is held against", async () => {
    const { evaluators, without } = await host.agreement({ against: "outcome" });
    expect(evaluators.map(({ evaluator }) => evaluator)).toEqual(["sorry"]);
    expect(without).toMatchObject([{ evaluator: "solved" }]);
    expect(evaluators[0]!.table).toEqual({ bothFail: 1, onlyFirstFails: 2, onlySecondFails: 1, bothPass: 0 });
    await expect(host.agreement({ evaluator: "nobody" })).rejects.toMatchObject({
      code: "evaluator-unknown",
    });
  });

  it("labels of what is gone are told", async () => {
    await give({ conversation: "c-1", label: "fail" });
    folder.write(
      labelsFileName,
      `${text()}  - { conversation: c-9, label: fail, who: Bob }\n  - { label: x }\n`,
    );
    const { labels, evaluators } = await host.agreement({ against: "labels" });
    expect(labels).toMatchObject({ total: 2, people: ["Ada", "Bob"], lost: ["c-9"] });
    expect(labels.problems).toHaveLength(1);
    expect(evaluators.find(({ evaluator }) => evaluator === "solved")!.rate.n).toBe(1);
  });
});

describe("criteria", () => {
  it("which definitions there were, what flipped, and labels of before count but are told", async () => {
    await give(
      { conversation: "c-1", sample: "t0", evaluator: "sorry", label: "pass" },
      { conversation: "c-2", sample: "t0", evaluator: "sorry", label: "fail" },
    );
    writeFileSync(folder.file("homeostat.yaml"), config("no"));
    await host.evaluate();
    await host.evaluate();
    const { versions } = await host.evaluatorHistory("sorry");
    expect(versions.map(({ isCurrent, evaluations, labels }) => [isCurrent, evaluations, labels])).toEqual([
      [false, { pass: 2, fail: 4, other: 0 }, 2],
      [true, { pass: 2, fail: 4, other: 0 }, 0],
    ]);
    expect(JSON.stringify(versions.map(({ definition }) => definition))).toMatch(/sorry.*"no"/);
    expect(versions[1]!.flips).toEqual({
      n: 6,
      same: 2,
      passToFail: ["c-1#t0", "c-3#t0"],
      failToPass: ["c-2#t0", "c-2#t1"],
      passesToFails: 2,
      failsToPasses: 2,
    });
    const changed = await report("sorry", "labels");
    expect(changed).toMatchObject({
      ...{ older: 2, rate: { passes: 0, n: 2 } },
      olderLabels: {
        total: 2,
        first: [
          { conversationId: "c-1", sampleId: "c-1#t0", label: "pass", who: "Ada", opening: /question 0/ },
          { conversationId: "c-2", sampleId: "c-2#t0", label: "fail" },
        ].map(({ opening, ...one }) => ({
          ...one,
          ...(opening && { opening: expect.stringMatching(opening) }),
        })),
      },
    });
    expect(changed.change!.flips).toEqual(versions[1]!.flips);
    expect(changed.change!.lines!.filter((line) => /^[-+]/.test(line)).join()).toMatch(/^-.*sorry,\+.*no/);
    expect((await report("solved", "labels")).change).toBeUndefined();
    // Back to the first: it is in force for a second time.
    writeFileSync(folder.file("homeostat.yaml"), config("sorry"));
    await host.evaluate();
    expect((await host.evaluatorHistory("sorry")).versions.map(({ isCurrent }) => isCurrent)).toEqual([
      false,
      false,
      true,
    ]);
    expect((await report("sorry", "labels")).older).toBe(0);
  });

  it("in a store that is made anew the definitions of the labels are still known", async () => {
    await give({ conversation: "c-1", sample: "t0", evaluator: "sorry", label: "pass" });
    writeFileSync(folder.file("homeostat.yaml"), config("no"));
    await host.close();
    rmSync(folder.file(".homeostat"), { recursive: true });
    host = await openHost(workspace());
    await host.importConversations(["chats.jsonl"], undefined);
    await host.evaluate();
    const { versions } = await host.evaluatorHistory("sorry");
    expect(versions).toMatchObject([
      { labels: 1, isCurrent: false },
      { labels: 0, isCurrent: true },
    ]);
    expect(JSON.stringify(versions[0]!.definition)).toContain("sorry");
  });
});

describe("suites", () => {
  it("what the environment says of a suite is kept nowhere: its key is", async () => {
    process.env.HOMEOSTAT_TEST_KEY = "s3cret-value";
    try {
      folder.write(
        "suite.yaml",
        'description: "of {{env.HOMEOSTAT_TEST_KEY}}"\ndefaultTest: { assert: [{ type: icontains, value: "{{env.HOMEOSTAT_TEST_KEY}}" }] }\n',
      );
      folder.write("homeostat.yaml", "version: 1\nevaluators:\n  - { promptfoo: suite.yaml }\n");
      const name = "of {{env.HOMEOSTAT_TEST_KEY}}";
      await host.evaluate();
      expect(await give({ conversation: "c-1", evaluator: name, label: "pass" })).toMatchObject({ given: 1 });
      const { entries, criteria } = await host.labels();
      expect(entries[0]).toMatchObject({ evaluator: name, criterion: expect.stringMatching(/./) });
      expect(criteria).toEqual([]);
      expect(text()).not.toContain("s3cret");
      const { versions } = await host.evaluatorHistory(name);
      expect(versions).toMatchObject([{ key: entries[0]!.criterion, isCurrent: true, labels: 1 }]);
      expect(JSON.stringify(versions)).not.toContain("s3cret");
    } finally {
      delete process.env.HOMEOSTAT_TEST_KEY;
    }
  });
});

describe("evaluations made elsewhere", () => {
  it("are read from JSON lines, CSV and an array; what cannot be used is told with its line", async () => {
    folder.write(
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
    const { read, bad, evaluators, problems } = await host.importEvaluations("a.jsonl");
    expect([read, bad]).toEqual([2, 5]);
    expect(evaluators).toEqual({ gpt: { pass: 0, fail: 1, unknown: 1 } });
    expect(problems.map(({ line }) => line).sort()).toEqual([2, 3, 4, 5, 6]);
    folder.write("b.csv", "Conversation,Evaluator,Label\nc-3,csv,pass\n");
    expect((await host.importEvaluations("b.csv")).read).toBe(1);
    folder.write("c.json", '[{"conversation":"c-3","evaluator":"array","label":"fail"}]');
    expect((await host.importEvaluations("c.json")).read).toBe(1);
    const trace = await host.trace("c-1");
    const said = trace!.evaluations.find(({ evaluator }) => evaluator === "gpt");
    expect(said).toMatchObject({ label: "fail", isRecorded: true });
    expect(said!.explanation).not.toContain("ada@example.com");
    folder.write("d.jsonl", '{"conversation":"c-9","evaluator":"gpt","label":"pass"}\n');
    await expect(host.importEvaluations("d.jsonl")).rejects.toMatchObject({ code: "evaluations-unusable" });
    await expect(host.importEvaluations("none.jsonl")).rejects.toMatchObject({ code: "file-unreadable" });
  });

  it("stay when the conversation grows, say so, and count again once they are imported again", async () => {
    folder.write(
      "a.jsonl",
      ["c-3", "c-4"].map((id) => `{"conversation":"${id}","evaluator":"gpt","label":"fail"}`).join("\n"),
    );
    await host.importEvaluations("a.jsonl");
    folder.write("more.jsonl", chat("c-3", ["Sorry about that.", "All done."], "fail"));
    expect((await host.importConversations(["more.jsonl"], undefined)).updated).toBe(1);
    const said = async (of = host) => {
      const { evaluations } = (await of.trace("c-3"))!;
      const { label, isStale } = evaluations.find(({ evaluator }) => evaluator === "gpt")!;
      return { label, isStale };
    };
    expect(await said()).toEqual({ label: "fail", isStale: true });
    const { text } = conversationText((await host.conversation("c-3"))!);
    expect(text).toMatch(/fail +gpt \(before more was said\)/);
    expect((await report("gpt", "outcome")).rated).toBe(1);
    let exported = "";
    await exportConversations(workspace(), { conversations: ["c-3"] }, async (line) => {
      exported += line;
    });
    const elsewhere = tempFolder("labels-elsewhere", { "exported.jsonl": exported });
    const other = await openHost({ root: elsewhere.path, trusted: true });
    await other.importConversations(["exported.jsonl"], undefined);
    expect(await said(other)).toEqual({ label: "fail", isStale: true });
    await other.close();
    elsewhere.remove();
    await host.importEvaluations("a.jsonl");
    expect(await said()).toEqual({ label: "fail" });
    expect((await report("gpt", "outcome")).rated).toBe(2);
  });
});

describe("who is forgotten", () => {
  it("their labels go, and reasons elsewhere that quote them; the plan says so first", async () => {
    await give(
      { conversation: "c-1", label: "fail", why: "mine" },
      { conversation: "c-2", label: "fail", why: "same as “about my lost blue suitcase”" },
      {
        conversation: "c-2",
        label: "fail",
        why: "like “question 1 of c-1 about my lost blue suitcase”",
        who: "Bob",
      },
      { conversation: "c-3", label: "pass", why: "good" },
    );
    // Of two branches that were merged; the earlier one counts for nothing, and quotes all the same.
    const [older, newer] = ["why: like “question 1 of c-1 about my lost blue suitcase”", "why: no"];
    const doubled = (why: string, day: number): string =>
      `  - { conversation: c-4, label: fail, ${why}, who: Cyd, at: 2027-01-0${day}T00:00:00Z }\n`;
    folder.write(labelsFileName, text() + doubled(older, 1) + doubled(newer, 2));
    let exported = "";
    await exportConversations(workspace(), { conversations: ["c-1"] }, async (line) => {
      exported += line;
    });
    expect(exported).toContain('"why":"mine"');
    await host.close();
    const plan = await planForget(workspace(), { conversations: ["c-1"] });
    expect(plan.labels).toEqual({ about: 1, quoting: 2 });
    expect(text()).toContain("mine");
    const done = await forgetConversations(workspace(), { conversations: ["c-1"] });
    expect(done.labels).toEqual({ about: 1, quoting: 2 });
    expect(text()).not.toContain("c-1");
    host = await openHost(workspace());
    expect(
      (await host.labels()).entries.map(({ conversation, who, why }) => [conversation, who, why]),
    ).toEqual([
      ["c-2", "Ada", "same as “about my lost blue suitcase”"],
      ["c-2", "Bob", undefined],
      ["c-3", "Ada", "good"],
      ["c-4", "Cyd", undefined],
    ]);
  });
});

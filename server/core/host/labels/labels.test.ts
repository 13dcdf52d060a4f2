import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { describe, expect, it } from "vitest";
import { suitcaseConfig, suitcaseTests } from "../../../../test/support/lost-suitcases.ts";
import { labelsFileName } from "../../review/index.ts";
import { openHost } from "../open-host.ts";
import { exportConversations } from "../privacy/export.ts";
import { forgetConversations, planForget } from "../privacy/forget.ts";
import type { LabelRequest } from "./give-labels.ts";

const tests = suitcaseTests();

const text = (): string => readFileSync(tests.folder.file(labelsFileName), "utf8");
const give = (...requests: readonly LabelRequest[]) =>
  tests.host.label(requests.map((one) => ({ who: "Ada", ...one })));
const report = async (evaluator: string, against: "labels" | "outcome") =>
  (await tests.host.agreement({ evaluator, against })).evaluators[0]!;

describe("giving labels", () => {
  it("says who and when; the same again changes nothing, and a new verdict drops the old reason", async () => {
    expect(
      await tests.host.label([{ conversation: "c-1", label: "fail", why: " rude\n  twice " }]),
    ).toMatchObject({
      given: 1,
      problems: [],
    });
    const [entry] = (await tests.host.labels()).entries;
    expect(entry).toMatchObject({ conversation: "c-1", label: "fail", why: "rude twice" });
    expect(Math.abs(Date.parse(entry!.at!) - Date.now())).toBeLessThan(60_000);
    expect(entry!.who).not.toBe("");
    const before = text();
    expect(await tests.host.label([{ conversation: "c-1", label: "fail" }])).toMatchObject({ given: 0 });
    expect(text()).toBe(before);
    await tests.host.label([{ conversation: "c-1", label: "pass" }]);
    expect(text()).not.toContain("rude");
    expect(await tests.host.label([{ conversation: "c-1" }])).toMatchObject({ removed: 1 });
    expect((await tests.host.labels()).entries).toEqual([]);
  });

  it("git's name goes before that of the machine's user, and git is not asked in an untrusted workspace", async () => {
    const untrusted = await openHost({ root: tests.folder.path, trusted: false });
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
    expect((await tests.host.labels()).entries[1]!.at).toBe("2027-01-31T08:00:00Z");
    expect(
      (await tests.host.labels()).entries.map(({ sample, criterion }) => [sample, criterion !== undefined]),
    ).toEqual([
      [undefined, false],
      ["c-1#t1", true],
    ]);
    expect((await tests.host.labels()).criteria).toMatchObject([{ evaluator: "sorry" }]);
  });

  it("a file that cannot be read is not written over", async () => {
    tests.folder.write(labelsFileName, "labels: [\n");
    await expect(give({ conversation: "c-1", label: "pass" })).rejects.toMatchObject({
      code: "labels-unreadable",
    });
    expect(text()).toBe("labels: [\n");
  });

  it("labels at the same moment are all kept", async () => {
    const other = await openHost(tests.workspace());
    await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        (i % 2 === 0 ? tests.host : other).label([
          { conversation: `c-${1 + (i % 4)}`, label: "pass", who: `p${i}` },
        ]),
      ),
    );
    await other.close();
    expect((await tests.host.labels()).entries).toHaveLength(12);
  });

  it("others see it: the revision changes, queries find it, the trace shows it", async () => {
    const before = await tests.host.revision();
    expect((await tests.host.snapshot()).revision).toBe(before);
    await give({ conversation: "c-1", label: "fail", why: "rude" }, { conversation: "c-3", label: "pass" });
    expect(await tests.host.revision()).not.toBe(before);
    expect((await tests.host.snapshot()).revision).toBe(await tests.host.revision());
    const found = async (query: string): Promise<string[]> =>
      (await tests.host.conversations({ query })).conversations.map(({ id }) => id).sort();
    expect(await found("label:fail")).toEqual(["c-1"]);
    expect(await found("label:none")).toEqual(["c-2", "c-4"]);
    expect(await found("-label:none")).toEqual(["c-1", "c-3"]);
    expect(await found("disagrees:solved")).toEqual(["c-1", "c-3"]);
    expect(await found("disagrees:sorry")).toEqual([]);
    expect((await tests.host.trace("c-1"))?.labels).toMatchObject([
      { label: "fail", why: "rude", who: "Ada" },
    ]);
    expect((await tests.host.conversations({ query: "id:c-1" })).conversations[0]).toMatchObject({
      label: "fail",
    });
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
    const { evaluators, without } = await tests.host.agreement({ against: "outcome" });
    expect(evaluators.map(({ evaluator }) => evaluator)).toEqual(["sorry"]);
    expect(without).toMatchObject([{ evaluator: "solved" }]);
    expect(evaluators[0]!.table).toEqual({ bothFail: 1, onlyFirstFails: 2, onlySecondFails: 1, bothPass: 0 });
    await expect(tests.host.agreement({ evaluator: "nobody" })).rejects.toMatchObject({
      code: "evaluator-unknown",
    });
  });

  it("labels of what is gone are told", async () => {
    await give({ conversation: "c-1", label: "fail" });
    tests.folder.write(
      labelsFileName,
      `${text()}  - { conversation: c-9, label: fail, who: Bob }\n  - { label: x }\n`,
    );
    const { labels, evaluators } = await tests.host.agreement({ against: "labels" });
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
    writeFileSync(tests.folder.file("homeostat.yaml"), suitcaseConfig("no"));
    await tests.host.evaluate();
    await tests.host.evaluate();
    const { versions } = await tests.host.evaluatorHistory("sorry");
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
    writeFileSync(tests.folder.file("homeostat.yaml"), suitcaseConfig("sorry"));
    await tests.host.evaluate();
    expect((await tests.host.evaluatorHistory("sorry")).versions.map(({ isCurrent }) => isCurrent)).toEqual([
      false,
      false,
      true,
    ]);
    expect((await report("sorry", "labels")).older).toBe(0);
  });

  it("in a store that is made anew the definitions of the labels are still known", async () => {
    await give({ conversation: "c-1", sample: "t0", evaluator: "sorry", label: "pass" });
    writeFileSync(tests.folder.file("homeostat.yaml"), suitcaseConfig("no"));
    await tests.host.close();
    rmSync(tests.folder.file(".homeostat"), { recursive: true });
    tests.host = await openHost(tests.workspace());
    await tests.host.importConversations(["chats.jsonl"], undefined);
    await tests.host.evaluate();
    const { versions } = await tests.host.evaluatorHistory("sorry");
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
      tests.folder.write(
        "suite.yaml",
        'description: "of {{env.HOMEOSTAT_TEST_KEY}}"\ndefaultTest: { assert: [{ type: icontains, value: "{{env.HOMEOSTAT_TEST_KEY}}" }] }\n',
      );
      tests.folder.write("homeostat.yaml", "version: 1\nevaluators:\n  - { promptfoo: suite.yaml }\n");
      const name = "of {{env.HOMEOSTAT_TEST_KEY}}";
      await tests.host.evaluate();
      expect(await give({ conversation: "c-1", evaluator: name, label: "pass" })).toMatchObject({ given: 1 });
      const { entries, criteria } = await tests.host.labels();
      expect(entries[0]).toMatchObject({ evaluator: name, criterion: expect.stringMatching(/./) });
      expect(criteria).toEqual([]);
      expect(text()).not.toContain("s3cret");
      const { versions } = await tests.host.evaluatorHistory(name);
      expect(versions).toMatchObject([{ key: entries[0]!.criterion, isCurrent: true, labels: 1 }]);
      expect(JSON.stringify(versions)).not.toContain("s3cret");
    } finally {
      delete process.env.HOMEOSTAT_TEST_KEY;
    }
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
    tests.folder.write(labelsFileName, text() + doubled(older, 1) + doubled(newer, 2));
    let exported = "";
    await exportConversations(tests.workspace(), { conversations: ["c-1"] }, async (line) => {
      exported += line;
    });
    expect(exported).toContain('"why":"mine"');
    await tests.host.close();
    const plan = await planForget(tests.workspace(), { conversations: ["c-1"] });
    expect(plan.labels).toEqual({ about: 1, quoting: 2 });
    expect(text()).toContain("mine");
    const done = await forgetConversations(tests.workspace(), { conversations: ["c-1"] });
    expect(done.labels).toEqual({ about: 1, quoting: 2 });
    expect(text()).not.toContain("c-1");
    tests.host = await openHost(tests.workspace());
    expect(
      (await tests.host.labels()).entries.map(({ conversation, who, why }) => [conversation, who, why]),
    ).toEqual([
      ["c-2", "Ada", "same as “about my lost blue suitcase”"],
      ["c-2", "Bob", undefined],
      ["c-3", "Ada", "good"],
      ["c-4", "Cyd", undefined],
    ]);
  });
});

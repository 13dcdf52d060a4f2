import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { ownFolder } from "../../../../test/support/own-folder.ts";
import { applyHunks, diffHunks, type Suggestion } from "../../improve/index.ts";
import { promptVersion } from "../../prompt/index.ts";
import { readAuditTrail } from "../../review/index.ts";
import { Approver } from "./approver.ts";

const base = "# Pain\n\nBe reassuring.\n\n- Log it first.\n- Never name a diagnosis.\n";
const better =
  "# Pain\n\nBe reassuring, and say when.\n\n- Log it first.\n- Never name a diagnosis.\n- Stay calm.\n";
const file = "pain.prompt.md";

const hunks = diffHunks(base, better).map((hunk) => ({ ...hunk, file }));
const suggestion: Suggestion = {
  ...{ id: "abcdef123456", cycle: "c1", atMs: 0, analysis: "Reassuring keeps it from saying when." },
  target: { kind: "behavior", id: "b1", name: "Knee pain triage" },
  prompt: { name: "pain", file, version: promptVersion(base) },
  ...{ base: { [file]: base }, hunks },
  effects: [
    {
      ...{ kind: "behavior", id: "b1", name: "Knee pain triage" },
      ...{ before: { pass: 12, n: 40 }, after: { pass: 38, n: 40 } },
    },
  ],
  ...{ fixed: [], broken: [] },
  gate: { cases: 212, trials: 640, errorRate: 0.05 },
  flags: [{ rule: "safety", message: "It changes a line on safety.", hunk: hunks[0]!.id }],
  cost: { calls: 100, reflections: 3, candidates: 4 },
};

let root: string;
let approver: Approver;
const git = (...args: string[]): string => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
const textAt = (ref: string): string =>
  execFileSync("git", ["show", `${ref}:${file}`], { cwd: root, encoding: "utf8" });
const trail = () => readAuditTrail(readFileSync(join(root, "homeostat/audit.jsonl"), "utf8")).entries;

const approverOf = (trusted = true): Approver =>
  new Approver({
    ...{ root, trusted },
    find: async () => suggestion,
    versionOf: (_, text) => promptVersion(text),
  });

beforeEach(() => {
  root = ownFolder();
  git("init", "-q", "-b", "main");
  git("config", "user.name", "Ada");
  git("config", "user.email", "a@b.c");
  git("config", "commit.gpgsign", "false");
  writeFileSync(join(root, file), base);
  git("add", "-A");
  git("commit", "-qm", "first");
  approver = approverOf();
});

const request = { suggestion: suggestion.id, confirmed: ["safety"] };

describe("approving a suggestion", () => {
  it("commits it with its evidence, and writes the decision down", async () => {
    expect(hunks).toHaveLength(2);
    const { commit, entry } = await approver.approve(request);
    expect(commit.branch).toBe("homeostat/knee-pain-triage-abcdef");
    expect(textAt(commit.commit)).toBe(better);
    expect(git("log", "-1", "--format=%(trailers:key=Homeostat-Evidence,valueonly)", commit.commit)).toBe(
      "12/40 to 38/40, 0 of 212 broken",
    );
    expect(git("log", "-1", "--format=%(trailers:key=Approved-by,valueonly)", commit.commit)).toBe("Ada");
    expect(entry).toMatchObject({
      action: "approved",
      who: "Ada",
      to: promptVersion(better),
      confirmed: ["safety"],
    });
    expect(trail()).toEqual([entry]);
    expect(readFileSync(join(root, file), "utf8")).toBe(base);
  });

  it("needs a second yes for what is flagged, unless its hunk is left out", async () => {
    await expect(approver.approve({ suggestion: "s" })).rejects.toMatchObject({
      code: "suggestion-unconfirmed",
    });
    const { commit, entry } = await approver.approve({ suggestion: "s", hunks: [hunks[1]!.id] });
    expect(textAt(commit.commit)).toBe(applyHunks(base, [hunks[1]!]));
    expect(entry.hunks).toEqual([hunks[1]!.id]);
  });

  it("puts it where its lines stand by now, and says so where they are gone", async () => {
    writeFileSync(join(root, file), `Hello.\n\n${base}`);
    git("commit", "-qam", "moved on");
    const { commit } = await approver.approve({ ...request, onto: "current" });
    expect(textAt(commit.commit)).toBe(`Hello.\n\n${better}`);
    git("reset", "-q", "--hard");
    writeFileSync(join(root, file), base.replace("Be reassuring.", "Be brief."));
    git("commit", "-qam", "other words");
    const again = new Approver({
      ...{ root, trusted: true },
      find: async () => ({ ...suggestion, id: "other" }),
      versionOf: (_, text) => promptVersion(text),
    });
    await expect(again.approve(request)).rejects.toMatchObject({ code: "git-stale" });
    expect(trail()).toHaveLength(1);
  });

  it("is done once, is taken back once, and can be approved again", async () => {
    await approver.approve({ ...request, onto: "current" });
    await expect(approver.approve(request)).rejects.toMatchObject({ code: "suggestion-decided" });
    git("reset", "-q", "--hard");
    writeFileSync(join(root, file), `${better}- One more line.\n`);
    git("commit", "-qam", "goes on");
    const { commit } = await approver.revert({ suggestion: "s", reason: "worse in May" });
    expect(textAt(commit.commit)).toBe(`${base}- One more line.\n`);
    await expect(approver.revert(request)).rejects.toMatchObject({ code: "suggestion-unapproved" });
    expect(trail().map(({ action }) => action)).toEqual(["approved", "reverted"]);
    expect(trail()[1]).toMatchObject({ reason: "worse in May" });
  });

  it("is taken back on the branch that has it, where nobody merged that", async () => {
    const { commit } = await approver.approve(request);
    const back = await approver.revert({ suggestion: "s" });
    expect(back.commit).toMatchObject({ branch: commit.branch, parent: commit.commit, isNewBranch: false });
    expect(textAt(commit.branch)).toBe(base);
    expect(git("log", "--format=%s", "main")).toBe("first");
  });

  it("knows a text with other line ends", async () => {
    const windows = base.replaceAll("\n", "\r\n");
    writeFileSync(join(root, file), windows);
    git("commit", "-qam", "other ends");
    const { commit } = await approver.approve(request);
    expect(textAt(commit.commit)).toBe(better.replaceAll("\n", "\r\n"));
  });

  it("rejects for a reason alone, and runs no git where the workspace is not trusted", async () => {
    await expect(approver.reject({ suggestion: "s", reason: " " })).rejects.toMatchObject({
      code: "reason-missing",
    });
    await approver.reject({ suggestion: "s", reason: "too vague", who: "Bob" });
    expect(trail()).toMatchObject([{ action: "rejected", who: "Bob", reason: "too vague" }]);
    await expect(approverOf(false).approve(request)).rejects.toMatchObject({ code: "untrusted-workspace" });
  });
});

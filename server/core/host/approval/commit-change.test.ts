import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { ownFolder } from "../../../../test/support/own-folder.ts";
import { type CommitOrder, commitChange } from "./commit-change.ts";

let root: string;
let file: string;
const git = (...args: string[]): string => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
const prompt = "Ask first.\nNever promise.\nBe kind.\n";

beforeEach(() => {
  root = ownFolder();
  git("init", "-q", "-b", "main");
  git("config", "user.name", "a");
  git("config", "user.email", "a@b.c");
  git("config", "commit.gpgsign", "false");
  mkdirSync(join(root, "prompts"));
  file = join(root, "prompts", "süß one.prompt.md");
  writeFileSync(file, prompt);
  writeFileSync(join(root, "other.txt"), "other\n");
  git("add", "-A");
  git("commit", "-qm", "first");
});

interface Other {
  readonly change?: (text: string) => string | undefined;
  readonly at?: string;
}
const brief = (text: string): string | undefined =>
  text.includes("Be kind.") ? text.replace("Be kind.", "Be kind and brief.") : undefined;
const order = ({ change = brief, at = file, ...more }: Partial<CommitOrder> & Other = {}): CommitOrder => ({
  changes: [{ file: at, change }],
  message: "prompts: answers are brief\n\nHomeostat-Cycle: c1\n",
  onto: { branch: "homeostat/brief" },
  ...more,
});

const code = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "done",
    (error: { code?: string }) => error.code,
  );

describe("a commit of one change", () => {
  it("stands on a branch of its own, and leaves all that is checked out as it is", async () => {
    writeFileSync(file, `${prompt}Half a thought`);
    writeFileSync(join(root, "other.txt"), "staged\n");
    git("add", "other.txt");
    const made = await commitChange(order());
    expect(made).toMatchObject({
      branch: "homeostat/brief",
      isNewBranch: true,
      paths: ["prompts/süß one.prompt.md"],
    });
    expect(git("show", `${made.commit}:prompts/süß one.prompt.md`)).toBe(
      "Ask first.\nNever promise.\nBe kind and brief.",
    );
    expect(git("show", "--format=", "--name-only", "-z", made.commit)).toBe("prompts/süß one.prompt.md\0");
    expect(git("log", "-1", "--format=%(trailers:key=Homeostat-Cycle,valueonly)", made.commit)).toBe("c1");
    expect(git("branch", "--show-current")).toBe("main");
    expect(readFileSync(file, "utf8")).toBe(`${prompt}Half a thought`);
    expect(git("diff", "--cached", "--name-only")).toBe("other.txt");
  });

  it("stands on what the branch has already", async () => {
    const first = await commitChange(order());
    const second = await commitChange(order({ change: (text) => text.replace("Ask first.", "Ask once.") }));
    expect(second).toMatchObject({ parent: first.commit, isNewBranch: false });
    expect(git("show", `homeostat/brief:prompts/süß one.prompt.md`)).toBe(
      "Ask once.\nNever promise.\nBe kind and brief.",
    );
  });

  it("holds several files", async () => {
    const other = { file: join(root, "other.txt"), change: () => "new\n" };
    const made = await commitChange({ ...order(), changes: [{ file, change: brief }, other] });
    expect(git("show", "--format=", "--name-only", made.commit)).toContain("other.txt");
    expect(git("show", `${made.commit}:other.txt`)).toBe("new");
  });

  it("on the branch at hand is in the index too, so that only what else was changed is left", async () => {
    writeFileSync(file, prompt.replace("Be kind.", "Be kind and brief."));
    const made = await commitChange(order({ onto: "current" }));
    expect(made.branch).toBe("main");
    expect(git("status", "--porcelain")).toBe("");
    expect(git("rev-parse", "HEAD")).toBe(made.commit);
  });

  it("knows line ends that the work tree has otherwise", async () => {
    git("config", "core.autocrlf", "true");
    const made = await commitChange(
      order({ change: (text) => text.replace("Never promise.\n", "Never promise.\nAnswer.\n") }),
    );
    expect(git("cat-file", "blob", `${made.commit}:prompts/süß one.prompt.md`)).toBe(
      "Ask first.\nNever promise.\nAnswer.\nBe kind.",
    );
  });

  it("says why it cannot be made, and makes nothing", async () => {
    const before = git("for-each-ref");
    expect(await code(commitChange(order({ change: () => undefined })))).toBe("git-stale");
    expect(await code(commitChange(order({ change: (text) => text })))).toBe("git-empty");
    expect(await code(commitChange(order({ onto: { branch: "--force" } })))).toBe("git-branch");
    expect(await code(commitChange(order({ onto: { branch: "a..b" } })))).toBe("git-branch");
    writeFileSync(file, `${prompt}More.\n`);
    git("add", "-A");
    expect(await code(commitChange(order({ onto: "current" })))).toBe("git-staged");
    git("reset", "-q", "--hard");
    git("checkout", "-q", "--detach");
    expect(await code(commitChange(order({ onto: "current" })))).toBe("git-branch");
    writeFileSync(join(root, "new.prompt.md"), "x\n");
    expect(await code(commitChange(order({ at: join(root, "new.prompt.md") })))).toBe("git-untracked");
    expect(git("for-each-ref")).toBe(before);
  });

  it("needs a repository with a commit", async () => {
    const bare = ownFolder();
    writeFileSync(join(bare, "a.prompt.md"), "x\n");
    expect(await code(commitChange(order({ at: join(bare, "a.prompt.md") })))).toBe("git-missing");
    execFileSync("git", ["init", "-q"], { cwd: bare });
    expect(await code(commitChange(order({ at: join(bare, "a.prompt.md") })))).toBe("git-unborn");
  });
});

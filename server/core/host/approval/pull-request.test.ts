import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { ownFolder } from "../../../../test/support/own-folder.ts";
import { openPullRequest } from "./pull-request.ts";

let root: string;
const gitAt = (cwd: string, ...args: string[]): string =>
  execFileSync("git", args, { cwd, encoding: "utf8", stdio: "pipe" }).trim();

beforeEach(() => {
  root = ownFolder();
  gitAt(root, "init", "-q", "-b", "main");
  for (const [key, value] of [
    ["user.name", "a"],
    ["user.email", "a@b.c"],
    ["commit.gpgsign", "false"],
  ])
    gitAt(root, "config", key!, value!);
  writeFileSync(join(root, "a.txt"), "a\n");
  gitAt(root, "add", "-A");
  gitAt(root, "commit", "-qm", "first");
  gitAt(root, "branch", "homeostat/x");
});

const order = () => ({ folder: root, branch: "homeostat/x", title: "t", body: "b" });

describe("opening a pull request", () => {
  it("pushes the branch, and says what to do where no program of a host is meant", async () => {
    const bare = ownFolder();
    gitAt(bare, "init", "-q", "--bare");
    gitAt(root, "remote", "add", "origin", bare);
    const opened = await openPullRequest(order());
    expect(opened).toEqual({ remote: "origin", next: expect.stringContaining("is pushed to origin") });
    expect(gitAt(bare, "rev-parse", "homeostat/x")).toBe(gitAt(root, "rev-parse", "homeostat/x"));
    expect(gitAt(root, "branch", "--show-current")).toBe("main");
  });

  it("says that there is nowhere to push to, and why a push failed", async () => {
    await expect(openPullRequest(order())).rejects.toMatchObject({ code: "git-no-remote" });
    gitAt(root, "remote", "add", "origin", join(root, "gone"));
    await expect(openPullRequest(order())).rejects.toMatchObject({
      code: "git-push",
      hint: expect.stringContaining("git push -u origin homeostat/x"),
    });
  });

  it("does not guess among several remotes", async () => {
    gitAt(root, "remote", "add", "a", "/nowhere/a");
    gitAt(root, "remote", "add", "b", "/nowhere/b");
    await expect(openPullRequest(order())).rejects.toMatchObject({ code: "git-no-remote" });
  });
});

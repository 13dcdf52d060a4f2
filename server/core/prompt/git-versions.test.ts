import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { ownFolder } from "../../../test/support/own-folder.ts";
import { gitVersions } from "./git-versions.ts";
import { promptVersion } from "./version.ts";

let root: string;
beforeEach(() => {
  root = ownFolder();
});

const git = (...args: string[]): string => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();

/** Commits all changes; `minute` makes the times differ. */
function commit(minute: number): string {
  const date = `2026-01-01T00:0${minute}:00Z`;
  git("add", "-A");
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "change"], {
    cwd: root,
    env: { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
  });
  return git("rev-parse", "HEAD");
}

const body = "\n\nNever promise a delivery date.\nOffer a refund where the parcel is lost.\n";

describe("gitVersions", () => {
  it("gives the texts of a file newest first, a rename followed, equal texts once", async () => {
    git("init", "-q");
    mkdirSync(join(root, "prompts"));
    const old = join(root, "prompts", "süß one.prompt.md");
    const now = join(root, "prompts", "two.prompt.md");
    writeFileSync(old, `First.${body}`);
    const first = commit(1);
    writeFileSync(old, `Second.${body}`);
    commit(2);
    writeFileSync(join(root, "other.txt"), "not it");
    commit(3);
    renameSync(old, now);
    const renamed = commit(4);
    writeFileSync(now, `Third.${body}`);
    const third = commit(5);
    writeFileSync(now, `First.${body}`.replaceAll("\n", "\r\n"));
    const back = commit(6);
    const versions = await gitVersions(now);
    expect(versions.map(({ text, commit: id }) => [text.split(".")[0], id])).toEqual([
      ["First", back],
      ["Third", third],
      ["Second", renamed],
    ]);
    expect(first).not.toBe(back);
    expect(versions.map(({ version }) => version)).toEqual(versions.map(({ text }) => promptVersion(text)));
    expect(versions[0]!.committedMs).toBe(Date.parse("2026-01-01T00:06:00Z"));
    expect(await gitVersions(now, { limit: 1 })).toHaveLength(1);
  });

  it("passes over a commit that deleted the file", async () => {
    git("init", "-q");
    const file = join(root, "a.prompt.md");
    writeFileSync(file, "First.");
    commit(1);
    rmSync(file);
    commit(2);
    writeFileSync(file, "Second.");
    commit(3);
    expect((await gitVersions(file)).map(({ text }) => text)).toEqual(["Second.", "First."]);
  });

  it("is empty without a repository, for a file that git does not know, and in a folder that is not there", async () => {
    expect(await gitVersions(join(root, "a.prompt.md"))).toEqual([]);
    git("init", "-q");
    writeFileSync(join(root, "a.prompt.md"), "First.");
    expect(await gitVersions(join(root, "a.prompt.md"))).toEqual([]);
    expect(await gitVersions(join(root, "gone", "a.prompt.md"))).toEqual([]);
  });

  it("throws when it is cancelled", async () => {
    git("init", "-q");
    const controller = new AbortController();
    const reading = gitVersions(join(root, "a.prompt.md"), { signal: controller.signal });
    controller.abort();
    await expect(reading).rejects.toThrow(/abort/i);
  });
});

import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ownFolder } from "../../../../test/support/own-folder.ts";
import { promptVersion } from "../../prompt/index.ts";
import { Store } from "../../store/index.ts";
import { loadConfig } from "../config.ts";
import { linkConversations } from "../link-conversations.ts";
import { promptFiles, recordVersions } from "../prompt-files.ts";
import { recordHintRefs } from "./hint-refs.ts";
import { knownVersions } from "./known-versions.ts";

let root: string;
let store: Store;
beforeEach(async () => {
  root = ownFolder();
  store = await Store.open(join(root, ".homeostat"));
});
afterEach(async () => {
  store.close();
});

const git = (...args: string[]): string =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    // Each commit a minute after the one before.
    env: { ...process.env, GIT_COMMITTER_DATE: `2026-01-01T00:${String(10 + minute).padStart(2, "0")}:00Z` },
  }).trim();

const body = (last: string): string =>
  `Always ask for the order number.\n\nNever promise a delivery date.\n\n${last}\n`;

let minute = 0;

async function commit(file: string, text: string): Promise<string> {
  minute++;
  await writeFile(join(root, file), text);
  git("add", "-A", "--", ":!.homeostat");
  git("commit", "-qm", "change");
  return git("rev-parse", "HEAD");
}

async function linkedVersions(
  hints: Readonly<Record<string, string>>,
): Promise<Record<string, string | undefined>> {
  await store.tables.conversations.upsert(
    Object.entries(hints).map(([id, hintVersion]) => ({ id, hintName: "support", hintVersion })),
  );
  const files = await promptFiles(
    root,
    await loadConfig(join(root, "homeostat.yaml"), { root, trusted: true }),
  );
  await recordVersions(store, files, true);
  await recordHintRefs(store, files);
  await linkConversations(store, await knownVersions(store, files));
  const links = await store.tables.links.read();
  return Object.fromEntries(links.map((row) => [row.conversationId, row.version]));
}

describe("a version that a trace names by git", () => {
  it("is a tag, a branch, or a commit that did not touch the prompt; a number or an option is none", async () => {
    git("init", "-qb", "main");
    const [one, two, other] = ["Be brief.", "Be thorough.", "Be funny."].map(body) as [
      string,
      string,
      string,
    ];
    await commit("support.prompt.md", one);
    git("tag", "v1.0");
    git("tag", "7");
    const release = await commit("README", "unrelated");
    git("checkout", "-qb", "experiment");
    await commit("support.prompt.md", other);
    git("checkout", "-q", "main");
    const last = await commit("support.prompt.md", two);
    const found = await linkedVersions({
      tag: "v1.0",
      release: release.slice(0, 10),
      branch: "experiment",
      commit: last.slice(0, 8),
      hash: promptVersion(one).slice(0, 8),
      number: "7",
      option: "--output=x",
    });
    expect(found).toEqual({
      tag: promptVersion(one),
      release: promptVersion(one),
      branch: promptVersion(other),
      commit: promptVersion(two),
      hash: promptVersion(one),
      // No text says which it was: the newest, and it is said to be ambiguous.
      number: promptVersion(two),
      option: promptVersion(two),
    });
    const rows = await store.tables.links.read();
    expect(
      rows
        .filter(({ how }) => how === "ambiguous")
        .map(({ conversationId, hintVersion }) => [conversationId, hintVersion])
        .sort(),
    ).toEqual([
      ["number", "7"],
      ["option", "--output=x"],
    ]);
  });

  it("follows a renamed file, and a text that was seen before it was committed gets its commit", async () => {
    git("init", "-qb", "main");
    await commit("old.prompt.md", body("Be brief."));
    git("tag", "early");
    git("mv", "old.prompt.md", "support.prompt.md");
    git("commit", "-qm", "rename");
    await writeFile(join(root, "support.prompt.md"), body("Be thorough."));
    await linkedVersions({ first: "early" });
    const last = await commit("support.prompt.md", body("Be thorough."));
    expect(await linkedVersions({ first: "early", second: last.slice(0, 9) })).toEqual({
      first: promptVersion(body("Be brief.")),
      second: promptVersion(body("Be thorough.")),
    });
  });
});

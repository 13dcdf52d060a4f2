import { randomBytes } from "node:crypto";
import { realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { UserError } from "../../base/index.ts";
import { type GitCall, type GitResult, runGit } from "./git.ts";

/** A change of one file. */
export interface FileChange {
  /** Absolute path. */
  readonly file: string;
  /** The file's text with the change made, from its text in the commit that it is put on; undefined where it does not fit there. */
  readonly change: (text: string) => string | undefined;
}

/** Changes of files of one repository that become a commit. */
export interface CommitOrder {
  readonly changes: readonly [FileChange, ...FileChange[]];
  /** Whole, with its trailers. */
  readonly message: string;
  /** A branch of that name, made of what is checked out where there is none; or the branch that is checked out. */
  readonly onto: { readonly branch: string } | "current";
  readonly signal?: AbortSignal | undefined;
}

export interface MadeCommit {
  readonly commit: string;
  readonly branch: string;
  /** The commit that it stands on. */
  readonly parent: string;
  /** Of the files, from the top of the repository. */
  readonly paths: readonly string[];
  /** Whether the branch was made for it. */
  readonly isNewBranch: boolean;
}

interface Repository {
  readonly top: string;
  readonly git: (args: readonly string[], more?: Omit<GitCall, "cwd">) => Promise<GitResult>;
}

/**
 * Commits changes of files, and nothing else that is changed in the work tree or staged: the commit is made of the one that it stands on.
 * Files on disk stay as they are. On the branch that is checked out the index gets the changes too, as after a commit of them. Signed where
 * git is told to sign; hooks are not run. Throws `git-missing`, `git-unborn`, `git-identity`, `git-branch`, `git-busy`, `git-stale`,
 * `git-staged`, `git-untracked`, `git-empty`, `git-failed`.
 */
export async function commitChange({ changes, message, onto, signal }: CommitOrder): Promise<MadeCommit> {
  const repository = await openRepository(changes[0].file, signal);
  const target = await targetOf(repository, onto);
  const entries: Changed[] = [];
  for (const change of changes) entries.push(await changedEntry(change, repository, target));
  if (onto === "current") for (const entry of entries) await checkIndex(repository, entry);
  const tree = await treeWith(repository, target.parent, entries);
  const commit = await commitOf(repository, { tree, parent: target.parent, message });
  const moved = await repository.git([
    ...["update-ref", "--create-reflog", "-m", `homeostat: ${message.split("\n")[0]}`],
    ...[`refs/heads/${target.branch}`, commit, target.isNewBranch ? "0".repeat(40) : target.parent],
  ]);
  if ("failed" in moved)
    throw new UserError(
      "git-busy",
      `Somebody else moved ${target.branch} meanwhile: ${moved.failed}`,
      "Try again.",
    );
  if (onto === "current") await putInIndex(repository, entries);
  const { branch, parent, isNewBranch } = target;
  return { commit, branch, parent, paths: entries.map(({ path }) => path), isNewBranch };
}

/** What a file is in a commit, and the text that it is to have. */
interface Changed {
  readonly path: string;
  readonly mode: string;
  readonly before: string;
  readonly blob: string;
}

async function changedEntry(
  { file, change }: FileChange,
  repository: Repository,
  { branch, parent }: Target,
): Promise<Changed> {
  const path = relative(repository.top, await realpath(file))
    .split(sep)
    .join("/");
  const { mode, blob: before } = await entryAt(repository, path, parent);
  const text = must(await repository.git(["cat-file", "blob", before]), "read the file");
  const after = change(text);
  if (after === undefined)
    throw new UserError(
      "git-stale",
      `${path} reads otherwise on ${branch} than the text that the change was made for.`,
      "Merge or rebase the branch, or look for a new suggestion.",
    );
  if (after === text) throw new UserError("git-empty", `${path} says that on ${branch} already.`);
  const hashed = await repository.git(["hash-object", "-w", "--stdin", `--path=${path}`], { input: after });
  return { path, mode, before, blob: must(hashed, "store the text").trim() };
}

async function openRepository(file: string, signal: AbortSignal | undefined): Promise<Repository> {
  const real = await realpath(file);
  const folder = join(real, "..");
  const top = await runGit(["rev-parse", "--show-toplevel"], { cwd: folder, signal });
  if ("failed" in top)
    throw new UserError(
      "git-missing",
      `${file} is in no git repository: ${top.failed}`,
      "Make one with: git init. Without it a suggestion can be accepted, and is not committed.",
    );
  const root = await realpath(top.out.replace(/\r?\n$/, ""));
  return {
    top: root,
    git: (args, more = {}) => runGit(args, { cwd: root, signal, ...more }),
  };
}

interface Target {
  readonly branch: string;
  readonly parent: string;
  readonly isNewBranch: boolean;
}

async function targetOf({ git, top }: Repository, onto: CommitOrder["onto"]): Promise<Target> {
  const head = await git(["rev-parse", "--verify", "-q", "HEAD^{commit}"]);
  if ("failed" in head)
    throw new UserError(
      "git-unborn",
      `The repository ${top} has no commit yet.`,
      "Commit the prompt once, then approve.",
    );
  if (onto === "current") {
    const branch = await git(["symbolic-ref", "--short", "-q", "HEAD"]);
    if ("failed" in branch)
      throw new UserError(
        "git-branch",
        "No branch is checked out.",
        "Check one out, or approve onto a branch by name.",
      );
    return { branch: branch.out.trim(), parent: head.out.trim(), isNewBranch: false };
  }
  const { branch } = onto;
  if ("failed" in (await git(["check-ref-format", "--branch", branch])))
    throw new UserError("git-branch", `“${branch}” cannot be the name of a branch.`, "Give another name.");
  const tip = await git(["rev-parse", "--verify", "-q", `refs/heads/${branch}^{commit}`]);
  if ("failed" in tip) return { branch, parent: head.out.trim(), isNewBranch: true };
  return { branch, parent: tip.out.trim(), isNewBranch: false };
}

async function entryAt(
  { git }: Repository,
  path: string,
  commit: string,
): Promise<{ readonly mode: string; readonly blob: string }> {
  const listed = must(await git(["ls-tree", "-z", commit, "--", path]), "list the file");
  const [, mode = "", blob = ""] = /^(\d+) blob ([0-9a-f]+)\t/.exec(listed) ?? [];
  if (blob !== "") return { mode, blob };
  throw new UserError(
    "git-untracked",
    `git does not know ${path} yet.`,
    "Commit the file as it is, then approve the change of it.",
  );
}

/** What somebody has staged of the file is theirs to commit. */
async function checkIndex({ git }: Repository, { path, before }: Changed): Promise<void> {
  const staged = must(await git(["ls-files", "-s", "-z", "--", path]), "read the index");
  if (/^\d+ ([0-9a-f]+) 0\t/.exec(staged)?.[1] === before) return;
  throw new UserError(
    "git-staged",
    `${path} has changes that are staged.`,
    "Commit or unstage them, or approve onto a branch of its own.",
  );
}

async function putInIndex(
  { git }: Repository,
  entries: readonly Changed[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const args = entries.flatMap(({ mode, blob, path }) => ["--cacheinfo", `${mode},${blob},${path}`]);
  must(await git(["update-index", ...args], { env }), "update the index");
}

/** The tree of a commit with entries changed, by an index of its own. */
async function treeWith(
  repository: Repository,
  commit: string,
  entries: readonly Changed[],
): Promise<string> {
  const index = join(tmpdir(), `homeostat-index-${randomBytes(8).toString("hex")}`);
  const env = { GIT_INDEX_FILE: index };
  try {
    must(await repository.git(["read-tree", commit], { env }), "read the tree");
    await putInIndex(repository, entries, env);
    return must(await repository.git(["write-tree"], { env }), "write the tree").trim();
  } finally {
    await rm(index, { force: true });
    await rm(`${index}.lock`, { force: true });
  }
}

async function commitOf(
  { git }: Repository,
  { tree, parent, message }: { tree: string; parent: string; message: string },
): Promise<string> {
  const signs = await git(["config", "--type=bool", "commit.gpgsign"]);
  const sign = "out" in signs && signs.out.trim() === "true" ? ["-S"] : [];
  const made = await git(["commit-tree", tree, "-p", parent, ...sign, "-F", "-"], { input: message });
  if ("out" in made) return made.out.trim();
  if (/tell me who you are|empty ident|auto-detect email/i.test(made.failed))
    throw new UserError(
      "git-identity",
      "git does not know who you are, and a commit has an author.",
      'Say it: git config user.name "…" and git config user.email "…"',
    );
  throw failed("commit", made.failed);
}

function must(result: GitResult, what: string): string {
  if ("failed" in result) throw failed(what, result.failed);
  return result.out;
}

const failed = (what: string, why: string): UserError =>
  new UserError(
    "git-failed",
    `git could not ${what}: ${why}`,
    "Try it by hand to see what is wrong with the repository.",
  );

import { UserError } from "../../base/index.ts";
import { runGit, runProgramIn } from "./git.ts";

/** A branch that is to be looked over by others. */
export interface PullRequestOrder {
  /** A folder of the repository. */
  readonly folder: string;
  readonly branch: string;
  readonly title: string;
  readonly body: string;
  readonly signal?: AbortSignal | undefined;
}

export interface OpenedPullRequest {
  readonly remote: string;
  /** Where the host says that it is. Absent where no program of the host was there: then the branch is pushed and `next` says what to do. */
  readonly url?: string;
  readonly next?: string;
}

/** The programs by which hosts are spoken to, and how each opens a request; `-` reads the text from standard input. */
const hosts: readonly {
  readonly program: string;
  readonly isFor: RegExp;
  readonly open: (order: PullRequestOrder) => { readonly args: readonly string[]; readonly input: string };
}[] = [
  {
    program: "gh",
    isFor: /github/i,
    open: ({ branch, title, body }) => ({
      args: ["pr", "create", "--head", branch, "--title", title, "--body-file", "-"],
      input: body,
    }),
  },
  {
    program: "glab",
    isFor: /gitlab/i,
    open: ({ branch, title, body }) => ({
      args: ["mr", "create", "--source-branch", branch, "--title", title, "--description", body, "--yes"],
      input: "",
    }),
  },
];

/**
 * Pushes a branch and opens a request for it by the host's own program, which knows who the person is; we hold no token. Throws
 * `git-no-remote`, `git-push`, `pull-request`.
 */
export async function openPullRequest(order: PullRequestOrder): Promise<OpenedPullRequest> {
  const { folder: cwd, branch, signal } = order;
  const { remote, url } = await remoteOf(cwd, signal);
  const pushed = await runGit(
    ["push", "--set-upstream", remote, `refs/heads/${branch}:refs/heads/${branch}`],
    {
      cwd,
      signal,
    },
  );
  if ("failed" in pushed)
    throw new UserError(
      "git-push",
      `${branch} could not be pushed to ${remote}: ${pushed.failed}`,
      `The commit is there. Push it by hand: git push -u ${remote} ${branch}`,
    );
  const host = hosts.find(({ isFor }) => isFor.test(url));
  const next = `${branch} is pushed to ${remote}. Open a pull request for it where the repository is hosted.`;
  if (!host) return { remote, next };
  const version = await runProgramIn(host.program, ["--version"], { cwd, signal });
  if ("failed" in version)
    return { remote, next: `${next} With \`${host.program}\` installed this is done from here.` };
  const opened = await runProgramIn(host.program, host.open(order).args, {
    ...{ cwd, signal, input: host.open(order).input },
  });
  if ("failed" in opened)
    throw new UserError(
      "pull-request",
      `${host.program} could not open a pull request: ${opened.failed}`,
      `${branch} is pushed to ${remote}. Open it where the repository is hosted, or try again.`,
    );
  const found = /https?:\/\/\S+/.exec(opened.out)?.[0];
  return { remote, ...(found ? { url: found } : { next }) };
}

/** The remote that the branch at hand goes to, else `origin`, else the only one. */
async function remoteOf(
  cwd: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly remote: string; readonly url: string }> {
  const [listed, current] = await Promise.all([
    runGit(["remote"], { cwd, signal }),
    runGit(["symbolic-ref", "--short", "-q", "HEAD"], { cwd, signal }),
  ]);
  const remotes = "out" in listed ? listed.out.split("\n").filter((one) => one !== "") : [];
  const tracked =
    "out" in current
      ? await runGit(["config", `branch.${current.out.trim()}.remote`], { cwd, signal })
      : { failed: "" };
  const own = "out" in tracked ? tracked.out.trim() : "";
  const remote =
    [own, "origin"].find((one) => remotes.includes(one)) ?? (remotes.length === 1 ? remotes[0] : undefined);
  if (remote === undefined)
    throw new UserError(
      "git-no-remote",
      remotes.length === 0
        ? "The repository has no remote to push to."
        : "Nothing says which remote to push to.",
      "The commit is there. Add a remote (git remote add origin …), or open the branch by hand.",
    );
  const url = await runGit(["remote", "get-url", remote], { cwd, signal });
  return { remote, url: "out" in url ? url.out.trim() : "" };
}

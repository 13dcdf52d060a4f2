import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { stableId, writeWhole } from "../../base/index.ts";
import { type CaptureSettings, defaultCapture } from "../../capture/index.ts";
import { configPath, configText, parseConfig } from "../config.ts";
import { workspacesFolder } from "./state-folder.ts";

/** A workspace that the receiver may write into: somebody who trusts it has said so. */
export interface RegisteredWorkspace {
  readonly root: string;
  readonly configFile?: string;
  /** When it was registered first; of two that claim one service the earlier has it. */
  readonly sinceMs: number;
}

const fileOf = (home: string, root: string): string =>
  join(workspacesFolder(home), `${stableId([root], 24)}.json`);

/** Makes a workspace known to the receiver of this machine. Only for a trusted one: its configuration says where traces are written to. */
export async function registerWorkspace(
  home: string,
  workspace: { readonly root: string; readonly configFile?: string },
): Promise<void> {
  const file = fileOf(home, workspace.root);
  const known = await readWorkspace(file);
  if (known && known.configFile === workspace.configFile) return;
  await mkdir(workspacesFolder(home), { recursive: true, mode: 0o700 });
  const { root, configFile } = workspace;
  const registered: RegisteredWorkspace = {
    root,
    ...(configFile !== undefined && { configFile }),
    sinceMs: known?.sinceMs ?? Date.now(),
  };
  await writeWhole(file, JSON.stringify(registered), { mode: 0o600 });
}

/** The earliest registered first. A file that cannot be read counts as none. */
export async function registeredWorkspaces(home: string): Promise<readonly RegisteredWorkspace[]> {
  const names = await readdir(workspacesFolder(home)).catch(() => []);
  const files = names
    .filter((name) => name.endsWith(".json"))
    .map((name) => join(workspacesFolder(home), name));
  const all = await Promise.all(files.map(readWorkspace));
  return all
    .filter((one) => one !== undefined)
    .sort((a, b) => a.sinceMs - b.sinceMs || (a.root < b.root ? -1 : 1));
}

async function readWorkspace(file: string): Promise<RegisteredWorkspace | undefined> {
  try {
    const { root, configFile, sinceMs } = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
    if (typeof root !== "string" || typeof sinceMs !== "number") return undefined;
    return { root, sinceMs, ...(typeof configFile === "string" && { configFile }) };
  } catch {
    return undefined;
  }
}

/** What a workspace's configuration says of capture, as far as it is there. */
export interface WorkspaceClaim {
  readonly root: string;
  readonly store: string;
  readonly capture: CaptureSettings;
}

/** Which workspace claims which service. It is asked for every trace, and looks at the files again every so often. */
export class Claims {
  private claims: readonly (WorkspaceClaim & { readonly matches: (service: string) => boolean })[] = [];
  private readonly read = new Map<string, { readonly stamp: string; readonly claim: WorkspaceClaim }>();
  private readonly memo = new Map<string, WorkspaceClaim | undefined>();
  private basis = "";

  constructor(private readonly home: string) {}

  get all(): readonly WorkspaceClaim[] {
    return this.claims;
  }

  /**
   * Looks whether anything changed, and says so. A workspace whose folder is gone claims nothing; what cannot be read keeps what it said
   * before.
   */
  async refresh(): Promise<boolean> {
    const workspaces = await registeredWorkspaces(this.home);
    const claims: WorkspaceClaim[] = [];
    const stamps: string[] = [];
    for (const { root, configFile } of workspaces) {
      const file = configPath(root, configFile);
      const [folder, config] = await Promise.all([stampOf(root), stampOf(file)]);
      if (folder === undefined) continue;
      const stamp = `${root} ${config ?? "none"}`;
      const known = this.read.get(root);
      stamps.push(stamp);
      if (known?.stamp === stamp) claims.push(known.claim);
      else {
        const claim = await claimOf(root, file).catch(() => known?.claim);
        if (!claim) continue;
        this.read.set(root, { stamp, claim });
        claims.push(claim);
      }
    }
    const basis = stamps.join("\n");
    if (basis === this.basis) return false;
    this.basis = basis;
    this.memo.clear();
    this.claims = claims.map((claim) => ({ ...claim, matches: serviceMatcher(claim.capture.services) }));
    return true;
  }

  /** The claim of the workspace that has this service; undefined = nobody. */
  of(service: string): WorkspaceClaim | undefined {
    if (!this.memo.has(service)) {
      if (this.memo.size > 10_000) this.memo.clear();
      this.memo.set(
        service,
        this.claims.find(({ matches }) => matches(service)),
      );
    }
    return this.memo.get(service);
  }

  /** Capture settings for a service; the defaults for what nobody claims. */
  settingsOf(service: string): CaptureSettings {
    return this.of(service)?.capture ?? defaultCapture;
  }
}

async function claimOf(root: string, file: string): Promise<WorkspaceClaim> {
  // The suites that it names are no part of the claim.
  const { store, capture } = parseConfig(await configText(file), { root, trusted: true });
  return { root, store, capture };
}

const stampOf = (path: string): Promise<string | undefined> =>
  stat(path).then(
    (found) => (found.isDirectory() ? "there" : `${found.mtimeMs} ${found.size}`),
    () => undefined,
  );

/** Whether one of these patterns is a service's whole name; * stands for any letters. */
export function serviceMatcher(patterns: readonly string[]): (service: string) => boolean {
  const all = patterns.map((pattern) => pattern.split("*"));
  return (service) => all.some((parts) => isMadeOf(service, parts));
}

/** In order, the first at the start, the last at the end: without a regular expression nothing can run away. */
function isMadeOf(text: string, parts: readonly string[]): boolean {
  const [first = "", ...rest] = parts;
  if (rest.length === 0) return text === first;
  const last = rest.pop()!;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

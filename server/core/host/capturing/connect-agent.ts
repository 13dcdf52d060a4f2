import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { LongWork } from "../../base/index.ts";
import {
  dependencyFiles,
  type Framework,
  frameworksOf,
  type Packages,
  packagesIn,
  tame,
} from "../../review/index.ts";
import { configPath, loadSettings } from "../config.ts";
import type { Workspace } from "../host.ts";
import { type CapturedService, captureStatus, type Waiting } from "./capture-host.ts";
import { receiverStatus } from "./running-receiver.ts";
import { stateFolder } from "./state-folder.ts";

/** What the files of dependencies in a folder name, the likeliest first. Files that cannot be read name nothing. */
export async function frameworksAtHand(root: string): Promise<readonly Framework[]> {
  const found = await Promise.all(
    dependencyFiles.map((name) =>
      readFile(join(root, name), "utf8").then(
        (text) => packagesIn(name, text),
        (): Packages => ({}),
      ),
    ),
  );
  return frameworksOf({
    javascript: found.flatMap(({ javascript = [] }) => javascript),
    python: found.flatMap(({ python = [] }) => python),
  });
}

/** The name an agent of this workspace is to send under: what the workspace already waits for, else the folder's own. */
export async function serviceNameOf(workspace: Workspace): Promise<string> {
  const { capture } = await loadSettings(configPath(workspace.root, workspace.configFile), workspace);
  const name = capture.services.find((one) => !one.includes("*")) ?? basename(workspace.root);
  // It stands in lines for a shell.
  return tame(name, 200) || "my-agent";
}

/** When a service sent last, as it was before one began to wait. */
export type SentBefore = Pick<CapturedService, "name" | "lastMs">;

export type FirstArrival =
  | { readonly is: "arrived"; readonly service: CapturedService }
  /** The receiver was stopped meanwhile. */
  | { readonly is: "ended" }
  /** Nobody waits any more. */
  | { readonly is: "cancelled" };

export interface FirstArrivalOptions extends Pick<LongWork, "signal"> {
  readonly home?: string;
  /** A first span is rarely alone: what it lacks may be on those that come right behind it. Milliseconds. */
  readonly settleMs?: number;
  readonly waiting?: Waiting;
}

const askEveryMs = 500;

/** Waits for whichever service sends something from now on. The stores are asked once it has. */
export async function firstArrival(
  before: readonly SentBefore[],
  { signal, home = stateFolder(), settleMs = 3_000, waiting }: FirstArrivalOptions = {},
): Promise<FirstArrival> {
  const last = new Map(before.map(({ name, lastMs }) => [name, lastMs]));
  const pause = (ms: number): Promise<void> =>
    setTimeout(ms, undefined, { ...(signal && { signal }) }).catch(() => undefined);
  while (!signal?.aborted) {
    const status = await receiverStatus(home);
    if (!status) return { is: "ended" };
    const fresh = status.services.find(
      ({ service, spans, logs, lastMs }) => spans + logs > 0 && lastMs > (last.get(service) ?? 0),
    );
    if (fresh) {
      await pause(settleMs);
      const { services } = await captureStatus(home, waiting);
      const service = services.find(({ name }) => name === fresh.service);
      return service ? { is: "arrived", service } : { is: "ended" };
    }
    await pause(askEveryMs);
  }
  return { is: "cancelled" };
}

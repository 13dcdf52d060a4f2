import type { LongWork } from "../../base/index.ts";
import { Store } from "../../store/index.ts";
import { inboxUri, stateFolder } from "../capturing/state-folder.ts";
import { configPath, loadSettings } from "../config.ts";
import type { Workspace } from "../host.ts";
import { storesOf } from "./forget.ts";
import { applyRetention, planRetention, type RetentionReport, type RetentionSettings } from "./retention.ts";

export interface RetainReport {
  readonly settings: RetentionSettings;
  readonly places: readonly RetentionReport[];
  readonly isDone: boolean;
}

/** Applies `capture.retainDays` and `retainMb` to the workspace's store, or with `isDry` says what would go. The inbox has its own keeper. */
export async function retainInWorkspace(
  workspace: Workspace,
  { isDry, nowMs = Date.now() }: { readonly isDry: boolean; readonly nowMs?: number },
  { progress }: LongWork = {},
): Promise<RetainReport> {
  const { capture } = await loadSettings(configPath(workspace.root, workspace.configFile), workspace);
  const settings = {
    ...(capture.retainDays !== undefined && { retainDays: capture.retainDays }),
    ...(capture.retainMb !== undefined && { retainMb: capture.retainMb }),
  };
  const places: RetentionReport[] = [];
  const inbox = inboxUri(stateFolder());
  for (const uri of (await storesOf(workspace)).filter((one) => one !== inbox)) {
    const store = await Store.open(uri);
    try {
      progress?.({ stage: "looking at ages", done: 0, total: undefined });
      places.push(await (isDry ? planRetention : applyRetention)(store, settings, nowMs));
    } finally {
      store.close();
    }
  }
  return { settings, places, isDone: !isDry };
}

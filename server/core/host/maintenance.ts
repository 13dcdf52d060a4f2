import { type LongWork, UserError } from "../base/index.ts";
import {
  type RepairReport,
  repairStore,
  Store,
  schemaVersion,
  storeIsThere,
  withoutSecrets,
} from "../store/index.ts";
import { configPath, loadSettings } from "./config.ts";
import type { Workspace } from "./host.ts";
import { derive } from "./import-conversations.ts";

/** Brings the store of a workspace into order. Throws what `repairStore` throws. */
export async function repairWorkspace(workspace: Workspace, work: LongWork = {}): Promise<RepairReport> {
  return repairStore(await storeOf(workspace), { ...work, derive });
}

/** Opens the store of a workspace, which migrates it. `migrated`: whether there was anything to do. */
export async function migrateWorkspace(
  workspace: Workspace,
  { progress }: LongWork = {},
): Promise<{ readonly version: number; readonly migrated: boolean }> {
  let migrated = false;
  const store = await Store.open(await storeOf(workspace), {
    progress: (step) => {
      migrated = true;
      progress?.(step);
    },
  });
  store.close();
  return { version: schemaVersion, migrated };
}

/** The store's place; neither migrating nor repairing makes a store where there is none. Throws `no-store`. */
async function storeOf(workspace: Workspace): Promise<string> {
  const config = await loadSettings(configPath(workspace.root, workspace.configFile), workspace);
  const uri = workspace.store ?? config.store;
  if (!(await storeIsThere(uri)))
    throw new UserError(
      "no-store",
      `There is no store at ${withoutSecrets(uri)}.`,
      "Importing conversations makes it: homeostat import FILE",
    );
  return uri;
}

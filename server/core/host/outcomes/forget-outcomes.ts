import { equals, Store } from "../../store/index.ts";
import { configPath, loadConfig } from "../config.ts";
import type { Workspace } from "../host.ts";

/** Removes all outcomes of a kind from the workspace's store, off the disk too. Gives how many there were. */
export async function forgetOutcomes(workspace: Workspace, kind: string): Promise<number> {
  const config = await loadConfig(configPath(workspace.root, workspace.configFile), workspace);
  const store = await Store.open(workspace.store ?? config.store);
  try {
    const { outcomes } = store.tables;
    const count = await outcomes.count(equals("kind", kind));
    if (count === 0) return 0;
    await outcomes.delete(equals("kind", kind));
    await outcomes.purge(true);
    return count;
  } finally {
    store.close();
  }
}
